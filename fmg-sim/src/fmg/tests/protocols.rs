//! Tests of local access and of the global settings that JSON-RPC changes.

use super::*;
use crate::appliance::Local;

#[test]
fn programs_on_the_appliance_need_no_session() {
    let bench = Bench::new();
    let post = |uri: &str, local: bool| {
        let body = json!({"id": 1, "method": "get", "params": [{"url": "/sys/session"}]});
        let mut request = Request::post(uri).body(Bytes::from(body.to_string())).unwrap();
        if local {
            request.extensions_mut().insert(Local);
        }
        let (status, body) = bench.send(request);
        let reply: Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, reply["result"][0]["data"]["admin_user"].clone())
    };
    assert_eq!(post("/jsonrpc", true), (200, json!("admin")));
    assert_eq!(post("/jsonrpc", false), (200, json!(null)));
    assert_eq!(post("/jsonrpc/sys/status", true).0, 404);
    assert_eq!(post("/cgi-bin/module/flatui_proxy", true).0, 404);
}

#[test]
fn the_workspace_mode_is_a_setting() {
    let bench = Bench::new();
    let admin = bench.admin();
    let url = "/cli/global/system/global";
    let lock = || admin.call("exec", "/dvmdb/adom/demo/workspace/lock", json!({}));
    assert_eq!(admin.get(url).unwrap()["workspace-mode"], "per-adom");
    admin
        .write(
            "set",
            url,
            json!({"workspace-mode": "disabled", "per-policy-lock": "enable"}),
        )
        .unwrap();
    let settings = admin.get(url).unwrap();
    assert_eq!(
        (
            &settings["workspace-mode"],
            &settings["per-policy-lock"],
            &settings["adom-status"]
        ),
        (&json!("disabled"), &json!("enable"), &json!("enable"))
    );
    assert_eq!(lock(), Err(-9));
    admin
        .write("set", url, json!({"workspace-mode": "normal", "jsonapi-log": "all"}))
        .unwrap();
    assert_eq!(
        (lock(), admin.get(url).unwrap()["jsonapi-log"].clone()),
        (Ok(json!(null)), json!("all"))
    );
    assert_eq!(
        admin.write("set", url, json!({"workspace-mode": "sometimes"})),
        Err(-9001)
    );
    let fields = json!({"fields": ["workspace-mode"]});
    assert_eq!(admin.call("get", url, fields), Ok(json!({"workspace-mode": "normal"})));
}

#[test]
fn the_workspace_mode_is_a_number_without_verbose() {
    let bench = Bench::new();
    let admin = bench.admin();
    let entry = json!([{"url": "/cli/global/system/global", "fields": ["workspace-mode"]}]);
    for (name, number) in [("disabled", 0), ("normal", 1), ("workflow", 2), ("per-adom", 3)] {
        for written in [json!(name), json!(number)] {
            let change = json!({"workspace-mode": written});
            admin.write("set", "/cli/global/system/global", change).unwrap();
            let shown = |verbose| admin.ask("get", &entry, verbose)["result"][0]["data"]["workspace-mode"].clone();
            assert_eq!((shown(false), shown(true)), (json!(number), json!(name)));
        }
    }
}
