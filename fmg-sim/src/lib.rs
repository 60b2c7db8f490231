//! A stand-in FortiManager and FortiGate, routed by the specs, over real HTTPS.
#![forbid(unsafe_code)]

mod appliance;
mod certificate;
mod clock;
pub mod fault;
mod file_limit;
pub mod fmg;
pub mod fortios;
mod generated;
mod product;
mod route;
mod server;
mod sim;

pub use self::appliance::{Account, StateError};
pub use self::clock::Clock;
pub use self::file_limit::raise_file_limit;
pub use self::product::{Product, UnknownProduct};
pub use self::server::Limits;
pub use self::sim::{Builder, Sim, StartError};
