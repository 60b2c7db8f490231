//! Tests of JSON-RPC without a session, for programs on the appliance itself.

use std::net::{Ipv4Addr, SocketAddr};

use fmg_sim::{Sim, StartError};
use serde_json::{Value, json};

use crate::state;

#[tokio::test]
async fn a_request_needs_no_session() {
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let sim = Sim::builder()
        .state(state())
        .local_json_rpc(local)
        .start()
        .await
        .unwrap();
    let url = sim.fmg_local_url().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = r#"{"id": 1, "method": "get", "params": [
        {"url": "/pm/config/device/FGTv2/vdom/root/system/dhcp/server"}]}"#;
    let response = client.post(format!("{url}/jsonrpc")).body(body).send().await.unwrap();
    let reply: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(reply["result"][0]["data"][0]["id"], 1, "{reply}");
    assert_eq!(sim.fmg().sessions(), ["admin"]);
    // The same request over HTTPS has no session.
    let response = crate::https(&sim).post(format!("{}/jsonrpc", sim.fmg_url())).body(body);
    let reply: Value = serde_json::from_str(&response.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(reply["result"][0]["status"]["code"], json!(-11));
}

#[tokio::test]
async fn the_address_has_to_be_loopback() {
    let anywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let refused = Sim::builder().allow_remote().local_json_rpc(anywhere).start().await;
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
    assert_eq!(Sim::start().await.unwrap().fmg_local_url(), None);
}
