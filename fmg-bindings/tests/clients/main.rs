//! Tests of the clients. One binary, since each further one would have to link everything again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test reports by panicking, and some print what they count"
)]

#[path = "../support/appliance.rs"]
mod appliance;
#[path = "../support/authority.rs"]
mod authority;
#[path = "../support/http2.rs"]
mod http2;
#[cfg(feature = "tracing")]
#[path = "../support/notes.rs"]
mod notes;
#[path = "../support/showing.rs"]
mod showing;
#[path = "../support/simulated.rs"]
mod simulated;

mod batches;
mod cancellation;
mod cmdb;
mod fmg_web;
mod fortios;
mod guard;
mod loopback;
mod retries;
mod row_checks;
mod tasks;
mod transfers;
