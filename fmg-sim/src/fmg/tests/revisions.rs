//! Tests of revisions, of prepared installations and of searches.

use std::time::Duration;

use super::*;
use crate::fmg::WorkspaceMode;

const REVISIONS: &str = "/dvmdb/adom/demo/revision";
const ADDRESSES: &str = "/pm/config/adom/demo/obj/firewall/address";

#[test]
fn a_revision_restores_the_state_that_it_has_saved() {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Normal);
    let admin = bench.admin();
    let made = admin
        .write("add", REVISIONS, json!({"name": "before", "desc": "x"}))
        .unwrap();
    assert_eq!(made["version"], 1);
    let listed = admin.get(REVISIONS).unwrap();
    assert_eq!(
        (&listed[0]["name"], &listed[0]["created_by"]),
        (&json!("before"), &json!("admin"))
    );
    assert!(bench.fmg.remove_row(&format!("{ADDRESSES}/host_001")));
    assert!(bench.fmg.put_row(ADDRESSES, &json!({"name": "later"})));
    let revert = |name: &str| admin.write("clone", &format!("{REVISIONS}/1"), json!({ "name": name }));
    assert_eq!(revert("restored"), Err(-10147));
    let exec = |url: &str| admin.call("exec", url, json!({})).unwrap();
    exec("/dvmdb/adom/demo/workspace/lock");
    assert_eq!(revert("restored").unwrap()["version"], 2);
    exec("/dvmdb/adom/demo/workspace/commit");
    assert!(bench.fmg.row(&format!("{ADDRESSES}/host_001")).is_some());
    assert!(bench.fmg.row(&format!("{ADDRESSES}/later")).is_none());
    admin
        .write("set", &format!("{REVISIONS}/2"), json!({"locked": 1}))
        .unwrap();
    assert_eq!(admin.call("delete", &format!("{REVISIONS}/2"), json!({})), Err(-20013));
    admin.call("delete", &format!("{REVISIONS}/1"), json!({})).unwrap();
    assert_eq!(admin.get(&format!("{REVISIONS}/1")), Err(-3));
    assert_eq!(admin.get(REVISIONS).unwrap().as_array().map(Vec::len), Some(1));
}

#[test]
fn a_revision_is_made_by_set_too() {
    let bench = Bench::new();
    let admin = bench.admin();
    let made = admin.write("set", REVISIONS, json!({"name": "before"})).unwrap();
    assert_eq!(made["version"], 1);
    assert_eq!(admin.get(&format!("{REVISIONS}/1")).unwrap()["name"], "before");
}

#[test]
fn an_installation_makes_a_revision_if_it_is_asked_to() {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    let admin = bench.admin();
    let data = json!({"adom": "demo", "pkg": "ppkg_001", "flags": ["generate_rev"], "adom_rev_name": "SR 1"});
    admin.write("exec", "/securityconsole/install/package", data).unwrap();
    let listed = admin.get(REVISIONS).unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["version"]), (&json!("SR 1"), &json!(1)));
}

#[test]
fn a_prepared_installation_is_completed_or_dropped() {
    let bench = Bench::new();
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    let admin = bench.admin();
    let scope = json!([{"name": "dev_001", "vdom": "root"}]);
    let preview = || {
        let data = json!({"adom": "demo", "pkg": "ppkg_001", "flags": ["preview"], "scope": scope});
        admin.write("exec", "/securityconsole/install/package", data).unwrap();
        bench.clock.advance(Duration::from_secs(60));
    };
    let commit = || {
        let data = json!({"adom": "demo", "scope": scope});
        admin.write("exec", "/securityconsole/package/commit", data).unwrap()
    };
    assert_eq!(commit(), json!({"status": "No devices"}));
    preview();
    assert!(commit()["task"].is_u64());
    assert_eq!(bench.fmg.installs().len(), 1);
    assert_eq!(commit(), json!({"status": "No devices"}));
    preview();
    let cancel = json!({"adom": "demo"});
    admin
        .write("exec", "/securityconsole/package/cancel/install", cancel)
        .unwrap();
    assert_eq!(commit(), json!({"status": "No devices"}));
}

#[test]
fn a_search_finds_the_rows_that_refer_to_an_object() {
    let bench = Bench::new();
    let admin = bench.admin();
    let policies = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy";
    assert!(
        bench
            .fmg
            .put_row(policies, &json!({"policyid": 1, "srcaddr": ["host_001"]}))
    );
    let search = |key: &str| {
        let data = json!({"obj": "adom/demo/obj/firewall/address", "mkey": key});
        let token = admin.write("exec", "/cache/search/where/used/start", data)?["token"].clone();
        admin.call("exec", "cache/search/where/used/get/detail", json!({ "token": token }))
    };
    let found = search("host_001").unwrap();
    let rows = &found["where_used"][0]["data"];
    let first = rows.as_array().unwrap().iter().find(|row| row["mkey"] == "1").unwrap();
    assert_eq!(
        (&first["attr"], &first["mapping_name"]),
        (&json!("srcaddr"), &json!("firewall policy"))
    );
    assert_eq!(
        (&first["category"], &first["pkg"]["name"]),
        (&json!(181), &json!("ppkg_001"))
    );
    assert_eq!(search("no_such_host"), Err(-3));
}
