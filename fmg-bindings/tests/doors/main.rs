//! FortiManager's doors beside JSON-RPC, over real HTTPS against the stand-in: the REST counterpart, the GUI, the legacy
//! form, and calls from the appliance itself.

#![cfg(all(feature = "reqwest", feature = "web"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

#[cfg(feature = "blocking")]
mod blocking;
mod examples;
mod fortimanager;
mod gui;
mod layers;
mod legacy;
mod local;
mod members;
mod misfits;
#[cfg(feature = "tracing")]
#[path = "../support/notes.rs"]
mod notes;
mod rest;
mod secrets;
#[path = "../support/showing.rs"]
mod showing;
mod transfers;
