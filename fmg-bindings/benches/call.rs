//! Measures one call with one row as its reply, over HTTP on loopback: this crate against a program written by hand for
//! that one call with reqwest and derived serde, with the same timeouts and headers. The ratio of the two is the
//! result; the times are mostly spent in the kernel. On a machine with other work, compare the fastest samples.
//!
//! ```console
//! $ cargo bench -p fmg-bindings --bench call
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark reports by panicking")]

#[path = "loopback/server.rs"]
mod server;

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use fmg_bindings::fmg;
use serde::{Deserialize, Serialize};

use self::server::runtime;

/// The number of calls in one measurement, on each connection.
const CALLS: usize = 64;

/// The reply behind its id.
const REPLY: &str = r#","result":[{"data":{"Admin Domain Configuration":"Enabled","BIOS version":"04000002","Branch Point":"3401","Build":"3401","Current Time":"Wed Nov 19 10:11:12 CET 2025","FIPS Mode":"Disabled","HA Mode":"Stand Alone","Hostname":"FMG-VM64","License Status":"Valid","Major":7,"Max Number of Admin Domains":10000,"Minor":6,"Offline Mode":"Disabled","Patch":4,"Platform Full Name":"FortiManager-VM64","Platform Type":"FMG-VM64","Release Version Information":" (Feature)","Serial Number":"FMG-VM0000000000","TZ":"Europe/Paris","Time Zone":"(GMT+1:00) Brussels, Copenhagen, Madrid, Paris.","Version":"v7.6.4-build3401 250819 (Feature)","x86-64 Applications":"Yes"},"status":{"code":0,"message":"OK"},"url":"/sys/status"}]}"#;

fn main() {
    divan::main();
}

/// Answers every call with the same row.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| server::start(|_, reply| reply.push_str(REPLY)));

/// Measures `call`, made [`CALLS`] times in a row on each of `concurrency` connections.
fn measure<F>(bencher: Bencher<'_, '_>, concurrency: usize, call: impl Fn() -> F + Clone + 'static)
where
    F: Future<Output = Option<String>>,
{
    let runtime = runtime();
    bencher.counter(ItemsCount::new(concurrency * CALLS)).bench_local(|| {
        let tasks = tokio::task::LocalSet::new();
        tasks.block_on(&runtime, async {
            let tasks: Vec<_> = (0..concurrency)
                .map(|_| {
                    let call = call.clone();
                    tokio::task::spawn_local(async move {
                        for _ in 0..CALLS {
                            assert_eq!(call().await.as_deref(), Some("FMG-VM64"));
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
}

#[divan::bench(args = [1, 16])]
fn bindings(bencher: Bencher<'_, '_>, concurrency: usize) {
    let client = fmg::Client::builder(format!("http://{}", *SERVER))
        .danger_allow_plain_http()
        .no_proxy();
    let client = client.api_key("key").build().unwrap();
    measure(bencher, concurrency, move || {
        let client = client.clone();
        async move { client.sys().status().await.unwrap().hostname }
    });
}

#[divan::bench(args = [1, 16])]
fn by_hand(bencher: Bencher<'_, '_>, concurrency: usize) {
    static ID: AtomicU64 = AtomicU64::new(1);
    let client = reqwest::Client::builder()
        .no_proxy()
        .user_agent("by hand")
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(300))
        .build()
        .unwrap();
    let url = format!("http://{}/jsonrpc", *SERVER);
    measure(bencher, concurrency, move || {
        let (client, url) = (client.clone(), url.clone());
        async move {
            let id = ID.fetch_add(1, Ordering::Relaxed);
            let params = [by_hand::Params { url: "/sys/status" }];
            let call = by_hand::Call {
                id,
                method: "get",
                params,
                verbose: 1,
            };
            let response = client
                .post(url)
                .header("content-type", "application/json")
                .header("authorization", "Bearer key")
                .body(serde_json::to_vec(&call).unwrap())
                .send()
                .await
                .unwrap();
            let body = response.bytes().await.unwrap();
            let reply: by_hand::Reply = serde_json::from_str(std::str::from_utf8(&body).unwrap()).unwrap();
            assert_eq!(reply.id, id);
            let entry = reply.result.into_iter().next().unwrap();
            assert_eq!((entry.status.code, entry.status.message.as_str()), (0, "OK"));
            entry.data.hostname
        }
    });
}

/// A program written by hand for this one call.
mod by_hand {
    use super::{Deserialize, Serialize};

    #[derive(Serialize)]
    pub(super) struct Call {
        pub(super) id: u64,
        pub(super) method: &'static str,
        pub(super) params: [Params; 1],
        pub(super) verbose: u8,
    }

    #[derive(Serialize)]
    pub(super) struct Params {
        pub(super) url: &'static str,
    }

    #[derive(Deserialize)]
    pub(super) struct Reply {
        pub(super) id: u64,
        pub(super) result: Vec<Entry>,
    }

    #[derive(Deserialize)]
    pub(super) struct Entry {
        pub(super) status: Status,
        pub(super) data: Row,
    }

    #[derive(Deserialize)]
    pub(super) struct Status {
        pub(super) code: i64,
        pub(super) message: String,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "decoded because the other side decodes it")]
    pub(super) struct Row {
        #[serde(rename = "Admin Domain Configuration")]
        pub(super) admin_domain_configuration: Option<String>,
        #[serde(rename = "BIOS version")]
        pub(super) bios_version: Option<String>,
        #[serde(rename = "Branch Point")]
        pub(super) branch_point: Option<String>,
        #[serde(rename = "Build")]
        pub(super) build: Option<String>,
        #[serde(rename = "Current Time")]
        pub(super) current_time: Option<String>,
        #[serde(rename = "Daylight Time Saving")]
        pub(super) daylight_time_saving: Option<String>,
        #[serde(rename = "Disk Usage")]
        pub(super) disk_usage: Option<String>,
        #[serde(rename = "FIPS Mode")]
        pub(super) fips_mode: Option<String>,
        #[serde(rename = "HA Mode")]
        pub(super) ha_mode: Option<String>,
        #[serde(rename = "Hostname")]
        pub(super) hostname: Option<String>,
        #[serde(rename = "License Status")]
        pub(super) license_status: Option<String>,
        #[serde(rename = "Major")]
        pub(super) major: Option<i64>,
        #[serde(rename = "Max Number of Admin Domains")]
        pub(super) max_number_of_admin_domains: Option<i64>,
        #[serde(rename = "Max Number of Device Groups")]
        pub(super) max_number_of_device_groups: Option<i64>,
        #[serde(rename = "Minor")]
        pub(super) minor: Option<i64>,
        #[serde(rename = "Offline Mode")]
        pub(super) offline_mode: Option<String>,
        #[serde(rename = "Patch")]
        pub(super) patch: Option<i64>,
        #[serde(rename = "Platform Full Name")]
        pub(super) platform_full_name: Option<String>,
        #[serde(rename = "Platform Type")]
        pub(super) platform_type: Option<String>,
        #[serde(rename = "Release Version Information")]
        pub(super) release_version_information: Option<String>,
        #[serde(rename = "Serial Number")]
        pub(super) serial_number: Option<String>,
        #[serde(rename = "TZ")]
        pub(super) tz: Option<String>,
        #[serde(rename = "Time Zone")]
        pub(super) time_zone: Option<String>,
        #[serde(rename = "Version")]
        pub(super) version: Option<String>,
        #[serde(rename = "x86-64 Applications")]
        pub(super) x86_64_applications: Option<String>,
    }
}
