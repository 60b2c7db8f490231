use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;

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
    // An auditor gets no file.
    let (_, body) = rest(&bench, "GET", "/jsonrpc/sys/backup", "auditor:auditor", b"");
    assert!(serde_json::from_slice::<Value>(&body).unwrap()["result"].is_array());
    assert_eq!(
        code(&rest(&bench, "POST", "/jsonrpc/sys/upgrade", "devops:fortinet", b"image").1),
        json!(0)
    );
}
