//! Routes in the generated row.

use std::hint::black_box;

use divan::Bencher;
use fmg_bindings::fortios::Client;
use fmg_bindings::fortios::monitor::router::Ipv4Route;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::canned::Canned;
use super::{ROWS, client};

/// Both sides have to read the same rows, or the results cannot be compared.
pub(super) fn check() {
    let text = reply();
    let (client, runtime) = client(Canned::new(&text));
    let generated = generated(&client, &runtime);
    let derived: Vec<Derived> = super::derived(&text);
    assert_eq!(generated.len(), ROWS);
    assert_eq!(serde_json::to_value(generated).ok(), serde_json::to_value(derived).ok());
}

/// The fields of the generated row as a client written by hand would declare them.
#[derive(Serialize, Deserialize)]
struct Derived {
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    type_: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_mask: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vrf: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gateway: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interface: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_tunnel_route: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tunnel_parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    install_date: Option<i64>,
}

/// The reply to `GET /api/v2/monitor/router/ipv4`.
fn reply() -> String {
    let results: Value = (0..ROWS)
        .map(|number| {
            json!({
                "ip_version": 4, "type": "bgp", "ip_mask": format!("10.{}.{}.0/24", number / 250, number % 250),
                "distance": 20, "metric": number % 100, "priority": 0, "vrf": 0, "gateway": "192.0.2.1",
                "interface": "port1", "is_tunnel_route": false, "install_date": 1_700_000_000 + number,
            })
        })
        .collect();
    super::reply("router", "ipv4", &results)
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn generated(client: &Client, runtime: &Runtime) -> Vec<Ipv4Route> {
    let call = client.monitor().router().ipv4();
    runtime.block_on(async { call.await }).expect("the reply is read")
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn untyped(client: &Client, runtime: &Runtime) -> Vec<Value> {
    let call = client.monitor().router().ipv4().read_as();
    runtime.block_on(async { call.await }).expect("the reply is read")
}

#[divan::bench_group(sample_count = 40)]
mod reading {
    use super::{Bencher, Canned, Derived, black_box, client, reply};

    #[divan::bench]
    fn slots(bencher: Bencher) {
        let (client, runtime) = client(Canned::new(&reply()));
        bencher.bench_local(|| super::generated(black_box(&client), &runtime));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let text = reply();
        bencher.bench_local(|| super::super::derived::<Derived>(black_box(&text)));
    }

    #[divan::bench]
    fn value(bencher: Bencher) {
        let (client, runtime) = client(Canned::new(&reply()));
        bencher.bench_local(|| super::untyped(black_box(&client), &runtime));
    }
}
