//! What goes wrong on demand: rules that say which requests are hit, how often, and what happens to them.
//!
//! A test arms a [`Rule`] with [`Faults::arm`]; the program takes them as flags:
//!
//! ```text
//! --fault 'url=/dvmdb/*,nth=2,do=delay:500ms'
//! ```
//!
//! # The grammar of a rule
//!
//! A rule is a list of `key=value`, separated by commas. Only `do` has to be there; a rule without conditions hits
//! every request.
//!
//! | key | hits |
//! |---|---|
//! | `product` | requests to `fmg` or to `fortios` |
//! | `method` | a method of HTTP or of FortiManager, in whatever case: `POST`, `get`, `exec` |
//! | `url` | a path of HTTP, without its query, or the url of a FortiManager call, also of one that the GUI forwards or carries; with a `*`, which stands for any run of characters, the whole url has to fit, without one it has to hold the text |
//! | `first` | so many requests that fit, from the first one on |
//! | `nth` | only that one of the requests that fit; the first is 1 |
//! | `every` | each so manieth request that fits |
//! | `times` | at most so many requests in all |
//!
//! `field` names the member that `misfit` is about.
//!
//! | `do` | what happens | does the appliance get the request? |
//! |---|---|---|
//! | `refuse` | the connection is closed in good order, without an answer | no |
//! | `drop` | the connection is reset, without an answer | yes |
//! | `drop-midway`, `drop-midway:1000` | the connection breaks in the middle of the answer, or after so many bytes of its body | yes |
//! | `truncate`, `truncate:1000` | the answer ends in good order before its `Content-Length` is reached: half-way, or after so many bytes | yes |
//! | `drop-upload:1000` | the connection is reset once so many bytes of the request's body have come; `url` and `method` are those of HTTP | no |
//! | `garbage` | the answer has a body that is no JSON | yes |
//! | `delay:500ms` | the answer comes so much later; another rule may hit the request as well | yes |
//! | `misfit` | each row of the answer has a value of the wrong type in the member that `field` names, or in every one: what the bindings list as misfits | yes |
//! | `html`, `html:401` | a page of HTML comes instead, with HTTP status 200 or another; a redirect such as `html:302` leads to `/login` | no |
//! | `429`, `429:30` | HTTP 429, without `Retry-After` or with so many seconds | no |
//! | `500` | HTTP 500 | no |
//! | `session-expired` | the session, or the token, has just ended | yes |
//! | `locked` | somebody else holds the lock | yes |
//! | `task-fails`, `task-warns`, `task-stalls` | the task that the request starts ends in an error, ends with a warning, or stops moving | yes |
//!
//! Rules are looked at in the order in which they were armed. The first one that strikes settles what happens, and the
//! later ones neither strike nor count; only a delay leaves the request to them.

use std::fmt;
use std::time::Duration;

pub use self::armed::{Armed, Faults};
pub use self::parse::ParseRuleError;
pub use self::rule::Rule;
pub use http::StatusCode;

mod armed;
mod asked;
mod parse;
mod pattern;
mod rule;

/// What happens to a request. [The module](self) has the words for it, and says which of them reach the appliance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is closed in good order, without an answer; the appliance never sees the request.
    Refuse,
    /// The appliance does what it was asked, and the connection is reset before a byte of the answer.
    Drop,
    /// The connection breaks in the middle of the answer.
    DropMidway,
    /// The connection breaks after so many bytes of the answer's body. An answer that has no more comes whole.
    DropAfter(u64),
    /// The answer announces its whole length, and ends in good order before it is reached.
    Truncate,
    /// The answer announces its whole length, and ends in good order after so many bytes. One that has no more comes whole.
    TruncateAfter(u64),
    /// The connection is reset once so many bytes of the request's body have come; a shorter body is cut at its end.
    DropUpload(u64),
    /// The answer has a body that is no JSON, nor text.
    Garbage,
    /// The answer comes so much later, in real time.
    Delay(Duration),
    /// Each row of the answer has a value of the wrong type: an object for what is none, a text for an object, and the
    /// like in a list. [`Rule::field`] says in which member; it is there then even if the row had none. Without it, every member is hit.
    ///
    /// The verdict of the answer stays as it is, and so does an answer without rows.
    Misfit,
    /// A page of HTML, as a proxy or a web server in front of the API sends it. A status of a redirect leads to `/login`.
    Html(StatusCode),
    /// HTTP 429, with a page of HTML, as FortiOS sends it.
    TooManyRequests {
        /// How many seconds to wait, told in `Retry-After`; `None`: the header is not there.
        retry_after: Option<u32>,
    },
    /// HTTP 500.
    ServerError,
    /// The session of the request, or its token, has just ended.
    SessionExpired,
    /// Somebody else holds the lock that the request asks for or writes under.
    LockedByAnother,
    /// The task that the request starts ends in an error.
    TaskFails,
    /// The task that the request starts ends with a warning.
    TaskWarns,
    /// The task that the request starts stops moving before its end.
    TaskStalls,
}

impl Fault {
    /// What the product is told, if the fault is played by it.
    pub(crate) fn injected(self) -> Option<Injected> {
        Some(match self {
            Self::SessionExpired => Injected::SessionExpired,
            Self::LockedByAnother => Injected::LockedByAnother,
            Self::TaskFails => Injected::TaskFails,
            Self::TaskWarns => Injected::TaskWarns,
            Self::TaskStalls => Injected::TaskStalls,
            _ => return None,
        })
    }
}

/// Writes the word for it that a rule takes.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refuse => "refuse",
            Self::Drop => "drop",
            Self::DropMidway => "drop-midway",
            Self::DropAfter(bytes) => return write!(f, "drop-midway:{bytes}"),
            Self::Truncate => "truncate",
            Self::TruncateAfter(bytes) => return write!(f, "truncate:{bytes}"),
            Self::DropUpload(bytes) => return write!(f, "drop-upload:{bytes}"),
            Self::Garbage => "garbage",
            Self::Misfit => "misfit",
            Self::Delay(time) => return write!(f, "delay:{}", humantime::format_duration(*time)),
            Self::Html(StatusCode::OK) => "html",
            Self::Html(status) => return write!(f, "html:{}", status.as_u16()),
            Self::TooManyRequests { retry_after: None } => "429",
            Self::TooManyRequests {
                retry_after: Some(seconds),
            } => return write!(f, "429:{seconds}"),
            Self::ServerError => "500",
            Self::SessionExpired => "session-expired",
            Self::LockedByAnother => "locked",
            Self::TaskFails => "task-fails",
            Self::TaskWarns => "task-warns",
            Self::TaskStalls => "task-stalls",
        })
    }
}

/// A fault that a product plays itself, found in the extensions of a request.
///
/// It stands for the whole request: for each of its entries, if it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Injected {
    /// The session that the request came in has ended; a token is one that nobody knows.
    SessionExpired,
    /// Somebody else holds the lock that the request asks for or writes under.
    LockedByAnother,
    /// The task that the request starts ends in an error.
    TaskFails,
    /// The task that the request starts ends with a warning.
    TaskWarns,
    /// The task that the request starts stops moving before its end.
    TaskStalls,
}
