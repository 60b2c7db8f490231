//! Fetches from simulated appliances, over HTTPS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod fmg;
mod fortios;
mod program;
mod support;
