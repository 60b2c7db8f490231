//! Reading and writing 10,000 firewall addresses: through slots, by a serde derive with the same fields, and through
//! `Value`.
//!
//! `cargo bench -p fmg-bindings --no-default-features --bench rows`

#[path = "rows/derived.rs"]
mod derived;

use std::hint::black_box;

use divan::Bencher;
use fmg_bindings::fmg::address::Address;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const ROWS: usize = 10_000;

fn main() {
    // Both sides have to read the same rows, or the results cannot be compared.
    let text = table();
    let slots: Vec<Address> = read(&text);
    let derived: Vec<derived::Address> = read(&text);
    assert_eq!(slots.len(), ROWS);
    assert_eq!(
        serde_json::to_value(&slots[1]).ok(),
        serde_json::to_value(&derived[1]).ok().map(without_null)
    );
    divan::main();
}

/// The reply to `get .../obj/firewall/address`: nested lists of texts and of rows, and members without a field.
fn table() -> String {
    let rows: Value = (0..ROWS).map(row).collect();
    rows.to_string()
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

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_null(value)))
            .collect(),
        other => other,
    }
}

#[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the table is read")
}

#[divan::bench_group(sample_count = 40)]
mod reading {
    use super::{Address, Bencher, Value, black_box, derived, read, table};

    #[divan::bench]
    fn slots(bencher: Bencher) {
        let text = table();
        bencher.bench_local(|| read::<Vec<Address>>(black_box(&text)));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let text = table();
        bencher.bench_local(|| read::<Vec<derived::Address>>(black_box(&text)));
    }

    #[divan::bench]
    fn value(bencher: Bencher) {
        let text = table();
        bencher.bench_local(|| read::<Value>(black_box(&text)));
    }
}

#[divan::bench_group(sample_count = 40)]
mod writing {
    use super::{Address, Bencher, black_box, derived, read, table};

    #[divan::bench]
    fn slots(bencher: Bencher) {
        let rows: Vec<Address> = read(&table());
        bencher.bench_local(|| serde_json::to_vec(black_box(&rows)));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher) {
        let rows: Vec<derived::Address> = read(&table());
        bencher.bench_local(|| serde_json::to_vec(black_box(&rows)));
    }
}
