//! An answer that is none.

use std::borrow::Cow;
use std::error::Error;
use std::{fmt, io};

use super::excerpt;
use crate::call_record::blanked;

/// An answer came that is no reply, or not the one that was asked for.
///
/// It holds a short piece of the answer around the fault, in which the values of members that look like
/// secrets are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    path: Option<Box<str>>,
    detail: Box<str>,
    excerpt: Box<str>,
    /// It would be no error but for `strict`.
    is_misfit: bool,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// There is nothing in it.
    Empty,
    /// It is a web page.
    Html,
    /// It is JSON or a short text in place of the file that was asked for.
    NotAFile,
    /// It came compressed, and cannot be decompressed: the stream breaks off or was changed on the way.
    DamagedStream,
    /// It is no UTF-8.
    NotText,
    /// It is no JSON.
    Malformed,
    /// It is JSON that breaks off.
    Truncated,
    /// A member has another type than expected; [`DecodeError::path`] says which.
    Mismatch,
    /// It holds neither a result nor a status.
    NoResult,
    /// It holds more than one result, to a call that has one.
    SeveralResults,
    /// Its result does not say whether the call succeeded: it has no status, or one of another type than expected.
    NoStatus,
    /// It reports an error, but without a code.
    ErrorWithoutCode,
    /// It reports success, but has no data to give.
    NoData,
    /// It reports success, but the object that was asked for is not in it.
    NoObject,
    /// It is the reply to another request.
    ForeignId,
    /// It does not say which request it is the reply to.
    NoId,
    /// It reports a login, but names no session.
    NoSession,
    /// It does not say which of several VDOMs it is the answer of.
    NoVdom,
    /// It is the answer of a VDOM that was not asked.
    ForeignVdom,
    /// A VDOM that was asked has not answered.
    NoAnswer,
}

impl DecodeError {
    pub(crate) fn new(kind: DecodeErrorKind) -> Self {
        Self {
            kind,
            path: None,
            detail: "".into(),
            excerpt: "".into(),
            is_misfit: false,
        }
    }

    /// Keeps a piece of the answer around the byte at `offset`.
    pub(crate) fn near(self, text: &str, offset: usize) -> Self {
        Self {
            excerpt: excerpt::around(text, offset).into(),
            ..self
        }
    }

    /// Keeps where in the JSON the fault is.
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

    /// Keeps what a JSON reader says, without the value it may quote.
    pub(crate) fn because(self, error: &serde_json::Error) -> Self {
        Self {
            detail: excerpt::without_value(&error.to_string()).into(),
            ..self
        }
    }

    /// Keeps that it is an error only because of `strict`.
    pub(crate) fn of_misfit(self, is_misfit: bool) -> Self {
        Self { is_misfit, ..self }
    }

    /// A compressed reply cannot be decompressed. What came says nothing to a reader.
    pub(crate) fn damaged_stream(error: &io::Error) -> Self {
        Self {
            detail: error.to_string().into(),
            ..Self::new(DecodeErrorKind::DamagedStream)
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where in the JSON a member has another type than expected, such as `result[0].data.oid`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Whether it is an error only because the call or its client is `strict`: without that, the value would be left out
    /// and listed as a [misfit](crate::Misfit).
    #[must_use]
    pub fn is_misfit(&self) -> bool {
        self.is_misfit
    }

    /// The piece of the answer around the fault, with secrets masked. Empty if there is none to show.
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
            DecodeErrorKind::NotAFile => "the reply is no file, but says something",
            DecodeErrorKind::DamagedStream => "the reply is compressed, and the compressed data is damaged",
            DecodeErrorKind::NotText => "the reply is not UTF-8",
            DecodeErrorKind::Malformed => "the reply is not JSON",
            DecodeErrorKind::Truncated => "the reply breaks off",
            DecodeErrorKind::Mismatch => "the reply has another shape than expected",
            DecodeErrorKind::NoResult => "the reply holds neither a result nor a status",
            DecodeErrorKind::SeveralResults => "the reply holds several results to one call",
            DecodeErrorKind::NoStatus => "the reply does not say whether the call succeeded",
            DecodeErrorKind::ErrorWithoutCode => "the reply reports an error without a code",
            DecodeErrorKind::NoData => "the reply reports success, but holds no data",
            DecodeErrorKind::NoObject => "the reply reports success, but there is no such object",
            DecodeErrorKind::ForeignId => "the reply is that to another request",
            DecodeErrorKind::NoId => "the reply does not say which request it answers",
            DecodeErrorKind::NoSession => "the login was accepted, but the reply names no session",
            DecodeErrorKind::NoVdom => "the reply does not say which VDOM it comes from",
            DecodeErrorKind::ForeignVdom => "the reply comes from a VDOM that was not asked",
            DecodeErrorKind::NoAnswer => "the VDOM has not answered",
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
            f.write_str("; only `strict` makes it an error, without which it is a misfit")?;
        }
        Ok(())
    }
}

impl Error for DecodeError {}
