//! Tests of the examples against an appliance.

use fmg_bindings::adom;
use serde_json::{Value, json};

use crate::loopback::fortimanager::{FortiManager, PASSWORD};

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/addresses.rs"]
mod addresses;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/first_program.rs"]
mod first_program;
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
    first_program::lock_one_object(&client).await.unwrap();
    client.close().await.unwrap();
    let urls: Vec<_> = fmg
        .received()
        .iter()
        .map(|received| received.url().to_owned())
        .collect();
    assert_eq!(
        urls,
        [
            "/sys/login/user",
            "/sys/status",
            "/dvmdb/adom/demo/workspace/lock/pkg/ppkg_001",
            "/dvmdb/adom/demo/workspace/lock/obj/firewall/address/host_001",
            "/dvmdb/adom/demo/workspace/unlock/obj/firewall/address/host_001",
            "/dvmdb/adom/demo/workspace/unlock/pkg/ppkg_001",
            "/sys/logout",
        ]
    );
    assert_eq!(fmg.open_sessions(), 0);
    let locks = ["LockPackage", "LockObject", "UnlockObject", "UnlockPackage"];
    let answered = fmg.fmg().answered();
    assert!(
        locks
            .iter()
            .all(|call| answered[&*format!("fmg::workspace::{call}")] == 1)
    );
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
