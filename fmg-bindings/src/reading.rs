//! Decodes replies: the parts that both products share.

mod pieces;
mod repair;
mod scalar;
mod usual_json;
mod utf16;

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use serde_path_to_error::Track;

pub(crate) use self::pieces::ReadPieces;
#[cfg(any(feature = "web", feature = "fortios"))]
pub(crate) use self::repair::is_not_json;
pub(crate) use self::repair::{Body, is_malformed, leniently, repaired, text};
pub(crate) use self::scalar::{AnyScalar, MemberName, Scalar};
pub(crate) use self::utf16::decode_utf16;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::response::ReadReply;
use crate::slots::Notes;

/// The options of decoding a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Whether a value that does not fit is an error.
    pub(crate) strict: bool,
}

impl Reading {
    /// The options of the call `call`, for a client with these options.
    pub(crate) fn or(self, call: Self) -> Self {
        Self {
            strict: self.strict || call.strict,
        }
    }

    /// The notes for values that do not fit, in the first attempt.
    pub(crate) fn notes(self) -> Notes {
        if self.strict {
            Notes::refusing()
        } else {
            Notes::counting()
        }
    }
}

/// Whether a text could not be decoded because of a value that `serde_json` does not support: a number beyond the range
/// of `f64`, or lists and objects nested too deeply. `serde_json` can skip both.
pub(crate) fn is_beyond_limits(error: &serde_json::Error) -> bool {
    // The error has no kind for them.
    const MESSAGES: [&str; 2] = ["number out of range", "recursion limit exceeded"];
    error.is_syntax() && {
        let message = error.to_string();
        MESSAGES.iter().any(|known| message.starts_with(known))
    }
}

/// Decodes a text by `read`. If it contains an unsupported value, decodes it again [carefully](Notes::carefully).
fn within_limits<T>(
    text: &str,
    notes: Notes,
    mut read: impl FnMut(Notes) -> Result<T, serde_json::Error>,
) -> Result<T, serde_json::Error> {
    let again = notes.clone();
    match read(notes) {
        // A text that has to be repaired is repaired first, because its repaired part is decoded separately.
        Err(error) if is_beyond_limits(&error) && repaired(text).is_none() => read(again.carefully()),
        result => result,
    }
}

/// Decodes the data. `None` if it is `null`; otherwise whether the response could use it.
pub(crate) struct Data<'p, R: ?Sized> {
    pub(crate) response: &'p mut R,
    pub(crate) notes: &'p mut Notes,
}

impl<'de, R: ReadReply + ?Sized> DeserializeSeed<'de> for Data<'_, R> {
    type Value = Option<bool>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<bool>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, R: ReadReply + ?Sized> Visitor<'de> for Data<'_, R> {
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

/// The error of a reply that could not be decoded, with its place.
///
/// `path` finds the member by decoding once more. It is called only if a member causes the error.
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

/// The path of the member where `read` fails to decode a text.
fn path(
    text: &str,
    notes: Notes,
    mut read: impl FnMut(Tracked<'_, '_, '_>, Notes) -> Result<(), serde_json::Error>,
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

/// A deserializer that tracks the current path.
type Tracked<'a, 'b, 'de> = serde_path_to_error::Deserializer<'a, 'b, &'a mut Json<'de>>;
type Json<'de> = serde_json::Deserializer<serde_json::de::StrRead<'de>>;

/// The position in bytes at which the parser stopped.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    start + error.column().saturating_sub(1)
}
