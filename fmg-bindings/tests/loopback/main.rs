//! The client against real HTTPS on loopback: TLS, sessions, time-outs, proxies, and appliances that misbehave.

#![cfg(feature = "reqwest")]
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
mod causes;
mod compressed;
mod examples;
mod fortimanager;
#[path = "../support/http2.rs"]
mod http2;
mod limits;
mod members;
#[cfg(feature = "tracing")]
#[path = "../support/notes.rs"]
mod notes;
mod pinning;
mod proxies;
mod replies;
mod rpc;
mod secrets;
mod sessions;
#[path = "../support/simulated.rs"]
mod simulated;
mod stand_in;
mod tls;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "tracing")]
mod traces;
