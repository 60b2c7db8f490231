//! The FortiOS client against real HTTPS on loopback: tokens, logins, sessions, VDOMs, and appliances that misbehave.

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
