//! A stand-in FortiManager and FortiGate, routed by the specs, over real HTTPS.
#![forbid(unsafe_code)]

mod appliance;
mod clock;
pub mod fault;
pub mod fmg;
mod generated;
mod product;
mod route;

pub use self::appliance::StateError;
pub use self::clock::Clock;
pub use self::product::{Product, UnknownProduct};
