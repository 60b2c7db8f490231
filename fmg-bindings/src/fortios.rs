//! FortiOS: its REST API, typed.
//!
//! What all calls share stands here.

mod answers;
pub mod cmdb;
mod each;
mod encode;
mod envelope;
mod etag;
#[allow(dead_code, reason = "the call that sends it comes next")]
mod file;
mod filter;
mod members;
mod one_or_many;
mod path;
mod query;
mod read_as;
mod reply;
mod request;
mod vdoms;

pub use fmg_macros::Table;

pub use self::answers::Answers;
pub use self::cmdb::{ComplexTable, Table};
pub use self::each::{Each, InVdom};
pub use self::envelope::Envelope;
pub use self::etag::{Conditional, ETag, IfChanged};
pub use self::file::{File, Progress};
pub use self::filter::{Filter, FilterFault};
pub use self::members::{Attachment, Members};
pub use self::one_or_many::OneOrMany;
pub use self::path::Path;
pub use self::reply::Reply;
pub use self::request::{Cacheable, Download, Method, Request};
pub use self::vdoms::Vdoms;
pub use crate::fmg::{Output, VdomName};
pub use crate::read_as::As;
