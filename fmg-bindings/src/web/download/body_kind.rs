//! Recognises the kind of a body where a file is expected.

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::reading;
use crate::web::is_page;

/// The longest plain text that may be a message of a gateway or a web server, in bytes.
const SHORT: usize = 4 * 1024;

/// The number of bytes that are necessary to distinguish binary data from text.
const LEAST: usize = 64;

/// The longest prefix of JSON that prevents browsers from running it, in bytes without blanks.
const LONGEST_GUARD: usize = 128;

/// The number of brackets that are tried as the beginning of JSON.
const BRACKETS: usize = 8;

/// The beginning of a body.
#[derive(Clone, Copy)]
pub(super) struct BodyStart<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether this is the whole body.
    pub(super) is_all: bool,
}

/// The kind of a body.
pub(super) enum BodyKind {
    Empty,
    Html,
    Json {
        /// Whether it is only an error message.
        is_refusal: bool,
    },
    ShortText,
    Other,
}

impl BodyKind {
    /// The kind of a body with this beginning, which is not UTF-16.
    ///
    /// If the file may be `text`, less counts as a message: a script may end with JSON.
    pub(super) fn of(headers: &HeaderMap, begun: BodyStart<'_>, text: bool) -> Self {
        let named = headers.contains_key(CONTENT_DISPOSITION);
        let may_be_text = text && named;
        let bytes = without_mark(begun.bytes);
        if bytes.trim_ascii().is_empty() && begun.is_all {
            return Self::Empty;
        }
        if is_of_type(headers, is_page_type) || is_page(bytes) {
            return Self::Html;
        }
        let says_json = is_of_type(headers, is_json_type);
        if let Some(json) = Self::of_json(bytes, begun.is_all, says_json, may_be_text) {
            return json;
        }
        if begun.is_all && bytes.len() <= SHORT && is_text(bytes) {
            return Self::ShortText;
        }
        // A file may have a wrong media type. Undeclared text that is not expected has the kind of its media type.
        let seems_json = matches!(first(bytes), Some(b'{' | b'['));
        if says_json && is_text(bytes) && !text && (seems_json || !named) {
            return Self::Json { is_refusal: false };
        }
        Self::Other
    }

    /// Whether more data is necessary to recognise the kind.
    pub(super) fn needs_more(headers: &HeaderMap, begun: &[u8], may_be_text: bool) -> bool {
        // A partial byte order mark and a single unusual byte do not determine the rest.
        if MARK.starts_with(begun) || begun.len() < LEAST {
            return true;
        }
        // Longer text is not short text.
        let utf16 = reading::decode_utf16(begun.get(..2 * SHORT + 4).unwrap_or(begun));
        let begun = without_mark(utf16.as_deref().map_or(begun, str::as_bytes));
        match first(begun) {
            None | Some(b'{' | b'[' | b'<') => true,
            Some(_) => {
                let is_short = !may_be_text && begun.len() <= SHORT;
                let may_be_guarded = brackets(begun).any(|(before, _)| is_guard(before))
                    || (is_short_guard(begun) && may_be_guard(begun));
                (is_short || may_be_guarded || is_of_type(headers, is_json_type)) && is_text(begun)
            }
        }
    }

    /// The kind of JSON, if the body is JSON: alone, after a prefix, or after any text if the media type is JSON.
    fn of_json(bytes: &[u8], is_all: bool, says_json: bool, may_be_text: bool) -> Option<Self> {
        if matches!(first(bytes), Some(b'{' | b'['))
            && let Some((json, _)) = Self::of_value(bytes, is_all)
        {
            return Some(json);
        }
        brackets(bytes).find_map(|(before, value)| {
            let is_guarded = is_guard(before);
            if !is_guarded && (may_be_text || !says_json || !is_text(before)) {
                return None;
            }
            match Self::of_value(value, is_all)? {
                (json, true) if is_guarded => Some(json),
                // Text followed by JSON is a message, not a JSON file.
                (_, true) => Some(Self::Json { is_refusal: true }),
                (_, false) => None,
            }
        })
    }

    /// The kind of the JSON value at the beginning, and whether only the end of a function call follows.
    fn of_value(bytes: &[u8], is_all: bool) -> Option<(Self, bool)> {
        let text = String::from_utf8_lossy(bytes);
        let read = |text: &str| {
            let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
            let value = values.next();
            (value, values.byte_offset())
        };
        let json = |text: &str, end: usize| {
            let (value, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            let json = Self::Json {
                is_refusal: describes_error(value),
            };
            let closes = |c: char| c.is_whitespace() || matches!(c, ')' | ';' | ',' | '*' | '/');
            (json, rest.chars().all(closes))
        };
        match read(&text) {
            (None, _) => None,
            (Some(Ok(_)), end) => Some(json(&text, end)),
            // The text is JSON up to its end, so it was cut off.
            (Some(Err(error)), _) if error.is_eof() => Some((Self::Json { is_refusal: is_all }, true)),
            // Replies may have control characters in strings, so a message with them counts as JSON.
            (Some(Err(_)), _) => {
                let repaired = reading::repaired(&text)?;
                match read(&repaired) {
                    (Some(Ok(_)), end) => Some(json(&repaired, end)),
                    _ => None,
                }
            }
        }
    }
}

/// Brackets near the beginning, each with the text before it and the text from it on.
fn brackets(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let printed = bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace());
    let places = printed
        .take(LONGEST_GUARD)
        .filter(|(_, byte)| matches!(byte, b'{' | b'['));
    let parts = places.filter_map(|(at, _)| bytes.split_at_checked(at));
    parts
        .filter(|(before, _)| !before.trim_ascii().is_empty())
        .take(BRACKETS)
}

/// Whether so few characters were received that JSON after a prefix may still follow.
fn is_short_guard(begun: &[u8]) -> bool {
    let printed = begun.iter().filter(|byte| !byte.is_ascii_whitespace());
    printed.take(LONGEST_GUARD).count() < LONGEST_GUARD
}

/// Whether the text is a prefix that prevents browsers from running JSON as a script, or the beginning of a function
/// call with the JSON as its argument.
fn is_guard(before: &[u8]) -> bool {
    /// The prefixes of Google, Facebook and other services.
    const GUARDS: [&[u8]; 7] = [
        b")]}'",
        b")]}",
        b"while(1)",
        b"for(;;)",
        b"throw1",
        b"{}&&",
        b"&&&START&&&",
    ];
    let before = printed_of(before);
    let guard = before.strip_suffix(b",").or_else(|| before.strip_suffix(b";"));
    GUARDS.contains(&guard.unwrap_or(&before)) || before.strip_suffix(b"(").is_some_and(is_name)
}

/// Whether the text may become a prefix when more is received.
fn may_be_guard(begun: &[u8]) -> bool {
    is_guard(begun) || is_name(&printed_of(begun))
}

/// The bytes without blanks and without the comment that some services begin with.
fn printed_of(text: &[u8]) -> Vec<u8> {
    let text = text.trim_ascii_start();
    let text = text.strip_prefix(b"/**/").unwrap_or(text);
    text.iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect()
}

/// Whether the text may be the name of a function in a script.
fn is_name(text: &[u8]) -> bool {
    let may_stand = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'[' | b']');
    text.iter().all(may_stand)
}

/// Whether an object contains an error, or only members that describe one.
fn describes_error(json: &str) -> bool {
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

/// The first byte that is not a space.
fn first(bytes: &[u8]) -> Option<u8> {
    bytes.trim_ascii_start().first().copied()
}

/// Whether the bytes are text: without control characters, or UTF-8 with a few.
fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c');
    match bytes.iter().filter(is_control).count() {
        0 => true,
        few => few.saturating_mul(16) <= bytes.len() && is_utf8(bytes),
    }
}

/// Whether the bytes are UTF-8, possibly cut inside a character.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Removes a byte order mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// Whether the response has a media type that `is` accepts.
fn is_of_type(headers: &HeaderMap, is: fn(&str) -> bool) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|media_type| media_type.split(';').next());
    essence.is_some_and(|essence| is(&essence.trim().to_ascii_lowercase()))
}

fn is_page_type(essence: &str) -> bool {
    matches!(essence, "text/html" | "application/xhtml+xml")
}

/// JSON, or a script that contains JSON in a function call.
fn is_json_type(essence: &str) -> bool {
    ["/json", "+json", "/javascript", "/x-javascript"]
        .iter()
        .any(|end| essence.ends_with(end))
}
