//! What an answer looks like in which a file is expected.

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::reading;
use crate::web::is_page;

/// The longest plain text that may be a message of a gateway or a web server, in bytes.
const SHORT: usize = 4 * 1024;

/// So much is looked at before binary data is told from text, in bytes.
const LEAST: usize = 64;

/// The longest text before JSON that is to keep it from being run as a script, in bytes that are no blanks.
const LONGEST_GUARD: usize = 128;

/// So many brackets are looked at for the beginning of JSON.
const BRACKETS: usize = 8;

/// The beginning of an answer.
#[derive(Clone, Copy)]
pub(super) struct BodyStart<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether that is all of it.
    pub(super) is_all: bool,
}

/// What an answer looks like.
pub(super) enum BodyKind {
    Empty,
    Html,
    Json {
        /// Whether it says nothing but what went wrong.
        is_refusal: bool,
    },
    ShortText,
    Other,
}

impl BodyKind {
    /// What an answer looks like that begins with this, which is not in UTF-16.
    ///
    /// Where the file is said to be `text`, less is taken for a message: a script may end in JSON.
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
        // A file may come under an odd media type. Text that is said to be neither text nor a file is what its type says.
        let seems_json = matches!(first(bytes), Some(b'{' | b'['));
        if says_json && is_text(bytes) && !text && (seems_json || !named) {
            return Self::Json { is_refusal: false };
        }
        Self::Other
    }

    /// Whether what has come leaves open what it is.
    pub(super) fn needs_more(headers: &HeaderMap, begun: &[u8], may_be_text: bool) -> bool {
        // Half of a byte order mark says nothing of what is behind it, and one odd byte nothing of the rest.
        if MARK.starts_with(begun) || begun.len() < LEAST {
            return true;
        }
        // More is no short text.
        let wide = reading::wide(begun.get(..2 * SHORT + 4).unwrap_or(begun));
        let begun = without_mark(wide.as_deref().map_or(begun, str::as_bytes));
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

    /// What JSON looks like, if this is some: by itself or behind a guard, or behind any text if the answer says that it is JSON.
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
                // Words and then JSON are a message, and no file of JSON.
                (_, true) => Some(Self::Json { is_refusal: true }),
                (_, false) => None,
            }
        })
    }

    /// What the value of JSON looks like that this begins with, and whether nothing follows it but what closes a call.
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
                is_refusal: says_what_went_wrong(value),
            };
            let closes = |c: char| c.is_whitespace() || matches!(c, ')' | ';' | ',' | '*' | '/');
            (json, rest.chars().all(closes))
        };
        match read(&text) {
            (None, _) => None,
            (Some(Ok(_)), end) => Some(json(&text, end)),
            // What breaks off was JSON until there, and a whole file does not.
            (Some(Err(error)), _) if error.is_eof() => Some((Self::Json { is_refusal: is_all }, true)),
            // Replies with control characters in their strings are read, and so a message with these is one.
            (Some(Err(_)), _) => {
                let mended = reading::mended(&text)?;
                match read(&mended) {
                    (Some(Ok(_)), end) => Some(json(&mended, end)),
                    _ => None,
                }
            }
        }
    }
}

/// Brackets near the beginning, each with what stands before it and what it begins.
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

/// Whether so little but blanks has come that the JSON behind a guard may be still to come.
fn is_short_guard(begun: &[u8]) -> bool {
    let printed = begun.iter().filter(|byte| !byte.is_ascii_whitespace());
    printed.take(LONGEST_GUARD).count() < LONGEST_GUARD
}

/// Whether this is what services put before JSON, so that no browser runs it as a script, or the beginning of a call of a
/// function that is handed the JSON.
fn is_guard(before: &[u8]) -> bool {
    /// What Google's, Facebook's and other services begin their JSON with.
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

/// Whether this may become a guard when more has come.
fn may_be_guard(begun: &[u8]) -> bool {
    is_guard(begun) || is_name(&printed_of(begun))
}

/// The bytes but for blanks and the comment that some services begin with.
fn printed_of(text: &[u8]) -> Vec<u8> {
    let text = text.trim_ascii_start();
    let text = text.strip_prefix(b"/**/").unwrap_or(text);
    text.iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect()
}

/// Whether this may be the name of a function of a script.
fn is_name(text: &[u8]) -> bool {
    let may_stand = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'[' | b']');
    text.iter().all(may_stand)
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

/// The first byte that is no space.
fn first(bytes: &[u8]) -> Option<u8> {
    bytes.trim_ascii_start().first().copied()
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

/// Whether the answer has a media type of this kind.
fn is_of_type(headers: &HeaderMap, is: fn(&str) -> bool) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|media_type| media_type.split(';').next());
    essence.is_some_and(|essence| is(&essence.trim().to_ascii_lowercase()))
}

fn is_page_type(essence: &str) -> bool {
    matches!(essence, "text/html" | "application/xhtml+xml")
}

/// JSON, or the script that is JSON in a call of a function.
fn is_json_type(essence: &str) -> bool {
    ["/json", "+json", "/javascript", "/x-javascript"]
        .iter()
        .any(|end| essence.ends_with(end))
}
