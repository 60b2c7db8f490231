//! What kind of file answers a call, and what is none.

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::error::DecodeErrorKind;
use crate::reading;
use crate::web::is_page;

/// What a PDF file begins with (ISO 32000-1, 7.5.2).
const PDF: &[u8] = b"%PDF-";

/// The longest plain text that may be a message of a gateway or a web server, in bytes.
pub(super) const SHORT: usize = 4 * 1024;

/// So much is looked at before binary data is told from text, in bytes.
const LEAST: usize = 64;

/// What the file that answers a call may be, beside binary data and long text.
///
/// A gateway answers with a web page, JSON or a line of text, often with an HTTP status of success. Where the documents say
/// that a file is of such a kind, it is taken for a file if the answer calls itself one by the header
/// `Content-Disposition`. `#[derive(Endpoint)]` sets it by `download(text, json, html)`. Where they name the format,
/// `download(pdf)`, the file has to begin as one.
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
    pub(super) fn fault(self, headers: &HeaderMap, begun: Begun<'_>) -> Option<DecodeErrorKind> {
        let named = headers.contains_key(CONTENT_DISPOSITION);
        match Look::of(headers, begun) {
            Look::Empty | Look::ShortText if named && self.text => None,
            Look::Empty => Some(DecodeErrorKind::Empty),
            Look::Html if named && self.html => None,
            Look::Html => Some(DecodeErrorKind::Html),
            // A gateway that passes on a name for the file does so for its own words too.
            Look::Json { is_refusal: false } if named && self.json => None,
            Look::ShortText if self.pdf && begun.bytes.starts_with(PDF) => None,
            Look::Other if self.is_open() || begun.bytes.starts_with(PDF) => None,
            Look::Json { .. } | Look::ShortText | Look::Other => Some(DecodeErrorKind::NotAFile),
        }
    }

    /// Whether what has come leaves open what it is.
    pub(super) fn needs_more(self, headers: &HeaderMap, begun: &[u8]) -> bool {
        // Half of a byte order mark says nothing of what is behind it, and one odd byte nothing of the rest.
        if MARK.starts_with(begun) || begun.len() < LEAST {
            return true;
        }
        match without_mark(begun).trim_ascii_start().first() {
            None | Some(b'{' | b'[' | b'<') => true,
            Some(_) => {
                !(self.text && headers.contains_key(CONTENT_DISPOSITION)) && begun.len() <= SHORT && is_text(begun)
            }
        }
    }
}

/// The beginning of an answer.
#[derive(Clone, Copy)]
pub(super) struct Begun<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether that is all of it.
    pub(super) is_all: bool,
}

/// What an answer looks like.
enum Look {
    Empty,
    Html,
    Json {
        /// Whether it says nothing but what went wrong.
        is_refusal: bool,
    },
    ShortText,
    Other,
}

impl Look {
    fn of(headers: &HeaderMap, begun: Begun<'_>) -> Self {
        let bytes = without_mark(begun.bytes);
        if bytes.trim_ascii().is_empty() && begun.is_all {
            return Self::Empty;
        }
        if calls_itself_page(headers) || is_page(bytes) {
            return Self::Html;
        }
        if let Some(json) = Self::of_json(bytes, begun.is_all) {
            return json;
        }
        if begun.is_all && bytes.len() <= SHORT && is_text(bytes) {
            return Self::ShortText;
        }
        Self::Other
    }

    /// What begins with JSON looks like; `None` if this is none.
    fn of_json(bytes: &[u8], is_all: bool) -> Option<Self> {
        if !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        let first = |text: &str| {
            let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
            values.next()
        };
        let json = |text: &str| Self::Json {
            is_refusal: says_what_went_wrong(text),
        };
        match first(&text)? {
            Ok(_) => Some(json(&text)),
            // What breaks off was JSON until there, and a whole file does not.
            Err(error) if error.is_eof() => Some(Self::Json { is_refusal: is_all }),
            // Replies with control characters in their strings are read, and so a message with these is one.
            Err(_) => {
                let mended = reading::mended(&text)?;
                first(&mended)?.is_ok().then(|| json(&mended))
            }
        }
    }
}

/// Whether an object has an error in it, or nothing but members that describe one.
fn says_what_went_wrong(json: &str) -> bool {
    /// Members of errors of web servers, gateways and JSON-RPC.
    const DESCRIBES: [&str; 14] = [
        "code",
        "detail",
        "details",
        "error",
        "errors",
        "http_status",
        "id",
        "jsonrpc",
        "message",
        "path",
        "redirect",
        "status",
        "timestamp",
        "title",
    ];
    let Ok(Value::Object(members)) = serde_json::from_str(json) else {
        return false;
    };
    let is_set = |name: &str| members.get(name).is_some_and(|value| !value.is_null());
    is_set("jsonrpc") || is_set("error") || members.keys().all(|name| DESCRIBES.contains(&name.as_str()))
}

/// Whether it reads as text: it has no control characters, or is UTF-8 with a few.
fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c');
    match bytes.iter().filter(is_control).count() {
        0 => true,
        few => few.saturating_mul(16) <= bytes.len() && is_utf8(bytes),
    }
}

/// Whether it is UTF-8, or breaks off inside a character of it.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Without a byte order mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

fn calls_itself_page(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|media_type| media_type.split(';').next());
    essence.is_some_and(|essence| {
        ["text/html", "application/xhtml+xml"]
            .iter()
            .any(|page| essence.trim().eq_ignore_ascii_case(page))
    })
}
