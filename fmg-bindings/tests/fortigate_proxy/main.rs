//! Tests of calls to FortiGates that FortiManager forwards.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking")]

mod devices;
mod fortigate;
mod rows;
mod same_program;
mod secrets;
mod sessions;

use fmg_bindings::fmg::{self, AdomName, DeviceName};
use fmg_bindings::{adom, device, fortios};
use fmg_sim::fmg::WorkspaceMode;
use fmg_sim::{Call, Product, Sim};

const ADOM: AdomName = adom!("demo");
/// A device whose connection is up: it is the FortiGate of the sim.
const UP: DeviceName = device!("dev_001");
/// A device whose connection is down.
const DOWN: DeviceName = device!("dev_002");
const PROXY: &str = "/sys/proxy/json";

/// A simulator whose clock does not run. The administrator of the FortiGate may do everything.
async fn sim() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.clock().set_speed(0.0);
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    sim
}

fn builder(sim: &Sim) -> fmg::Builder {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
}

fn manager(sim: &Sim) -> fmg::Client {
    builder(sim).build().unwrap()
}

/// The FortiGate of the sim, through its FortiManager.
fn through(fmg: &fmg::Client) -> fortios::Client {
    fmg.fortigate(ADOM, UP)
}

/// The calls that FortiManager has received for this url.
fn received(sim: &Sim, url: &str) -> Vec<Call> {
    let calls = sim.calls().into_iter();
    calls
        .filter(|call| call.product() == Product::FortiManager && call.url == url)
        .collect()
}
