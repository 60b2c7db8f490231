//! What kind of file answers a call, and what is none.

use http::HeaderMap;
use http::header::CONTENT_DISPOSITION;

use super::look::{BodyKind, BodyStart};
use crate::error::DecodeErrorKind;

/// What a PDF file begins with (ISO 32000-1, 7.5.2).
const PDF: &[u8] = b"%PDF-";

/// What the file that answers a call may be, beside binary data and long text.
///
/// A gateway answers with a web page, JSON or a line of text, often with an HTTP status of success. Where the documents say
/// that a file is of such a kind, it is taken for a file if the answer calls itself one by the header
/// `Content-Disposition`. `#[derive(Endpoint)]` sets it by `download(text, json, html)`. Where they name the format,
/// `download(pdf)`, the file has to begin as one.
///
/// A message is known in UTF-16, and behind what keeps browsers from running JSON, such as `)]}',` or the call of a function.
/// The header `Content-Type` speaks against a file that it calls a web page, and against text that it calls JSON if the
/// file is neither said to be text nor called one by `Content-Disposition`.
///
/// ```
/// use fmg_bindings::fmg::web::FileKind;
///
/// /// A configuration, or a list of policies as CSV.
/// const KIND: FileKind = FileKind::BINARY.text();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each kind is allowed or not, whatever the others are"
)]
pub struct FileKind {
    text: bool,
    json: bool,
    html: bool,
    pdf: bool,
}

impl FileKind {
    /// Neither short plain text nor JSON nor a web page.
    pub const BINARY: Self = Self {
        text: false,
        json: false,
        html: false,
        pdf: false,
    };

    /// It may be plain text of any length, such as a certificate or a script.
    #[must_use]
    pub const fn text(self) -> Self {
        Self { text: true, ..self }
    }

    /// It may be JSON.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { json: true, ..self }
    }

    /// It may be a web page.
    #[must_use]
    pub const fn html(self) -> Self {
        Self { html: true, ..self }
    }

    /// It is PDF, and nothing else unless that is named too. Its first bytes are looked at.
    #[must_use]
    pub const fn pdf(self) -> Self {
        Self { pdf: true, ..self }
    }

    /// Whether binary data and long text are files whatever they begin with.
    const fn is_open(self) -> bool {
        !self.pdf || self.text || self.json || self.html
    }

    /// What is wrong with a file that begins like this, if anything is.
    pub(super) fn fault(self, headers: &HeaderMap, begun: BodyStart<'_>) -> Option<DecodeErrorKind> {
        let named = headers.contains_key(CONTENT_DISPOSITION);
        match BodyKind::of(headers, begun, self.text) {
            BodyKind::Empty | BodyKind::ShortText if named && self.text => None,
            BodyKind::Empty => Some(DecodeErrorKind::Empty),
            BodyKind::Html if named && self.html => None,
            BodyKind::Html => Some(DecodeErrorKind::Html),
            // A gateway that passes on a name for the file does so for its own words too.
            BodyKind::Json { is_refusal: false } if named && self.json => None,
            BodyKind::ShortText if self.pdf && begun.bytes.starts_with(PDF) => None,
            BodyKind::Other if self.is_open() || begun.bytes.starts_with(PDF) => None,
            BodyKind::Json { .. } | BodyKind::ShortText | BodyKind::Other => Some(DecodeErrorKind::NotAFile),
        }
    }

    /// Whether what has come leaves open what it is.
    pub(super) fn needs_more(self, headers: &HeaderMap, begun: &[u8]) -> bool {
        BodyKind::needs_more(headers, begun, self.text && headers.contains_key(CONTENT_DISPOSITION))
    }
}
