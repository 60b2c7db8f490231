//! What calls of HTTP have in common, whatever the product: their members, and files that are sent and received.

mod answer;
mod content;
pub(crate) mod cookies;
pub(crate) mod download;
pub(crate) mod file;
mod line;
pub(crate) mod members;
mod page;
mod path;
pub(crate) mod query;
mod transfer;

pub(crate) use self::answer::{Answer, Refusal};
pub(crate) use self::content::Content;
pub(crate) use self::line::{Line, Subject};
pub(crate) use self::page::is_page;
pub(crate) use self::path::NOT_IN_A_PATH;
