//! Firewall sessions in a row type of the caller.

use std::hint::black_box;

use divan::Bencher;
use fmg_bindings::fortios::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::canned::Canned;
use super::{ROWS, client};

/// Both sides have to read the same rows, or the results cannot be compared.
pub(super) fn check() {
    let text = reply();
    let (client, runtime) = client(Canned::new(&text));
    assert_eq!(typed(&client, &runtime), super::derived(&text));
    assert_eq!(untyped(&client, &runtime).len(), ROWS);
}

/// The fields of a session that a monitoring program needs.
#[derive(Debug, Deserialize, PartialEq)]
struct Session {
    proto: String,
    saddr: String,
    daddr: String,
    sport: u16,
    dport: u16,
    policyid: u32,
    duration: u64,
    sentbyte: u64,
    rcvdbyte: u64,
}

/// The reply to `GET /api/v2/monitor/firewall/session`, with members without a field.
fn reply() -> String {
    let results: Value = (0..ROWS)
        .map(|number| {
            json!({
                "proto": "tcp", "saddr": format!("10.0.{}.{}", number / 250, number % 250), "daddr": "192.0.2.10",
                "sport": 1024 + number, "dport": 443, "snaddr": "203.0.113.7", "snport": 40_000 + number % 20_000,
                "policyid": number % 50, "expiry": "3589", "duration": number, "sentbyte": 1_000 * number,
                "rcvdbyte": 4_000 * number, "shaper": "", "application": {"name": "HTTPS.BROWSER", "id": 40_568},
                "apps": [{"name": "SSL", "id": 15_895}], "country": "Reserved", "srcintf": "port1", "dstintf": "wan1",
            })
        })
        .collect();
    super::reply("firewall", "session", &results)
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn typed(client: &Client, runtime: &Runtime) -> Vec<Session> {
    let call = client.monitor().firewall().session(1000).read_as();
    runtime.block_on(async { call.await }).expect("the reply is read")
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn untyped(client: &Client, runtime: &Runtime) -> Vec<Value> {
    let call = client.monitor().firewall().session(1000).read_as();
    runtime.block_on(async { call.await }).expect("the reply is read")
}

#[divan::bench_group(sample_count = 40)]
mod reading {
    use super::{Bencher, Canned, Session, black_box, client, reply};

    #[divan::bench]
    fn own_type(bencher: Bencher) {
        let (client, runtime) = client(Canned::new(&reply()));
        bencher.bench_local(|| super::typed(black_box(&client), &runtime));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let text = reply();
        bencher.bench_local(|| super::super::derived::<Session>(black_box(&text)));
    }

    #[divan::bench]
    fn value(bencher: Bencher) {
        let (client, runtime) = client(Canned::new(&reply()));
        bencher.bench_local(|| super::untyped(black_box(&client), &runtime));
    }
}
