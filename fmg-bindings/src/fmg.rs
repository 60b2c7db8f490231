//! The client of the JSON-RPC API of FortiManager.
//!
//! Each module below is a group of calls, generated from the specs. This module has the parts that they share.
//!
//! # Protocols
//!
//! Most calls go by JSON-RPC. The feature `web` adds [`rest`] for backup, restore and upgrade as files, and [`gui`] for
//! calls that only the GUI has. With [`over_rest`](Builder::over_rest), [`over_flat_ui`](Builder::over_flat_ui) and
//! [`on_appliance`](Builder::on_appliance) a client sends the same typed requests by another protocol.
//!
//! # Tasks
//!
//! FortiManager does long work, such as an installation, in tasks. The status of the call that starts a task is not the
//! outcome of the task. [`wait`](Call::wait) on such a call waits for the task and returns a [`TaskOutcome`];
//! [`start`](Call::start) returns the [`RunningTask`], which has a stream of the progress and can be cancelled. For a
//! task that something else has started, there is [`running_task`](Client::running_task).

mod backend;
mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod connection;
mod database;
mod ensure;
pub(crate) mod envelope;
mod filter;
mod firmware_release;
mod firmware_version;
mod guard;
#[cfg(feature = "web")]
pub mod gui;
pub(crate) mod json_rpc;
mod login;
mod object_change;
mod options;
mod package_tree;
mod place;
mod raw;
pub(crate) mod reply;
mod request;
#[cfg(feature = "web")]
pub mod rest;
mod row_constructors;
pub mod scope;
mod starts_task;
pub(crate) mod status;
pub mod table;
mod tables;
mod task_handle;
mod url;
#[cfg(feature = "web")]
pub mod web;
pub mod workflow_session;

pub use self::builder::Builder;
pub use self::client::Client;
pub use self::database::{Adom, Database, Device, Global, GlobalDatabase};
pub use self::ensure::{Ensured, EnsuredRows};
pub use self::filter::Filter;
pub use self::firmware_release::{FirmwareRelease, FirmwareReleaseFault};
pub use self::guard::{LockMode, LockRequest, LockTarget, LockedTask, LockedWork, Saved, WorkspaceGuard};
pub use self::json_rpc::JsonRpc;
pub use self::object_change::ObjectChange;
pub use self::options::{Order, Query, WithOptions};
pub use self::place::Place;
pub use self::raw::Raw;
pub use self::request::{Members, Method};
pub use self::starts_task::StartsTask;
pub use self::tables::Tables;
pub use self::task_handle::{HasTasks, RunningTask, Started, TaskOutcome, TaskProgress, TaskReport, TaskWait};
pub use self::url::Url;
pub use crate::batch::{Batch, Requests};
pub use crate::call::Call;
pub use crate::endpoint::Output;
pub use crate::generated::fmg::*;
pub use crate::one_or_many::OneOrMany;
pub use crate::read_as::As;
pub use crate::reply::Reply;
