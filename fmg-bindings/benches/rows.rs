//! Reading the reply with 10,000 firewall addresses, and writing the request that adds them: by the call of a client, by
//! a serde derive with the same fields, and reading through `Value`.
//!
//! `cargo bench -p fmg-bindings --no-default-features --bench rows`

#[path = "canned/transport.rs"]
mod canned;
#[path = "rows/derived.rs"]
mod derived;

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use divan::Bencher;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::table::AddRows;
use fmg_bindings::fmg::{AdomName, Client};
use fmg_bindings::transport::bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use self::canned::Canned;

const ROWS: usize = 10_000;

fn main() {
    // Both sides have to read the same rows, or the results cannot be compared.
    let text = reply();
    let (client, runtime) = reader(&text);
    let slots = list(&client, &runtime);
    let derived = derived(&text);
    assert_eq!(slots.len(), ROWS);
    // And they have to send the same rows.
    let sent = Arc::default();
    let (client, runtime) = sender(Some(&sent));
    add(&client, &runtime, &request(&client, slots));
    let sent = sent.lock().map(|sent| sent.clone()).unwrap_or_default();
    assert_eq!(second_row(&sent), second_row(&by_hand(&derived)));
    divan::main();
}

/// A client that sends nothing. It stores each body in `sent`, if that is given.
#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn sender(sent: Option<&Arc<Mutex<Bytes>>>) -> (Client, Runtime) {
    let transport = Canned::json_rpc(r#""result":[{"status":{"code":0,"message":"OK"},"url":"/pm/config"}]}"#);
    let transport = match sent {
        Some(sent) => transport.keeping(sent),
        None => transport,
    };
    client(transport)
}

/// A client whose first call gets this reply, which has its id.
fn reader(reply: &str) -> (Client, Runtime) {
    client(Canned::new(reply))
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn client(transport: Canned) -> (Client, Runtime) {
    let client = Client::builder("https://fmg.example")
        .api_key("key")
        .transport(transport);
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    (
        client.build().expect("the client is built"),
        runtime.expect("the runtime starts"),
    )
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn list(client: &Client, runtime: &Runtime) -> Vec<Address> {
    let adom = AdomName::new("demo").expect("it is a name");
    let call = client.adom(adom).objects().list::<Address>();
    runtime.block_on(async { call.await }).expect("the rows are read")
}

/// Sends the request that adds these rows. It is sent by reference, because to drop the rows takes longer than to write
/// them, on both sides.
#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn add(client: &Client, runtime: &Runtime, request: &AddRows<Objects, Address>) {
    let call = client.send(request);
    runtime.block_on(async { call.await }).expect("the rows are sent");
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn request(client: &Client, rows: Vec<Address>) -> AddRows<Objects, Address> {
    let adom = AdomName::new("demo").expect("it is a name");
    client.adom(adom).objects().add_rows(rows).into_request()
}

/// The same request, as a client written by hand would write it.
#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn by_hand(rows: &[derived::Address]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Request<'r> {
        id: u64,
        method: &'r str,
        params: [Entry<'r>; 1],
    }

    #[derive(Serialize)]
    struct Entry<'r> {
        url: &'r str,
        data: &'r [derived::Address],
    }

    let url = "/pm/config/adom/demo/obj/firewall/address";
    let params = [Entry { url, data: rows }];
    let method = "add";
    serde_json::to_vec(&Request { id: 1, method, params }).expect("the rows are written")
}

/// The reply to the first `get .../obj/firewall/address` of a client: nested lists of texts and of rows, and members
/// without a field.
fn reply() -> String {
    let rows: Value = (0..ROWS).map(row).collect();
    let status = json!({"code": 0, "message": "OK"});
    let url = "/pm/config/adom/demo/obj/firewall/address";
    json!({"id": 1, "result": [{"data": rows, "status": status, "url": url}]}).to_string()
}

fn row(number: usize) -> Value {
    json!({
        "_created timestamp": 1_700_000_000 + number, "_image-base64": null, "_last-modified": "admin",
        "allow-routing": "disable", "associated-interface": ["any"], "cache-ttl": 0, "clearpass-spt": "unknown",
        "color": number % 32, "comment": format!("Host number {number} of the benchmark"), "dirty": "dirty",
        "dynamic_mapping": null, "fabric-object": "disable", "list": null, "name": format!("host_{number:05}"),
        "obj-type": "ip", "oid": 5_000 + number, "sub-type": "sdn", "subnet": ["10.0.0.1", "255.255.255.255"],
        "tagging": [{"name": "site", "category": ["location"], "tags": ["north", "hq"]}],
        "type": "ipmask", "uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "visibility": "enable",
        "uuid-idx": number,
    })
}

/// The second row of a request, and how many there are.
fn second_row(request: &[u8]) -> (Option<Value>, Option<usize>) {
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let rows = &request["params"][0]["data"];
    (rows.get(1).cloned(), rows.as_array().map(Vec::len))
}

/// Reads the rows as a client written by hand would read them.
#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn derived(text: &str) -> Vec<derived::Address> {
    #[derive(Deserialize)]
    struct Reply {
        id: u64,
        result: [Entry; 1],
    }

    #[derive(Deserialize)]
    struct Entry {
        data: Vec<derived::Address>,
        status: Status,
    }

    #[derive(Deserialize)]
    struct Status {
        code: i64,
        message: String,
    }

    let reply: Reply = serde_json::from_str(text).expect("the reply is read");
    let [entry] = reply.result;
    assert_eq!(reply.id, 1);
    assert_eq!((entry.status.code, entry.status.message.as_str()), (0, "OK"));
    entry.data
}

#[divan::bench_group(sample_count = 40)]
mod reading {
    use super::{Bencher, Value, black_box, derived, list, reader, reply};

    #[divan::bench]
    fn slots(bencher: Bencher) {
        let text = reply();
        bencher
            .with_inputs(|| reader(&text))
            .bench_local_refs(|(client, runtime)| list(client, runtime));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let text = reply();
        bencher.bench_local(|| derived(black_box(&text)));
    }

    #[divan::bench]
    #[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
    fn value(bencher: Bencher) {
        let text = reply();
        bencher.bench_local(|| serde_json::from_str::<Value>(black_box(&text)).expect("the reply is read"));
    }
}

/// The call that adds all rows, and a program written by hand that sends the same JSON.
#[divan::bench_group(sample_count = 40)]
mod writing {
    use super::{Bencher, Bytes, add, black_box, by_hand, derived, list, reader, reply, request, sender};

    #[divan::bench]
    fn slots(bencher: Bencher) {
        let (client, runtime) = reader(&reply());
        let rows = list(&client, &runtime);
        let (client, runtime) = sender(None);
        let request = request(&client, rows);
        bencher.bench_local(|| add(&client, &runtime, black_box(&request)));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let rows = derived(&reply());
        bencher.bench_local(|| drop(Bytes::from(by_hand(black_box(&rows)))));
    }
}
