//! FortiOS: its REST API, typed.
//!
//! What all calls share stands here.

pub mod cmdb;
mod etag;
#[allow(dead_code, reason = "the call that sends it comes next")]
mod file;
mod filter;
mod members;
mod one_or_many;
mod path;
mod query;
mod request;
mod vdoms;

pub use fmg_macros::Table;

pub use self::cmdb::{ComplexTable, Table};
pub use self::etag::{Conditional, ETag};
pub use self::file::{File, Progress};
pub use self::filter::{Filter, FilterFault};
pub use self::members::Members;
pub use self::one_or_many::OneOrMany;
pub use self::path::Path;
pub use self::request::{Cacheable, Download, Method, Request};
pub use self::vdoms::Vdoms;
pub use crate::fmg::VdomName;
