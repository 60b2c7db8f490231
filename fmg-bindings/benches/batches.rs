//! Measures 1,000 reads of an address and 1,000 adds over HTTP on loopback, in batches against one by one.
//!
//! ```console
//! $ cargo bench -p fmg-bindings --bench batches
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark reports by panicking")]

#[path = "loopback/server.rs"]
mod server;

use std::net::SocketAddr;
use std::sync::LazyLock;

use fmg_bindings::adom;
use fmg_bindings::fmg::address::{Add, Address, Get};
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{self, ObjectName};

use self::server::runtime;

/// The number of calls.
const CALLS: usize = 1_000;

/// The result of a read.
const READ: &str = r#"{"data":{"name":"host","type":"ipmask","subnet":["10.0.0.1","255.255.255.255"],"comment":"a host","color":0,"associated-interface":["any"],"oid":4711,"uuid":"b0a8a1b0-7d1c-51ee-1c1b-000000000000"},"status":{"code":0,"message":"OK"},"url":"/pm/config/adom/demo/obj/firewall/address/host"}"#;

/// The result of an add.
const ADDED: &str =
    r#"{"data":{"name":"host"},"status":{"code":0,"message":"OK"},"url":"/pm/config/adom/demo/obj/firewall/address"}"#;

fn main() {
    divan::main();
}

/// Answers each call in a request.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| server::start(answer));

fn answer(request: &str, reply: &mut String) {
    let result = if request.contains(r#""get""#) { READ } else { ADDED };
    let calls = request.matches(r#""url":"#).count();
    reply.push_str(r#","result":["#);
    reply.push_str(&vec![result; calls].join(","));
    reply.push_str("]}");
}

fn client() -> fmg::Client {
    let client = fmg::Client::builder(format!("http://{}", *SERVER))
        .danger_allow_plain_http()
        .no_proxy();
    client.api_key("key").build().unwrap()
}

fn objects() -> Objects {
    Objects::new(adom!("demo"))
}

fn reads() -> Vec<Get> {
    let name = |number| ObjectName::new(format!("host_{number}")).unwrap();
    (0..CALLS).map(|number| Get::new(objects(), name(number))).collect()
}

fn adds() -> Vec<Add> {
    let host = |number| Address {
        name: format!("host_{number}").into(),
        subnet: "10.0.0.1/32".into(),
        ..Address::default()
    };
    (0..CALLS).map(|number| Add::new(objects(), host(number))).collect()
}

/// The two methods to send the requests that a function makes.
macro_rules! measured {
    ($name:ident, $requests:ident) => {
        mod $name {
            use divan::Bencher;
            use divan::counter::ItemsCount;

            use super::{CALLS, client, runtime, $requests};

            #[divan::bench(sample_count = 20)]
            fn one_by_one(bencher: Bencher<'_, '_>) {
                let (client, runtime) = (client(), runtime());
                bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
                    runtime.block_on(async {
                        for request in $requests() {
                            client.send(request).await.unwrap();
                        }
                    });
                });
            }

            #[divan::bench(sample_count = 20)]
            fn batched(bencher: Bencher<'_, '_>) {
                let (client, runtime) = (client(), runtime());
                bencher.counter(ItemsCount::new(CALLS)).bench_local(|| {
                    runtime.block_on(async {
                        let results = client.batch($requests()).await.unwrap();
                        assert!(results.len() == CALLS && results.iter().all(Result::is_ok));
                    });
                });
            }
        }
    };
}

measured!(reading, reads);
measured!(adding, adds);
