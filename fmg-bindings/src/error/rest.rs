//! The errors that FortiOS reports.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::excerpt;
use crate::code::CodeClass;

/// The longest message that is kept, in characters. The CLI's messages are a few lines.
const LONGEST_MESSAGE: usize = 500;

/// The meanings of a product's HTTP statuses and of the codes in its replies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RestCodes {
    pub(crate) statuses: &'static [HttpStatus],
    pub(crate) codes: &'static [ErrorCode],
    /// Calls that only some firmware supports.
    pub(crate) instead: &'static [Instead],
}

/// One entry of the generated table of HTTP statuses.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct HttpStatus {
    pub(crate) status: u16,
    pub(crate) meaning: &'static str,
    pub(crate) class: CodeClass,
}

/// One entry of the generated table of codes in the body of a reply.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ErrorCode {
    pub(crate) code: i64,
    pub(crate) meaning: &'static str,
    pub(crate) class: CodeClass,
}

/// One entry of the generated table of calls that only some firmware supports.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Instead {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    /// The call of other firmware in its place, as a method of the client.
    pub(crate) call: &'static str,
    /// The method and the url template of that call.
    pub(crate) sends: &'static str,
}

/// FortiOS refused the call.
///
/// The response has an HTTP status, and often JSON with a code and the message of the CLI. Some responses are web pages
/// or have no body: they have only a status.
#[derive(Clone, PartialEq, Eq)]
pub struct RestError {
    http_status: u16,
    code: Option<i64>,
    cli_error: Box<str>,
    excerpt: Box<str>,
    retry_after: Option<Duration>,
    instead: Option<&'static Instead>,
    /// The meanings of all statuses and codes.
    known: &'static RestCodes,
}

impl RestError {
    /// A refusal with only this status. `known` has the meanings.
    pub(crate) fn new(http_status: u16, known: &'static RestCodes) -> Self {
        Self {
            http_status,
            code: None,
            cli_error: "".into(),
            excerpt: "".into(),
            retry_after: None,
            instead: None,
            known,
        }
    }

    /// The same refusal, for the call with this method and url template.
    pub(super) fn of(self, method: &str, template: &str) -> Self {
        let moved = matches!(self.http_status, 404 | 405);
        let mut known = self.known.instead.iter().filter(|_| moved);
        let instead = known.find(|known| known.method == method && known.template == template);
        Self { instead, ..self }
    }

    /// Sets the code of the body.
    pub(crate) fn with_code(self, code: Option<i64>) -> Self {
        Self { code, ..self }
    }

    /// Sets the message of the CLI.
    pub(crate) fn with_cli_error(self, text: &str) -> Self {
        Self {
            cli_error: excerpt::message(text, LONGEST_MESSAGE).into(),
            ..self
        }
    }

    /// Sets an excerpt of a body that is not from FortiOS.
    pub(crate) fn with_body(self, text: &str) -> Self {
        Self {
            excerpt: excerpt::around(text, 0).into(),
            ..self
        }
    }

    /// Sets the time to wait.
    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }

    /// The HTTP status. If several VDOMs answer in one reply, that of the VDOM.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.http_status
    }

    /// The member `error` of the body: a number of the CLI, usually negative, such as -23 for an object in use.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// The member `cli_error` of the body: the message of the CLI, on one line.
    ///
    /// It may quote names and values of the request. Quoted values are masked where it is about a password or a key.
    #[must_use]
    pub fn cli_error(&self) -> Option<&str> {
        Some(&*self.cli_error).filter(|text| !text.is_empty())
    }

    /// The meaning of the code, or that of the HTTP status if the code is missing or unknown; `None` if neither is
    /// known.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static str> {
        let of_status = || self.known_status().map(|known| known.meaning);
        self.known_code().map(|known| known.meaning).or_else(of_status)
    }

    /// The time to wait before the next attempt, if FortiOS names it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The class of the error. The code is more specific than the HTTP status, unless the status is about
    /// authentication.
    pub(crate) fn class(&self) -> CodeClass {
        use CodeClass::{Other, RateLimited, SessionEnded};
        let of_status = self.known_status().map_or(Other, |known| known.class);
        match self.known_code().map_or(Other, |known| known.class) {
            Other => of_status,
            _ if matches!(of_status, RateLimited | SessionEnded) => of_status,
            of_code => of_code,
        }
    }

    /// The method and the url template of the call that other firmware has instead, such as
    /// `POST /api/v2/monitor/system/config/backup`, if FortiOS does not have this call (404 or 405).
    #[must_use]
    pub fn instead(&self) -> Option<&'static str> {
        self.instead.map(|instead| instead.sends)
    }

    fn known_code(&self) -> Option<&'static ErrorCode> {
        let code = self.code?;
        self.known.codes.iter().find(|known| known.code == code)
    }

    fn known_status(&self) -> Option<&'static HttpStatus> {
        self.known
            .statuses
            .iter()
            .find(|known| known.status == self.http_status)
    }
}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FortiOS answers with HTTP status {}", self.http_status)?;
        // A status of success has no meaning to report.
        if let Some(known) = self.known_status().filter(|known| known.status >= 400) {
            write!(f, " ({})", known.meaning)?;
        }
        if let Some(code) = self.code {
            write!(f, ", error {code}")?;
            if let Some(known) = self.known_code() {
                write!(f, " ({})", known.meaning)?;
            }
        }
        wait(f, self.retry_after)?;
        if let Some(instead) = self.instead {
            write!(
                f,
                "; this firmware may support `{}` instead, by `{}`",
                instead.sends, instead.call
            )?;
        }
        if let Some(text) = self.cli_error() {
            write!(f, "; CLI: {text}")?;
        }
        if !self.excerpt.is_empty() {
            write!(f, ": {}", self.excerpt)?;
        }
        Ok(())
    }
}

/// Shows the refusal, but not the table of codes.
#[allow(
    clippy::missing_fields_in_debug,
    reason = "the table of codes is not part of the refusal"
)]
impl fmt::Debug for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestError")
            .field("http_status", &self.http_status)
            .field("code", &self.code)
            .field("cli_error", &self.cli_error)
            .field("excerpt", &self.excerpt)
            .field("retry_after", &self.retry_after)
            .field("instead", &self.instead)
            .finish()
    }
}

impl Error for RestError {}

/// Writes how long to wait, if that is known.
pub(super) fn wait(f: &mut fmt::Formatter<'_>, retry_after: Option<Duration>) -> fmt::Result {
    match retry_after {
        Some(time) => write!(f, "; try again in {} s", time.as_secs()),
        None => Ok(()),
    }
}
