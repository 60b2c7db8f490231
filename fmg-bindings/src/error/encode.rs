//! A request that cannot be written.

use std::error::Error;
use std::fmt;

/// A value of the request cannot be written as JSON, such as a map whose keys are no text.
///
/// Requests made of the types of this crate always can.
#[derive(Debug)]
pub struct EncodeError {
    source: serde_json::Error,
}

impl From<serde_json::Error> for EncodeError {
    fn from(source: serde_json::Error) -> Self {
        Self { source }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request cannot be written as JSON")
    }
}

impl Error for EncodeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
