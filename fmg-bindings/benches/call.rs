//! Measures one call with one row as its reply, over HTTP on loopback. It compares this crate with a hand-written
//! program for that one call, with reqwest, derived serde and the same timeouts and headers. The ratio of the two is
//! the result; the times are mostly spent in the kernel. Both sides are measured in turns, and the medians are printed.
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
use std::time::{Duration, Instant};

use fmg_bindings::fmg;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use self::server::runtime;

/// The number of calls in one measurement, by each task.
const CALLS: usize = 64;

/// The reply behind its id.
const REPLY: &str = r#","result":[{"data":{"Admin Domain Configuration":"Enabled","BIOS version":"04000002","Branch Point":"3401","Build":"3401","Current Time":"Wed Nov 19 10:11:12 CET 2025","FIPS Mode":"Disabled","HA Mode":"Stand Alone","Hostname":"FMG-VM64","License Status":"Valid","Major":7,"Max Number of Admin Domains":10000,"Minor":6,"Offline Mode":"Disabled","Patch":4,"Platform Full Name":"FortiManager-VM64","Platform Type":"FMG-VM64","Release Version Information":" (Feature)","Serial Number":"FMG-VM0000000000","TZ":"Europe/Paris","Time Zone":"(GMT+1:00) Brussels, Copenhagen, Madrid, Paris.","Version":"v7.6.4-build3401 250819 (Feature)","x86-64 Applications":"Yes"},"status":{"code":0,"message":"OK"},"url":"/sys/status"}]}"#;

/// How many clients of each side are measured, one after the other. The kernel paces each connection by what it has
/// measured before, so a few connections may be faster or slower than others for as long as they live.
const CLIENTS: usize = 50;

/// How often the calls of each client are measured, one side after the other.
const ROUNDS: usize = 10;

/// How many rounds of a client come before those that count.
const WARM_UP: usize = 3;

fn main() {
    let url = format!("http://{}/jsonrpc", *SERVER);
    for concurrency in [1, 16] {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..CLIENTS {
            let (client, reqwest, url) = (client(), by_hand::client(), url.clone());
            let ours = move || call(client.clone());
            let theirs = move || by_hand::call(reqwest.clone(), url.clone());
            let runtime = runtime();
            for round in 0..WARM_UP + ROUNDS {
                // A slow phase of the machine affects both sides, and neither is always the first.
                for side in [round % 2, (round + 1) % 2] {
                    let time = match side {
                        0 => measure(&runtime, concurrency, &ours),
                        _ => measure(&runtime, concurrency, &theirs),
                    };
                    if round >= WARM_UP {
                        times[side].push(time);
                    }
                }
            }
        }
        for (side, times) in ["bindings", "by_hand"].into_iter().zip(&mut times) {
            times.sort_unstable();
            println!("median {side}/{concurrency}: {} ns", times[times.len() / 2].as_nanos());
        }
    }
}

/// Answers every call with the same row.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| server::start(|_, reply| reply.push_str(REPLY)));

/// The time of `call`, made [`CALLS`] times in a row by each of `concurrency` tasks.
fn measure<F>(runtime: &Runtime, concurrency: usize, call: &(impl Fn() -> F + Clone + 'static)) -> Duration
where
    F: Future<Output = Option<String>>,
{
    let start = Instant::now();
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(runtime, async {
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
    start.elapsed()
}

fn client() -> fmg::Client {
    let client = fmg::Client::builder(format!("http://{}", *SERVER)).danger_allow_plain_http();
    client.no_proxy().api_key("key").build().unwrap()
}

async fn call(client: fmg::Client) -> Option<String> {
    client.sys().status().await.unwrap().hostname
}

/// A program written by hand for this one call.
mod by_hand {
    use super::{AtomicU64, Deserialize, Duration, Ordering, Serialize};

    pub(super) fn client() -> reqwest::Client {
        reqwest::Client::builder()
            .no_proxy()
            .user_agent("by hand")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(300))
            .build()
            .unwrap()
    }

    pub(super) async fn call(client: reqwest::Client, url: String) -> Option<String> {
        static ID: AtomicU64 = AtomicU64::new(1);
        let id = ID.fetch_add(1, Ordering::Relaxed);
        let call = Call {
            id,
            method: "get",
            params: [Params { url: "/sys/status" }],
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
        let reply: Reply = serde_json::from_str(std::str::from_utf8(&body).unwrap()).unwrap();
        assert_eq!(reply.id, id);
        let entry = reply.result.into_iter().next().unwrap();
        assert_eq!((entry.status.code, entry.status.message.as_str()), (0, "OK"));
        entry.data.hostname
    }

    #[derive(Serialize)]
    struct Call {
        id: u64,
        method: &'static str,
        params: [Params; 1],
        verbose: u8,
    }

    #[derive(Serialize)]
    struct Params {
        url: &'static str,
    }

    #[derive(Deserialize)]
    struct Reply {
        id: u64,
        result: Vec<Entry>,
    }

    #[derive(Deserialize)]
    struct Entry {
        status: Status,
        data: Row,
    }

    #[derive(Deserialize)]
    struct Status {
        code: i64,
        message: String,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "decoded because the other side decodes it")]
    struct Row {
        #[serde(rename = "Admin Domain Configuration")]
        admin_domain_configuration: Option<String>,
        #[serde(rename = "BIOS version")]
        bios_version: Option<String>,
        #[serde(rename = "Branch Point")]
        branch_point: Option<String>,
        #[serde(rename = "Build")]
        build: Option<String>,
        #[serde(rename = "Current Time")]
        current_time: Option<String>,
        #[serde(rename = "Daylight Time Saving")]
        daylight_time_saving: Option<String>,
        #[serde(rename = "Disk Usage")]
        disk_usage: Option<String>,
        #[serde(rename = "FIPS Mode")]
        fips_mode: Option<String>,
        #[serde(rename = "HA Mode")]
        ha_mode: Option<String>,
        #[serde(rename = "Hostname")]
        hostname: Option<String>,
        #[serde(rename = "License Status")]
        license_status: Option<String>,
        #[serde(rename = "Major")]
        major: Option<i64>,
        #[serde(rename = "Max Number of Admin Domains")]
        max_number_of_admin_domains: Option<i64>,
        #[serde(rename = "Max Number of Device Groups")]
        max_number_of_device_groups: Option<i64>,
        #[serde(rename = "Minor")]
        minor: Option<i64>,
        #[serde(rename = "Offline Mode")]
        offline_mode: Option<String>,
        #[serde(rename = "Patch")]
        patch: Option<i64>,
        #[serde(rename = "Platform Full Name")]
        platform_full_name: Option<String>,
        #[serde(rename = "Platform Type")]
        platform_type: Option<String>,
        #[serde(rename = "Release Version Information")]
        release_version_information: Option<String>,
        #[serde(rename = "Serial Number")]
        serial_number: Option<String>,
        #[serde(rename = "TZ")]
        tz: Option<String>,
        #[serde(rename = "Time Zone")]
        time_zone: Option<String>,
        #[serde(rename = "Version")]
        version: Option<String>,
        #[serde(rename = "x86-64 Applications")]
        x86_64_applications: Option<String>,
    }
}
