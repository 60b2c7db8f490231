//! Typed bindings for the JSON-RPC API of FortiManager and the REST API of FortiOS.
//!
//! Every call of the specs is a method of its group, takes checked values, and returns typed rows:
//!
//! ```
//! use fmg_bindings::{Error, adom, fmg, name};
//!
//! # async fn run(password: String) -> Result<(), Error> {
//! let fmg = fmg::Client::builder("https://fmg.example").credentials("automation", password).build()?;
//!
//! fmg.with_session(async |fmg| {
//!     let status = fmg.sys().status().await?;
//!     println!("{:?}", status.hostname);
//!     let address = fmg.address().get(adom!("demo"), name!("host_001")).await?;
//!     println!("{:?}", address.subnet);
//!     Ok(())
//! })
//! .await
//! # }
//! ```
//!
//! # Overview
//!
//! - [`fmg`]: the client of a FortiManager, and a module for each group of calls. The search of this documentation finds
//!   a call by its url, by words of it (`firewall address`), and by what it does (`create address`).
//! - [`fortios`]: the client of a FortiGate, with [`monitor`](fortios::monitor) and [`cmdb`](fortios::cmdb).
//! - [`Error`]: the error type of all calls, with a predicate for each question that a program asks.
//! - [`Endpoint`]: derive it for a call of your own that has no spec yet. [`url!`] (FortiManager) and [`path!`]
//!   (FortiOS) make the url of an untyped call, without a request type.
//! - [`Field`]: a field of a FortiManager row. An update keeps, sets or resets it. [`Open`]: a value of an enum, listed
//!   in the specs or not.
//! - [`Credentials`]: user and password. The function that a program passes to `credentials_from` returns them at each
//!   login.
//! - [`Secret`]: passwords and keys, which are never printed.
//! - [`Misfits`]: values of a reply that did not fit their fields.
//! - [`Retry`]: which failed calls are repeated, and how.
//! - [`transport`]: sends the requests. The built-in transport can be wrapped or replaced.
//!
//! # How replies are decoded
//!
//! A typed row skips members that it has no field for. It accepts numbers in quotes, several spellings of a boolean,
//! and a single value for a list of one. [`fmg::Call::reply`] returns the whole text of the reply as well, so no data
//! is lost.
//!
//! A value that does not fit its field leaves the field empty. An element of a list that does not fit is dropped, and
//! an entry of a map keeps its name with an empty value. The reply lists these values ([`fmg::Reply::misfits`]), and
//! [`strict`](fmg::Call::strict) makes them an error. The following are always errors:
//!
//! - Data of another kind than requested: a text instead of a list, or an object with none of the members of the row.
//! - The session of a login, or the task that a call has started, if its value does not fit.
//! - A value that does not fit a type of your own, because [`serde::Deserialize`] cannot report misfits.
//!
//! # Features
//!
//! - `fortios` (default): FortiOS. Without it the crate compiles faster.
//! - `web` (default): FortiManager's other protocols, [`fmg::rest`] and [`fmg::gui`]: backups, restores and upgrades as
//!   files, and calls that only the GUI has.
//! - `reqwest` (default): the built-in transport, [`transport`]`::Https`, over reqwest and rustls.
//! - `blocking`: a client for programs without an async runtime.
//! - `tower`: services and layers of `tower` as transports and around them, [`transport`]`::tower`.
//! - `testing`: functions that generated tests of documented exchanges use.
//! - `tracing`: a span for each call, with url template, method and status code.
#![forbid(unsafe_code)]
// Each product uses a part of the shared modules. Only with `fortios`, `web` and `reqwest` is every part of it used.
#![cfg_attr(
    not(all(feature = "fortios", feature = "web", feature = "reqwest")),
    allow(dead_code)
)]
#![warn(clippy::print_stderr, clippy::print_stdout)]

// The code that the derive macros generate names this crate as `fmg_bindings`, also inside of this crate.
extern crate self as fmg_bindings;

#[doc(hidden)]
pub mod __test;
mod base_url;
mod batch;
#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod call_record;
mod changes;
mod client;
mod client_secrets;
mod code;
#[doc(hidden)]
pub mod codegen;
mod connect;
mod credentials;
mod endpoint;
pub mod error;
mod extra_attributes;
mod extra_members;
mod field;
mod fleet;
pub mod fmg;
#[cfg(feature = "fortios")]
pub mod fortigate_proxy;
#[cfg(feature = "fortios")]
pub mod fortios;
#[cfg(any(doc, all(doctest, feature = "reqwest")))]
pub mod guide;
mod raw_response;
#[allow(
    clippy::doc_markdown,
    reason = "documentation from specs contains names of products and protocols"
)]
mod generated {
    pub(crate) mod fmg;
    #[cfg(feature = "fortios")]
    pub(crate) mod fortios;
    pub(crate) mod shared;
}
#[cfg(test)]
#[path = "../tests/support/almost.rs"]
#[allow(dead_code, unreachable_pub, reason = "not every set of features has all decoders")]
mod almost;
mod json_visitor;
mod leftovers;
mod member_names;
mod misfits;
mod one_or_many;
mod open_enum;
#[cfg(test)]
#[path = "../tests/support/oracle.rs"]
#[allow(dead_code, unreachable_pub, reason = "fuzz targets use it as well")]
mod oracle;
mod pages;
mod plain_text;
mod raw;
mod read_as;
mod reading;
mod redaction;
mod reply;
mod reply_without;
mod request;
mod response;
mod retry;
mod retry_after;
mod row_check;
mod row_stream;
#[cfg(feature = "blocking")]
mod runtime;
mod secret;
mod session;
mod slots;
mod tables;
mod to_json;
mod trace;
pub mod transport;
mod url_parameter;
#[cfg(feature = "reqwest")]
mod variables;
mod web;
mod wire;

/// Derives a call that no spec has. For FortiManager:
///
/// ```
/// use fmg_bindings::Endpoint;
/// use fmg_bindings::fmg::{AdomName, ObjectPath};
///
/// #[derive(Endpoint)]
/// #[endpoint(exec, "/dvmdb/adom/<adom>/workspace/lock/obj/<path>")]
/// pub struct LockObject {
///     pub adom: AdomName,
///     pub path: ObjectPath,
/// }
/// ```
///
/// For FortiOS:
///
/// ```
/// use fmg_bindings::Endpoint;
/// use fmg_bindings::fortios::OneOrMany;
/// use fmg_bindings::serde_json::Value;
///
/// #[derive(Endpoint)]
/// #[endpoint(GET, "/api/v2/monitor/firewall/policy", access_group = "fwgrp.policy", response = Vec<Value>)]
/// pub struct PolicyStatistics {
///     #[endpoint(query("policyid"))]
///     pub policies: Option<OneOrMany<i64>>,
/// }
/// ```
pub use fmg_macros::Endpoint;
/// Links a row type to its table of FortiManager or FortiOS. For FortiManager:
///
/// ```
/// use fmg_bindings::fmg::ObjectName;
/// use fmg_bindings::fmg::scope::Objects;
/// use fmg_bindings::{Error, Table, adom, fmg, name};
///
/// #[derive(Table, serde::Deserialize, serde::Serialize)]
/// #[table("firewall/address", scopes(Objects), key(name: ObjectName), cloneable)]
/// struct Address {
///     name: String,
///     comment: Option<String>,
/// }
///
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// let adom = fmg.adom(adom!("demo"));
/// let address = adom.objects().get::<Address>(name!("host_001")).await?;
/// # Ok(())
/// # }
/// ```
///
/// For FortiOS, with the access group of the table, which the error for a missing permission then names:
///
/// ```
/// # #[cfg(feature = "fortios")]
/// # mod example {
/// use fmg_bindings::{Error, Table, fortios, mkey};
///
/// #[derive(Table, serde::Deserialize)]
/// #[table("firewall/address", access_group = "fwgrp.address")]
/// struct Address {
///     name: String,
/// }
///
/// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
/// let address = fgt.cmdb().get::<Address>(mkey!("host_001")).await?;
/// # Ok(())
/// # }
/// # }
/// ```
pub use fmg_macros::Table;
pub use fmg_template::facts::{FirmwareVersion, VersionInterval};
pub use fmg_template::{ReservedWord, ValueFault, ValueFaultKind};
/// The crates whose traits and types are part of the API: serde's traits for rows and members of requests, and
/// [`serde_json::Value`] for untyped JSON.
pub use {serde, serde_json};

pub use self::batch::{Batch, BatchProtocol, Requests};
#[cfg(feature = "blocking")]
pub use self::blocking::Blocking;
pub use self::call::Call;
pub use self::changes::Changes;
pub use self::client::{AnyClient, ClientFor, FileClientFor, HasSession, SentBy};
pub use self::code::{Code, CodeClass};
pub use self::credentials::Credentials;
pub use self::endpoint::{CallMethod, Download, Endpoint, Output, Protocol, ReplyTo, ResponseFor};
pub use self::error::Error;
pub use self::extra_attributes::{ExtraAttributes, WrittenRow};
pub use self::extra_members::MemberPlace;
pub use self::field::Field;
pub use self::fleet::{Ending, Fleet, FleetProgress, OnAppliance};
pub use self::generated::shared::VdomName;
pub use self::misfits::{JsonKind, Misfit, Misfits};
pub use self::one_or_many::OneOrMany;
pub use self::open_enum::{Listed, Open, Unlisted};
pub use self::pages::{Paged, Pages};
pub use self::raw::{Raw, RawProtocol, WrittenUrl};
pub use self::reply::Reply;
pub use self::reply_without::ReplyWithout;
pub use self::response::{Data, Response};
pub use self::retry::Retry;
pub use self::row_check::RowCheck;
pub use self::row_stream::RowStream;
pub use self::secret::Secret;
pub use self::slots::{Fields, Row};
pub use self::tables::{Cloneable, In, Ordered, SerdeRow, SerdeRows, Single, Table, TableKey, WritableIn};
pub use self::url_parameter::IntoParam;
pub use self::web::download::{DownloadCall, Downloaded, FileKind, Saved};
pub use self::web::file::{File, Progress};
pub use self::web::members::Attachment;

/// The programs of the README are tests.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../../README.md")]
mod readme {}
