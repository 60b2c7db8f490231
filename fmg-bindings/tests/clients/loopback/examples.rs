//! Tests of the examples against an appliance.

use fmg_bindings::{adom, package};
use serde_json::{Value, json};

use crate::loopback::fortimanager::{FortiManager, PASSWORD};

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/addresses.rs"]
mod addresses;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/first_program.rs"]
mod first_program;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/locked_change.rs"]
mod locked_change;
#[allow(dead_code, reason = "`main` is for people")]
#[path = "../../../examples/taught_call.rs"]
mod taught_call;

const ADDRESSES: &str = "/pm/config/adom/demo/obj/firewall/address";

#[tokio::test]
async fn taught_call() {
    taught_call::teach_and_call().await.unwrap();
}

#[tokio::test]
async fn first_program() {
    let fmg = FortiManager::start();
    let client = fmg.client(PASSWORD);
    first_program::add_depot(&client).await.unwrap();
    first_program::add_depot(&client).await.unwrap();
    client.close().await.unwrap();
    let depot = fmg.fmg().row(&format!("{ADDRESSES}/depot")).unwrap();
    assert_eq!(depot["subnet"], json!(["10.1.0.0", "255.255.0.0"]));
    // The second run finds the address, and commits nothing.
    let commits = fmg
        .received()
        .iter()
        .filter(|received| received.url().ends_with("/commit"))
        .count();
    assert_eq!((commits, fmg.open_sessions(), fmg.fmg().locks("demo").len()), (1, 0, 0));
}

#[tokio::test]
async fn locked_change() {
    let fmg = FortiManager::start();
    fmg.fmg()
        .set_idle_timeout(std::time::Duration::from_secs(365 * 24 * 60 * 60));
    fmg.clock().set_speed(1000.0);
    let client = fmg.client(PASSWORD);
    let (adom, package) = (adom!("demo"), package!("ppkg_001"));
    let change = locked_change::change(&client, &adom, &package, std::future::pending::<()>());
    let outcome = change.await.unwrap();
    assert!(outcome.is_success() && fmg.fmg().installs()[0].is_installed());
    let stopped = locked_change::change(&client, &adom, &package, std::future::ready(()));
    assert!(stopped.await.unwrap_err().is_interrupted());
    client.close().await.unwrap();
    assert_eq!((fmg.fmg().installs().len(), fmg.fmg().locks("demo").len()), (1, 0));
}

#[tokio::test]
async fn addresses_are_read_page_by_page() {
    let fmg = FortiManager::start();
    for index in 0..700 {
        let row = json!({"name": format!("net_{index}"), "subnet": ["10.0.0.0", "255.0.0.0"]});
        assert!(fmg.fmg().put_row(ADDRESSES, &row));
    }
    let mut stored: Vec<(String, Value)> = fmg
        .fmg()
        .rows(ADDRESSES)
        .into_iter()
        .filter(|row| row["type"] == "ipmask")
        .map(|row| (row["name"].as_str().unwrap().to_owned(), row["subnet"].clone()))
        .collect();
    stored.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert!(stored.len() > 700 && stored.len() < fmg.fmg().rows(ADDRESSES).len());

    let client = fmg.client(PASSWORD);
    let networks = addresses::networks(&client, &adom!("demo")).await.unwrap();
    let networks: Vec<_> = networks
        .into_iter()
        .map(|network| (network.name, json!(network.subnet)))
        .collect();
    assert_eq!(networks, stored);

    let received = fmg.received();
    let entry = |page: usize| &received[page].body["params"][0];
    assert_eq!(entry(1)["url"], ADDRESSES);
    assert_eq!(entry(1)["fields"], json!(["name", "subnet"]));
    assert_eq!(entry(1)["filter"], json!(["type", "==", "ipmask"]));
    assert_eq!(entry(1)["sortings"], json!([{"name": 1}]));
    assert_eq!(
        (&entry(1)["range"], &entry(2)["range"]),
        (&json!([0, 500]), &json!([500, 500]))
    );
    assert_eq!(received.len(), 3);
    client.close().await.unwrap();
}
