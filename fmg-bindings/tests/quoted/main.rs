//! Whatever an appliance answers, and in whatever form it quotes the request: no secret of the client or of the request
//! shows in an error or in a trace. Over real HTTPS, through each protocol.

#![cfg(all(feature = "reqwest", feature = "fortios", feature = "web", feature = "tracing"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

#[path = "../support/appliance.rs"]
mod appliance;
#[path = "../support/authority.rs"]
mod authority;
#[cfg(feature = "blocking")]
mod blocking;
mod echo;
mod forms;
mod fortigate_proxy;
mod fortios;
mod gui;
#[path = "../support/http2.rs"]
mod http2;
mod json_rpc;
mod logs;
mod proxy;
mod rest;
mod versions;
