//! A stand-in FortiManager and FortiGate, routed by the specs, over real HTTPS.
#![forbid(unsafe_code)]

mod appliance;
mod clock;
mod fault;

pub use self::appliance::StateError;
pub use self::clock::Clock;
