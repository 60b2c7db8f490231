//! The error of a response that could not be decoded.

use std::borrow::Cow;
use std::error::Error;
use std::{fmt, io};

use super::excerpt;
use crate::call_record::blanked;

/// The response could not be decoded, or belongs to another call.
///
/// It contains a short piece of the response around the error. The values of members that look like secrets are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    path: Option<Box<str>>,
    detail: Box<str>,
    excerpt: Box<str>,
    /// It is an error only because of `strict`.
    is_misfit: bool,
}

/// Why a response could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The body is empty.
    Empty,
    /// The response is a web page.
    Html,
    /// The response is JSON or a short text, not the expected file.
    NotAFile,
    /// The compressed data of the response is damaged: it ends early or was changed.
    DamagedStream,
    /// The response is not UTF-8.
    NotText,
    /// The response is not JSON.
    Malformed,
    /// The response is JSON that ends early.
    Truncated,
    /// A member has another type than expected; [`DecodeError::path`] says which.
    Mismatch,
    /// The reply contains neither a result nor a status.
    NoResult,
    /// The reply contains more than one result, although the call has one.
    SeveralResults,
    /// The reply to a batch has another number of results than the batch has requests.
    OtherCount,
    /// The reply does not report whether the call succeeded: its result has no status, or one of another type.
    NoStatus,
    /// The reply reports an error without a code.
    ErrorWithoutCode,
    /// The reply reports success without data.
    NoData,
    /// The reply reports success, but does not contain the requested object.
    NoObject,
    /// The reply belongs to another request.
    ForeignId,
    /// The reply has no request id.
    NoId,
    /// The reply reports a successful login without a session.
    NoSession,
    /// The reply does not name its VDOM, among several.
    NoVdom,
    /// The reply is from a VDOM that was not in the request.
    ForeignVdom,
    /// The reply is from a device that was not in the request.
    ForeignDevice,
    /// The reply contains nothing from a VDOM or from a device that was in the request.
    NoAnswer,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(kind: DecodeErrorKind) -> Self {
        Self {
            kind,
            path: None,
            detail: "".into(),
            excerpt: "".into(),
            is_misfit: false,
        }
    }

    /// Adds a piece of the response around the byte at `offset`.
    pub(crate) fn near(self, text: &str, offset: usize) -> Self {
        Self {
            excerpt: excerpt::around(text, offset).into(),
            ..self
        }
    }

    /// Adds the path of the error in the JSON.
    pub(crate) fn at(self, path: String) -> Self {
        let blanked = match blanked(&path) {
            Cow::Borrowed(_) => path,
            Cow::Owned(blanked) => blanked,
        };
        Self {
            path: Some(blanked.into()),
            ..self
        }
    }

    /// Adds the message of the JSON parser, without the value that it may quote.
    pub(crate) fn because(self, error: &serde_json::Error) -> Self {
        Self {
            detail: excerpt::without_value(&error.to_string()).into(),
            ..self
        }
    }

    /// Sets whether it is an error only because of `strict`.
    pub(crate) fn of_misfit(self, is_misfit: bool) -> Self {
        Self { is_misfit, ..self }
    }

    /// A compressed reply cannot be decompressed. It has no readable excerpt.
    pub(crate) fn damaged_stream(error: &io::Error) -> Self {
        Self {
            detail: error.to_string().into(),
            ..Self::new(DecodeErrorKind::DamagedStream)
        }
    }

    /// Why the response could not be decoded.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// The path of the member whose type does not match, such as `result[0].data.oid`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Whether it is an error only because the call or its client is `strict`. Otherwise the value would be left out
    /// and listed as a [misfit](crate::Misfit).
    #[must_use]
    pub fn is_misfit(&self) -> bool {
        self.is_misfit
    }

    /// The piece of the response around the error, with secrets masked. Empty if there is nothing to show.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            DecodeErrorKind::Empty => "the reply is empty",
            DecodeErrorKind::Html => "the reply is a web page; is the base url that of the appliance?",
            DecodeErrorKind::NotAFile => "the reply is a message, not a file",
            DecodeErrorKind::DamagedStream => "the reply is compressed, and the compressed data is damaged",
            DecodeErrorKind::NotText => "the reply is not UTF-8",
            DecodeErrorKind::Malformed => "the reply is not JSON",
            DecodeErrorKind::Truncated => "the reply ends early",
            DecodeErrorKind::Mismatch => "the reply has another shape than expected",
            DecodeErrorKind::NoResult => "the reply contains neither a result nor a status",
            DecodeErrorKind::SeveralResults => "the reply contains several results for one call",
            DecodeErrorKind::OtherCount => "the reply has another number of results than the request has calls",
            DecodeErrorKind::NoStatus => "the reply does not say whether the call succeeded",
            DecodeErrorKind::ErrorWithoutCode => "the reply reports an error without a code",
            DecodeErrorKind::NoData => "the reply reports success, but contains no data",
            DecodeErrorKind::NoObject => "the reply reports success, but there is no such object",
            DecodeErrorKind::ForeignId => "the reply belongs to another request",
            DecodeErrorKind::NoId => "the reply has no request id",
            DecodeErrorKind::NoSession => "the login was accepted, but the reply names no session",
            DecodeErrorKind::NoVdom => "the reply does not name its VDOM",
            DecodeErrorKind::ForeignVdom => "the reply is from a VDOM that was not in the request",
            DecodeErrorKind::ForeignDevice => "the reply is from a device that was not in the request",
            DecodeErrorKind::NoAnswer => "the reply contains nothing from the VDOM or device",
        })?;
        if let Some(path) = &self.path {
            write!(f, ", at `{path}`")?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        if !self.excerpt.is_empty() {
            write!(f, "; near {}", self.excerpt)?;
        }
        if self.is_misfit {
            f.write_str("; it is an error because of `strict`, otherwise a misfit")?;
        }
        Ok(())
    }
}

impl Error for DecodeError {}
