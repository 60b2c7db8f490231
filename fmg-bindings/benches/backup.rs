//! Downloads a backup of 1 GiB from the simulator over TLS and discards it. Measures the duration, and the peak memory
//! of a process that does nothing else, compared with one that receives 1 MiB.
//!
//! `cargo bench -p fmg-bindings --features web --bench backup`

#![allow(clippy::expect_used, reason = "a benchmark reports by panicking")]

use std::fs;
use std::process::Command;

use divan::Bencher;
use divan::counter::BytesCount;
use fmg_bindings::fmg::Client;
use fmg_sim::{Product, Sim};
use tokio::runtime::Runtime;

const MIB: u64 = 1024 * 1024;
const SIZES: [u64; 2] = [MIB, 1024 * MIB];

/// The argument that starts one backup in a separate process, followed by url and certificate of the simulator.
const RECEIVE: &str = "--receive";

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(RECEIVE) {
        let (url, certificate) = (
            arguments.next().unwrap_or_default(),
            arguments.next().unwrap_or_default(),
        );
        receive(&client(&url, &certificate), &runtime());
        println!("{}", peak().unwrap_or_default());
        return;
    }
    divan::main();
    // Not when cargo only tests that the bench runs.
    if std::env::args().any(|argument| argument == "--bench") {
        print_peaks();
    }
}

/// Returns the number of bytes of a backup that was received.
fn receive(client: &Client, runtime: &Runtime) -> u64 {
    let backup = client.rest().backup().with(|backup| backup.passwd("abc123"));
    let saved = runtime.block_on(backup.write_to(&mut tokio::io::sink()));
    saved.expect("the backup is received").len
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn received(bencher: Bencher<'_, '_>, size: u64) {
    let sim = sim(size);
    let (client, runtime) = (client(sim.fmg_url(), sim.certificate_pem()), runtime());
    bencher
        .counter(BytesCount::new(size))
        .bench_local(|| assert!(receive(&client, &runtime) >= size));
}

fn print_peaks() {
    for size in SIZES {
        let sim = sim(size);
        let output = std::env::current_exe().and_then(|this| {
            Command::new(this)
                .args([RECEIVE, sim.fmg_url(), sim.certificate_pem()])
                .output()
        });
        let peak = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        println!("peak {}: {} KiB", size / MIB, peak.unwrap_or_default());
    }
}

/// The peak memory of this process in KiB, if the system reports it.
fn peak() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().to_owned())
}

fn sim(size: u64) -> Sim {
    let builder = Sim::builder().products([Product::FortiManager]);
    let sim = builder.start_blocking().expect("the simulator starts");
    sim.fmg().set_backup_size(size);
    sim
}

fn client(url: &str, certificate: &str) -> Client {
    let builder = Client::builder(url).no_proxy().root_certificate(certificate);
    let built = builder.credentials("admin", "admin").over_rest().build();
    built.expect("the client is built")
}

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("the runtime starts")
}
