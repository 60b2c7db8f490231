//! Faults to inject: rules select requests, and state how often and with which fault they are hit.
//!
//! A test arms a [`Rule`] with [`Faults::arm`]; the program takes them as flags:
//!
//! ```text
//! --fault 'url=/dvmdb/*,nth=2,do=delay:500ms'
//! ```
//!
//! # The grammar of a rule
//!
//! A rule is a list of `key=value`, separated by commas. Only `do` is required; a rule without conditions hits every
//! request.
//!
//! | key | the rule hits |
//! |---|---|
//! | `product` | requests to `fmg` or to `fortios` |
//! | `method` | requests by this method of HTTP or of FortiManager, upper or lower case: `POST`, `get`, `exec` |
//! | `url` | requests with this HTTP path, without its query, or with a FortiManager call of this url, also through the GUI. A `*` matches any characters, and the pattern then has to match the whole url; without a `*` the url has to contain the text |
//! | `first` | the first N matching requests |
//! | `nth` | only the Nth matching request; the first is 1 |
//! | `since` | the Nth matching request and all later ones |
//! | `every` | every Nth matching request |
//! | `times` | at most N requests in all |
//!
//! `field` names the member that `misfit` changes.
//!
//! | `do` | what happens | does the appliance get the request? |
//! |---|---|---|
//! | `refuse` | the connection is closed in good order, without a response | no |
//! | `drop` | the connection is reset, without a response | yes |
//! | `drop-midway`, `drop-midway:1000` | the connection breaks in the middle of the response, or after this many bytes of its body | yes |
//! | `truncate`, `truncate:1000` | the response ends in good order before its `Content-Length` is reached: half-way, or after this many bytes | yes |
//! | `drop-upload:1000` | the connection is reset after this many bytes of the request's body; `url` and `method` match only the HTTP request | no |
//! | `garbage` | the response has a body that is not JSON | yes |
//! | `delay:500ms` | the response is sent this much later; another rule may hit the request as well | yes |
//! | `misfit` | each row of the response has a value of the wrong type in the member `field`, or in every member; the bindings list such values as misfits | yes |
//! | `html`, `html:401` | an HTML page is sent instead, with HTTP status 200 or this one; a redirect such as `html:302` leads to `/login` | no |
//! | `429`, `429:30` | HTTP 429, without `Retry-After`, or with this many seconds | no |
//! | `500` | HTTP 500 | no |
//! | `session-expired` | the session or token of the request is no longer valid | yes |
//! | `locked` | another session holds the lock | yes |
//! | `refuse-write:-10` | the appliance refuses a write with this code of its product, and does not say why. A code of 400 or more is an HTTP status of FortiOS. Reads, logins and logouts are answered | yes |
//! | `task-fails`, `task-warns`, `task-stalls` | the task that the request starts ends in an error, ends with a warning, or stops progressing | yes |
//! | `task-cancelled`, `task-aborts` | the task that the request starts is cancelled, or aborted, half-way | yes |
//!
//! Rules are checked in the order in which they were armed. The first rule that hits applies; later rules then neither
//! apply nor count the request. After a delay, later rules are still checked.

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

/// A fault. The [module](self) lists how rules spell it, and whether the appliance gets the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is closed in good order, without a response; the appliance does not get the request.
    Refuse,
    /// The appliance carries out the request, and the connection is reset before the first byte of the response.
    Drop,
    /// The connection breaks in the middle of the response.
    DropMidway,
    /// The connection breaks after this many bytes of the response's body. A response that is not longer is sent whole.
    DropAfter(u64),
    /// The response has the full `Content-Length`, but ends in good order before it is reached.
    Truncate,
    /// The response has the full `Content-Length`, but ends in good order after this many bytes. A response that is not
    /// longer is sent whole.
    TruncateAfter(u64),
    /// The connection is reset after this many bytes of the request's body; a shorter body is cut at its end.
    DropUpload(u64),
    /// The response has a body that is neither JSON nor text.
    Garbage,
    /// The response is delayed by this much real time.
    Delay(Duration),
    /// Each row of the response has a value of the wrong type: an object in place of a scalar, a text in place of an
    /// object, and the same within lists. [`Rule::field`] names the member, which is added if the row has none of this
    /// name. Without it, every member is changed.
    ///
    /// Status codes stay as they are, and so does a response without rows.
    Misfit,
    /// An HTML page, as a proxy or a web server in front of the API sends it. With a status for redirects, it redirects
    /// to `/login`.
    Html(StatusCode),
    /// HTTP 429, with an HTML page, as FortiOS sends it.
    TooManyRequests {
        /// The seconds to wait in `Retry-After`; `None`: without this header.
        retry_after: Option<u32>,
    },
    /// HTTP 500.
    ServerError,
    /// The session or token of the request is no longer valid.
    SessionExpired,
    /// Another session holds the lock that the request asks for or needs to write.
    LockedByAnother,
    /// The appliance refuses a write with this code of its product, and does not say why. A code of 400 or more is an HTTP
    /// status of FortiOS, without a code. Reads, logins and logouts are answered.
    RefuseWrite(i64),
    /// The task that the request starts ends in an error.
    TaskFails,
    /// The task that the request starts ends with a warning.
    TaskWarns,
    /// The task that the request starts stops progressing before its end.
    TaskStalls,
    /// The task that the request starts is cancelled before its end.
    TaskCancelled,
    /// The task that the request starts is aborted before its end.
    TaskAborts,
}

impl Fault {
    /// The fault for the product, if the product simulates it.
    pub(crate) fn injected(self) -> Option<Injected> {
        Some(match self {
            Self::SessionExpired => Injected::SessionExpired,
            Self::LockedByAnother => Injected::LockedByAnother,
            Self::RefuseWrite(code) => Injected::RefuseWrite(code),
            Self::TaskFails => Injected::TaskFails,
            Self::TaskWarns => Injected::TaskWarns,
            Self::TaskStalls => Injected::TaskStalls,
            Self::TaskCancelled => Injected::TaskCancelled,
            Self::TaskAborts => Injected::TaskAborts,
            _ => return None,
        })
    }
}

/// Writes the fault as a rule spells it.
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
            Self::RefuseWrite(code) => return write!(f, "refuse-write:{code}"),
            Self::TaskFails => "task-fails",
            Self::TaskWarns => "task-warns",
            Self::TaskStalls => "task-stalls",
            Self::TaskCancelled => "task-cancelled",
            Self::TaskAborts => "task-aborts",
        })
    }
}

/// A fault that the product itself simulates, an extension of the request.
///
/// It applies to the whole request: to each of its entries, if it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Injected {
    /// The session of the request has ended; a token is an unknown one.
    SessionExpired,
    /// Another session holds the lock that the request asks for or needs to write.
    LockedByAnother,
    /// The write of the request is refused with this code.
    RefuseWrite(i64),
    /// The task that the request starts ends in an error.
    TaskFails,
    /// The task that the request starts ends with a warning.
    TaskWarns,
    /// The task that the request starts stops progressing before its end.
    TaskStalls,
    /// The task that the request starts is cancelled before its end.
    TaskCancelled,
    /// The task that the request starts is aborted before its end.
    TaskAborts,
}
