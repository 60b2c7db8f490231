use super::*;

#[test]
fn replies_repeat_the_id_whatever_it_is() {
    let bench = Bench::new();
    let admin = bench.admin();
    for id in [
        json!(1),
        json!("a"),
        json!(null),
        json!([1, {"x": 2}]),
        json!(1.5),
        json!(u64::MAX),
    ] {
        let reply = bench.post(&json!({
            "id": id, "method": "get", "params": [{"url": "/sys/status"}], "session": admin.session,
        }));
        assert_eq!(reply["id"], id);
    }
    let reply = bench.post(&json!({"method": "get", "params": [{"url": "/sys/status"}], "session": admin.session}));
    assert_eq!(reply.get("id"), None);
}

#[test]
fn a_refusal_is_the_documented_one() {
    let bench = Bench::new();
    let reply = bench
        .admin()
        .ask("get", &json!([{"url": "/pm/pkg/adom/not-existing"}]), true);
    assert!(reply["session"].is_u64());
    assert_eq!(
        reply["result"],
        json!([{"status": {"code": -6, "message": "Invalid url"}, "url": "/pm/pkg/adom/not-existing"}])
    );
}

#[test]
fn entries_are_answered_in_order_with_their_statuses() {
    let bench = Bench::new();
    let admin = bench.admin();
    let address = "/pm/config/adom/demo/obj/firewall/address";
    assert!(
        bench
            .fmg
            .put_row("/dvmdb/adom", &json!({"name": "demo", "workspace_mode": 0}))
    );
    let reply = admin.ask(
        "add",
        &json!([
            {"url": address, "data": {"name": "a"}},
            {"url": "/nonsense", "data": {}},
            {"url": address, "data": {"name": "a"}},
            "no entry at all",
            {"url": address, "data": {"name": "b"}},
        ]),
        false,
    );
    let codes: Vec<_> = reply["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["status"]["code"])
        .collect();
    assert_eq!(codes, [0, -6, -2, -6, 0]);
    assert_eq!(reply["result"][4]["data"], json!({"name": "b"}));
    // A single entry needs no list around it.
    let reply = admin.ask("get", &json!({"url": "sys/status/"}), false);
    assert_eq!(reply["result"][0]["url"], "sys/status");
}

#[test]
fn calls_without_a_spec_are_refused() {
    let bench = Bench::new();
    let admin = bench.admin();
    assert_eq!(admin.get("/sys/nonsense"), Err(-6));
    assert_eq!(admin.get(""), Err(-6));
    assert_eq!(admin.get("//sys//status"), Err(-6));
    assert_eq!(admin.write("delete", "/sys/status", json!({})), Err(-9));
    assert_eq!(admin.write("frobnicate", "/sys/status", json!({})), Err(-5));
    assert_eq!(admin.write("exec", "/sys/backup", json!({"server": "a"})), Err(-10));
    assert_eq!(admin.write("exec", "/sys/backup", json!("text")), Err(-10));
    assert_eq!(admin.call("get", "/dvmdb/adom", json!({"loadsub": "maybe"})), Err(-8));
}

#[test]
fn verbose_selects_names_or_numbers() {
    let bench = Bench::new();
    let url = "/pm/config/adom/demo/obj/firewall/address/range_001";
    let read = |verbose| bench.admin().ask("get", &json!([{"url": url}]), verbose)["result"][0]["data"].clone();
    assert_eq!(
        (&read(true)["type"], &read(true)["allow-routing"]),
        (&json!("iprange"), &json!("disable"))
    );
    assert_eq!(
        (&read(false)["type"], &read(false)["allow-routing"]),
        (&json!(1), &json!(0))
    );
}

#[test]
fn system_calls_have_a_single_result() {
    let bench = Bench::new();
    let data = json!({"filename": "a", "server": "192.0.2.1", "service": "ftp", "passwd": "x"});
    let reply = bench
        .admin()
        .ask("exec", &json!([{"url": "/sys/backup", "data": data}]), false);
    assert_eq!(reply["result"]["status"]["code"], 0);
    assert!(reply["result"]["taskid"].is_u64());
    let data = json!({"filename": "a", "server": "192.0.2.1", "service": "ftp"});
    let reply = bench
        .admin()
        .ask("exec", &json!([{"url": "/sys/backup", "data": data}]), false);
    assert_eq!(
        reply["result"]["status"],
        json!({"code": -10, "message": "Backup password must be set"})
    );
    let reply = bench
        .admin()
        .ask("exec", &json!([{"url": "/sys/reboot", "message": "bye"}]), false);
    assert_eq!(
        reply,
        json!({"id": 7, "result": {"status": {"code": 0, "message": "OK"}}})
    );
    assert!(bench.fmg.sessions().is_empty());
}

#[test]
fn other_paths_and_methods_are_refused() {
    let bench = Bench::new();
    let ask = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).body(Bytes::new()).unwrap();
        bench.send(request).0
    };
    assert_eq!(ask("GET", "/"), 404);
    assert_eq!(ask("POST", "/jsonrpcs"), 404);
    assert_eq!(ask("GET", "/jsonrpc"), 405);
    assert_eq!(ask("POST", "/jsonrpc"), 200);
    assert_eq!(ask("PATCH", "/jsonrpc/sys/status"), 405);
    assert_eq!(ask("GET", "/jsonrpc/sys/status"), 401);
    assert_eq!(ask("GET", "/jsonrpc/%ff"), 400);
}
