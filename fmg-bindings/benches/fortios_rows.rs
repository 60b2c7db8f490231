//! Replies of FortiOS with 10,000 rows, decoded through a client: routes into a generated row, and sessions into a row
//! type of the caller; and the request that creates a DHCP server with as many reserved addresses. The anchors are a serde
//! derive of the same fields and untyped JSON.
//!
//! `cargo bench -p fmg-bindings --no-default-features --features fortios --bench fortios_rows`

#[path = "canned/transport.rs"]
mod canned;
#[path = "fortios_rows/reservations.rs"]
mod reservations;
#[path = "fortios_rows/routes.rs"]
mod routes;
#[path = "fortios_rows/sessions.rs"]
mod sessions;

use fmg_bindings::fortios::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use self::canned::Canned;

const ROWS: usize = 10_000;

fn main() {
    reservations::check();
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

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn client(transport: Canned) -> (Client, Runtime) {
    let client = Client::builder("https://fgt.example")
        .token("token")
        .transport(transport)
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
