//! The REST API: `https://<fmg>/jsonrpc/<url>`, with user and password in each request.
//!
//! It has two uses:
//!
//! - **Files**, which JSON-RPC cannot carry: backup, restore and upgrade are calls on the handle
//!   [`client.rest()`](super::Client::rest) of any client with [credentials](super::Builder::credentials).
//! - A **protocol for typed requests**: a client that is built [`over_rest`](super::Builder::over_rest) sends every
//!   request of [`fmg`](super) to it, without login and session.
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
//! FortiManager accepts only HTTP basic authentication here, no API key. After an HTTP 401 response, the client does
//! not send the credentials again until [`login`](super::Client::login) is called or
//! [`credentials_from`](super::Builder::credentials_from) returns others: each attempt counts as a failed login.
//!
//! # How typed requests are translated
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
//! Requests with one of these cannot be sent: other verbs, parameters beside the url (`fields`, `filter`, `option`),
//! members of the envelope, names with a `/`, and data that is not an object or contains lists, objects or null. Such a
//! request is refused before it is sent, with the reason ([`NotInRest`]). FortiManager ignores parameters that it does
//! not expect, and without its filter or condition a read or a deletion would affect other objects.
//!
//! The data is part of the url, which web servers and proxies log. Send passwords by JSON-RPC, if there is a choice.

mod calls;
mod mapping;

#[doc(inline)]
pub use fmg_template::HttpMethod as Method;

pub(super) use self::calls::RestAccess;
pub(super) use self::mapping::map;
pub use super::web::{Attachment, Download, DownloadCall, Downloaded, File, FileKind, Members, Place, Progress, Saved};
pub use crate::call::Call;
pub use crate::generated::fmg::rest::*;

use super::web;
use crate::Response;
use crate::endpoint::{DynEndpoint, Protocol};
use crate::error::{EncodeError, EncodeErrorKind, Error, ErrorKind, MemberFault, NotInRest};
use crate::extra_members::ExtraMembers;
use crate::raw_response::RawResponse;
use crate::reply::Reply;
use crate::web::Draft;

/// The protocol of the REST API: HTTP requests with user and password in each.
#[derive(Debug)]
pub enum Rest {}

/// Names that cannot be added to a query.
const RESERVED: [(&str, &str); 2] = [
    ("session", "user and password are sent in a header"),
    (
        "access_token",
        "user and password are sent in a header, since urls are logged",
    ),
];

impl Protocol for Rest {
    type Method = Method;
    type Members<'b> = Members;
    type Place = Place;
    type Details = ();
    type Metadata = ();
    type Options = ();
    type Draft = Draft;

    const NO_DETAILS: () = ();

    fn usual_place(_: Method) -> Place {
        Place::Query
    }

    fn allows_member(method: Method, (): (), place: Place, name: &str) -> Result<(), MemberFault> {
        place.allows(method, name, &RESERVED)
    }

    /// Fails as every HTTP call does, and for a name with a slash. No document shows how to write such a name here.
    /// FortiManager makes a JSON-RPC url from the decoded path, where the slash would address another object.
    fn draft(request: &dyn DynEndpoint<Self>, (): &(), extra: &ExtraMembers<Place>) -> Result<Draft, ErrorKind> {
        if request.url().contains("%2F") {
            return Err(EncodeError::from(EncodeErrorKind::NotInRest(NotInRest::Slash)).into());
        }
        Ok(Draft::write(request, request.method(), extra)?)
    }

    fn read<R: Response>(raw: RawResponse) -> Result<Reply<R::Output>, Error> {
        web::read::<R>(raw)
    }
}

#[cfg(test)]
mod tests;
