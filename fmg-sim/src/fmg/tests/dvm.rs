//! Tests of commands on devices.

use std::time::Duration;

use super::*;
use crate::fmg::{LineResult, ProbeFailure, TaskState, WorkspaceMode};

const ADD: &str = "/dvm/cmd/add/device";
const ADD_LIST: &str = "/dvm/cmd/add/dev-list";
const DELETE: &str = "/dvm/cmd/del/device";
const RELOAD: &str = "/dvm/cmd/reload/dev-list";
const DEVICES: &str = "/dvmdb/adom/demo/device";

fn unlocked() -> Bench {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    bench
}

fn model(name: &str, serial: &str) -> Value {
    json!({
        "device action": "add_model", "name": name, "sn": serial, "mgmt_mode": "fmg", "os_type": "fos",
        "os_ver": "7.0", "mr": 4,
    })
}

fn add(device: &Value, flags: &[&str]) -> Value {
    json!({"adom": "demo", "device": device, "flags": flags})
}

impl Client<'_> {
    /// The state and the error of the only line of a task at its end.
    fn outcome(&self, data: &Value) -> (TaskState, i64) {
        self.bench.clock.advance(Duration::from_secs(60));
        let task = self.bench.fmg.task(data["taskid"].as_u64().unwrap()).unwrap();
        (task.state, task.lines[0].error)
    }

    fn names(&self) -> Vec<String> {
        let devices = self.get(DEVICES).unwrap();
        let names = devices.as_array().unwrap().iter().map(|device| &device["name"]);
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_model_device_may_be_asked_for_by_the_sum_of_its_flags() {
    let bench = unlocked();
    let admin = bench.admin();
    let mut device = model("branch_009", "FGT60F0000000009");
    let members = device.as_object_mut().unwrap();
    members.remove("device action");
    // Without an action, and with a bit that has no name.
    members.insert("flags".to_owned(), json!(67_371_040));
    let added = admin.write("exec", ADD, add(&device, &["create_task"])).unwrap();
    assert_eq!(admin.outcome(&added), (TaskState::Done, 0));
    let stored = admin.get(&format!("{DEVICES}/branch_009")).unwrap();
    assert_eq!(stored["flags"], json!(["is_model", "linked_to_model"]));
}

#[test]
fn a_password_may_be_in_the_form_that_reads_have() {
    let bench = unlocked();
    let admin = bench.admin();
    let mut device = model("branch_010", "FGT60F0000000010");
    device["adm_pass"] = json!(["ENC", "c2VjcmV0"]);
    let added = admin.write("exec", ADD, add(&device, &["create_task"])).unwrap();
    assert_eq!(admin.outcome(&added), (TaskState::Done, 0));
    device["adm_pass"] = json!([7]);
    assert_eq!(admin.write("exec", ADD, add(&device, &[])), Err(-10));
}

#[test]
fn a_model_device_is_in_the_database_with_its_flags() {
    let bench = unlocked();
    let admin = bench.admin();
    let device = model("branch_001", "FGT60F0000000001");
    let added = admin.write("exec", ADD, add(&device, &["create_task"])).unwrap();
    // 262144 for a model device, and 67108864 for the link to it.
    assert_eq!(added["device"]["flags"], 67_371_008);
    assert_eq!(
        (&added["device"]["os_type"], &added["device"]["version"]),
        (&json!(0), &json!(700))
    );
    assert_eq!(admin.outcome(&added), (TaskState::Done, 0));
    let stored = admin.get(&format!("{DEVICES}/branch_001")).unwrap();
    assert_eq!(stored["flags"], json!(["is_model", "linked_to_model"]));
    assert_eq!(
        (&stored["conn_status"], &stored["vdom"][0]["name"]),
        (&json!("UNKNOWN"), &json!("root"))
    );
    // Again: the codes of the serial number and of the name, as the vendor lists them.
    assert_eq!(admin.write("exec", ADD, add(&device, &["none"])), Err(-20010));
    let device = model("branch_001", "FGT60F0000000002");
    assert_eq!(admin.write("exec", ADD, add(&device, &["none"])), Err(-20008));
    let device = json!({"device action": "add_model", "name": "branch_002"});
    assert_eq!(admin.write("exec", ADD, add(&device, &["none"])), Err(-20002));
    admin
        .write("exec", DELETE, json!({"adom": "demo", "device": "branch_001"}))
        .unwrap();
    assert_eq!(admin.get(&format!("{DEVICES}/branch_001")), Err(-3));
    assert_eq!(
        admin.write("exec", DELETE, json!({"adom": "demo", "device": "branch_001"})),
        Err(-3)
    );
}

#[test]
fn a_device_is_added_in_the_background() {
    let bench = unlocked();
    let admin = bench.admin();
    let device = json!({"name": "branch_001", "ip": "192.0.2.50", "adm_usr": "admin", "adm_pass": "hunter2"});
    let flags = ["create_task", "nonblocking"];
    let started = admin.write("exec", ADD, add(&device, &flags)).unwrap();
    assert!(started["device"].is_null() && started["pid"].is_u64());
    assert!(!admin.names().contains(&"branch_001".to_owned()));
    assert_eq!(admin.outcome(&started), (TaskState::Done, 0));
    assert!(admin.names().contains(&"branch_001".to_owned()));
    let stored = bench.fmg.row("/dvmdb/device/branch_001").unwrap();
    assert!(!stored.to_string().contains("hunter2"));
    // The task is not over when its session ends.
    let device = json!({"name": "branch_002", "ip": "192.0.2.51"});
    let started = admin.write("exec", ADD, add(&device, &flags)).unwrap();
    admin.write("exec", "/sys/logout", json!({})).unwrap();
    let admin = bench.admin();
    assert_eq!(admin.outcome(&started).0, TaskState::Error);
    assert!(!admin.names().contains(&"branch_002".to_owned()));
}

#[test]
fn a_device_that_cannot_be_reached_is_refused() {
    let bench = unlocked();
    let admin = bench.admin();
    let device = json!({"name": "branch_001", "ip": "192.0.2.50"});
    let discover = json!({"device": {"ip": "192.0.2.50", "adm_usr": "admin", "adm_pass": ""}});
    for (failure, code) in [
        (ProbeFailure::Offline, -20038),
        (ProbeFailure::Login, -20043),
        (ProbeFailure::Network, -20042),
        (ProbeFailure::Certificate, -20039),
        (ProbeFailure::Encryption, -20040),
        (ProbeFailure::Other, -20015),
    ] {
        bench.fmg.set_probe_failure("192.0.2.50", Some(failure));
        assert_eq!(admin.write("exec", ADD, add(&device, &["create_task"])), Err(code));
        assert_eq!(
            admin.write("exec", "/dvm/cmd/discover/device", discover.clone()),
            Err(code)
        );
        let started = admin
            .write("exec", ADD, add(&device, &["create_task", "nonblocking"]))
            .unwrap();
        assert_eq!(admin.outcome(&started), (TaskState::Error, code));
    }
    bench.fmg.set_probe_failure("192.0.2.50", None);
    let found = admin.write("exec", "/dvm/cmd/discover/device", discover).unwrap();
    let added = admin.write("exec", ADD, add(&device, &["none"])).unwrap();
    assert_eq!(found["device"]["sn"], added["device"]["sn"]);
    assert!(added["taskid"].is_null());
}

#[test]
fn an_injected_failure_of_the_task_adds_nothing() {
    let bench = unlocked();
    let admin = bench.admin();
    for (flags, expected) in [(&["create_task"][..], -20033), (&["create_task", "nonblocking"], 0)] {
        let entry = json!({"url": ADD, "data": add(&model("branch_001", "FGT60F0000000001"), flags)});
        let request = json!({"id": 1, "method": "exec", "params": [entry], "session": admin.session});
        let reply = bench.post_with(&request, None, Some(Injected::TaskFails));
        assert_eq!(reply["result"][0]["status"]["code"], expected);
        bench.clock.advance(Duration::from_secs(60));
        assert!(bench.fmg.row("/dvmdb/device/branch_001").is_none());
    }
}

#[test]
fn devices_are_added_to_groups_and_leave_them_with_their_deletion() {
    let bench = unlocked();
    let admin = bench.admin();
    assert!(
        bench
            .fmg
            .put_row("/dvmdb/adom/demo/group", &json!({"name": "branches"}))
    );
    let members = || {
        let group = bench.fmg.row("/dvmdb/adom/demo/group/branches").unwrap();
        group["object member"].as_array().map_or(0, Vec::len)
    };
    let mut data = add(&model("branch_001", "FGT60F0000000001"), &["none"]);
    data["groups"] = json!([{"name": "branches"}]);
    admin.write("exec", ADD, data.clone()).unwrap();
    assert_eq!(members(), 1);
    let url = "/dvmdb/adom/demo/group/branches/object member";
    let member = json!([{"name": "dev_001", "vdom": "root"}]);
    admin.write("add", url, member.clone()).unwrap();
    admin.write("add", url, member.clone()).unwrap();
    assert_eq!(members(), 2);
    admin.write("delete", url, member).unwrap();
    admin
        .write("exec", DELETE, json!({"adom": "demo", "device": "branch_001"}))
        .unwrap();
    assert_eq!(members(), 0);
    assert_eq!(
        admin.write("add", url, json!([{"name": "none", "vdom": "root"}])),
        Err(-3)
    );
    data["groups"] = json!([{"name": "none"}]);
    assert_eq!(admin.write("exec", ADD, data), Err(-3));
}

#[test]
fn a_list_of_devices_has_a_line_for_each() {
    let bench = unlocked();
    let admin = bench.admin();
    let list = json!([
        model("branch_001", "FGT60F0000000001"),
        model("dev_001", "FGT60F0000000002"),
        model("branch_002", "FGT60F0000000003"),
    ]);
    let data = json!({"adom": "demo", "add-dev-list": list, "flags": ["create_task"]});
    let started = admin.write("exec", ADD_LIST, data).unwrap();
    assert_eq!(admin.outcome(&started).0, TaskState::Error);
    let task = bench.fmg.task(started["taskid"].as_u64().unwrap()).unwrap();
    let errors: Vec<_> = task.lines.iter().map(|line| line.error).collect();
    assert_eq!(errors, [0, -20008, 0]);
    assert!(
        admin
            .names()
            .ends_with(&["branch_001".to_owned(), "branch_002".to_owned()])
    );
    // The group of those that have failed.
    let data = json!({"name": "failed", "task": task.id, "state": 5});
    admin.write("exec", "/dvmdb/adom/demo/group/by-task", data).unwrap();
    let group = bench.fmg.row("/dvmdb/adom/demo/group/failed").unwrap();
    assert_eq!(group["object member"], json!([{"name": "dev_001", "vdom": "root"}]));
}

#[test]
fn a_configuration_is_retrieved_from_a_device_that_is_there() {
    let bench = unlocked();
    let admin = bench.admin();
    let data = json!({
        "adom": "demo", "flags": ["create_task", "nonblocking"],
        "reload-dev-member-list": [{"name": "dev_001"}, {"name": "dev_002"}],
    });
    let started = admin.write("exec", RELOAD, data).unwrap();
    assert_eq!(admin.outcome(&started), (TaskState::Error, 0));
    let task = bench.fmg.task(started["taskid"].as_u64().unwrap()).unwrap();
    assert_eq!(task.lines[1].error, -20038);
    let status = |device: &str| admin.get(&format!("{DEVICES}/{device}")).unwrap()["dev_status"].clone();
    assert_eq!(
        (status("dev_001"), status("dev_002").is_null()),
        (json!("retrieved"), true)
    );
}

#[test]
fn a_device_that_has_registered_itself_is_authorised() {
    let bench = unlocked();
    let admin = bench.admin();
    let device = json!({
        "name": "branch_001", "mgmt_mode": "unreg", "conn_status": "up", "extra info": {"adom": "root"},
        "vdom": [{"name": "root"}],
    });
    assert!(bench.fmg.put_row("/dvmdb/device", &device));
    let promote = add(
        &json!({"device action": "promote_unreg", "name": "branch_001"}),
        &["create_task"],
    );
    admin.write("exec", ADD, promote.clone()).unwrap();
    assert_eq!(admin.get(&format!("{DEVICES}/branch_001")).unwrap()["mgmt_mode"], "fmg");
    assert_eq!(admin.write("exec", ADD, promote), Err(-20021));
    let promote = add(&json!({"device action": "promote_unreg", "name": "none"}), &[]);
    assert_eq!(admin.write("exec", ADD, promote), Err(-20004));
}

#[test]
fn commands_need_the_lock_on_the_adom() {
    let bench = Bench::new();
    let admin = bench.admin();
    let data = add(&model("branch_001", "FGT60F0000000001"), &["none"]);
    assert_eq!(admin.write("exec", ADD, data.clone()), Err(-20017));
    admin
        .call("exec", "/dvmdb/adom/demo/workspace/lock", json!({}))
        .unwrap();
    admin.write("exec", ADD, data).unwrap();
}

#[test]
fn an_installation_on_a_model_device_stays_in_the_database() {
    let bench = unlocked();
    let admin = bench.admin();
    admin
        .write("exec", ADD, add(&model("branch_001", "FGT60F0000000001"), &["none"]))
        .unwrap();
    let member = json!([{"name": "branch_001", "vdom": "root"}]);
    let package = json!({"name": "ppkg_003", "type": "pkg", "scope member": member});
    assert!(bench.fmg.put_row("/pm/pkg/adom/demo", &package));
    let data = json!({"adom": "demo", "pkg": "ppkg_003"});
    let started = admin
        .write("exec", "/securityconsole/install/package", data.clone())
        .unwrap();
    bench.clock.advance(Duration::from_secs(60));
    let task = bench.fmg.task(started["task"].as_u64().unwrap()).unwrap();
    assert_eq!(task.state, TaskState::Done);
    let lines: Vec<_> = task.lines.iter().map(|line| (&*line.name, &*line.detail)).collect();
    assert_eq!(lines, [("branch_001(root)[copy]", "Copy to device done")]);
    let installs = bench.fmg.installs();
    assert_eq!(
        (installs.len(), installs[0].is_installed(), installs[0].state),
        (1, false, TaskState::Done)
    );
    assert!(installs[0].waits_for_device);
    let refused = LineResult::Error(-1, "no such interface".to_owned());
    bench.fmg.set_install_result("branch_001", refused);
    admin.write("exec", "/securityconsole/install/package", data).unwrap();
    bench.clock.advance(Duration::from_secs(60));
    assert_eq!(bench.fmg.installs()[1].state, TaskState::Error);
}

#[test]
fn a_device_is_changed_and_renamed_in_the_database() {
    let bench = unlocked();
    let admin = bench.admin();
    let device = format!("{DEVICES}/dev_001");
    assert_eq!(
        admin.write("set", &device, json!({"desc": "x", "meta fields": {"site": "1"}})),
        Ok(json!({"name": "dev_001"}))
    );
    admin
        .write("update", "/dvmdb/device/dev_001", json!({"latitude": "1"}))
        .unwrap();
    let row = admin.get(&device).unwrap();
    assert_eq!((&row["desc"], &row["latitude"]), (&json!("x"), &json!("1")));
    // Commands add devices, so a write to a missing one is refused. A device of another ADOM is missing, too.
    for method in ["set", "update"] {
        assert_eq!(admin.write(method, "/dvmdb/device/none", json!({"desc": "x"})), Err(-3));
        let elsewhere = "/dvmdb/adom/root/device/dev_001";
        assert_eq!(admin.write(method, elsewhere, json!({"desc": "x"})), Err(-3));
    }
    let mapping = json!({"_scope": [{"name": "dev_001", "vdom": "root"}], "subnet": "10.9.9.9/32"});
    let hosts = "/pm/config/adom/demo/obj/firewall/address/host_001";
    admin
        .write("add", &format!("{hosts}/dynamic_mapping"), mapping)
        .unwrap();
    assert_eq!(
        admin.write("update", &device, json!({"name": "new"})),
        Ok(json!({"name": "new"}))
    );
    assert_eq!(admin.get(&device), Err(-3));
    let servers = admin.get("/pm/config/device/new/vdom/root/system/dhcp/server").unwrap();
    assert_eq!(servers.as_array().unwrap().len(), 1);
    let members = |url: &str, name: &str| bench.fmg.row(url).unwrap()[name].clone();
    let expected = json!([{"name": "new", "vdom": "root"}]);
    assert_eq!(members("/pm/pkg/adom/demo/ppkg_001", "scope member"), expected);
    assert_eq!(bench.fmg.row(hosts).unwrap()["dynamic_mapping"][0]["_scope"], expected);
    assert_eq!(
        admin.write("set", &format!("{DEVICES}/new"), json!({"name": "dev_002"})),
        Err(-2)
    );
}

#[test]
fn a_vdom_is_a_row_of_its_device() {
    let bench = unlocked();
    let admin = bench.admin();
    let vdoms = format!("{DEVICES}/dev_001/vdom");
    let server = "/pm/config/device/dev_001/vdom/vd_001/system/dhcp/server";
    assert_eq!(admin.get(server), Err(-6));
    let vdom = json!({"name": "vd_001", "opmode": "nat", "vdom_type": "traffic", "comments": "VDOM #001"});
    assert_eq!(admin.write("add", &vdoms, vdom.clone()), Ok(json!({"name": "vd_001"})));
    assert_eq!(admin.write("add", &vdoms, vdom), Err(-2));
    let names = admin.get(&vdoms).unwrap();
    let names: Vec<_> = names.as_array().unwrap().iter().map(|vdom| &vdom["name"]).collect();
    assert_eq!(names, ["root", "guests", "vd_001"]);
    let own = format!("{vdoms}/vd_001");
    assert_eq!(
        admin.write("set", &own, json!({"comments": "y"})),
        Ok(json!({"name": "vd_001"}))
    );
    assert_eq!(admin.get(&own).unwrap()["comments"], "y");
    // The VDOM has a configuration now, which is deleted with it.
    admin
        .write("add", server, json!({"id": 5, "interface": "port2"}))
        .unwrap();
    admin.call("delete", &own, json!({})).unwrap();
    assert_eq!(admin.get(server), Err(-6));
    admin.write("add", &vdoms, json!({"name": "vd_001"})).unwrap();
    assert_eq!(admin.get(server), Ok(json!([])));
}

#[test]
fn an_update_replaces_the_members_of_a_group() {
    let bench = unlocked();
    let admin = bench.admin();
    let group = "/dvmdb/adom/demo/group";
    admin
        .write("add", group, json!({"name": "g", "os_type": "fos"}))
        .unwrap();
    let url = format!("{group}/g/object member");
    let members = || bench.fmg.row(&format!("{group}/g")).unwrap()["object member"].clone();
    let (one, two) = (
        json!({"name": "dev_001", "vdom": "root"}),
        json!({"name": "dev_002", "vdom": "root"}),
    );
    admin.write("add", &url, one.clone()).unwrap();
    for (method, member) in [("update", &two), ("set", &one)] {
        assert_eq!(admin.write(method, &url, member.clone()), Ok(json!(null)));
        assert_eq!(members(), json!([member]));
    }
    let missing = json!({"name": "nobody", "vdom": "root"});
    assert_eq!(admin.write("update", &url, missing), Err(-3));
    assert_eq!(
        admin.write("update", &format!("{group}/none/object member"), one),
        Err(-3)
    );
    assert_eq!(members(), json!([{"name": "dev_001", "vdom": "root"}]));
}
