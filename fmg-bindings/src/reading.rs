//! What reading a reply takes, whatever the product that it comes from.

mod mend;
mod scalar;
mod wide;

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use serde_path_to_error::Track;

#[cfg(any(feature = "web", feature = "fortios"))]
pub(crate) use self::mend::is_fault_of_form;
pub(crate) use self::mend::{Body, is_malformed, leniently, mended, text};
pub(crate) use self::scalar::{AnyScalar, MemberName, Scalar};
pub(crate) use self::wide::wide;
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

/// Whether a text could not be read for a value that `serde_json` does not hold: a number beyond the largest of an `f64`, or
/// lists and objects nested beyond its limit. It can pass both over.
pub(crate) fn is_beyond_limits(error: &serde_json::Error) -> bool {
    // The error has no kind for either.
    const SAID: [&str; 2] = ["number out of range", "recursion limit exceeded"];
    error.is_syntax() && {
        let said = error.to_string();
        SAID.iter().any(|words| said.starts_with(words))
    }
}

/// Reads a text by `read`, and if a value in it cannot be held, once more [carefully](Notes::carefully).
pub(crate) fn within_limits<T>(
    text: &str,
    notes: Notes,
    read: impl Fn(Notes) -> Result<T, serde_json::Error>,
) -> Result<T, serde_json::Error> {
    let again = notes.clone();
    match read(notes) {
        // A text that has to be mended is mended first: what is cut out of it is read by itself.
        Err(error) if is_beyond_limits(&error) && mended(text).is_none() => read(again.carefully()),
        result => result,
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

/// Where in the JSON a text fails that `read` cannot read.
pub(crate) fn path(
    text: &str,
    notes: Notes,
    read: impl Fn(Tracked<'_, '_, '_>, Notes) -> Result<(), serde_json::Error>,
) -> Option<String> {
    let path = RefCell::new(None);
    let result = within_limits(text, notes, |notes| {
        let mut track = Track::new();
        let mut json = serde_json::Deserializer::from_str(text);
        let result = read(serde_path_to_error::Deserializer::new(&mut json, &mut track), notes);
        path.replace(Some(track.path().to_string()));
        result
    });
    result.err()?;
    path.into_inner()
}

/// Tells where a reader is.
type Tracked<'a, 'b, 'de> = serde_path_to_error::Deserializer<'a, 'b, &'a mut Json<'de>>;
type Json<'de> = serde_json::Deserializer<serde_json::de::StrRead<'de>>;

/// The byte that the reader had come to.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    start + error.column().saturating_sub(1)
}
