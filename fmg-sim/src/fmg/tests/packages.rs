//! Tests of commands on packages, of their status, and of installations of single objects.

use std::time::Duration;

use super::*;
use crate::fmg::{TaskState, WorkspaceMode};

const POLICIES: &str = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy";
const SCOPE: &str = r#"[{"name": "dev_001", "vdom": "root"}]"#;

fn unlocked() -> Bench {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    bench
}

fn scope() -> Value {
    serde_json::from_str(SCOPE).unwrap()
}

/// The task that a reply names, at its end.
fn ended(bench: &Bench, reply: &Value) -> TaskState {
    bench.clock.advance(Duration::from_secs(60));
    bench.fmg.task(reply["task"].as_u64().unwrap()).unwrap().state
}

#[test]
fn a_package_is_modified_after_a_change_of_its_policies() {
    let bench = unlocked();
    let admin = bench.admin();
    let all = "/pm/config/adom/demo/_package/status";
    let own = "/pm/config/adom/demo/pkg/ppkg_001/_package/status";
    let on_vdom = "/pm/config/adom/demo/_package/status/dev_001/root";
    assert_eq!(admin.get(all), Ok(json!([])));
    assert_eq!((admin.get(own), admin.get(on_vdom)), (Ok(Value::Null), Ok(Value::Null)));
    assert_eq!(admin.get("/pm/config/adom/demo/pkg/none/_package/status"), Err(-6));

    let data = json!({"adom": "demo", "pkg": "ppkg_001"});
    let install = || {
        admin
            .write("exec", "/securityconsole/install/package", data.clone())
            .unwrap()
    };
    let is = |status: &str| {
        let row = json!({"dev": "dev_001", "pkg": "ppkg_001", "status": status, "vdom": "root"});
        assert_eq!(admin.get(all), Ok(json!([row])));
        assert_eq!(admin.get(own), Ok(json!([row])));
        assert_eq!(admin.get(on_vdom), Ok(row));
    };
    let _ = ended(&bench, &install());
    is("installed");
    admin
        .write("update", &format!("{POLICIES}/1"), json!({"comments": "changed"}))
        .unwrap();
    is("modified");
    let modified = json!({"filter": ["status", "==", "modified"]});
    assert_eq!(
        admin
            .call("get", all, modified.clone())
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let _ = ended(&bench, &install());
    is("installed");
    assert_eq!(admin.call("get", all, modified), Ok(json!([])));

    // A package that is no longer assigned to the device has no status on it.
    admin
        .write("delete", "/pm/pkg/adom/demo/ppkg_001/scope member", scope())
        .unwrap();
    assert_eq!(admin.get(all), Ok(json!([])));
}

#[test]
fn settings_of_devices_have_a_status() {
    let bench = unlocked();
    let rows = bench.admin().get("/pm/config/adom/demo/_vdom/status").unwrap();
    let of = |vdom: Option<&str>| {
        let mut rows = rows.as_array().unwrap().iter();
        let found = rows.find(|row| row["dev"] == "dev_001" && row.get("vdom").and_then(Value::as_str) == vdom);
        found.unwrap().clone()
    };
    assert_eq!(of(None)["db_status"], of(Some("root"))["status"]);
}

#[test]
fn a_package_is_copied_with_its_policies() {
    let bench = unlocked();
    let admin = bench.admin();
    let copy = |data: Value| admin.write("exec", "/securityconsole/package/clone", data);
    let data = json!({"adom": "demo", "pkg": "ppkg_001", "dst_name": "copy"});
    assert_eq!(ended(&bench, &copy(data.clone()).unwrap()), TaskState::Done);
    let package = admin.get("/pm/pkg/adom/demo/copy").unwrap();
    assert_eq!(package["name"], "copy");
    assert_ne!(package["oid"], admin.get("/pm/pkg/adom/demo/ppkg_001").unwrap()["oid"]);
    let copied = admin.get(&POLICIES.replace("ppkg_001", "copy")).unwrap();
    assert_eq!(copied, admin.get(POLICIES).unwrap());
    assert_eq!(copy(data), Err(-2));
    assert_eq!(copy(json!({"adom": "demo", "pkg": "none", "dst_name": "new"})), Err(-3));
    assert_eq!(
        copy(json!({"adom": "demo", "pkg": "ppkg_001", "dst_name": "a", "dst_parent": "none"})),
        Err(-3)
    );
}

#[test]
fn a_package_is_moved_with_its_policies() {
    let bench = unlocked();
    let admin = bench.admin();
    let policies = admin.get(POLICIES).unwrap();
    let packages = "/pm/pkg/adom/demo";
    admin
        .write("add", packages, json!({"name": "emea", "type": "folder"}))
        .unwrap();
    let data = json!({"adom": "demo", "pkg": "ppkg_001", "dst_parent": "emea", "dst_name": "moved"});
    admin.write("exec", "/securityconsole/package/move", data).unwrap();
    assert_eq!(admin.get(&format!("{packages}/ppkg_001")), Err(-3));
    assert_eq!(admin.get(&format!("{packages}/emea/moved")).unwrap()["name"], "moved");
    assert_eq!(admin.get(&POLICIES.replace("ppkg_001", "emea/moved")), Ok(policies));
    let into_itself = json!({"adom": "demo", "pkg": "emea", "dst_parent": "emea"});
    assert_eq!(
        admin.write("exec", "/securityconsole/package/move", into_itself),
        Err(-10)
    );
}

#[test]
fn a_move_needs_the_lock_of_the_adom() {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Normal);
    let admin = bench.admin();
    let data = json!({"adom": "demo", "pkg": "ppkg_001", "dst_name": "moved"});
    assert_eq!(
        admin.write("exec", "/securityconsole/package/move", data.clone()),
        Err(-10_147)
    );
    admin
        .call("exec", "/dvmdb/adom/demo/workspace/lock", json!({}))
        .unwrap();
    assert!(admin.write("exec", "/securityconsole/package/move", data).is_ok());
}

#[test]
fn an_installation_is_scheduled_once_and_cancelled() {
    let bench = unlocked();
    let admin = bench.admin();
    let url = "/pm/pkg/adom/demo/ppkg_001/schedule";
    let schedule = json!({"datetime": "2026-10-27 23:24", "scope": scope()});
    assert_eq!(
        (admin.get(url), admin.call("delete", url, json!({}))),
        (Ok(Value::Null), Err(-3))
    );
    admin.write("add", url, schedule.clone()).unwrap();
    assert_eq!(admin.write("add", url, schedule.clone()), Err(-2));
    assert_eq!(admin.get(url), Ok(schedule));
    admin.call("delete", url, json!({})).unwrap();
    assert_eq!(admin.get(url), Ok(Value::Null));
}

#[test]
fn changes_of_objects_are_installed_by_a_task() {
    let bench = unlocked();
    let admin = bench.admin();
    let url = "/securityconsole/install/objects/v2";
    let install = |objects: Value| {
        let data = json!({"adom": "demo", "flags": 2, "objects": objects, "scope": scope()});
        admin.write("exec", url, data)
    };
    for unknown in [
        json!([["update"]]),
        json!([["rename", "obj/firewall/address/a", "", ""]]),
        json!([["move", "pkg/ppkg_001/firewall/policy/1", "", ""]]),
        json!([["update", "obj/firewall/address/a", "after", "1"]]),
    ] {
        assert_eq!(install(unknown.clone()), Err(-10), "{unknown}");
    }
    let started = install(json!([["update", "obj/firewall/address/host_001", "", ""]])).unwrap();
    let preview = json!({"preview_taskid": started["task"]});
    let summary = || admin.write("exec", "/securityconsole/install/summary", preview.clone());
    assert_eq!(summary(), Err(-10), "the task runs");
    assert_eq!(ended(&bench, &started), TaskState::Done);
    let adom = &summary().unwrap()["summary"][0];
    assert_eq!(
        (&adom["adom_name"], &adom["member"][0]["name"]),
        (&json!("demo"), &json!("dev_001"))
    );
    let other = admin.write("exec", "/sys/hitcount", json!({"adom": "demo", "pkg": "ppkg_001"}));
    assert!(other.is_ok());
    assert_eq!(
        admin.write(
            "exec",
            "/securityconsole/install/summary",
            json!({"preview_taskid": 999})
        ),
        Err(-3)
    );
}

#[test]
fn an_import_makes_its_package() {
    let bench = unlocked();
    let admin = bench.admin();
    let step = |action: &str, scope: Value| {
        let data = json!({"adom": "demo", "dst_name": "imported", "import_action": action, "scope": scope});
        admin.write("exec", "/securityconsole/import/dev/objs", data)
    };
    for action in ["policy_search", "obj_search"] {
        assert_eq!(ended(&bench, &step(action, scope()).unwrap()), TaskState::Done);
    }
    assert_eq!(admin.get("/pm/pkg/adom/demo/imported"), Err(-3));
    let _ = step("do", scope()).unwrap();
    assert_eq!(
        admin.get("/pm/pkg/adom/demo/imported").unwrap()["scope member"],
        scope()
    );
    assert_eq!(step("do", json!([])), Err(-10));
    assert_eq!(step("do", json!([{"name": "none", "vdom": "root"}])), Err(-3));
    assert_eq!(step("undo", scope()), Err(-10));
}
