//! Tests of the client over HTTPS on loopback: TLS, sessions, timeouts, proxies, and appliances with faults.

#![cfg(feature = "reqwest")]
mod at_most_once;
#[cfg(feature = "blocking")]
mod blocking;
mod causes;
mod compressed;
mod daily_examples;
mod examples;
mod fortimanager;
mod in_flight;
mod limits;
mod members;
mod pinning;
mod proxies;
mod replies;
mod rpc;
mod secrets;
mod sessions;
mod stand_in;
mod tls;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "tracing")]
mod traces;
