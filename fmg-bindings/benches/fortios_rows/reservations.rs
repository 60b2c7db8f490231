//! Reserved addresses of a DHCP server.

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use fmg_bindings::fortios::Client;
use fmg_bindings::fortios::cmdb::system_dhcp::{DhcpReservedAddress, DhcpReservedAddressAction, DhcpServer};
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::canned::Canned;
use super::{ROWS, client};

/// The reply to a write.
const WRITTEN: &str = r#"{"http_method":"POST","mkey":"1","status":"success","http_status":200,"vdom":"root"}"#;

/// Both sides have to send the same request, or the results cannot be compared.
pub(super) fn check() {
    let sent = Arc::default();
    let (client, runtime) = client(Canned::new(WRITTEN).keeping(&sent));
    create(&client, &runtime, &generated());
    let sent = sent.lock().map(|sent| sent.clone()).unwrap_or_default();
    let sent: Option<Value> = serde_json::from_slice(&sent).ok();
    assert!(sent.is_some());
    assert_eq!(sent, serde_json::from_slice(&by_hand(&derived())).ok());
}

/// The attributes as a client written by hand would declare them.
#[derive(Serialize)]
struct Server {
    id: i64,
    interface: String,
    netmask: String,
    #[serde(rename = "reserved-address")]
    reserved_address: Vec<Reserved>,
}

#[derive(Serialize)]
struct Reserved {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    type_: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mac: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

fn generated() -> DhcpServer {
    let reserved = (1..).take(ROWS).map(|number| DhcpReservedAddress {
        id: Some(number),
        ip: Some(ip(number)),
        mac: Some(mac(number)),
        action: Some(DhcpReservedAddressAction::Reserved.into()),
        description: Some(format!("Printer {number}")),
        ..DhcpReservedAddress::default()
    });
    DhcpServer {
        id: Some(1),
        interface: Some("port1".to_owned()),
        netmask: Some("255.255.0.0".to_owned()),
        reserved_address: Some(reserved.collect()),
        ..DhcpServer::default()
    }
}

fn derived() -> Server {
    let reserved = (1..).take(ROWS).map(|number| Reserved {
        id: Some(number),
        type_: None,
        ip: Some(ip(number)),
        mac: Some(mac(number)),
        action: Some("reserved".to_owned()),
        description: Some(format!("Printer {number}")),
    });
    Server {
        id: 1,
        interface: "port1".to_owned(),
        netmask: "255.255.0.0".to_owned(),
        reserved_address: reserved.collect(),
    }
}

fn ip(number: i64) -> String {
    format!("10.0.{}.{}", number / 250, number % 250)
}

fn mac(number: i64) -> String {
    format!("00:09:0f:09:{:02x}:{:02x}", number / 256, number % 256)
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn create(client: &Client, runtime: &Runtime, server: &DhcpServer) {
    let call = client.cmdb().create(server);
    runtime.block_on(async { call.await }).expect("the object is sent");
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn by_hand(server: &Server) -> Vec<u8> {
    serde_json::to_vec(server).expect("the object is written")
}

#[divan::bench_group(sample_count = 40)]
mod writing {
    use super::{Bencher, Canned, WRITTEN, black_box, by_hand, client, create, derived, generated};

    #[divan::bench]
    fn slots(bencher: Bencher) {
        let (client, runtime) = client(Canned::new(WRITTEN));
        let server = generated();
        bencher.bench_local(|| create(&client, &runtime, black_box(&server)));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let server = derived();
        bencher.bench_local(|| drop(by_hand(black_box(&server))));
    }
}
