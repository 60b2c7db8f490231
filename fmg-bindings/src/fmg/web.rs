//! What the calls of a FortiManager beside JSON-RPC have in common: those of its [REST counterpart](super::rest) and of
//! the API of its [GUI](super::gui).

mod call;
mod encode;
mod reply;
mod request;
mod text;

pub use self::call::Call;
#[cfg(feature = "blocking")]
pub(crate) use self::call::sends_web_calls_blocking;
pub(crate) use self::call::{Options, sends_web_calls};
pub(crate) use self::encode::{Draft, Encoded, Proxied};
pub(crate) use self::reply::{read, refusal};
pub(crate) use self::request::subject;
pub use self::request::{Download, Method, Request};
pub use self::text::Text;
pub use crate::web::download::{DownloadCall, Downloaded, FileKind, Saved};
pub use crate::web::file::{File, Progress};
pub use crate::web::members::{Attachment, Members};
pub(crate) use crate::web::{Line, Subject};
