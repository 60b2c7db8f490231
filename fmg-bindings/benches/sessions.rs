//! Decodes a reply of 10,000 firewall sessions: through a client into a row type of the caller, by a serde derive of
//! the same types, and as untyped JSON.
//!
//! `cargo bench -p fmg-bindings --no-default-features --features fortios --bench sessions`

use std::hint::black_box;

use divan::Bencher;
use fmg_bindings::fortios::Client;
use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const ROWS: usize = 10_000;

fn main() {
    // Both sides have to read the same sessions, or the results cannot be compared.
    let text = reply();
    let (client, runtime) = client(&text);
    assert_eq!(typed(&client, &runtime), derived(&text));
    assert_eq!(untyped(&client, &runtime).len(), ROWS);
    divan::main();
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

/// The envelope as a client written by hand would declare it.
#[derive(Deserialize)]
struct Envelope {
    results: Vec<Session>,
    status: String,
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
    json!({
        "http_method": "GET", "results": results, "vdom": "root", "path": "firewall", "name": "session",
        "status": "success", "serial": "FGT60F0000000001", "version": "v5.6.11", "build": 1672,
    })
    .to_string()
}

/// Answers every call with the same bytes.
#[derive(Debug)]
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: Request<Body>, _: Limits) -> Sending<'_> {
        Box::pin(std::future::ready(Ok(Response::new(Body::from(self.0.clone())))))
    }
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn client(text: &str) -> (Client, Runtime) {
    let client = Client::builder("https://fgt.example")
        .token("token")
        .transport(Canned(Bytes::copy_from_slice(text.as_bytes())))
        .build()
        .expect("the client is built");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    (client, runtime.expect("the runtime starts"))
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

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn derived(text: &str) -> Vec<Session> {
    let envelope: Envelope = serde_json::from_str(text).expect("the reply is read");
    assert_eq!(envelope.status, "success");
    envelope.results
}

#[divan::bench_group(sample_count = 40)]
mod reading {
    use super::{Bencher, black_box, client, reply};

    #[divan::bench]
    fn typed(bencher: Bencher) {
        let (client, runtime) = client(&reply());
        bencher.bench_local(|| super::typed(black_box(&client), &runtime));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let text = reply();
        bencher.bench_local(|| super::derived(black_box(&text)));
    }

    #[divan::bench]
    fn value(bencher: Bencher) {
        let (client, runtime) = client(&reply());
        bencher.bench_local(|| super::untyped(black_box(&client), &runtime));
    }
}
