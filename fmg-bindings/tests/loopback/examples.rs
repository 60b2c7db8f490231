//! The work that the examples do, against an appliance.

use serde_json::json;

use crate::appliance::{Answer, Received};
use crate::fortimanager::{FortiManager, PASSWORD};

#[allow(dead_code, reason = "`main` is for people")]
#[path = "../../examples/addresses.rs"]
mod addresses;
#[allow(dead_code, reason = "`main` is for people")]
#[path = "../../examples/first_program.rs"]
mod first_program;

fn workspace(received: &Received) -> Option<Answer> {
    received
        .url()
        .starts_with("/dvmdb/adom/demo/workspace/")
        .then(|| Answer::Json(received.reply(0, "OK", None)))
}

#[tokio::test]
async fn first_program() {
    let fmg = FortiManager::start_with(workspace);
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
}

#[tokio::test]
async fn addresses_come_a_page_at_a_time() {
    let fmg = FortiManager::start_with(|received| {
        let first = received.body["params"][0]["range"][0].as_u64()?;
        let rows: Vec<_> = (first..(first + 500).min(700))
            .map(|index| json!({"name": format!("net_{index}"), "subnet": ["10.0.0.0", "255.0.0.0"]}))
            .collect();
        Some(Answer::Json(received.reply(0, "OK", Some(json!(rows)))))
    });
    let client = fmg.client(PASSWORD);
    let networks = addresses::networks(&client, &fmg_bindings::adom!("demo"))
        .await
        .unwrap();
    assert_eq!(networks.len(), 700);
    let received = fmg.received();
    let entry = &received[1].body["params"][0];
    assert_eq!(entry["url"], "/pm/config/adom/demo/obj/firewall/address");
    assert_eq!(entry["fields"], json!(["name", "subnet"]));
    assert_eq!(entry["filter"], json!(["type", "==", "ipmask"]));
    assert_eq!(entry["sortings"], json!([{"name": 1}]));
    assert_eq!(entry["range"], json!([0, 500]));
    client.close().await.unwrap();
}
