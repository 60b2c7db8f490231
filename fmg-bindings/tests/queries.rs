//! Tests of what reads of FortiManager select: conditions, sub tables, and rows of other tables.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::address_group::AddressGroup;
use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::fmg::protocol::{ExpandDatasrc, ExpandMember, ReadOption, SubFetch};
use fmg_bindings::fmg::variable::Variable;
use fmg_bindings::fmg::{Filter, Query};
use fmg_bindings::{adom, fmg, name};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;
use serde::Deserialize;
use serde_json::{Value, json};

async fn unlocked() -> (Sim, fmg::Client) {
    let sim = Sim::start().await.unwrap();
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let fmg = fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin");
    (sim, fmg.build().unwrap())
}

fn put(sim: &Sim, table: &str, rows: &[Value]) {
    for row in rows {
        assert!(sim.fmg().put_row(table, row), "{row}");
    }
}

/// The capture of "How to FortiManager API?": the variables with a value for one device, and that value.
#[tokio::test]
async fn sub_tables_are_selected_and_select_their_rows() {
    let (sim, fmg) = unlocked().await;
    let mapped = |device: &str, value: &str| json!({"_scope": [{"name": device, "vdom": "global"}], "value": value});
    put(
        &sim,
        "/pm/config/adom/demo/obj/fmg/variable",
        &[
            json!({"name": "both", "dynamic_mapping": [mapped("dev_001", "1"), mapped("dev_002", "2")]}),
            json!({"name": "other", "dynamic_mapping": [mapped("dev_002", "3")]}),
            json!({"name": "none"}),
        ],
    );
    let demo = fmg.adom(adom!("demo"));
    let objects = demo.objects();
    let of_device = || SubFetch::new().scope_member([ScopeMember::device("dev_001", "global")]);
    let list = |what: SubFetch| objects.list::<Variable>().sub_fetch("dynamic_mapping", what);

    let found = list(of_device().exactly(1)).sub_fetch_filter().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name.as_deref(), Some("both"));
    let mapping = found[0].dynamic_mapping.as_ref().unwrap();
    assert_eq!(mapping.len(), 1);
    assert_eq!(mapping[0].value.as_deref(), Some("1"));

    let two = list(SubFetch::new().exactly(2)).sub_fetch_filter().await.unwrap();
    assert_eq!(two.len(), 1);
    let condition = SubFetch::new().filter(Filter::eq("value", "3")).fields(["value"]);
    let third = list(condition).sub_fetch_filter().await.unwrap();
    assert_eq!(third[0].name.as_deref(), Some("other"));
    let hidden = list(SubFetch::hidden()).await.unwrap();
    assert!(hidden.iter().all(|row| row.dynamic_mapping.is_none()));
    fmg.close().await.unwrap();
}

#[derive(Deserialize)]
struct ExpandedGroup {
    member: Vec<Value>,
}

#[tokio::test]
async fn references_are_returned_as_rows() {
    let (sim, fmg) = unlocked().await;
    let objects = "/pm/config/adom/demo/obj/firewall";
    put(
        &sim,
        &format!("{objects}/address"),
        &[json!({"name": "depot", "subnet": ["10.1.0.0", "255.255.0.0"]})],
    );
    put(
        &sim,
        &format!("{objects}/addrgrp"),
        &[
            json!({"name": "inner", "member": ["depot"]}),
            json!({"name": "outer", "member": ["depot", "inner", "gone"]}),
        ],
    );
    let members = ExpandDatasrc::new("member")
        .rows_of::<Address>([Address::NAME, Address::SUBNET])
        .rows_of::<AddressGroup>([AddressGroup::NAME]);
    let demo = fmg.adom(adom!("demo"));
    let outer = demo.objects();
    let outer = outer.get::<AddressGroup>(name!("outer")).expand_datasrc(members);
    let outer = outer.read_as::<ExpandedGroup>().await.unwrap();
    let kinds: Vec<_> = outer.member.iter().map(|member| &member["obj type"]).collect();
    assert_eq!(
        kinds,
        [&json!("firewall address"), &json!("firewall addrgrp"), &Value::Null]
    );
    assert_eq!(outer.member[0]["subnet"], json!(["10.1.0.0", "255.255.0.0"]));
    assert_eq!(outer.member[2], "gone", "what no table has stays a name");
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn members_below_a_row_are_returned_with_it() {
    #[derive(Deserialize)]
    struct WithDevices {
        name: String,
        #[serde(rename = "expand member", default)]
        expanded: Value,
    }

    let (_sim, fmg) = unlocked().await;
    let adoms = fmg
        .dvmdb()
        .list_adoms()
        .fields(["name"])
        .expand_member(ExpandMember::new("device").fields(["name", "sn"]));
    let adoms = adoms.read_as::<Vec<WithDevices>>().await.unwrap();
    let demo = adoms.iter().find(|adom| adom.name == "demo").unwrap();
    assert_eq!(demo.expanded["device"][0]["name"], "dev_001");
    assert!(demo.expanded["device"][0].get("ip").is_none());
    assert!(
        adoms.iter().any(|adom| adom.expanded.is_null()),
        "an ADOM without devices"
    );
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_condition_that_compares_with_nothing_is_refused_before_anything_is_sent() {
    let (sim, fmg) = unlocked().await;
    let demo = fmg.adom(adom!("demo"));
    let objects = demo.objects();
    let none = || Filter::one_of(Address::NAME, [""; 0]);
    let list = objects.list::<Address>().filter(none()).await.unwrap_err();
    let count = objects.count_where::<Address>(!none()).await.unwrap_err();
    for error in [list, count] {
        assert!(!error.is_outcome_unknown(), "{error}");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("no value to compare with"), "{source}");
    }
    assert!(sim.calls().is_empty());
}

#[tokio::test]
async fn options_are_named_or_new() {
    let (sim, fmg) = unlocked().await;
    let demo = fmg.adom(adom!("demo"));
    let objects = demo.objects();
    let list = objects
        .list::<Address>()
        .option(ReadOption::GetUsed)
        .option("get something");
    list.meta_fields(["site"]).await.unwrap();
    let calls = sim.calls();
    let read = calls.iter().rfind(|call| call.method == "get").unwrap();
    assert_eq!(read.members["option"], json!(["get used", "get something", "get meta"]));
    assert_eq!(read.members["meta fields"], json!(["site"]));
    fmg.close().await.unwrap();
}
