//! FortiManager: its JSON-RPC API, typed.
//!
//! Each module below is a group of calls, generated from the specs. What they share stands here.

mod answer;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call;
mod client;
mod connection;
pub(crate) mod envelope;
mod filter;
mod login;
mod options;
mod raw;
mod read_as;
pub(crate) mod reply;
mod request;
mod url;

pub use self::answer::{Output, Reply};
pub use self::builder::Builder;
pub use self::call::Call;
pub use self::client::Client;
pub use self::filter::Filter;
pub use self::options::{Order, Query, WithOptions};
pub use self::raw::Raw;
pub use self::read_as::As;
pub use self::request::{Members, Method, Request};
pub use self::url::Url;
pub use crate::generated::fmg::*;
