//! Measures tables over HTTP on loopback: 100,000 rows by pages against one read of all, and 1,000 rows created by one
//! request against one request each. The program begins with the peak of the memory of both reads.
//!
//! ```console
//! $ cargo bench -p fmg-bindings --bench tables
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark reports by panicking")]

#[path = "loopback/server.rs"]
mod server;

use std::net::SocketAddr;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use fmg_bindings::adom;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::{self, AdomName};
use futures_util::TryStreamExt;

use self::server::runtime;

/// The number of rows of the table.
const ROWS: usize = 100_000;

/// The number of rows of a page.
const PAGE: u32 = 500;

/// The number of rows that are created.
const ADDED: usize = 1_000;

fn main() {
    for (name, read) in [
        ("at_once", at_once as fn(&fmg::Client) -> usize),
        ("by_pages", by_pages),
    ] {
        let (client, runtime) = (client(), runtime());
        let _entered = runtime.enter();
        let taken = allocation_counter::measure(|| assert_eq!(read(&client), ROWS));
        println!("peak {name}: {} KiB", taken.bytes_max / 1024);
    }
    divan::main();
}

/// The text of each row.
static TABLE: LazyLock<Vec<String>> = LazyLock::new(|| {
    (0..ROWS)
        .map(|number| {
            format!(
                r#"{{"name":"host_{number}","type":"ipmask","subnet":["10.0.0.1","255.255.255.255"],"comment":"host {number}","color":0,"associated-interface":["any"],"oid":{number},"uuid":"b0a8a1b0-7d1c-51ee-1c1b-000000000000"}}"#
            )
        })
        .collect()
});

/// Answers every read with its range of the rows, and every write with success.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| {
    LazyLock::force(&TABLE);
    server::start(answer)
});

fn answer(request: &str, reply: &mut String) {
    let rows = match request.split_once(r#""range":["#) {
        Some((_, range)) => {
            let (first, count) = range.split_once(']').unwrap().0.split_once(',').unwrap();
            let (first, count): (usize, usize) = (first.parse().unwrap(), count.parse().unwrap());
            &TABLE[first.min(ROWS)..(first + count).min(ROWS)]
        }
        None if request.contains(r#""get""#) => &TABLE[..],
        None => &[],
    };
    reply.push_str(r#","result":[{"data":["#);
    reply.push_str(&rows.join(","));
    reply.push_str(r#"],"status":{"code":0,"message":"OK"},"url":""}]}"#);
}

fn client() -> fmg::Client {
    let client = fmg::Client::builder(format!("http://{}", *SERVER))
        .danger_allow_plain_http()
        .no_proxy();
    client.api_key("key").build().unwrap()
}

fn demo() -> AdomName {
    adom!("demo")
}

/// The length of all names, so that every row is used.
fn at_once(client: &fmg::Client) -> usize {
    runtime().block_on(async {
        let rows = client.adom(demo()).objects().list::<Address>().await.unwrap();
        rows.iter().filter(|row| row.name.is_set()).count()
    })
}

fn by_pages(client: &fmg::Client) -> usize {
    runtime().block_on(async {
        let adom = client.adom(demo());
        let mut rows = adom.objects().list::<Address>().pages(PAGE).rows();
        let mut count = 0;
        while let Some(row) = rows.try_next().await.unwrap() {
            count += usize::from(row.name.is_set());
        }
        count
    })
}

mod reading {
    use super::{Bencher, ItemsCount, ROWS, client};

    #[divan::bench(sample_count = 10)]
    fn at_once(bencher: Bencher<'_, '_>) {
        let client = client();
        bencher
            .counter(ItemsCount::new(ROWS))
            .bench_local(|| super::at_once(&client));
    }

    #[divan::bench(sample_count = 10)]
    fn by_pages(bencher: Bencher<'_, '_>) {
        let client = client();
        bencher
            .counter(ItemsCount::new(ROWS))
            .bench_local(|| super::by_pages(&client));
    }
}

mod adding {
    use super::{ADDED, Address, Bencher, ItemsCount, client, demo, runtime};

    fn rows() -> impl Iterator<Item = Address> {
        (0..ADDED).map(|number| Address {
            name: format!("host_{number}").into(),
            subnet: "10.0.0.1/32".into(),
            ..Address::default()
        })
    }

    #[divan::bench(sample_count = 10)]
    fn one_by_one(bencher: Bencher<'_, '_>) {
        let client = client();
        bencher.counter(ItemsCount::new(ADDED)).bench_local(|| {
            runtime().block_on(async {
                let adom = client.adom(demo());
                let objects = adom.objects();
                for row in rows() {
                    objects.add(row).await.unwrap();
                }
            });
        });
    }

    #[divan::bench(sample_count = 10)]
    fn many(bencher: Bencher<'_, '_>) {
        let client = client();
        bencher.counter(ItemsCount::new(ADDED)).bench_local(|| {
            runtime().block_on(async {
                client.adom(demo()).objects().add_rows(rows()).await.unwrap();
            });
        });
    }
}
