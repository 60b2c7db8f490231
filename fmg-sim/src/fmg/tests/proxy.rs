//! Tests of calls that are forwarded to devices.

use std::time::Duration;

use super::*;
use crate::fortios::{self, FortiGate};

const PROXY: &str = "/sys/proxy/json";

fn fortigate(bench: &Bench) -> FortiGate {
    let calls = fortios::Calls::shipped().unwrap();
    FortiGate::new(bench.clock.clone(), &Settings::default(), calls).unwrap()
}

fn status(targets: &[&str]) -> Value {
    json!({"action": "get", "resource": "/api/v2/monitor/system/status", "target": targets})
}

#[test]
fn a_call_is_forwarded_to_the_devices_of_its_targets() {
    let bench = Bench::new();
    let admin = bench.admin();
    bench.fmg.connect_device("dev_001", &fortigate(&bench));
    let replies = admin
        .write(
            "exec",
            PROXY,
            status(&["adom/demo/group/All_FortiGate", "device/dev_001"]),
        )
        .unwrap();
    let targets: Vec<_> = replies
        .as_array()
        .unwrap()
        .iter()
        .map(|reply| &reply["target"])
        .collect();
    assert_eq!(targets, ["dev_001", "dev_002"]);
    assert_eq!(replies[0]["response"]["http_method"], "GET");
    assert_eq!(
        (&replies[0]["status"]["code"], &replies[0]["response"]["status"]),
        (&json!(0), &json!("success"))
    );
    // The connection of the other is down.
    assert_eq!(
        (&replies[1]["status"]["code"], replies[1]["response"].is_null()),
        (&json!(-1), true)
    );
    assert_eq!(
        admin.write("exec", PROXY, status(&["device/none", "adom/none/device/dev_001"])),
        Err(-11)
    );
    let both = admin
        .write("exec", PROXY, status(&["device/none", "dev_oid/311"]))
        .unwrap();
    assert_eq!(both.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_write_changes_the_configuration_of_the_device() {
    let bench = Bench::new();
    let admin = bench.admin();
    let device = fortigate(&bench);
    bench.fmg.connect_device("dev_001", &device);
    let data = json!({
        "action": "post", "resource": "/api/v2/cmdb/firewall/address?vdom=root", "target": ["device/dev_001"],
        "payload": {"name": "host_111", "subnet": "10.0.0.111/32"},
    });
    let replies = admin.write("exec", PROXY, data).unwrap();
    assert_eq!(replies[0]["response"]["http_status"], 200, "{replies}");
    assert!(
        device
            .rows("root", "firewall/address")
            .iter()
            .any(|row| row["name"] == "host_111")
    );
}

#[test]
fn the_lock_is_not_held_while_a_device_answers() {
    let bench = Bench::new();
    let admin = bench.admin();
    let device = fortigate(&bench);
    let fmg = bench.fmg.clone();
    device
        .answer(
            "GET",
            "/api/v2/monitor/system/status",
            move |_| json!({"sessions": fmg.sessions().len()}),
        )
        .unwrap();
    bench.fmg.connect_device("dev_001", &device);
    let replies = admin.write("exec", PROXY, status(&["device/dev_001"])).unwrap();
    assert!(replies.to_string().contains("\"sessions\":1"), "{replies}");
}

#[test]
fn a_group_stands_for_its_members_and_a_model_device_is_offline() {
    let bench = Bench::new();
    let admin = bench.admin();
    let flags = json!(["is_model", "linked_to_model"]);
    let extra = json!({"adom": "demo"});
    let model = json!({"name": "branch_001", "conn_status": "UNKNOWN", "flags": flags, "extra info": extra});
    assert!(bench.fmg.put_row("/dvmdb/device", &model));
    let members = json!([{"name": "dev_001", "vdom": "root"}, {"name": "branch_001", "vdom": "root"}]);
    let group = json!({"name": "branches", "object member": members});
    assert!(bench.fmg.put_row("/dvmdb/adom/demo/group", &group));
    bench.fmg.connect_device("dev_001", &fortigate(&bench));
    for target in ["adom/demo/group/branches", "group/branches"] {
        let replies = admin.write("exec", PROXY, status(&[target])).unwrap();
        let replies: Vec<_> = replies.as_array().unwrap().iter().collect();
        let codes: Vec<_> = replies
            .iter()
            .map(|reply| (reply["target"].as_str().unwrap(), &reply["status"]["code"]))
            .collect();
        let (up, down) = (("dev_001", &json!(0)), ("branch_001", &json!(-1)));
        assert!(
            codes.len() == 2 && codes.contains(&up) && codes.contains(&down),
            "{codes:?}"
        );
    }
    let none = status(&["adom/root/group/branches"]);
    assert_eq!(admin.write("exec", PROXY, none), Err(-11));
}

/// As the capture of the document shows it: the reply to the read has neither a result nor a status nor an id.
#[test]
fn a_task_asks_the_devices_and_its_result_is_read_when_it_is_over() {
    let bench = Bench::new();
    let admin = bench.admin();
    bench.fmg.connect_device("dev_001", &fortigate(&bench));
    let mut call = status(&["adom/demo/device/dev_001"]);
    call["flags"] = json!(["create_task", "nonblocking"]);
    let started = admin.ask("exec", &json!([{"url": PROXY, "data": call}]), true);
    let task = started["result"][0]["taskid"].clone();
    assert!(task.is_u64() && started["result"][0].get("data").is_none(), "{started}");

    let read = || {
        admin.ask(
            "exec",
            &json!([{"url": "/sys/task/result", "data": {"taskid": task}}]),
            true,
        )
    };
    assert_eq!(read()["result"][0]["status"]["code"], -10);
    bench.clock.advance(Duration::from_secs(60));
    let result = read();
    assert_eq!((&result["taskid"], &result["url"]), (&task, &json!(PROXY)));
    assert_eq!(result["data"][0]["target"], "dev_001");
    assert_eq!(result["data"][0]["response"]["status"], "success");
    assert!(
        ["id", "result", "status"].iter().all(|name| result.get(name).is_none()),
        "{result}"
    );
}
