//! The REST counterpart of JSON-RPC: `https://<fmg>/jsonrpc/<url>`, with user and password in each request.
//!
//! It is of use in two ways:
//!
//! - For **files**, which JSON-RPC cannot carry: backup, restore and upgrade are calls on the handle
//!   [`client.rest()`](super::Client::rest) of any client with [credentials](super::Builder::credentials).
//! - As a **door for typed requests**: a client that is built [`over_rest`](super::Builder::over_rest) sends every request of
//!   [`fmg`](super) this way, without login and session.
//!
//! ```
//! # use fmg_bindings::{Error, fmg};
//! # async fn example(fmg: fmg::Client, password: String) -> Result<(), Error> {
//! let saved = fmg
//!     .rest()
//!     .backup()
//!     .with(|backup| backup.passwd(password))
//!     .on_progress(|at| println!("{} bytes", at.done))
//!     .save_as("fmg_backup.dat")
//!     .await?;
//! println!("{} bytes in all", saved.len);
//! # Ok(())
//! # }
//! ```
//!
//! FortiManager takes no API key here, since it takes nothing but HTTP basic authentication. User and password that are
//! answered by HTTP 401 are not shown again before [`login`](super::Client::login) is called, or
//! [`credentials_from`](super::Builder::credentials_from) gives others: each time would count as a failed login.
//!
//! # What a typed request becomes
//!
//! | JSON-RPC | HTTP |
//! |---|---|
//! | `get` | `GET` |
//! | `put` | `PUT` |
//! | `exec` | `POST` |
//! | `update` | `UPDATE` |
//! | `delete` | `DELETE` |
//! | the url | the path, below `/jsonrpc` |
//! | the members of `data` | the query |
//!
//! What this leaves no place for cannot be sent: other verbs, parameters beside the url (`fields`, `filter`, `option`),
//! members of the envelope, data that is no object, lists, objects and null in it, and names with a `/`. Such a request is
//! refused before it is sent, with the reason ([`NotInRest`](crate::error::NotInRest)): FortiManager ignores what it does
//! not expect, and a read without its filter, or a deletion without its condition, is another call.
//!
//! Data in a query is data in a url, which web servers and proxies log. Send passwords by JSON-RPC, where there is a choice.

mod calls;
mod mapping;

pub(super) use self::calls::Way;
pub(super) use self::mapping::map;
pub use super::web::{
    Attachment, Call, Download, DownloadCall, Downloaded, File, FileKind, Members, Method, Progress, Saved,
};
pub use crate::generated::fmg::rest::*;

use super::{Client, web};
use crate::web::download::receives_files;
#[cfg(feature = "blocking")]
use crate::web::download::receives_files_blocking;

/// A call to the REST counterpart.
///
/// `#[derive(Endpoint)]` implements it for structs whose method is `rest(GET)` or `rest(POST)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call to the REST counterpart of a FortiManager",
    label = "it goes by another door",
    note = "put `#[derive(Endpoint)]` and `#[endpoint(rest(GET), \"/jsonrpc/…\")]` on the struct"
)]
pub trait Request: web::Request {}

impl<R: Request> Request for &R {}

impl<R: Request, T: serde::de::DeserializeOwned + Send> Request for crate::read_as::As<R, T> {}

web::sends_web_calls!(Client, Request);
#[cfg(feature = "blocking")]
web::sends_web_calls_blocking!(super::blocking::Client, Request);

receives_files!(Client, Request, Download);
#[cfg(feature = "blocking")]
receives_files_blocking!(super::blocking::Client, Client, Request, Download);
