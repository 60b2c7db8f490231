//! Files of any size over real HTTPS on loopback: uploads and downloads, and servers that break off, stall or lie.

#![cfg(all(feature = "reqwest", feature = "fortios", feature = "web"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

#[path = "../support/authority.rs"]
mod authority;
mod custom;
mod downloads;
mod file_server;
mod layers;
mod reply_limits;
mod sources;
mod uploads;
