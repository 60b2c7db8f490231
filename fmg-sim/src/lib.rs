//! A stand-in FortiManager and FortiGate, routed by the specs, over real HTTPS.
//!
//! A test [starts](Sim::start) a sim of its own and points a client at it; a person starts the program, which prints urls,
//! users, tokens and a line of curl to try:
//!
//! ```text
//! cargo run -p fmg-sim -- --certificate authority.pem
//! ```
//!
//! The FortiManager speaks all of its protocols: JSON-RPC, its REST counterpart, and the API of its GUI; [`fmg`] lists them. The one
//! for programs on the appliance itself, which need no session, is there when it is [asked for](Builder::local_json_rpc).
//!
//! What the appliances know of calls comes from the route tables that are generated from the specs, so a call that the
//! specs do not have is answered as one that an appliance does not have. What they do is written by hand, as far as
//! documents describe it; everything is kept in memory, and gone with the sim.
//!
//! ```
//! use std::time::Duration;
//!
//! use fmg_sim::Sim;
//! use fmg_sim::fault::{Fault, Rule};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), fmg_sim::StartError> {
//! let sim = Sim::start().await?;
//! println!("{} and {}", sim.fmg_url(), sim.fortios_url());
//! // A quarter of an hour later, without waiting for it.
//! sim.clock().advance(Duration::from_secs(15 * 60));
//! // The second read of a device is answered by nobody.
//! let dropped = sim.faults().arm(Rule::new(Fault::Drop).url("/dvmdb/device/*").nth(2));
//! assert_eq!(dropped.hits(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! # Calls that no spec covers
//!
//! A test [teaches](fmg::FortiManager::answer) the stand-in what it lacks, and [looks](Sim::calls) at what was sent:
//!
//! ```
//! use fmg_sim::{Answer, Sim};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sim = Sim::start().await?;
//! sim.fmg().answer("get", "/dvmdb/adom/<adom>/script", |call| match call.value("adom") {
//!     Some("demo") => Answer::data(json!([{"name": "reset"}])),
//!     _ => Answer::data(json!([])),
//! })?;
//! // What the client under test does comes here.
//! assert!(sim.calls().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `specs`, `Builder::specs` has it play the calls of a folder of specs.
//!
//! # Bounds
//!
//! Files are made while they are sent and looked at while they come: a backup of many GiB, for which
//! [`FortiManager::set_backup_size`](fmg::FortiManager::set_backup_size) asks, takes a few MiB of memory on either way.
//!
//! A sim listens on loopback unless it is [allowed](Builder::allow_remote) to do otherwise: its passwords are made up and
//! printed. [`Limits`] keep any one client from taking all of it. Ten thousand idle connections are served by the program,
//! which asks the system for as many files as it may have; a test that opens more than a few hundred calls
//! [`raise_file_limit`] itself.
#![forbid(unsafe_code)]

mod answer;
mod appliance;
mod call;
mod certificate;
mod clock;
mod content;
#[cfg(test)]
mod coverage;
pub mod fault;
mod file_limit;
pub mod fmg;
pub mod fortios;
mod generated;
mod headers;
mod multipart;
mod product;
mod random;
mod received;
mod request_log;
mod route;
mod server;
mod sim;
#[cfg(feature = "specs")]
mod specs;
mod state_file;
mod teach;

pub use self::answer::Answer;
pub use self::appliance::Account;
pub use self::call::{Call, Outcome};
pub use self::clock::Clock;
pub use self::file_limit::raise_file_limit;
pub use self::product::{Product, UnknownProduct};
pub use self::received::Received;
pub use self::server::Limits;
pub use self::sim::{Builder, Sim, StartError};
#[cfg(feature = "specs")]
pub use self::specs::{SpecFault, SpecsError};
pub use self::state_file::StateError;
pub use self::teach::TeachError;
pub use fmg_template::Protocol;
pub use http::StatusCode;
