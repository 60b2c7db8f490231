//! Tests of the FortiOS client over HTTPS on loopback: tokens, logins, sessions, VDOMs, and appliances with faults.

#![cfg(all(feature = "reqwest", feature = "fortios"))]
mod at_most_once;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod canned;
mod causes;
mod cmdb;
mod compressed;
mod fortigate;
mod layers;
mod logins;
mod members;
mod replies;
mod second_factor;
mod secrets;
mod sessions;
mod stand_in;
mod token;
#[cfg(feature = "tracing")]
mod traces;
mod vdoms;
