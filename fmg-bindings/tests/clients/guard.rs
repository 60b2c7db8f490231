//! Tests of workspace guards against the simulator: each mode, each end, lost locks, other holders, dropped guards.

#![cfg(feature = "reqwest")]

#[cfg(feature = "blocking")]
mod blocking;
mod contention;
mod drops;
mod faults;
mod installs;
mod modes;
mod targets;

use std::time::Duration;

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::{self, AdomName, Tables, scope};
use fmg_bindings::{Error, Field, adom};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

/// Enough for one more attempt, and short enough for a test.
const SOON: Duration = Duration::from_millis(600);

/// Longer than a test, also if the clock of the simulator runs fast.
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The address that the tests change.
const HOST: &str = "/pm/config/adom/demo/obj/firewall/address/host_001";

/// A simulator in this mode. The clock of its tasks and sessions does not run.
async fn sim(mode: WorkspaceMode) -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.clock().set_speed(0.0);
    sim.fmg().set_workspace_mode(mode);
    sim
}

fn builder(sim: &Sim) -> fmg::Builder {
    let builder = fmg::Client::builder(sim.fmg_url());
    builder.root_certificate(sim.certificate_pem()).no_proxy()
}

/// A client of this user, whose password is the name.
fn client(sim: &Sim, user: &str) -> fmg::Client {
    builder(sim).credentials(user, user).build().unwrap()
}

fn demo() -> AdomName {
    adom!("demo")
}

fn host(comment: &str) -> Address {
    Address {
        name: "host_001".into(),
        comment: Field::Set(comment.to_owned()),
        ..Address::default()
    }
}

/// Writes a comment on the first address.
async fn comment(objects: Tables<'_, fmg::Client, scope::Objects>, text: &str) -> Result<(), Error> {
    objects.ensure(host(text)).await.map(drop)
}

/// The comment on the first address that all sessions see.
fn committed(sim: &Sim) -> String {
    let row = sim.fmg().row(HOST).unwrap();
    row["comment"].as_str().unwrap_or_default().to_owned()
}

/// The names of the calls about locks and workflow sessions, in their order.
fn steps(sim: &Sim) -> Vec<String> {
    let calls = sim.calls().into_iter();
    let about_locks = calls.filter(|call| call.url.contains("/workspace/") || call.url.contains("/workflow"));
    about_locks
        .map(|call| call.url.rsplit_once("/work").unwrap().1.to_owned())
        .collect()
}

/// Waits until the lock of a dropped guard is released.
async fn released(sim: &Sim) {
    for _ in 0..200 {
        if sim.fmg().locks("demo").is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still locked: {:?}", sim.fmg().locks("demo"));
}
