//! The request of a call of a downstream crate.

use fmg_bindings::fmg::DeviceName;
use fmg_bindings::serde_json::json;
use fmg_bindings::{Endpoint, adom, name};
use fmg_bindings_downstream::{Memory, Pool, RunScript, block_on, client, pools, rename};

#[test]
fn derived_and_ad_hoc_calls_go_through_a_transport_of_ones_own() {
    let memory = Memory::default();
    let fmg = client(memory.clone()).unwrap();
    let found = block_on(rename(&fmg, DeviceName::new("fw/1").unwrap()))
        .expect("memory answers at once")
        .unwrap();
    assert_eq!(found, json!({"ok": 1}));

    let sent: Vec<_> = memory
        .requests()
        .into_iter()
        .map(|request| (request["method"].clone(), request))
        .collect();
    let entries: Vec<_> = sent
        .iter()
        .map(|(method, request)| (method.as_str().unwrap(), &request["params"][0]))
        .collect();
    assert_eq!(
        entries,
        [
            (
                "exec",
                &json!({"url": "/dvmdb/adom/demo/workspace/lock/obj/firewall/address/Net_10.0.0.0\\/18"})
            ),
            (
                "exec",
                &json!({
                    "url": "/dvmdb/adom/demo/script/execute/fw\\/1",
                    "data": {"password": "hunter2", "stop-on-error": "enable"},
                })
            ),
            (
                "get",
                &json!({
                    "url": "/pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0\\/18",
                    "fields": ["name", "subnet"],
                })
            ),
            (
                "exec",
                &json!({"url": "/dvmdb/adom/demo/workspace/unlock/obj/firewall/address/Net_10.0.0.0\\/18", "data": {}})
            ),
        ]
    );
}

#[test]
fn rows_of_ones_own_have_the_verbs_of_their_table() {
    let memory = Memory::default();
    let fmg = client(memory.clone()).unwrap();
    let pool = Pool {
        name: "a/1".to_owned(),
        startip: None,
    };
    block_on(pools(&fmg, pool, name!("b")))
        .expect("memory answers at once")
        .unwrap();
    let sent: Vec<_> = memory
        .requests()
        .into_iter()
        .map(|request| {
            (
                request["method"].as_str().unwrap().to_owned(),
                request["params"][0].clone(),
            )
        })
        .collect();
    let url = "/pm/config/adom/demo/obj/firewall/ippool";
    assert_eq!(
        sent,
        [
            ("set".to_owned(), json!({"url": url, "data": {"name": "a/1"}})),
            (
                "clone".to_owned(),
                json!({"url": format!("{url}/a\\/1"), "data": {"name": "b"}})
            ),
        ]
    );
}

#[test]
fn a_derived_call_hides_its_secrets() {
    let script = RunScript {
        adom: adom!("demo"),
        script_name: DeviceName::new("fw-1").unwrap(),
        password: Some("hunter2".into()),
        stop_on_error: false,
        option: Some("force"),
    };
    assert_eq!(script.template(), "/dvmdb/adom/<adom>/script/execute/<script-name>");
    assert_eq!(script.method().as_str(), "exec");
    let text = format!("{script:?} {:?}", client(Memory::default()).unwrap().send(&script));
    assert!(!text.contains("hunter2"), "{text}");
}
