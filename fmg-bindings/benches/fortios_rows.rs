//! Replies of FortiOS with 10,000 rows, decoded through a client: routes into a generated row, and sessions into a row
//! type of the caller. The anchors are a serde derive of the same fields and untyped JSON.
//!
//! `cargo bench -p fmg-bindings --no-default-features --features fortios --bench fortios_rows`

#[path = "fortios_rows/routes.rs"]
mod routes;
#[path = "fortios_rows/sessions.rs"]
mod sessions;

use fmg_bindings::fortios::Client;
use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const ROWS: usize = 10_000;

fn main() {
    routes::check();
    sessions::check();
    divan::main();
}

/// The envelope as a client written by hand would declare it.
#[derive(Deserialize)]
struct Envelope<T> {
    results: Vec<T>,
    status: String,
}

/// The reply to a call of the group `path`.
fn reply(path: &str, name: &str, results: &Value) -> String {
    json!({
        "http_method": "GET", "results": results, "vdom": "root", "path": path, "name": name,
        "status": "success", "serial": "FGT60F0000000001", "version": "v7.0.6", "build": 366,
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
fn derived<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let envelope: Envelope<T> = serde_json::from_str(text).expect("the reply is read");
    assert_eq!(envelope.status, "success");
    envelope.results
}
