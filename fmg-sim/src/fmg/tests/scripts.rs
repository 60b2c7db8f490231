//! Tests of scripts and of hit counts.

use std::time::Duration;

use super::*;
use crate::fmg::{LineResult, TaskState, WorkspaceMode};

const EXECUTE: &str = "/dvmdb/adom/demo/script/execute";
const LOG: &str = "/dvmdb/adom/demo/script/log";
const OLD: &str = "/dvmdb/adom/demo/script";
const NEW: &str = "/pm/config/adom/demo/obj/fmg/script";

fn bench() -> Bench {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    bench
}

fn on(devices: &[&str]) -> Value {
    devices
        .iter()
        .map(|device| json!({"name": device, "vdom": "global"}))
        .collect()
}

impl Client<'_> {
    fn run(&self, script: &str, members: Value) -> Result<u64, i64> {
        let mut data = members;
        data["adom"] = json!("demo");
        data["script"] = json!(script);
        Ok(self.write("exec", EXECUTE, data)?["task"].as_u64().unwrap())
    }

    fn state_of(&self, task: u64) -> TaskState {
        self.bench.clock.advance(Duration::from_secs(60));
        self.bench.fmg.task(task).unwrap().state
    }
}

#[test]
fn a_script_runs_on_databases_and_has_a_log() {
    let bench = bench();
    let admin = bench.admin();
    let script =
        json!({"name": "s", "content": "config system global\nend", "target": "device_database", "type": "cli"});
    admin.write("add", OLD, script.clone()).unwrap();
    assert_eq!(admin.write("add", OLD, script), Err(-2));
    let task = admin.run("s", json!({"scope": on(&["dev_001", "dev_002"])})).unwrap();
    assert_eq!(
        admin.get(&format!("{LOG}/latest/device/dev_001")),
        Err(-3),
        "the task is not over"
    );
    assert_eq!(admin.state_of(task), TaskState::Done);
    let log = admin.get(&format!("{LOG}/latest/device/dev_001")).unwrap();
    let text = "\n\nStarting log (Run on database)\n\n config system global\n end\nRunning script(s) on DB success\n";
    assert_eq!((&log["content"], &log["log_id"]), (&json!(text), &json!(task * 10 + 1)));
    let list = admin.get(&format!("{LOG}/summary/device/dev_002")).unwrap();
    assert_eq!((&list[0]["seq"], list[0]["content"].is_null()), (&json!(1), true));
    let url = format!("{LOG}/output/device/dev_002/logid/{}", list[0]["log_id"]);
    assert_eq!(admin.get(&url).unwrap()["script_name"], "s");
    assert_eq!(admin.get(&format!("{LOG}/latest")), Err(-3), "none ran on the ADOM");
    assert_eq!(
        admin.run("s", json!({"package": "ppkg_001", "scope": on(&["dev_001"])})),
        Err(-8)
    );
    assert_eq!(admin.run("s", json!({})), Err(-8));
    assert_eq!(admin.run("none", json!({})), Err(-3));
    assert_eq!(admin.run("s", json!({"scope": on(&["none"])})), Err(-3));
}

#[test]
fn a_script_of_the_new_table_runs_on_the_device() {
    let bench = bench();
    let admin = bench.admin();
    admin
        .write(
            "set",
            NEW,
            json!({"name": "s", "target": 1, "content": "get system status"}),
        )
        .unwrap();
    bench.fmg.set_script_output("s", "Version: FortiGate-VM64 v7.4.5");
    let task = admin.run("s", json!({"scope": on(&["dev_001"])})).unwrap();
    assert_eq!(admin.state_of(task), TaskState::Done);
    let log = admin.get(&format!("{LOG}/latest/device/dev_001")).unwrap();
    assert_eq!(
        (&log["content"], &log["log_id"]),
        (&json!("Version: FortiGate-VM64 v7.4.5"), &json!(task * 10))
    );
    // A device that is not connected.
    let task = admin.run("s", json!({"scope": on(&["dev_002"])})).unwrap();
    assert_eq!(admin.state_of(task), TaskState::Error);
    bench
        .fmg
        .set_script_result("dev_001", LineResult::Warning("an object is invisible".to_owned()));
    let task = admin.run("s", json!({"scope": on(&["dev_001"])})).unwrap();
    assert_eq!(admin.state_of(task), TaskState::Warning);
}

#[test]
fn a_script_runs_on_the_members_of_a_group_or_on_a_package() {
    let bench = bench();
    let admin = bench.admin();
    let members = on(&["dev_001", "dev_002"]);
    assert!(bench.fmg.put_row(
        "/dvmdb/adom/demo/group",
        &json!({"name": "all", "object member": members})
    ));
    admin
        .write("add", OLD, json!({"name": "s", "target": "device_database"}))
        .unwrap();
    let task = admin.run("s", json!({"scope": [{"name": "all"}]})).unwrap();
    assert_eq!(bench.fmg.task(task).unwrap().lines.len(), 2);
    admin
        .write("add", OLD, json!({"name": "p", "target": "adom_database"}))
        .unwrap();
    let task = admin.run("p", json!({"package": "ppkg_001"})).unwrap();
    assert_eq!(admin.state_of(task), TaskState::Done);
    assert_eq!(admin.get(&format!("{LOG}/latest")).unwrap()["script_name"], "p");
    assert_eq!(admin.run("p", json!({"package": "none"})), Err(-3));
    assert_eq!(admin.run("p", json!({"scope": on(&["dev_001"])})), Err(-8));
}

#[test]
fn hit_counts_are_those_of_the_policies() {
    let bench = bench();
    let admin = bench.admin();
    let policies = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy";
    assert!(
        bench
            .fmg
            .put_row(policies, &json!({"policyid": 1, "_hitcount": 380, "_byte": 198_373}))
    );
    let entry = json!({"url": "/sys/hitcount", "data": {"adom": "demo", "pkg": "ppkg_001"}});
    let reply = admin.ask("exec", &json!([entry]), false);
    let task = reply["result"][0]["taskid"].as_u64().unwrap();
    let result = || admin.write("exec", "/sys/task/result", json!({ "taskid": task }));
    assert_eq!(result(), Err(-10));
    assert_eq!(admin.state_of(task), TaskState::Done);
    let counts = result().unwrap();
    let own = counts["firewall policy"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["policyid"] == 1)
        .unwrap();
    assert_eq!(
        (&own["hitcount"], &own["byte"], &own["pkts"]),
        (&json!(380), &json!(198_373), &json!(0))
    );
    assert_eq!(counts["firewall policy"][0]["name"], "Implicit Deny");
    assert_eq!(
        admin.write("exec", "/sys/hitcount", json!({"adom": "demo", "pkg": "none"})),
        Err(-3)
    );
    assert_eq!(admin.write("exec", "/sys/task/result", json!({"taskid": 99})), Err(-3));
}
