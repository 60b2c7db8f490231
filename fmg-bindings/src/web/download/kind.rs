//! The kinds of file that a call accepts.

use http::HeaderMap;
use http::header::CONTENT_DISPOSITION;

use super::body_kind::{BodyKind, BodyStart};
use crate::error::DecodeErrorKind;

/// The first bytes of a PDF file (ISO 32000-1, 7.5.2).
const PDF: &[u8] = b"%PDF-";

/// The formats of a file that a call accepts besides binary data and long text.
///
/// Gateways send a web page, JSON or a line of text, often with an HTTP status of success. If the documents allow a
/// file of such a kind, it is accepted if the response declares a file by the header `Content-Disposition`.
/// `#[derive(Endpoint)]` sets it by `download(text, json, html)`. If the documents name the format, as in
/// `download(pdf)`, the file must begin like that format.
///
/// Messages are also recognised in UTF-16, and after a prefix that prevents browsers from running JSON, such as `)]}',`
/// or a function call. A file is refused if `Content-Type` declares a web page. Text that it declares as JSON is
/// refused, unless text is allowed or `Content-Disposition` declares a file.
///
/// ```
/// use fmg_bindings::fmg::web::FileKind;
///
/// /// A configuration, or a list of policies as CSV.
/// const KIND: FileKind = FileKind::BINARY.text();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "the kinds are independent of each other")]
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

    /// The file may be plain text of any length, such as a certificate or a script.
    #[must_use]
    pub const fn text(self) -> Self {
        Self { text: true, ..self }
    }

    /// The file may be JSON.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { json: true, ..self }
    }

    /// The file may be a web page.
    #[must_use]
    pub const fn html(self) -> Self {
        Self { html: true, ..self }
    }

    /// The file is PDF, and nothing else unless another kind is set too. Its first bytes are checked.
    #[must_use]
    pub const fn pdf(self) -> Self {
        Self { pdf: true, ..self }
    }

    /// Whether binary data and long text are accepted whatever their first bytes are.
    const fn is_open(self) -> bool {
        !self.pdf || self.text || self.json || self.html
    }

    /// The error of a file with this beginning, if there is one.
    pub(super) fn fault(self, headers: &HeaderMap, begun: BodyStart<'_>) -> Option<DecodeErrorKind> {
        let named = headers.contains_key(CONTENT_DISPOSITION);
        match BodyKind::of(headers, begun, self.text) {
            BodyKind::Empty | BodyKind::ShortText if named && self.text => None,
            BodyKind::Empty => Some(DecodeErrorKind::Empty),
            BodyKind::Html if named && self.html => None,
            BodyKind::Html => Some(DecodeErrorKind::Html),
            // A gateway that sends the name of the file may send it with its own message, too.
            BodyKind::Json { is_refusal: false } if named && self.json => None,
            BodyKind::ShortText if self.pdf && begun.bytes.starts_with(PDF) => None,
            BodyKind::Other if self.is_open() || begun.bytes.starts_with(PDF) => None,
            BodyKind::Json { .. } | BodyKind::ShortText | BodyKind::Other => Some(DecodeErrorKind::NotAFile),
        }
    }

    /// Whether more data is necessary to recognise the kind of file.
    pub(super) fn needs_more(self, headers: &HeaderMap, begun: &[u8]) -> bool {
        BodyKind::needs_more(headers, begun, self.text && headers.contains_key(CONTENT_DISPOSITION))
    }
}
