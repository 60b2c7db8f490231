//! The API of FortiManager's GUI, for functions that JSON-RPC lacks.
//!
//! **This API is unofficial.** Fortinet may change it without notice. The documents ask to use it only where JSON-RPC
//! cannot do the same, and to ask your Fortinet contact for a supported way first. A call may fail after any upgrade.
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
//! Each module below is a group of calls, generated from the specs. Most calls go through the proxy of the GUI, which
//! takes object ids where JSON-RPC takes names: [`AdomOid`](super::AdomOid), [`PackageOid`](super::PackageOid),
//! [`DeviceOid`](super::DeviceOid). JSON-RPC returns these ids in the member `oid` of the rows that it reads.
//!
//! # Session
//!
//! The GUI and JSON-RPC have separate sessions with separate locks. To make both kinds of calls in one session, use
//! [`Client::json_rpc`]: it returns a JSON-RPC client that sends through the GUI.

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod event_pages;
mod event_search;
mod install_target;
mod json_rpc;
mod login;
mod method;
mod protocol;

#[doc(inline)]
pub use fmg_template::HttpMethod;

pub use self::builder::Builder;
pub use self::client::Client;
pub use self::event_search::{Date, EventSearch, EventSearchFault, Time};
pub use self::install_target::{InstallTarget, InstallTargetFault};
pub(crate) use self::login::takes_cookies;
pub use self::method::Method;
pub(crate) use self::protocol::proxied_json;
pub use self::protocol::{Details, Gui};
pub use super::web::{
    Attachment, Download, DownloadCall, Downloaded, File, FileKind, Members, Place, Progress, Saved, Text,
};
pub use crate::call::Call;
pub use crate::generated::fmg::gui::*;
pub use crate::pages::Pages;
