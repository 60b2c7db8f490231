//! Tests of repeated calls, against an appliance that simulates faults: every call that may be repeated succeeds in the
//! end, and no other call is carried out twice.

#![cfg(feature = "reqwest")]
mod calls;
mod creations;
#[cfg(feature = "fortios")]
mod fortios;
mod sessions;
#[cfg(any(feature = "fortios", feature = "web"))]
mod transfers;

use std::time::Duration;

use fmg_bindings::fmg::address::Address;
use fmg_bindings::{Retry, fmg};
use fmg_sim::Sim;
use fmg_sim::fault::Rule;

/// Faults that pass, with how the appliance saw the request.
const FAULTS: [(&str, Seen); 12] = [
    ("refuse", Seen::Never),
    ("drop", Seen::CarriedOut),
    ("drop-midway", Seen::CarriedOut),
    ("drop-midway:1", Seen::CarriedOut),
    ("truncate", Seen::CarriedOut),
    ("429", Seen::Refused),
    ("429:0", Seen::Refused),
    ("html:429", Seen::Refused),
    ("500", Seen::Never),
    ("html:502", Seen::Never),
    ("html:503", Seen::Never),
    ("html:504", Seen::Never),
];

/// How the appliance saw a request, and whether the client can know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// It did not receive it, which the client cannot know.
    Never,
    /// It carried it out, which the client cannot know.
    CarriedOut,
    /// It refused it at once, and the client knows that.
    Refused,
}

/// A policy with short waits.
fn quick() -> Retry {
    let short = Duration::from_millis(1);
    Retry::new().first_delay(short).longest_delay(4 * short)
}

fn builder(sim: &Sim) -> fmg::Builder {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
}

/// A client that repeats calls.
fn client(sim: &Sim) -> fmg::Client {
    builder(sim).retry(quick()).build().unwrap()
}

/// Arms a rule, which replaces all others.
fn arm(sim: &Sim, rule: &str) {
    sim.faults().clear();
    sim.faults().arm(rule.parse::<Rule>().unwrap());
}

/// How many calls of this method and url were received, and how many of them were carried out.
fn calls(sim: &Sim, method: &str, url: &str) -> (usize, usize) {
    let calls = sim.calls();
    let these = calls
        .iter()
        .filter(|call| call.method.eq_ignore_ascii_case(method) && call.url == url);
    (these.clone().count(), these.filter(|call| call.is_success()).count())
}

fn host(name: &str) -> Address {
    Address {
        name: name.into(),
        subnet: "10.0.0.1/32".into(),
        ..Address::default()
    }
}
