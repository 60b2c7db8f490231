//! Tests of the server over real HTTPS on loopback, with clients that behave well or badly.

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
