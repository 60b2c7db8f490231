//! The web server says no.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::excerpt;

/// The answer has an HTTP status that means failure, and holds no status of FortiManager's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpError {
    status: u16,
    excerpt: Box<str>,
    retry_after: Option<Duration>,
}

impl HttpError {
    /// An answer with this status and text.
    pub(crate) fn new(status: u16, text: &str) -> Self {
        Self {
            status,
            excerpt: excerpt::around(text, 0).into(),
            retry_after: None,
        }
    }

    /// Keeps how long to wait.
    pub(super) fn keep_retry_after(&mut self, retry_after: Option<Duration>) {
        self.retry_after = retry_after;
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// How long to wait before trying again, if the web server has named it.
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
            404 => " (there is nothing at this url; is it that of a FortiManager?)",
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
