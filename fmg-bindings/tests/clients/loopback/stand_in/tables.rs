//! Tests that written rows are returned as requested.

#![allow(clippy::field_reassign_with_default, reason = "rows are open for more fields")]

use fmg_bindings::fmg::address::{Address, AddressType};
use fmg_bindings::fmg::package::Package;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::{Client, Filter, Method, Order, PolicyId, Query};
use fmg_bindings::{Code, adom, device, name, package, url, vdom};
use fmg_sim::Sim;
use serde_json::{Value, json};

use super::admin;

/// An address, as a program writes it.
fn host(name: &str, number: u8) -> Address {
    let mut address = Address::default();
    address.name = name.into();
    address.subnet = vec![format!("10.9.0.{number}"), "255.255.255.255".to_owned()].into();
    address.color = i64::from(number % 32).into();
    address
}

async fn with_hosts(sim: &Sim, count: u8) -> Client {
    let fmg = admin(sim);
    for number in 0..count {
        fmg.address()
            .add(adom!("root"), host(&format!("host_{number:03}"), number))
            .await
            .unwrap();
    }
    fmg
}

#[tokio::test]
async fn an_address_is_added_changed_and_deleted() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let calls = fmg.address();
    let key = calls
        .add(adom!("root"), host("Net_10.0.0.0/18", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(key.as_str(), "Net_10.0.0.0/18");
    let error = calls.add(adom!("root"), host("Net_10.0.0.0/18", 1)).await.unwrap_err();
    assert!(error.is_exists(), "{error}");

    let name = || name!("Net_10.0.0.0/18");
    let row = calls.get(adom!("root"), name()).await.unwrap();
    assert_eq!(row.type_.into_option(), Some(AddressType::Ipmask.into()));
    assert_eq!(row.subnet.into_option().unwrap(), ["10.9.0.1", "255.255.255.255"]);

    let mut change = Address::default();
    change.comment = "changed".into();
    calls.update(adom!("root"), name(), change).await.unwrap();
    let row = calls.get(adom!("root"), name()).verbose(false).await.unwrap();
    assert_eq!(
        (row.comment.as_deref(), row.color.into_option()),
        (Some("changed"), Some(1))
    );
    assert_eq!(row.type_.into_option(), Some(AddressType::Ipmask.into()));

    calls.clone_to(adom!("root"), name(), name!("copy")).await.unwrap();
    calls.delete(adom!("root"), name()).await.unwrap();
    assert!(calls.get(adom!("root"), name()).await.unwrap_err().is_not_found());
    assert!(calls.delete(adom!("root"), name()).await.unwrap_err().is_not_found());
    assert!(
        sim.fmg()
            .row("/pm/config/adom/root/obj/firewall/address/copy")
            .is_some()
    );
}

#[tokio::test]
async fn reads_select_rows_and_members() {
    let sim = Sim::start().await.unwrap();
    let fmg = with_hosts(&sim, 40).await;
    let list = || fmg.address().list(adom!("root"));
    let names =
        |rows: Vec<Address>| -> Vec<String> { rows.into_iter().filter_map(|row| row.name.into_option()).collect() };
    let hosts = Filter::like("name", "host_%");
    let rows = list()
        .filter(hosts.clone())
        .sort("name", Order::Descending)
        .range(1, 2)
        .await
        .unwrap();
    assert_eq!(names(rows), ["host_038", "host_037"]);
    let rows = list().filter(hosts.clone().and(!Filter::gt("color", 1))).await.unwrap();
    assert_eq!(names(rows), ["host_000", "host_001", "host_032", "host_033"]);
    let rows = list().filter(Filter::lt("subnet", "10.9.0.4/30")).await.unwrap();
    assert_eq!(names(rows), ["host_004", "host_005", "host_006", "host_007"]);
    let rows = list()
        .filter(hosts.clone())
        .fields(["color"])
        .range(0, 1)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let row = rows.into_iter().next().unwrap();
    assert_eq!((row.color.into_option(), row.subnet.into_option()), (Some(0), None));
    let count: i64 = list().filter(hosts).option("count").read_as().await.unwrap();
    assert_eq!(count, 40);
}

#[tokio::test]
async fn policies_are_numbered_and_moved() {
    let sim = Sim::start().await.unwrap();
    let fmg = with_hosts(&sim, 1).await;
    let mut ids = Vec::new();
    for title in ["one", "two", "three"] {
        let mut policy = Policy::default();
        policy.name = title.into();
        policy.srcaddr = vec!["host_000".to_owned()].into();
        policy.dstaddr = vec!["all".to_owned()].into();
        let key = fmg
            .policy()
            .add(adom!("root"), package!("default"), policy)
            .await
            .unwrap();
        ids.push(key.unwrap());
    }
    assert_eq!(ids, [1, 2, 3].map(PolicyId::new));
    let move_to = fmg
        .policy()
        .move_before(adom!("root"), package!("default"), ids[2], ids[0]);
    move_to.await.unwrap();
    let rows = fmg
        .policy()
        .list(adom!("root"), package!("default"))
        .fields(["name"])
        .await
        .unwrap();
    let order: Vec<_> = rows.into_iter().filter_map(|row| row.name.into_option()).collect();
    assert_eq!(order, ["three", "one", "two"]);

    let mut lost = Policy::default();
    lost.srcaddr = vec!["nowhere".to_owned()].into();
    let error = fmg
        .policy()
        .add(adom!("root"), package!("default"), lost)
        .await
        .unwrap_err();
    assert!(error.is_bad_reference(), "{error}");
    let error = fmg
        .address()
        .delete(adom!("root"), name!("host_000"))
        .await
        .unwrap_err();
    assert!(error.is_in_use(), "{error}");
}

#[tokio::test]
async fn packages_in_folders_are_addressed_by_path() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let package = fmg
        .package()
        .get(adom!("demo"), package!("branches/europe/ppkg_002"))
        .await
        .unwrap();
    assert_eq!(package.name.as_deref(), Some("ppkg_002"));
    let policies = fmg
        .policy()
        .list(adom!("demo"), package!("branches/europe/ppkg_002"))
        .await
        .unwrap();
    assert!(policies.is_empty());
    let mut row = Package::default();
    row.name = "ppkg_003".into();
    fmg.package().add(adom!("root"), row).await.unwrap();
    let missing = fmg
        .package()
        .get(adom!("root"), package!("branches/ppkg_003"))
        .await
        .unwrap_err();
    assert!(missing.is_not_found());
    let names: Vec<Value> = fmg
        .package()
        .list(adom!("root"))
        .fields(["name"])
        .read_as()
        .await
        .unwrap();
    assert_eq!(
        names.iter().map(|row| &row["name"]).collect::<Vec<_>>(),
        ["default", "ppkg_003"]
    );
}

#[tokio::test]
async fn devices_have_their_vdoms() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let devices = fmg
        .dvmdb()
        .list_devices()
        .filter(!Filter::has_flag("flags", "is_model"))
        .await
        .unwrap();
    assert_eq!(devices.len(), 1);
    let vdoms: Vec<_> = devices[0]
        .vdoms
        .get()
        .into_iter()
        .flatten()
        .filter_map(|vdom| vdom.name.as_deref())
        .collect();
    assert_eq!(vdoms, ["root", "guests"]);
    let servers = fmg.dhcp_server().list(device!("dev_001"), vdom!("root")).await.unwrap();
    assert_eq!(servers.len(), 1);
    let error = fmg
        .dhcp_server()
        .list(device!("dev_009"), vdom!("root"))
        .await
        .unwrap_err();
    assert!(error.is_invalid_url(), "{error}");
}

#[tokio::test]
async fn a_table_is_emptied_only_with_confirmation() {
    let sim = Sim::start().await.unwrap();
    let fmg = with_hosts(&sim, 5).await;
    let table = || url!("/pm/config/adom/root/obj/firewall/address");
    let filter = json!(["name", "like", "host_%"]);
    let unsure = fmg
        .call(Method::Delete, table())
        .beside("filter", filter.clone())
        .await
        .unwrap_err();
    assert_eq!(unsure.code(), Some(Code::COMMAND_INVALID_FOR_URL));
    assert_eq!(sim.fmg().rows("/pm/config/adom/root/obj/firewall/address").len(), 7);
    fmg.call(Method::Delete, table())
        .beside("filter", filter)
        .beside("confirm", 1)
        .await
        .unwrap();
    assert_eq!(sim.fmg().rows("/pm/config/adom/root/obj/firewall/address").len(), 2);
}
