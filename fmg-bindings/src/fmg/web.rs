//! Shared parts of the FortiManager calls beside JSON-RPC: those of the [REST API](super::rest) and of the
//! [GUI](super::gui).

mod reply;
mod text;

pub(crate) use self::reply::{read, refusal};
pub use self::text::Text;
pub use crate::endpoint::Download;
pub use crate::web::download::{DownloadCall, Downloaded, FileKind, Saved};
pub use crate::web::file::{File, Progress};
pub use crate::web::members::{Attachment, Members};
pub use crate::web::place::Place;
