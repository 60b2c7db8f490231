//! FortiOS: its REST API, typed.
//!
//! What all calls share stands here.

mod access;
mod answers;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call;
mod client;
pub mod cmdb;
mod connection;
mod download;
mod each;
mod encode;
mod envelope;
mod etag;
#[allow(dead_code, reason = "the call that sends it comes next")]
mod file;
mod filter;
mod login;
mod members;
mod one_or_many;
mod path;
mod query;
mod raw;
mod read_as;
mod reply;
mod request;
mod transfer;
mod vdoms;

pub use fmg_macros::Table;

pub use self::access::{Access, AccessNeeds, AccessProfile, InvalidGroup, InvalidName};
pub use self::answers::Answers;
pub use self::builder::Builder;
pub use self::call::Call;
pub use self::client::Client;
pub use self::cmdb::{ComplexTable, Table};
pub use self::download::{DownloadCall, Downloaded, Saved};
pub use self::each::{Each, InVdom};
pub use self::envelope::Envelope;
pub use self::etag::{Conditional, ETag, IfChanged};
pub use self::file::{File, Progress};
pub use self::filter::{Filter, FilterFault};
pub use self::members::{Attachment, Members};
pub use self::one_or_many::OneOrMany;
pub use self::path::Path;
pub use self::raw::Raw;
pub use self::reply::Reply;
pub use self::request::{Cacheable, Download, Method, Request};
pub use self::vdoms::Vdoms;
pub use crate::fmg::{Output, VdomName};
pub use crate::read_as::As;
pub use crate::generated::fortios::{ChildName, CmdbPath, Mkey, TableName, monitor, session};
