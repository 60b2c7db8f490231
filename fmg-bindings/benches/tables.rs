//! Measures tables over HTTP on loopback: 100,000 rows by pages against one read of all, and 1,000 rows created by one
//! request against one request each. The program begins with the peak of the memory of both reads.
//!
//! ```console
//! $ cargo bench -p fmg-bindings --bench tables
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark reports by panicking")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use fmg_bindings::adom;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::{self, AdomName};
use futures_util::TryStreamExt;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::runtime::{Builder, Runtime};

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

/// One line for each row, with a comma behind it but for the last one.
static TABLE: LazyLock<Vec<String>> = LazyLock::new(|| {
    (0..ROWS)
        .map(|number| {
            format!(
                r#"{{"name":"host_{number}","type":"ipmask","subnet":["10.0.0.1","255.255.255.255"],"comment":"host {number}","color":0,"associated-interface":["any"],"oid":{number},"uuid":"b0a8a1b0-7d1c-51ee-1c1b-000000000000"}}"#
            )
        })
        .collect()
});

/// Answers every read with its range of the rows, and every write with success, on a separate thread.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| {
    LazyLock::force(&TABLE);
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    socket.set_nonblocking(true).unwrap();
    let address = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        runtime().block_on(async move {
            let listener = tokio::net::TcpListener::from_std(socket).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service_fn(answer)),
                );
            }
        });
    });
    address
});

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let text = std::str::from_utf8(&body).unwrap();
    let id = text.split_once(r#""id":"#).unwrap().1;
    let id = &id[..id.find(|c: char| !c.is_ascii_digit()).unwrap()];
    let rows = match text.split_once(r#""range":["#) {
        Some((_, range)) => {
            let (first, count) = range.split_once(']').unwrap().0.split_once(',').unwrap();
            let (first, count): (usize, usize) = (first.parse().unwrap(), count.parse().unwrap());
            &TABLE[first.min(ROWS)..(first + count).min(ROWS)]
        }
        None if text.contains(r#""get""#) => &TABLE[..],
        None => &[],
    };
    let rows = rows.join(",");
    let reply = [
        r#"{"id":"#,
        id,
        r#","result":[{"data":["#,
        &rows,
        r#"],"status":{"code":0,"message":"OK"},"url":""}]}"#,
    ];
    Ok(Response::new(Full::from(reply.concat())))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
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
