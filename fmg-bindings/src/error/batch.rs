//! Errors of the requests of a batch.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::{Context, Error};

/// A request of a batch was not sent, because an earlier HTTP request of the batch got no usable response.
#[derive(Clone, Debug)]
pub struct BatchError {
    earlier: Error,
}

impl BatchError {
    pub(crate) fn new(earlier: Error) -> Self {
        Self { earlier }
    }

    /// The error of the earlier HTTP request.
    #[must_use]
    pub fn earlier(&self) -> &Error {
        &self.earlier
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it was not sent, because an earlier HTTP request of the batch got no usable response")
    }
}

impl StdError for BatchError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.earlier)
    }
}

impl Error {
    /// This error of an HTTP request, as that of one of the calls in it.
    pub(crate) fn of_part(&self, call: Context, url: &str) -> Self {
        let mut parts = self.parts();
        parts.call = Some(call);
        parts.facts.get_or_insert_default().url = Some(url.to_owned());
        Self(Arc::new(parts))
    }

    /// Whether this error was made from `other`, by adding the facts about the call.
    pub(crate) fn is_made_from(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.kind, &other.0.kind)
    }
}
