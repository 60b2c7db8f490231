//! Tests of the revisions of devices, of clusters, of commands on devices, and of their firmware.

use std::time::Duration;

use super::*;
use crate::fmg::WorkspaceMode;

fn unlocked() -> Bench {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    bench
}

#[test]
fn installations_and_imports_make_revisions_of_a_device() {
    let bench = unlocked();
    let admin = bench.admin();
    let exec = |call: &str, mut data: Value| {
        data["device"] = json!("dev_001");
        admin.write("exec", &format!("/deployment/{call}"), data)
    };
    let list = || exec("get/device/revision", json!({})).unwrap();
    let content =
        |number: i64| exec("checkout/revision", json!({ "revision": number })).map(|own| own["content"].clone());
    assert_eq!(list(), json!({"base_ver": 0, "revinfo": []}));
    assert_eq!((content(-1), content(1)), (Err(-3), Err(-3)));

    let data = json!({"adom": "demo", "pkg": "ppkg_001", "dev_rev_comments": "nightly"});
    admin.write("exec", "/securityconsole/install/package", data).unwrap();
    bench.clock.advance(Duration::from_secs(60));
    assert!(exec("import/config", json!({"config": "config system global"})).unwrap()["task"].is_u64());
    let revisions = list();
    let (newest, oldest) = (&revisions["revinfo"][0], &revisions["revinfo"][1]);
    assert_eq!((&revisions["base_ver"], &newest["revision"]), (&json!(2), &json!(2)));
    assert_eq!(
        (&oldest["comments"], &oldest["modusr"]),
        (&json!("nightly"), &json!("admin"))
    );
    assert_eq!(oldest["extra_info"], "From package(ppkg_001), Install to vdom(root)");
    assert_eq!(
        (content(2), content(-1)),
        (Ok(json!("config system global")), Ok(json!("config system global")))
    );
    assert!(content(1).unwrap().as_str().unwrap().contains("config firewall policy"));

    exec("revert", json!({"revision": 1})).unwrap();
    assert_eq!(list()["base_ver"], 1);
    assert_eq!(
        exec("export/config", json!({})).unwrap()["content"],
        content(1).unwrap()
    );
    assert_eq!(exec("revert", json!({"revision": 3})), Err(-3));
    let other = json!({"device": "none"});
    assert_eq!(admin.write("exec", "/deployment/get/device/revision", other), Err(-3));
}

#[test]
fn another_unit_becomes_the_primary_one() {
    let bench = unlocked();
    let admin = bench.admin();
    let units = json!([{"name": "a", "oid": 11, "role": "master"}, {"name": "b", "oid": 12, "role": "slave"}]);
    let cluster = json!({"name": "cluster", "oid": 9, "extra info": {"adom": "demo"}, "ha_slave": units});
    assert!(bench.fmg.put_row("/dvmdb/device", &cluster));
    let change = |device: Value, unit: Value| {
        let data = json!({"adom": "demo", "device": device, "new_master": unit});
        admin.write("exec", "/dvm/cmd/change-ha-seq", data)
    };
    let roles = || {
        let row = bench.fmg.row("/dvmdb/device/cluster").unwrap();
        [0, 1].map(|at| row["ha_slave"][at]["role"].clone())
    };
    change(json!({"oid": 9, "os_type": "fos"}), json!(12)).unwrap();
    assert_eq!(roles(), ["slave", "master"]);
    change(json!("cluster"), json!("a")).unwrap();
    assert_eq!(roles(), ["master", "slave"]);
    assert_eq!(change(json!("cluster"), json!("c")), Err(-3));

    let data = json!({"name": "cluster", "ha_slave": [{"name": "a", "sn": "FG1"}]});
    admin.write("exec", "/dvm/cmd/update/ha", data).unwrap();
    assert_eq!(
        bench.fmg.row("/dvmdb/device/cluster").unwrap()["ha_slave"][0]["sn"],
        "FG1"
    );
}

#[test]
fn few_commands_are_permitted() {
    let bench = unlocked();
    let admin = bench.admin();
    let run = |commands: Value| {
        let data = json!({"device": "dev_001", "vdom": "root", "command": commands});
        admin.write("exec", "/deployment/run/cmd", data)
    };
    assert_eq!(run(json!(["diagnose sys session list"])), Ok(Value::Null));
    assert_eq!(run(json!(["diagnose sys session list", "execute reboot"])), Err(-11));
}

#[test]
fn a_device_is_upgraded_by_a_task_or_says_its_path() {
    let bench = unlocked();
    let admin = bench.admin();
    let upgrade = |flags: Value, device: &str| {
        let data = json!({
            "adom": "demo", "device": [{"name": device}], "image": {"release": "7.4.1"}, "flags": flags,
            "create_task": "enable",
        });
        admin.write("exec", "/um/image/upgrade", data)
    };
    let path = |reply: Value| reply["upgrade_path"][0]["path"].clone();
    assert_eq!(path(upgrade(json!("f_preview"), "dev_001").unwrap()), json!(["7.4.1"]));
    let started = upgrade(json!(["none"]), "dev_001").unwrap();
    let task = bench.fmg.task(started["taskid"].as_u64().unwrap()).unwrap();
    assert_eq!(task.lines[0].name, "dev_001");
    assert_eq!(upgrade(json!(["none"]), "none"), Err(-3));

    let data = json!({"devices": [{"name": "dev_001", "image": "7.6.5"}], "flags": 16});
    let reply = admin.write("exec", "/um/image/upgrade/ext", data).unwrap();
    assert_eq!(path(reply), json!(["7.6.5"]));
}

#[test]
fn exported_packages_are_in_the_reply_only_if_asked_for() {
    let bench = unlocked();
    let admin = bench.admin();
    let export = |flags: Value| {
        let data = json!({"category": {"fds": {"objid": ["06002000NIDS02400"]}}, "flags": flags});
        admin.write("exec", "/um/object/export", data).unwrap()
    };
    let in_reply = export(json!("base64"));
    assert!(in_reply["category"]["fds"]["base64"].is_string());
    let on_disk = export(Value::Null);
    assert_eq!(on_disk.get("category"), None);
    assert_ne!(in_reply["taskid"], on_disk["taskid"]);
}
