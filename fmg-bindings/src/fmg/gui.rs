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
