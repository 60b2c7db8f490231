//! Repairs text from appliances: bytes that are not UTF-8, a byte order mark, unescaped control characters in strings,
//! and unpaired surrogates. Text from gateways may also be UTF-16.

use std::borrow::Cow;
use std::str;
use std::sync::OnceLock;

use bytes::Bytes;

use super::utf16::decode_utf16;
use crate::error::{DecodeErrorKind, ErrorKind};
use crate::trace;

/// The mark that some texts begin with.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Decodes `body` by `read`. A text that is not UTF-8 is repaired before. Any other text is repaired and decoded once
/// more if `is_damaged`.
pub(crate) fn leniently<T>(
    body: &[u8],
    mut read: impl FnMut(&str) -> Result<T, ErrorKind>,
    is_damaged: impl Fn(&Result<T, ErrorKind>) -> bool,
) -> Result<T, ErrorKind> {
    if let Some(text) = decode_utf16(body) {
        trace::repaired();
        return read(&repaired(&text).unwrap_or(text));
    }
    let Ok(text) = str::from_utf8(body) else {
        let result = read(&text(body));
        trace::repaired();
        return match result {
            // The repaired text is not JSON either.
            Err(ErrorKind::Decode(error)) if error.kind() == DecodeErrorKind::Malformed => {
                Err(crate::error::DecodeError::new(DecodeErrorKind::NotText).into())
            }
            result => result,
        };
    };
    let result = read(text);
    if is_damaged(&result)
        && let Some(repaired) = repaired(text)
    {
        trace::repaired();
        return read(&repaired);
    }
    result
}

/// Whether decoding failed because the text is not JSON.
pub(crate) fn is_malformed<T>(result: &Result<T, ErrorKind>) -> bool {
    result.as_ref().is_err_and(is_not_json)
}

/// Whether the error means that the text is not JSON.
pub(crate) fn is_not_json(kind: &ErrorKind) -> bool {
    let forms = [DecodeErrorKind::Malformed, DecodeErrorKind::Truncated];
    matches!(kind, ErrorKind::Decode(error) if forms.contains(&error.kind()))
}

/// The text of a body, repaired if necessary.
pub(crate) fn text(body: &[u8]) -> Cow<'_, str> {
    if let Some(text) = decode_utf16(body) {
        return Cow::Owned(repaired(&text).unwrap_or(text));
    }
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => repaired(text).map_or(Cow::Borrowed(text), Cow::Owned),
        Cow::Owned(text) => Cow::Owned(repaired(&text).unwrap_or(text)),
    }
}

/// Repairs a text that may be JSON; `None` if there is nothing to repair.
///
/// A control character in a string is escaped, an unpaired surrogate becomes U+FFFD, and a byte order mark is removed.
/// Text outside of strings does not change.
pub(crate) fn repaired(text: &str) -> Option<String> {
    let (skipped, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !text.trim_start().starts_with(['{', '[']) {
        // Not every body is JSON: a log is not changed.
        return skipped.then(|| text.to_owned());
    }
    let mut repaired = String::new();
    let mut kept = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut in_string = false;
    while let Some(&byte) = bytes.get(at) {
        let mut len = 1;
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                len = 2;
                if let Some(unit) = unit(bytes, at) {
                    let follows = is_surrogate_pair(unit, bytes, at + 6);
                    len = if follows { 12 } else { 6 };
                    if (0xd800..0xe000).contains(&unit) && !follows {
                        repaired.push_str(&text[kept..at]);
                        repaired.push_str("\\ufffd");
                        kept = at + 6;
                    }
                }
            }
            0..0x20 if in_string => {
                repaired.push_str(&text[kept..at]);
                repaired.push_str("\\u00");
                repaired.extend(char::from_digit(u32::from(byte >> 4), 16));
                repaired.extend(char::from_digit(u32::from(byte & 0xf), 16));
                kept = at + 1;
            }
            _ => {}
        }
        at += len;
    }
    if kept == 0 {
        return skipped.then(|| text.to_owned());
    }
    repaired.push_str(&text[kept..]);
    Some(repaired)
}

/// The code unit of an escape `\u1234` at this position.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

/// Whether `first` is the first half of a surrogate pair whose second half is at this position.
fn is_surrogate_pair(first: u16, bytes: &[u8], at: usize) -> bool {
    (0xd800..0xdc00).contains(&first) && unit(bytes, at).is_some_and(|second| (0xdc00..0xe000).contains(&second))
}

/// The body of a reply that is text.
#[derive(Clone)]
pub(crate) struct Body {
    bytes: Bytes,
    /// The repaired text, if the body had to be repaired. Computed at the first use.
    repaired: OnceLock<Option<Box<str>>>,
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            bytes,
            repaired: OnceLock::new(),
        }
    }
}

impl Body {
    pub(crate) fn text(&self) -> &str {
        let repaired = self.repaired.get_or_init(|| match text(&self.bytes) {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text.into()),
        });
        match repaired {
            Some(text) => text,
            None => str::from_utf8(&self.bytes).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn only_damaged_text_is_repaired() {
        for (text, expected) in [
            ("{\"a\":\"b\tc\nd\u{1}\"}", json!({"a": "b\tc\nd\u{1}"})),
            (r#"{"a":"\ud800x"}"#, json!({"a": "\u{fffd}x"})),
            (r#"{"a":"\udc00\ud800"}"#, json!({"a": "\u{fffd}\u{fffd}"})),
            (r#"{"a":"\ud83d\ude00\ud83d"}"#, json!({"a": "😀\u{fffd}"})),
            (r#"{"a":"\ud800\n"}"#, json!({"a": "\u{fffd}\n"})),
            ("\u{feff}{\"a\":1}", json!({"a": 1})),
            ("{\"\\\\\tx\":\"\\\"\t\"}", json!({"\\\tx": "\"\t"})),
        ] {
            let repaired = repaired(text).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&repaired).unwrap(), expected, "{text:?}");
        }
        for text in [
            "",
            "[\"a",
            "[\"a\\",
            "[\"\\u12",
            "[\\ud800]",
            "{\n\t\"a\": \"b\\tc\\u00e9\\ud83d\\ude00\" }",
            "x\t\u{1}",
            "a \"log\t\"",
        ] {
            assert_eq!(repaired(text), None, "{text:?}");
        }
        assert_eq!(text(b"caf\xe9 \t"), "caf\u{fffd} \t");
    }

    proptest! {
        #[test]
        fn valid_json_is_not_changed(value in "[\\PC\\n\\t\\x00-\\x1f]{0,20}") {
            let text = json!({ "a": value }).to_string();
            prop_assert_eq!(repaired(&text), None);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[\"\\\\ud8cf0-9\\n{}é\u{feff}]{0,60}") {
            if let Some(repaired) = repaired(&text) {
                prop_assert!(super::repaired(&repaired).is_none() || repaired.starts_with(BYTE_ORDER_MARK));
            }
        }

        #[test]
        fn unescaped_control_characters_in_a_string_are_kept(value in "[a-z\\x00-\\x1f]{0,20}") {
            let text = format!("{{\"a\":\"{value}\"}}");
            let repaired = text_of(&text);
            prop_assert_eq!(serde_json::from_str::<Value>(&repaired).unwrap(), json!({ "a": value }));
        }
    }

    fn text_of(text: &str) -> Cow<'_, str> {
        super::text(text.as_bytes())
    }
}
