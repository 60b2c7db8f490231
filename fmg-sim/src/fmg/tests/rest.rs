use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fmg_template::Protocol;

use super::*;
use crate::content::Beyond;
use crate::coverage::Coverage;
use crate::generated::fmg::ROUTES;

fn rest(bench: &Bench, method: &str, uri: &str, user: &str, body: &[u8]) -> (u16, Bytes) {
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(user)));
    bench.send(request.body(Bytes::copy_from_slice(body)).unwrap())
}

#[test]
fn the_documented_calls_work() {
    let bench = Bench::new();
    let (status, body) = rest(&bench, "GET", "/jsonrpc/dvmdb/adom/root", "devops:fortinet", b"");
    let reply: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, reply.get("id")), (200, None));
    assert_eq!(reply["result"][0]["url"], "/dvmdb/adom/root");
    assert_eq!(
        (&reply["result"][0]["data"]["oid"], &reply["result"][0]["data"]["mode"]),
        (&json!(3), &json!(1))
    );
    let (status, _) = rest(&bench, "GET", "/jsonrpc/sys/status", "devops:guess", b"");
    assert_eq!(status, 401);
    let (_, body) = rest(
        &bench,
        "GET",
        "/jsonrpc/pm/config/adom/roo/obj/firewall/address",
        "devops:fortinet",
        b"",
    );
    let reply: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(reply["result"][0]["status"]["code"], -6);
}

#[test]
fn a_backup_can_be_restored_with_its_password() {
    let bench = Bench::new();
    let code = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap()["result"]["status"]["code"].clone();
    let url = "/pm/config/adom/demo/obj/firewall/address/host_001";
    let (_, backup) = rest(
        &bench,
        "GET",
        "/jsonrpc/sys/backup?passwd=abc123",
        "devops:fortinet",
        b"",
    );
    assert!(bench.fmg.remove_row(url));
    let restore = |uri: &str, file: &[u8]| code(&rest(&bench, "POST", uri, "devops:fortinet", file).1);
    assert_eq!(restore("/jsonrpc/sys/restore", &backup), json!(-10));
    assert_eq!(restore("/jsonrpc/sys/restore?passwd=guess", &backup), json!(-10));
    assert_eq!(restore("/jsonrpc/sys/restore?passwd=abc123", b"garbage"), json!(-10));
    assert_eq!(bench.fmg.row(url), None);
    assert_eq!(restore("/jsonrpc/sys/restore?passwd=abc123", &backup), json!(0));
    assert!(bench.fmg.row(url).is_some());
    // A user with read permission gets no backup.
    let (_, body) = rest(&bench, "GET", "/jsonrpc/sys/backup?passwd=x", "auditor:auditor", b"");
    assert_eq!(code(&body), json!(-11));
    let upgrade = |image: &[u8]| code(&rest(&bench, "POST", "/jsonrpc/sys/upgrade", "devops:fortinet", image).1);
    assert_eq!((upgrade(b"image"), upgrade(b"")), (json!(0), json!(-10)));
}

#[test]
fn object_ids_of_a_restored_backup_are_not_reused() {
    let bench = Bench::new();
    let table = "/pm/config/adom/demo/obj/firewall/address";
    let oid = |name: &str| bench.fmg.row(&format!("{table}/{name}")).unwrap()["oid"].clone();
    assert!(bench.fmg.put_row(table, &json!({"name": "mine"})));
    let uri = "/jsonrpc/sys/backup?passwd=x";
    let (_, backup) = rest(&bench, "GET", uri, "devops:fortinet", b"");
    let other = Bench::new();
    let (_, reply) = rest(
        &other,
        "POST",
        "/jsonrpc/sys/restore?passwd=x",
        "devops:fortinet",
        &backup,
    );
    assert!(String::from_utf8_lossy(&reply).contains("\"code\":0"));
    assert!(other.fmg.put_row(table, &json!({"name": "new"})));
    let new = other.fmg.row(&format!("{table}/new")).unwrap();
    assert!(new["oid"].as_i64() > oid("mine").as_i64(), "{new}");
}

#[test]
fn a_fault_ends_the_session_of_a_user() {
    let bench = Bench::new();
    let uri = "/jsonrpc/sys/status";
    assert_eq!(rest(&bench, "GET", uri, "devops:fortinet", b"").0, 200);
    assert_eq!(bench.fmg.sessions(), ["devops"]);
    let request = Request::get(uri)
        .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode("devops:fortinet")))
        .extension(Injected::SessionExpired);
    assert_eq!(bench.send(request.body(Bytes::new()).unwrap()).0, 401);
    assert!(bench.fmg.sessions().is_empty());
    assert_eq!(rest(&bench, "GET", uri, "devops:fortinet", b"").0, 200);
}

#[test]
fn a_backup_needs_a_password() {
    let bench = Bench::new();
    for query in ["", "?passwd=", "?password=x"] {
        let uri = format!("/jsonrpc/sys/backup{query}");
        let (status, body) = rest(&bench, "GET", &uri, "devops:fortinet", b"");
        let reply: Value = serde_json::from_slice(&body).unwrap();
        let refusal = json!({"result": {"status": {"code": -10, "message": "Backup password must be set"}}});
        assert_eq!((status, reply), (200, refusal));
    }
}

#[test]
fn a_backup_can_have_any_size() {
    let bench = Bench::new();
    bench.fmg.set_backup_size(3 << 20);
    let backup = || rest(&bench, "GET", "/jsonrpc/sys/backup?passwd=x", "devops:fortinet", b"").1;
    let file = backup();
    assert!(file.len() > 3 << 20);
    let restore = |file: &[u8], beyond: Option<Beyond>| {
        let mut request = Request::post("/jsonrpc/sys/restore?passwd=x")
            .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode("devops:fortinet")))
            .body(Bytes::copy_from_slice(file))
            .unwrap();
        if let Some(beyond) = beyond {
            request.extensions_mut().insert(beyond);
        }
        let reply: Value = serde_json::from_slice(&bench.send(request).1).unwrap();
        reply["result"]["status"]["code"].as_i64().unwrap()
    };
    let beyond = |bytes, is_filler| Some(Beyond { bytes, is_filler });
    let (beginning, rest) = file.split_at(1 << 20);
    assert_eq!(restore(&file, None), 0);
    assert_eq!(restore(beginning, beyond(rest.len() as u64, true)), 0);
    assert_eq!(restore(beginning, beyond(rest.len() as u64, false)), -10);
    assert_eq!(restore(beginning, beyond(rest.len() as u64 - 1, true)), -10);
    assert_eq!(restore(beginning, None), -10);
}

#[test]
fn names_can_contain_a_slash() {
    let bench = Bench::new();
    for name in ["Net_10.0.0.0%2F18", "Net_10.0.0.0%5C/18"] {
        let uri = format!("/jsonrpc/pm/config/adom/demo/obj/firewall/address/{name}");
        let (_, body) = rest(&bench, "GET", &uri, "devops:fortinet", b"");
        let reply: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(reply["result"][0]["data"]["name"], "Net_10.0.0.0/18", "{reply}");
    }
}

#[test]
fn every_call_of_the_specs_is_answered() {
    let mut coverage = Coverage::of("FortiManager, REST");
    for route in ROUTES.iter().filter(|route| route.protocol == Protocol::Rest) {
        let bench = Bench::new();
        let uri = route.url.replace("<adom>", "demo");
        let (_, backup) = rest(&bench, "GET", "/jsonrpc/sys/backup?passwd=x", "devops:fortinet", b"");
        let before = bench.fmg.answered()[&*route.name];
        let file: &[u8] = if route.upload { &backup } else { b"" };
        let query = if route.members.is_empty() { "" } else { "?passwd=x" };
        let (status, body) = rest(&bench, &route.method, &format!("{uri}{query}"), "devops:fortinet", file);
        let outcome = if status == 200 && bench.fmg.answered()[&*route.name] > before {
            Ok(())
        } else {
            Err(format!("{status} {}", String::from_utf8_lossy(&body)))
        };
        coverage.note(&format!("{} {uri}", route.method), outcome);
    }
    coverage.assert_whole();
}

#[test]
fn replies_are_the_documented_ones() {
    let bench = Bench::new();
    for route in ROUTES.iter().filter(|route| route.protocol == Protocol::Rest) {
        for exchange in &*route.exchanges {
            let exchange: Value = serde_json::from_str(exchange).unwrap();
            let uri = route.url.replace("<adom>", "root");
            let (_, body) = rest(&bench, &route.method, &uri, "devops:fortinet", b"image");
            let mut reply: Value = serde_json::from_slice(&body).unwrap();
            let mut documented = exchange["response"].clone();
            for reply in [&mut reply, &mut documented] {
                if let Some(data) = reply.pointer_mut("/result/0/data") {
                    *data = json!({});
                }
            }
            assert_eq!(reply, documented, "{uri}");
        }
    }
}
