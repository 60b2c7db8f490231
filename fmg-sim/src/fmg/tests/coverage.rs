//! Tests that every call of the specs is answered with success, and that documented requests get the documented
//! replies.

mod commands;
mod tables;

use std::time::Duration;

use super::*;
use crate::coverage::Coverage;
use crate::fmg::WorkspaceMode;
use crate::fmg::call::{names_a_row, routes};
use crate::fmg::check::list;
use crate::generated::fmg::calls::{Diff, Dvmdb, Securityconsole, Session, Workflow, Workspace};
use crate::generated::fmg::{CallId, Route};
use crate::route::{Member, Place, Shape};

/// A value of the default state for a placeholder.
fn capture(route: &Route, name: &str) -> String {
    let value = match name {
        // An ADOM with devices cannot be deleted.
        "adom" if route.method == "delete" && route.url == "/dvmdb/adom/<adom>" => "ZTP_SINGLE",
        "adom" if route.url.contains("/workflow") => "ZTP_SINGLE",
        "adom" => "demo",
        "device" => "dev_001",
        "vdom" => "root",
        "package" => "ppkg_001",
        "path" => "firewall/address/host_001",
        "log" if route.url.contains("/device/") => "21",
        "log" => "11",
        "name" if route.url.contains("/certificate/") => "Fortinet_CA",
        "name" if route.url.contains("/tacacs/") => "tacacs+_001",
        "name" => "host_002",
        _ => "1",
    };
    value.to_owned()
}

fn url(route: &Route) -> String {
    let places = route.placeholders.iter();
    places.fold(route.url.to_string(), |url, place| {
        url.replace(&format!("<{}>", place.name), &capture(route, &place.name))
    })
}

/// A value of a shape.
fn value(member: &Member) -> Value {
    match (&*member.name, &member.shape) {
        ("user" | "passwd", _) => json!("admin"),
        ("src" | "dst", _) => json!("adom/demo"),
        ("adom", _) => json!("demo"),
        ("category", Shape::Row(_)) => json!({"fds": {"objid": ["06002000NIDS02400"]}}),
        ("image", Shape::Row(_)) => json!({"release": "7.4.1"}),
        ("device", Shape::List(_)) => json!([{"name": "dev_001"}]),
        ("device", Shape::Row(_)) => {
            json!({"name": "new", "device action": "add_model", "sn": "FGT60F0000000001", "ip": "192.0.2.77"})
        }
        ("device", _) => json!("dev_001"),
        ("task" | "taskid" | "preview_taskid" | "revision", _) => json!(1),
        ("import_action", _) => json!("do"),
        ("action", _) => json!("get"),
        ("resource", _) => json!("/api/v2/monitor/system/status"),
        ("script" | "mkey", _) => json!("host_002"),
        ("obj", _) => json!("adom/demo/obj/firewall/address"),
        ("target", Shape::List(inner)) if matches!(**inner, Shape::String) => json!(["device/dev_001"]),
        ("pkg", _) => json!("ppkg_001"),
        ("scope", Shape::List(_)) => json!([{"name": "dev_001", "vdom": "root"}]),
        ("target", Shape::List(_)) => {
            json!([{"adom": "demo", "pkg": "ppkg_001", "scope": [{"name": "dev_001", "vdom": "root"}]}])
        }
        ("target", _) => json!("2"),
        ("option", _) => json!("after"),
        ("filter", _) => json!(["name", "==", "none"]),
        (_, Shape::Int | Shape::Flag | Shape::Toggle | Shape::Bool | Shape::Id) => json!(9),
        (_, Shape::List(_)) => json!([]),
        _ => json!("new"),
    }
}

/// The members that a call requires, with values of their types.
fn members(route: &Route, token: &Value) -> Value {
    let mut entry = json!({});
    for member in &*route.members {
        if !member.required && !commands::is_needed(route.id, &member.name) {
            continue;
        }
        let value = if member.name == "token" {
            token.clone()
        } else {
            value(member)
        };
        match member.place {
            Place::Data => entry["data"][&*member.name] = value,
            _ => entry[&*member.name] = value,
        }
    }
    if let Some(whole) = &route.whole {
        let row = row(route);
        entry["data"] = if matches!(whole, Shape::List(_)) {
            json!([row])
        } else {
            row
        };
    }
    for (name, constant) in &*route.fixed {
        entry[&**name] = serde_json::from_str(constant).unwrap();
    }
    entry
}

/// A row for a write: a new one, or one of the default state where it has to exist.
fn row(route: &Route) -> Value {
    let (table, of_table) = (&*route.url, !names_a_row(&route.url));
    match &*route.method {
        _ if table.ends_with("/dynamic_mapping") => json!({"_scope": [{"name": "dev_001", "vdom": "root"}]}),
        _ if table.ends_with("/object member") => json!({"name": "dev_001", "vdom": "root"}),
        _ if table.ends_with("/section value") => json!({"attr": "label", "name": "new"}),
        "clone" if table.contains("/dhcp/") => json!({"id": 9}),
        "update" if of_table && table.contains("/dhcp/") => json!({"id": 1}),
        _ if table.contains("/dhcp/") => json!({}),
        "update" if of_table && table.ends_with("/policy") => json!({"policyid": 1}),
        "update" if of_table && table.ends_with("/tacacs") => json!({"name": "tacacs+_001"}),
        "update" if of_table && table == "/dvmdb/adom" => json!({"name": "demo"}),
        method => tables::row(route).unwrap_or_else(|| match method {
            "update" if of_table => json!({"name": "host_002"}),
            "add" | "clone" => json!({"name": "new"}),
            _ if of_table => json!({"name": "new"}),
            _ => json!({}),
        }),
    }
}

/// Gives the global database the rows of the ADOM of the default state.
fn fill_global(admin: &Client<'_>) {
    let add = |url: &str, rows: Value| admin.write("add", url, rows).unwrap();
    add("/pm/pkg/global", json!({"name": "ppkg_001", "type": "pkg"}));
    add(
        "/pm/config/global/obj/firewall/address",
        json!([{"name": "host_001"}, {"name": "host_002"}]),
    );
    add(
        "/pm/config/global/pkg/ppkg_001/firewall/policy",
        json!([{"policyid": 1}, {"policyid": 2}]),
    );
}

/// Prepares a FortiManager for a call.
fn prepare(bench: &Bench, admin: &Client<'_>, route: &Route) -> Value {
    let exec = |url: &str| admin.call("exec", url, json!({})).unwrap();
    let is_global = ["/dvmdb/global/", "/pm/config/global/", "/pm/pkg/global"].map(|url| route.url.starts_with(url));
    if is_global.contains(&true) {
        fill_global(admin);
        if route.url.starts_with("/dvmdb/") {
            bench.fmg.set_workspace_mode(WorkspaceMode::Normal);
        }
    }
    if let Some(token) = commands::prepare(bench, admin, route) {
        return token;
    }
    match route.id.unwrap() {
        CallId::Workflow(call) => {
            exec("/dvmdb/adom/ZTP_SINGLE/workspace/lock");
            if call != Workflow::Start {
                exec("/dvmdb/adom/ZTP_SINGLE/workflow/start");
            }
            if matches!(
                call,
                Workflow::DropSession | Workflow::Reject | Workflow::Repair | Workflow::Approve
            ) {
                exec("/dvmdb/adom/ZTP_SINGLE/workflow/save/1");
                exec("/dvmdb/adom/ZTP_SINGLE/workflow/submit/1");
            }
            if call == Workflow::Repair {
                exec("/dvmdb/adom/ZTP_SINGLE/workflow/reject/1");
            }
        }
        CallId::Workspace(call) => {
            if matches!(
                call,
                Workspace::LockObject | Workspace::CommitObject | Workspace::UnlockObject
            ) {
                let locks = route.url.split("/workspace/").next().unwrap_or_default();
                exec(&format!(
                    "{}/workspace/lock/pkg/ppkg_001",
                    locks.replace("<adom>", "demo")
                ));
            }
            if route.url.contains("/workspace/unlock") || route.url.contains("/workspace/commit") {
                exec(&url(route).replace("/unlock", "/lock").replace("/commit", "/lock"));
            }
        }
        CallId::Task(_) => {
            let data = json!({"filename": "a", "server": "192.0.2.1", "service": "ftp", "passwd": "x"});
            admin.write("exec", "/sys/backup", data).unwrap();
            bench.clock.advance(Duration::from_secs(60));
        }
        CallId::Admin(_) if route.method != "add" => {
            admin
                .write("set", "/cli/global/system/admin/tacacs", json!({"name": "tacacs+_001"}))
                .unwrap();
        }
        CallId::Dvmdb(_) if route.url.contains("/_meta_fields/") && route.method != "add" => {
            admin
                .write("set", "/dvmdb/_meta_fields/device", json!({"name": "host_002"}))
                .unwrap();
        }
        CallId::Diff(call) if call != Diff::Start => {
            let sides = json!({"src": "adom/demo/revision/1", "dst": "adom/demo/revision/2"});
            return admin.write("exec", "cache/diff/start", sides).unwrap()["token"].clone();
        }
        CallId::Securityconsole(Securityconsole::PreviewResult) => {
            let data = json!({"adom": "demo", "device": "dev_001"});
            admin.write("exec", "/securityconsole/install/preview", data).unwrap();
            bench.clock.advance(Duration::from_secs(60));
        }
        CallId::Securityconsole(Securityconsole::ReinstallPackage) => {
            exec("/dvmdb/adom/demo/workspace/lock");
        }
        _ if route.url.contains("/dynamic_mapping") => {
            if route.url.contains("/adom/") {
                exec("/dvmdb/adom/demo/workspace/lock");
            }
            tables::fill(admin, route);
            let url = url(route);
            let (table, _) = url.split_once("/dynamic_mapping").unwrap();
            if names_a_row(&route.url) || route.method == "update" {
                let row = format!("{table}/dynamic_mapping/dev_001/root");
                admin.write("set", &row, json!({})).unwrap();
            }
        }
        _ if route.url.contains("/pm/") => {
            exec("/dvmdb/adom/demo/workspace/lock");
        }
        _ => {}
    }
    tables::fill(admin, route);
    Value::Null
}

#[test]
fn every_call_of_the_specs_is_answered() {
    let mut coverage = Coverage::of("FortiManager, JSON-RPC");
    for route in routes() {
        let bench = Bench::new();
        let admin = bench.admin();
        let token = prepare(&bench, &admin, route);
        let url = url(route);
        let answered = admin.call(&route.method, &url, members(route, &token));
        let outcome = match answered {
            Ok(_) if bench.fmg.answered()[&*route.name] > 0 => Ok(()),
            Ok(_) => Err("another call was answered".to_owned()),
            Err(code) => Err(format!("refused with {code}")),
        };
        coverage.note(&format!("{} {url}", route.method), outcome);
    }
    coverage.assert_whole();
}

/// Collects values that are names although their enum or switch has numbers.
fn named(shape: &Shape, value: &Value, at: &str, found: &mut Vec<String>) {
    match (shape, value) {
        (Shape::List(inner), Value::Array(items)) => items.iter().for_each(|item| named(inner, item, at, found)),
        (Shape::Map(inner), Value::Object(members)) => {
            members.values().for_each(|member| named(inner, member, at, found));
        }
        (Shape::Row(_), Value::Array(rows)) => rows.iter().for_each(|one| named(shape, one, at, found)),
        (Shape::Row(row), Value::Object(members)) => {
            for field in &*row.fields {
                if let Some(member) = members.get(&*field.name) {
                    named(&field.shape, member, &format!("{at}.{}", field.name), found);
                }
            }
        }
        (Shape::Enum(known), Value::String(name)) => {
            let value = known.values.iter().find(|(own, _)| *own == **name);
            if value.is_some_and(|(_, number)| number.is_some()) {
                found.push(format!("{at}: {name}"));
            }
        }
        (Shape::Toggle | Shape::Flag, Value::String(word)) => found.push(format!("{at}: {word}")),
        _ => {}
    }
}

#[test]
fn without_verbose_values_are_numbers() {
    let mut found = Vec::new();
    for route in routes() {
        let Some(shape) = &route.response else { continue };
        let bench = Bench::new();
        let admin = bench.admin();
        let token = prepare(&bench, &admin, route);
        let mut entry = members(route, &token);
        entry["url"] = json!(url(route));
        let mut reply = admin.ask(&route.method, &json!([entry]), false);
        let data = match reply["result"].take() {
            Value::Array(mut entries) => entries.remove(0)["data"].take(),
            Value::Null => reply["data"].take(),
            mut lone => lone["data"].take(),
        };
        named(shape, &data, &route.name, &mut found);
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A FortiManager in the state that the documents assume.
fn documented() -> Bench {
    let bench = Bench::new();
    for adom in ["ADOM_54_001", "INTERNET_FW", "adom70", "FOOBAR", "test_002"] {
        assert!(bench.fmg.put_row("/dvmdb/adom", &json!({ "name": adom })));
    }
    let policies = "/pm/config/adom/ADOM_54_001/pkg/default/firewall/policy";
    assert!(
        bench
            .fmg
            .put_row(policies, &json!({"policyid": 2, "name": "Policy_002"}))
    );
    let templates = "/pm/config/adom/demo/obj/cli/template";
    for name in ["cli_t_001", "cli_t_002"] {
        assert!(bench.fmg.put_row(templates, &json!({ "name": name })));
    }
    let device = json!({"name": "FGTv2", "extra info": {"adom": "demo"}, "vdom": [{"name": "root"}]});
    assert!(bench.fmg.put_row("/dvmdb/device", &device));
    bench
}

/// The ADOM of a documented installation, with its packages, devices and groups.
fn prepare_install(bench: &Bench, data: &Value) {
    let adom = data["adom"].as_str().unwrap();
    let put = |table: &str, row: Value| assert!(bench.fmg.put_row(table, &row), "{table}: {row}");
    put("/dvmdb/adom", json!({ "name": adom }));
    let of_targets = data["target"].as_array().into_iter().flatten();
    for install in std::iter::once(data).chain(of_targets) {
        let mut scope = install.get("scope").map(list).unwrap_or_default().to_vec();
        if scope.is_empty() {
            scope.push(json!({"name": "any", "vdom": "root"}));
        }
        for member in &scope {
            let (name, device) = match member.get("vdom") {
                Some(_) => (&member["name"], member.clone()),
                None => (&json!("member"), json!({"name": "member", "vdom": "root"})),
            };
            put(
                "/dvmdb/device",
                json!({"name": name, "extra info": {"adom": adom}, "vdom": [{"name": "root"}]}),
            );
            if member.get("vdom").is_none() {
                let group = json!({"name": member["name"], "object member": [device]});
                put(&format!("/dvmdb/adom/{adom}/group"), group);
            }
        }
        if let Some(path) = install["pkg"].as_str() {
            put(
                &format!("/pm/pkg/adom/{adom}"),
                json!({"name": path, "type": "pkg", "scope member": scope}),
            );
        }
    }
}

/// The structure of a reply around the data, without optional members, to compare it with the documented one.
fn outline(reply: &Value) -> Value {
    let entry = |entry: &Value| {
        let mut names: Vec<_> = entry.as_object().unwrap().keys().cloned().collect();
        names.retain(|name| name != "data" && name != "taskid");
        json!({"names": names, "code": entry["status"]["code"]})
    };
    let result = match reply.get("result") {
        Some(Value::Array(entries)) => entries.iter().map(entry).collect(),
        Some(lone) => entry(lone),
        None => entry(reply),
    };
    json!({"id": reply.get("id"), "result": result})
}

#[test]
fn the_documented_requests_get_replies_like_the_documented_ones() {
    let mut played = 0;
    for route in routes() {
        for exchange in &*route.exchanges {
            let exchange: Value = serde_json::from_str(exchange).unwrap();
            let Some(request) = exchange.get("request") else {
                continue;
            };
            let url = request["params"][0]["url"].as_str().unwrap();
            // Tokens, tasks and logs of other requests.
            let of_others = [
                "cache/diff/get",
                "where/used/get",
                "/task/task/11111",
                "/log/output/",
                "/sys/task/result",
                "/install/summary",
            ];
            if of_others.iter().any(|own| url.contains(own)) {
                continue;
            }
            // An exchange of a call on an ADOM does not belong to the same call on the global database.
            if url.contains("/adom/") != route.url.contains("/adom/") {
                continue;
            }
            // Whether packages are too large to be exported depends on the FortiManager.
            let refused = exchange["response"]["result"][0]["status"]["code"].as_i64() != Some(0);
            if refused && url == "/um/object/export" {
                continue;
            }
            let bench = documented();
            let admin = bench.admin();
            let _ = prepare(&bench, &admin, route);
            if url.contains("install/package") || url.contains("install/device") {
                prepare_install(&bench, &request["params"][0]["data"]);
            }
            if url.ends_with("/vipgrp") {
                let vips = "/pm/config/adom/demo/obj/firewall/vip";
                assert!(
                    ["vip_001", "vip_002"].map(|name| bench.fmg.put_row(vips, &json!({ "name": name }))) == [true; 2]
                );
            }
            commands::prepare_documented(&bench, &admin, route, &request["params"][0]);
            let mut request = request.clone();
            if request.get("session").is_some() || route.id == Some(CallId::Dvmdb(Dvmdb::SetAdom)) {
                request["session"] = json!(admin.session);
            }
            // Documents do not show passwords.
            if route.id == Some(CallId::Session(Session::Login)) {
                request["params"][0]["data"]["passwd"] = json!("apipassword");
            }
            // The document approves session 2, which repairs session 1. Here there is only session 1.
            if url == "/dvmdb/adom/ZTP_SINGLE/workflow/approve/2" {
                request["params"][0]["url"] = json!("/dvmdb/adom/ZTP_SINGLE/workflow/approve/1");
            }
            let reply = bench.post(&request);
            let has_task = |reply: &Value| reply["result"][0]["data"]["task"].is_u64();
            match exchange.get("response") {
                Some(documented) => {
                    assert_eq!(has_task(&reply), has_task(documented), "{request}: {reply}");
                    assert_eq!(outline(&reply), outline(documented), "{request}: {reply}");
                }
                None => assert!(outline(&reply).to_string().contains("\"code\":0"), "{request}: {reply}"),
            }
            played += 1;
        }
    }
    println!("{played} documented requests played");
    assert!(played > 40, "{played}");
}
