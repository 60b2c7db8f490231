//! FortiManager: its JSON-RPC API, typed.
//!
//! Each module below is a group of calls, generated from the specs. What they share stands here.

mod request;
mod url;

pub use self::request::{Members, Method, Request};
pub use self::url::Url;
pub use crate::generated::fmg::*;
