//! A simulated FortiManager and FortiGate over real HTTPS. The spec files in `specs/` declare the calls that they
//! answer.
//!
//! A test [starts](Sim::start) its own simulator and connects a client to it. For manual use, there is a program. It
//! prints urls, users, tokens and example commands for `curl`:
//!
//! ```text
//! cargo run -p fmg-sim -- --certificate authority.pem
//! ```
//!
//! The FortiManager speaks all of its protocols: JSON-RPC, the REST API, and the API of its GUI; [`fmg`] lists
//! them. JSON-RPC without a session, for programs on the appliance itself, is [optional](Builder::local_json_rpc).
//!
//! The calls come from route tables that are generated from the specs. A call without a spec gets the same error as an
//! unknown call on an appliance. Reads and writes of tables follow the specs. Other effects of calls are written by
//! hand, as far as documents describe them. All state is in memory, and is discarded with the simulator.
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
//! // Advance the clock by a quarter of an hour, without waiting.
//! sim.clock().advance(Duration::from_secs(15 * 60));
//! // The second read of a device gets no response.
//! let dropped = sim.faults().arm(Rule::new(Fault::Drop).url("/dvmdb/device/*").nth(2));
//! assert_eq!(dropped.hits(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! # Calls that no spec covers
//!
//! A test can [answer](fmg::FortiManager::answer) calls that the simulator lacks, and [inspect](Sim::calls) the
//! received calls:
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
//! // Run the client under test here.
//! assert!(sim.calls().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `specs`, `Builder::specs` adds the calls of a folder of specs.
//!
//! # Limits
//!
//! Files are generated while they are sent and checked while they are received. A backup of many GiB (see
//! [`FortiManager::set_backup_size`](fmg::FortiManager::set_backup_size)) takes a few MiB of memory, both as a download
//! and as an upload.
//!
//! A simulator prints its passwords, so it listens only on loopback unless [`Builder::allow_remote`] permits other
//! addresses. [`Limits`] prevent a single client from using up all resources. The program raises its own limit of open
//! files, so that it can serve ten thousand idle connections. A test that opens more than a few hundred connections
//! calls [`raise_file_limit`] itself.
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
