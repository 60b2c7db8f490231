//! What reading a reply takes, whatever the product that it comes from.

mod mend;
mod scalar;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

pub(crate) use self::mend::{Body, is_malformed, leniently};
#[cfg(any(feature = "web", feature = "fortios"))]
pub(crate) use self::mend::{is_fault_of_form, mended, text};
pub(crate) use self::scalar::{AnyScalar, MemberName, Scalar};
use crate::Response;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::slots::Notes;

/// How a reply is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Whether a value that does not fit is an error.
    pub(crate) strict: bool,
}

impl Reading {
    /// How a call is read that says `call`, by a client that says this.
    pub(crate) fn or(self, call: Self) -> Self {
        Self {
            strict: self.strict || call.strict,
        }
    }

    /// What to make of such values, in a first reading.
    pub(crate) fn notes(self) -> Notes {
        if self.strict {
            Notes::refusing()
        } else {
            Notes::counting()
        }
    }
}

/// The data. `None` if it is `null`; otherwise whether the response has a use for it.
pub(crate) struct Data<'p, R> {
    pub(crate) response: &'p mut R,
    pub(crate) notes: &'p mut Notes,
}

impl<'de, R: Response> DeserializeSeed<'de> for Data<'_, R> {
    type Value = Option<bool>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<bool>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, R: Response> Visitor<'de> for Data<'_, R> {
    type Value = Option<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("data")
    }

    fn visit_none<E: Error>(self) -> Result<Option<bool>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<bool>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<bool>, D::Error> {
        self.response.read_data(deserializer, self.notes).map(Some)
    }
}

/// Says what is wrong with a reply that could not be read, and where.
///
/// `path` finds the member, by reading once more; it is asked only if a member is at fault.
pub(crate) fn fault(error: &serde_json::Error, text: &str, path: impl FnOnce() -> Option<String>) -> DecodeError {
    let kind = if error.is_eof() {
        DecodeErrorKind::Truncated
    } else if error.is_data() {
        DecodeErrorKind::Mismatch
    } else {
        DecodeErrorKind::Malformed
    };
    let fault = DecodeError::new(kind).because(error).near(text, offset(text, error));
    match kind {
        DecodeErrorKind::Mismatch => match path() {
            Some(path) => fault.at(path),
            None => fault,
        },
        _ => fault,
    }
}

/// The byte that the reader had come to.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    start + error.column().saturating_sub(1)
}
