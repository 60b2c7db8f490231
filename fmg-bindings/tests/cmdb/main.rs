//! Configuration of a FortiGate: what is sent for each call, and what becomes of the answer, without a network.

#![cfg(feature = "fortios")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod device;
mod document;
mod monitor;
mod options;
mod rows;
