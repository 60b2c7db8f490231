//! HTTP errors of FortiManager's web server or of a gateway, without a status of FortiManager.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::excerpt;

/// The response has an HTTP status of failure, and no status of FortiManager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpError {
    status: u16,
    excerpt: Box<str>,
    retry_after: Option<Duration>,
}

impl HttpError {
    /// A response with this status and text.
    #[cold]
    pub(crate) fn new(status: u16, text: &str) -> Self {
        Self {
            status,
            excerpt: excerpt::around(text, 0).into(),
            retry_after: None,
        }
    }

    /// Sets the time to wait.
    pub(super) fn keep_retry_after(&mut self, retry_after: Option<Duration>) {
        self.retry_after = retry_after;
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The time to wait before the next attempt, if the web server names it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the web server answers with HTTP status {}", self.status)?;
        let reason = match self.status {
            401 => " (credentials, session or key are not valid)",
            403 => " (not allowed)",
            404 => " (not found; is the base url that of a FortiManager?)",
            429 => " (too many requests)",
            502..=504 => " (FortiManager is not available)",
            _ => "",
        };
        f.write_str(reason)?;
        super::rest::wait(f, self.retry_after)?;
        if !self.excerpt.is_empty() {
            write!(f, ": {}", self.excerpt)?;
        }
        Ok(())
    }
}

impl Error for HttpError {}
