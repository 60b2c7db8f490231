//! FortiOS: the REST API of a FortiGate, typed.
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
//! let sessions = fgt.monitor().firewall().session(100).with(|call| call.ip_version("ipv6")).await?;
//! println!("{} sessions", sessions.details.unwrap_or_default().len());
//!
//! fgt.close().await
//! # }
//! ```
//!
//! - [`monitor`]: what the device does, and what it can be told to do. A module for each group of calls, a method for
//!   each call, reached by `client.monitor()`.
//! - [`cmdb`]: how it is configured, by row types of your own, reached by `client.cmdb()`.
//! - [`Client::call`]: whatever else there is, by a [path](crate::path!) and JSON.
//!
//! The bindings are those of the reference of FortiOS 5.6.11. Newer firmware has most of its calls, and answers others
//! with [`Error::is_not_found`](crate::Error::is_not_found); what is known of that stands with each call. Where newer
//! firmware has a call under another method, the refusal [names](crate::error::RestError::instead) it.
//!
//! # Replies
//!
//! Of most calls no source says more than that they answer with an object or a list. Such a reply is JSON, or a type of
//! your own: `call.read_as::<Vec<MyRow>>()`. Rows that are a list or have names, by the firmware, are [`Named`]. Around
//! it stands an [`Envelope`], which [`Call::reply`] gives along with the text of the whole.
//!
//! # VDOMs
//!
//! A call goes to the VDOM of the administrator, unless the [client](Builder::vdom) or the [call](Call::vdom) names
//! another. [`Call::each_vdom`] makes it in several, or in all, and says how it went in each.
//!
//! # Files
//!
//! Calls that upload take a [`File`]. Calls that download are a [`DownloadCall`], which is sent when it is said where
//! the file goes.
//!
//! # What has not changed
//!
//! Where FortiOS tags its answers, [`Call::if_changed`] reads again only what is no longer as it was.
//!
//! # Permissions
//!
//! Each call names the access group that its administrator needs; [`AccessNeeds`] makes the least-privileged profile of
//! those that a program makes.

mod access;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
pub mod cmdb;
mod connection;
mod each;
mod envelope;
mod etag;
mod filter;
mod if_changed;
mod in_vdom;
mod login;
mod named;
mod path;
mod protocol;
mod raw;
pub(crate) mod reply;
mod session_token;
pub(crate) mod status;
mod vdoms;

pub use fmg_macros::Table;
#[doc(inline)]
pub use fmg_template::HttpMethod as Method;

pub use self::access::{Access, AccessNeeds, AccessProfile, InvalidGroup, InvalidName};
pub use self::builder::Builder;
pub use self::client::Client;
pub use self::cmdb::{ComplexTable, Table};
pub use self::each::Each;
pub(crate) use self::each::done_in;
pub use self::envelope::Envelope;
pub use self::etag::ETag;
pub use self::filter::{Filter, FilterFault};
pub use self::if_changed::{Cacheable, Conditional, IfChanged};
pub use self::in_vdom::InVdom;
pub(crate) use self::login::opens_session;
pub use self::named::{Named, NamedIter, RowName};
pub use self::path::Path;
pub use self::protocol::{Details, FortiOs};
pub use self::raw::Raw;
pub use self::reply::{Around, Reply};
pub use self::vdoms::Vdoms;
pub use crate::call::Call;
pub use crate::endpoint::{Download, Output};
pub use crate::generated::fortios::{ChildName, CmdbPath, Mkey, TableName, monitor, session};
pub use crate::generated::shared::VdomName;
pub use crate::one_or_many::OneOrMany;
pub use crate::read_as::As;
pub use crate::web::download::{DownloadCall, Downloaded, FileKind, Saved};
pub use crate::web::file::{File, Progress};
pub use crate::web::members::{Attachment, Members};
pub use crate::web::place::Place;
