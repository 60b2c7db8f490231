//! Tests of the revisions of devices, of clusters, and of commands on devices.

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
