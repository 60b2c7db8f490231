//! The client of the REST API of FortiOS, as on a FortiGate.
//!
//! ```
//! use fmg_bindings::{Error, fortios};
//!
//! # async fn example(token: String) -> Result<(), Error> {
//! let fgt = fortios::Client::builder("https://fgt.example").token(token).build()?;
//!
//! let interfaces = fgt.monitor().system().interface().await?;
//! println!("port1 is up: {:?}", interfaces.get("port1").and_then(|port| port.link));
//!
//! let sessions = fgt.monitor().firewall().session(100).with(|request| request.ip_version("ipv6")).await?;
//! println!("{} sessions", sessions.details.unwrap_or_default().len());
//!
//! fgt.close().await
//! # }
//! ```
//!
//! - [`monitor`]: the state of the device, and actions on it. A module for each group of calls, a method for each call,
//!   reached by `client.monitor()`.
//! - [`cmdb`]: the configuration of the device, with row types of the tables that programs use most and of your own, reached
//!   by `client.cmdb()`.
//! - [`Client::call`]: any other call, by a [path](crate::path!) and JSON.
//!
//! The bindings follow the reference of FortiOS 5.6.11. Newer firmware has most of its calls, and answers the others
//! with [`Error::is_not_found`](crate::Error::is_not_found); known differences are documented with each call. If newer
//! firmware has a call with another method, the error [names](crate::error::RestError::instead) it.
//!
//! # Replies
//!
//! For most calls, the sources only document that the reply is an object or a list. The data of such a reply is JSON,
//! or a type of your own: `call.read_as::<Vec<MyRow>>()`. Rows that are a list or have names, depending on the
//! firmware, are [`Named`]. The members around the data are an [`Envelope`], which [`Call::reply`] returns together
//! with the text of the reply.
//!
//! # VDOMs
//!
//! A call goes to the VDOM of the administrator, unless the [client](Builder::vdom) or the [call](Call::vdom) names
//! another. [`Call::each_vdom`] sends it to several VDOMs, or to all, and returns the result of each.
//!
//! # Files
//!
//! Calls that upload take a [`File`]. Calls that download are a [`DownloadCall`]; the method that chooses the target of
//! the file sends it.
//!
//! # Batches
//!
//! [`Client::batch`] sends many requests, a few at once, and returns the result of each.
//!
//! # Conditional requests
//!
//! If FortiOS sends the header `ETag`, [`Call::if_changed`] reads the data again only if it has changed.
//!
//! # Permissions
//!
//! Each call names the access group that its administrator needs. [`AccessNeeds`] makes the least-privileged profile
//! for the calls of a program.

mod access;
mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
pub(crate) mod carrier;
mod client;
pub mod cmdb;
mod connection;
mod each;
mod envelope;
mod etag;
mod filter;
mod firmware_version;
mod if_changed;
mod in_vdom;
mod key_list;
mod login;
mod named;
mod path;
mod protocol;
mod raw;
pub(crate) mod reply;
mod session_token;
pub(crate) mod status;
mod vdoms;
mod word_list;

pub use fmg_macros::Table;
#[doc(inline)]
pub use fmg_template::HttpMethod as Method;

pub use self::access::{Access, AccessNeeds, AccessProfile, InvalidGroup, InvalidName};
pub use self::builder::Builder;
pub use self::client::Client;
pub use self::cmdb::FortiOsConfiguration;
pub use self::each::Each;
pub(crate) use self::each::done_in;
pub use self::envelope::Envelope;
pub use self::etag::ETag;
pub use self::filter::{Filter, FilterFault};
pub use self::if_changed::{Cacheable, Conditional, IfChanged};
pub use self::in_vdom::InVdom;
pub use self::key_list::KeyList;
pub(crate) use self::login::opens_session;
pub use self::named::{Named, NamedIter, RowName};
pub use self::path::Path;
pub use self::protocol::{Details, FortiOs};
pub use self::raw::Raw;
pub use self::reply::{Metadata, Reply};
pub use self::vdoms::Vdoms;
pub use self::word_list::WordList;
pub use crate::batch::{Batch, Requests};
pub use crate::call::Call;
pub use crate::endpoint::{Download, Output};
pub use crate::generated::fortios::{ChildName, CmdbPath, ComplexName, Mkey, TableName, monitor, session};
pub use crate::generated::shared::VdomName;
pub use crate::one_or_many::OneOrMany;
pub use crate::read_as::As;
pub use crate::tables::{Single, Table};
pub use crate::web::download::{DownloadCall, Downloaded, FileKind, Saved};
pub use crate::web::file::{File, Progress};
pub use crate::web::members::{Attachment, Members};
pub use crate::web::place::Place;
