//! The FortiOS client against real HTTPS on loopback: tokens, logins, sessions, VDOMs, and appliances that misbehave.

#![cfg(all(feature = "reqwest", feature = "fortios"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

#[path = "../support/appliance.rs"]
mod appliance;
mod at_most_once;
#[path = "../support/authority.rs"]
mod authority;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod canned;
mod causes;
mod cmdb;
mod compressed;
mod fortigate;
#[path = "../support/http2.rs"]
mod http2;
mod layers;
mod logins;
mod members;
#[cfg(feature = "tracing")]
#[path = "../support/notes.rs"]
mod notes;
mod replies;
mod second_factor;
mod secrets;
mod sessions;
#[path = "../support/showing.rs"]
mod showing;
#[path = "../support/simulated.rs"]
mod simulated;
mod stand_in;
mod token;
#[cfg(feature = "tracing")]
mod traces;
mod vdoms;
