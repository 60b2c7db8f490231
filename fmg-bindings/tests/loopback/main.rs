//! The client against real HTTPS on loopback: TLS, sessions, time-outs, proxies, and appliances that misbehave.

#![cfg(feature = "reqwest")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod appliance;
mod authority;
#[cfg(feature = "blocking")]
mod blocking;
mod examples;
mod fortimanager;
mod limits;
mod proxies;
mod replies;
mod secrets;
mod sessions;
mod tls;
#[cfg(feature = "tracing")]
mod traces;
