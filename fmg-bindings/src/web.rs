//! HTTP calls of both products: encoding, sending and decoding them, and transferring files.

mod content;
pub(crate) mod cookies;
pub(crate) mod download;
mod draft;
pub(crate) mod file;
mod http_client;
pub(crate) mod members;
mod method;
mod page;
mod path;
pub(crate) mod place;
pub(crate) mod query;
mod response_parts;
mod transfer;

pub(crate) use self::content::{Content, JSON};
#[cfg(feature = "web")]
pub(crate) use self::draft::members;
#[cfg(any(feature = "fortios", feature = "web"))]
pub(crate) use self::draft::{Draft, Encoded};
pub(crate) use self::http_client::{HttpClient, OutgoingRequest};
pub(crate) use self::method::http_method;
pub(crate) use self::page::is_page;
#[cfg(any(feature = "fortios", feature = "web"))]
pub(crate) use self::path::NOT_IN_A_PATH;
pub(crate) use self::response_parts::{Refusal, ResponseParts};
