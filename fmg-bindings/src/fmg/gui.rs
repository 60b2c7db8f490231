//! The API of FortiManager's GUI, for what JSON-RPC has no call for.
//!
//! **This API is unofficial.** Fortinet may change it without notice, and the documents ask to use it only where JSON-RPC
//! cannot do the same, and to ask one's Fortinet contact for a supported way first. A call here may fail after any upgrade.
//!
//! ```
//! # use fmg_bindings::{Error, fmg};
//! # async fn example(password: String) -> Result<(), Error> {
//! let gui = fmg::gui::Client::builder("https://fmg.example")
//!     .credentials("automation", password)
//!     .build()?;
//! let uptime = gui.sys().uptime().await?;
//! println!("{:?} for {:?} s", uptime.hostname, uptime.uptime_seconds);
//! gui.close().await
//! # }
//! ```
//!
//! Each module below is a group of calls, generated from the specs. Most go through the proxy of the GUI, which wants object
//! ids where JSON-RPC has names: [`AdomOid`](super::AdomOid), [`PackageOid`](super::PackageOid),
//! [`DeviceOid`](super::DeviceOid). JSON-RPC tells them, in the member `oid` of what it reads.
//!
//! # Session
//!
//! A session of the GUI is another one than that of JSON-RPC, with locks of its own. Where both kinds of calls have to be
//! made in one session, [`Client::json_rpc`] gives a client of JSON-RPC that goes through the GUI.

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod event_pages;
mod event_search;
mod install_target;
mod json_rpc;
mod login;

pub use self::builder::Builder;
pub use self::client::Client;
pub(crate) use self::client::proxied_json;
pub use self::event_pages::EventPages;
pub use self::event_search::{Date, EventSearch, EventSearchFault, Time};
pub use self::install_target::InstallTarget;
pub(crate) use self::login::takes_cookies;
pub use super::web::{
    Attachment, Call, Download, DownloadCall, Downloaded, File, FileKind, Members, Method, Progress, Saved, Text,
};
pub use crate::generated::fmg::gui::*;

use super::web;
use crate::read_as::As;
use crate::web::download::receives_files;
#[cfg(feature = "blocking")]
use crate::web::download::receives_files_blocking;

/// A call to the GUI.
///
/// `#[derive(Endpoint)]` implements it for structs whose method is one of `gui(…)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call to the GUI of a FortiManager",
    label = "it goes by another door",
    note = "put `#[derive(Endpoint)]` and `#[endpoint(gui(get), \"/gui/…\")]` on the struct"
)]
pub trait Request: web::Request {}

impl<R: Request> Request for &R {}

impl<R: Request, T: serde::de::DeserializeOwned + Send> Request for As<R, T> {}

web::sends_web_calls!(Client, Request);
#[cfg(feature = "blocking")]
web::sends_web_calls_blocking!(blocking::Client, Request);
receives_files!(Client, Request, Download);
#[cfg(feature = "blocking")]
receives_files_blocking!(blocking::Client, Client, Request, Download);
