//! The preparations that commands need before they succeed.

use std::time::Duration;

use super::*;
use crate::fmg::TaskPlan;
use crate::generated::fmg::calls::{Dvm, Hitcount, ObjectInstall, Package, Sys, WhereUsed};

/// Whether a command needs a member that its spec does not require.
pub(super) fn is_needed(call: Option<CallId>, member: &str) -> bool {
    match call {
        Some(CallId::Sys(Sys::Backup)) => member == "passwd",
        Some(CallId::PolicyImport(_)) => member == "scope",
        Some(CallId::Package(Package::MovePackage)) => member == "dst_name",
        _ => false,
    }
}

/// Prepares a FortiManager for a command. Returns the token that it takes.
pub(super) fn prepare(bench: &Bench, admin: &Client<'_>, route: &Route) -> Option<Value> {
    let exec = |url: &str| admin.call("exec", url, json!({})).unwrap();
    match route.id? {
        CallId::Revision(_) => {
            let scope = if route.url.contains("/adom/") {
                "adom/demo"
            } else {
                "global"
            };
            exec(&format!("/dvmdb/{scope}/workspace/lock"));
            admin
                .write("add", &format!("/dvmdb/{scope}/revision"), json!({"name": "first"}))
                .unwrap();
        }
        CallId::Script(_) => {
            exec("/dvmdb/adom/demo/workspace/lock");
            let put = |table: &str, row: Value| assert!(bench.fmg.put_row(table, &row));
            put(
                "/dvmdb/adom/demo/script",
                json!({"name": "host_002", "target": "adom_database"}),
            );
            put(
                "/dvmdb/adom/demo/script",
                json!({"name": "on_device", "target": "device_database"}),
            );
            put(
                "/pm/config/adom/demo/obj/fmg/script",
                json!({"name": "host_002", "target": 2}),
            );
            let execute = "/dvmdb/adom/demo/script/execute";
            admin
                .write("exec", execute, json!({"adom": "demo", "script": "host_002"}))
                .unwrap();
            let scope = json!([{"name": "dev_001", "vdom": "global"}]);
            let data = json!({"adom": "demo", "script": "on_device", "scope": scope});
            admin.write("exec", execute, data).unwrap();
            bench.clock.advance(Duration::from_secs(60));
        }
        CallId::Hitcount(Hitcount::Read) => {
            let data = json!({"adom": "demo", "pkg": "ppkg_001"});
            admin.write("exec", "/sys/hitcount", data).unwrap();
            bench.clock.advance(Duration::from_secs(60));
        }
        CallId::WhereUsed(call) if call != WhereUsed::Start => {
            let data = json!({"obj": "adom/demo/obj/firewall/address", "mkey": "host_002"});
            let started = admin.write("exec", "/cache/search/where/used/start", data);
            return Some(started.unwrap()["token"].clone());
        }
        CallId::Securityconsole(Securityconsole::AssignPackage) => fill_global(admin),
        CallId::Securityconsole(Securityconsole::CheckCliTemplate) => {
            let table = "/pm/config/adom/demo/obj/cli/template";
            assert!(bench.fmg.put_row(table, &json!({"name": "new"})));
        }
        CallId::Package(Package::CopyPackage | Package::MovePackage) => {
            exec("/dvmdb/adom/demo/workspace/lock");
        }
        CallId::Package(Package::ScheduleInstall | Package::ScheduledInstall | Package::CancelScheduledInstall) => {
            let in_adom = route.url.contains("/adom/");
            let scope = if in_adom { "adom/demo" } else { "global" };
            if in_adom {
                exec("/dvmdb/adom/demo/workspace/lock");
            }
            if route.method != "add" {
                let schedule = json!({"datetime": "2026-10-27 23:24"});
                admin
                    .write("add", &format!("/pm/pkg/{scope}/ppkg_001/schedule"), schedule)
                    .unwrap();
            }
        }
        CallId::DeviceRevision(_) => {
            let data = json!({"device": "dev_001", "config": "config system global"});
            admin.write("exec", "/deployment/import/config", data).unwrap();
        }
        CallId::ObjectInstall(ObjectInstall::Summary) => {
            let scope = json!([{"name": "dev_001", "vdom": "root"}]);
            let data = json!({"adom": "demo", "flags": 2, "objects": [], "scope": scope});
            admin
                .write("exec", "/securityconsole/install/objects/v2", data)
                .unwrap();
            bench.clock.advance(Duration::from_secs(60));
        }
        CallId::Dvm(call) => {
            exec("/dvmdb/adom/demo/workspace/lock");
            match call {
                Dvm::ChangePrimary => {
                    let info = json!({"adom": "demo"});
                    let cluster = json!({"name": "dev_001", "extra info": info, "ha_slave": [{"name": "new"}]});
                    assert!(bench.fmg.put_row("/dvmdb/device", &cluster));
                }
                Dvm::UpdateCluster => {
                    let cluster = json!({"name": "new", "extra info": {"adom": "demo"}});
                    assert!(bench.fmg.put_row("/dvmdb/device", &cluster));
                }
                _ => {}
            }
            assert!(bench.fmg.put_row("/dvmdb/adom/demo/group", &json!({"name": "1"})));
            bench.fmg.start_task(TaskPlan::new("any"));
        }
        _ => return None,
    }
    Some(Value::Null)
}

/// Prepares a FortiManager for a documented command.
pub(super) fn prepare_documented(bench: &Bench, admin: &Client<'_>, route: &Route, entry: &Value) {
    let (url, data) = (entry["url"].as_str().unwrap_or_default(), &entry["data"]);
    match route.id {
        Some(CallId::Dvm(_)) => prepare_command(bench, url, data),
        Some(CallId::DeviceRevision(_)) => {
            prepare_command(bench, url, data);
            for _ in 0..8 {
                let data = json!({"device": data["device"], "config": "config system global"});
                admin.write("exec", "/deployment/import/config", data).unwrap();
            }
        }
        Some(
            CallId::Revision(_)
            | CallId::Script(_)
            | CallId::Proxy(_)
            | CallId::WhereUsed(_)
            | CallId::ObjectInstall(_)
            | CallId::Firmware(_)
            | CallId::PolicyImport(_)
            | CallId::PackageStatus(_)
            | CallId::Package(Package::MovePackage)
            | CallId::Securityconsole(
                Securityconsole::CommitPackage
                | Securityconsole::CancelInstall
                | Securityconsole::AssignPackage
                | Securityconsole::CheckCliTemplate,
            ),
        ) => prepare_other(bench, admin, url, data),
        _ => {}
    }
}

/// The ADOM of a documented command on devices, with its devices and groups.
fn prepare_command(bench: &Bench, url: &str, data: &Value) {
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    let in_url = url.split('/').skip_while(|part| *part != "adom").nth(1);
    let adom = data["adom"].as_str().or(in_url).unwrap_or("demo");
    let put = |table: &str, row: Value| assert!(bench.fmg.put_row(table, &row), "{table}: {row}");
    put("/dvmdb/adom", json!({ "name": adom }));
    let device = |name: &Value, mode: &str| {
        let info = json!({ "adom": adom });
        put(
            "/dvmdb/device",
            json!({"name": name, "extra info": info, "conn_status": "up", "mgmt_mode": mode}),
        );
    };
    let groups = format!("/dvmdb/adom/{adom}/group");
    let named = [
        "del-dev-member-list",
        "update-dev-member-list",
        "reload-dev-member-list",
    ];
    let lists = named.iter().filter_map(|name| data[*name].as_array());
    let members = lists.chain(data.as_array()).flatten().map(|member| &member["name"]);
    members.for_each(|name| device(name, "fmg"));
    if url.contains("/group/") {
        put(&groups, json!({"name": url.split('/').nth(5)}));
        (0..573).for_each(|_| _ = bench.fmg.start_task(TaskPlan::new("any")));
    }
    for group in data["groups"].as_array().into_iter().flatten() {
        put(&groups, group.clone());
    }
    match &data["device"] {
        Value::String(name) => device(&json!(name), "fmg"),
        new if new["device action"] == "promote_unreg" => device(&new["name"], "unreg"),
        new => {
            let name = new["name"].as_str().unwrap_or_default();
            let _ = bench.fmg.remove_row(&format!("/dvmdb/device/{name}"));
        }
    }
    if let Some(oid) = data["device"].get("oid") {
        let unit = json!({"name": "unit", "oid": data["new_master"]});
        let info = json!({ "adom": adom });
        put(
            "/dvmdb/device",
            json!({"name": "cluster", "oid": oid, "extra info": info, "ha_slave": [unit]}),
        );
    }
    if url.contains("/replace/") {
        device(&json!(url.split('/').next_back()), "fmg");
    }
}

/// The preparations that other documented commands need.
fn prepare_other(bench: &Bench, admin: &Client<'_>, url: &str, data: &Value) {
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    let put = |table: &str, row: Value| assert!(bench.fmg.put_row(table, &row), "{table}: {row}");
    let in_url = url.split('/').skip_while(|part| *part != "adom").nth(1);
    let adom = data["adom"].as_str().or(in_url).unwrap_or("demo");
    if adom != "global" {
        put("/dvmdb/adom", json!({ "name": adom }));
    }
    let device = |adom: &str, name: &Value| {
        let row = json!({"name": name, "extra info": {"adom": adom}, "vdom": [{"name": "root"}]});
        put("/dvmdb/device", row);
    };
    if url.contains("/revision/") {
        admin
            .write("add", &format!("/dvmdb/adom/{adom}/revision"), json!({"name": "first"}))
            .unwrap();
    }
    if let Some(script) = data.get("script") {
        let target = if data.get("scope").is_some() {
            "remote_device"
        } else {
            "adom_database"
        };
        put(
            &format!("/dvmdb/adom/{adom}/script"),
            json!({"name": script, "target": target}),
        );
        put(
            &format!("/pm/pkg/adom/{adom}"),
            json!({"name": "pkg_001", "type": "pkg"}),
        );
    }
    let lists = ["scope", "device", "devices"]
        .iter()
        .filter_map(|name| data[*name].as_array());
    for member in lists.flatten() {
        device(adom, &member["name"]);
    }
    if let Some(template) = data.get("cliprof") {
        put(
            &format!("/pm/config/adom/{adom}/obj/cli/template"),
            json!({ "name": template }),
        );
    }
    if url.contains("where/used") {
        let (table, key) = (data["obj"].as_str().unwrap(), &data["mkey"]);
        put(&format!("/pm/config/{table}"), json!({ "name": key }));
    }
    if url.contains("/import/") {
        device(adom, &data["name"]);
    }
    if let Some((_, path)) = url.split_once("/pkg/").filter(|_| url.ends_with("/_package/status")) {
        let path = path.trim_end_matches("/_package/status");
        put(&format!("/pm/pkg/adom/{adom}"), json!({"name": path, "type": "pkg"}));
    }
    if url.ends_with("/package/move") {
        let (package, folder) = (&data["pkg"], &data["dst_parent"]);
        let packages = format!("/pm/pkg/adom/{adom}");
        put(&packages, json!({"name": folder, "type": "folder"}));
        put(&packages, json!({"name": package, "type": "folder"}));
    }
    if url.ends_with("/assign/package") {
        put("/pm/pkg/global", json!({"name": data["pkg"], "type": "pkg"}));
    }
    for target in data["target"].as_array().into_iter().flatten() {
        match target
            .as_str()
            .map(|target| target.split('/').collect::<Vec<_>>())
            .as_deref()
        {
            Some(["adom", adom, kind, name]) => {
                put("/dvmdb/adom", json!({ "name": adom }));
                device(adom, &json!(if *kind == "device" { *name } else { "member" }));
            }
            Some(_) => {}
            None => put("/dvmdb/adom", json!({"name": target["adom"]})),
        }
    }
    if url.ends_with("/package/commit") {
        put(
            &format!("/pm/pkg/adom/{adom}"),
            json!({"name": "p", "type": "pkg", "scope member": data["scope"]}),
        );
        let preview = json!({"adom": adom, "pkg": "p", "flags": ["preview"], "scope": data["scope"]});
        admin
            .write("exec", "/securityconsole/install/package", preview)
            .unwrap();
    }
}
