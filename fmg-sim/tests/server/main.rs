//! What the server owes its clients, however they behave: real HTTPS on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod faults;
mod limits;
mod load;
mod malformed;
#[cfg(unix)]
mod program;
mod raw;
mod requests;
mod start;
