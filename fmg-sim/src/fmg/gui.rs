//! The API of the GUI, with cookies and a CSRF token in place of a token in the envelope, and with calls that JSON-RPC
//! does not have.
//!
//! Most calls go through a proxy: an object of `url`, `method` and `params` is posted to one address. The others are
//! HTTP calls. The specs declare both.

mod answer;
mod calls;
mod certificate;
mod consistency;
mod csv;
mod decode;
mod device;
mod dispatch;
mod download;
mod fortiguard;
mod handle;
mod installation;
mod legacy;
mod log;
mod login;
mod proxy;
mod request;
mod sys;
mod visit;

pub(super) use self::answer::{Outcome as ReplyOutcome, Reply};
pub(super) use self::calls::Calls;
pub(super) use self::decode::decode;
pub(super) use self::dispatch::answer;
pub use self::handle::ImportedCertificate;

/// State that GUI calls have left.
#[derive(Debug, Default)]
pub(super) struct GuiState {
    versions: fortiguard::Versions,
    certificates: certificate::Certificates,
    checks: consistency::Checks,
    pub(super) files: download::Files,
}
