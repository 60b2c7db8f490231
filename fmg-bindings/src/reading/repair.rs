//! Text as appliances send it: with bytes that are no UTF-8, a byte order mark, raw control characters inside of strings, or
//! halves of surrogate pairs; and as gateways send it, in UTF-16.

use std::borrow::Cow;
use std::str;
use std::sync::OnceLock;

use bytes::Bytes;

use super::wide::wide;
use crate::error::{DecodeErrorKind, ErrorKind};
use crate::trace;

/// What precedes some texts.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads `body` by `read`: as it is, and if it turns out to be damaged, once more when it has been mended.
pub(crate) fn leniently<T>(
    body: &[u8],
    read: impl Fn(&str) -> Result<T, ErrorKind>,
    is_damaged: impl Fn(&Result<T, ErrorKind>) -> bool,
) -> Result<T, ErrorKind> {
    if let Some(text) = wide(body) {
        trace::mended();
        return read(&mended(&text).unwrap_or(text));
    }
    let Ok(text) = str::from_utf8(body) else {
        let result = read(&text(body));
        trace::mended();
        return match result {
            // It is no JSON even so.
            Err(ErrorKind::Decode(error)) if error.kind() == DecodeErrorKind::Malformed => {
                Err(crate::error::DecodeError::new(DecodeErrorKind::NotText).into())
            }
            result => result,
        };
    };
    let result = read(text);
    if is_damaged(&result)
        && let Some(mended) = mended(text)
    {
        trace::mended();
        return read(&mended);
    }
    result
}

/// Whether it could not be read because it is no JSON.
pub(crate) fn is_malformed<T>(result: &Result<T, ErrorKind>) -> bool {
    result.as_ref().is_err_and(is_fault_of_form)
}

/// Whether this says of a text that it is no JSON.
pub(crate) fn is_fault_of_form(kind: &ErrorKind) -> bool {
    let forms = [DecodeErrorKind::Malformed, DecodeErrorKind::Truncated];
    matches!(kind, ErrorKind::Decode(error) if forms.contains(&error.kind()))
}

/// The text of a body, mended where it has to be.
pub(crate) fn text(body: &[u8]) -> Cow<'_, str> {
    if let Some(text) = wide(body) {
        return Cow::Owned(mended(&text).unwrap_or(text));
    }
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => mended(text).map_or(Cow::Borrowed(text), Cow::Owned),
        Cow::Owned(text) => Cow::Owned(mended(&text).unwrap_or(text)),
    }
}

/// A text that may be JSON, as JSON can be; `None` if there is nothing to mend.
///
/// A control character inside of a string is escaped, half of a surrogate pair becomes U+FFFD, and a byte order mark is left
/// out. What stands outside of strings stays as it is.
pub(crate) fn mended(text: &str) -> Option<String> {
    let (skipped, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !text.trim_start().starts_with(['{', '[']) {
        // Not everything that comes is JSON: a log is as it is.
        return skipped.then(|| text.to_owned());
    }
    let mut mended = String::new();
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
                    let follows = unit_of_pair(unit, bytes, at + 6);
                    len = if follows { 12 } else { 6 };
                    if (0xd800..0xe000).contains(&unit) && !follows {
                        mended.push_str(&text[kept..at]);
                        mended.push_str("\\ufffd");
                        kept = at + 6;
                    }
                }
            }
            0..0x20 if in_string => {
                mended.push_str(&text[kept..at]);
                mended.push_str("\\u00");
                mended.extend(char::from_digit(u32::from(byte >> 4), 16));
                mended.extend(char::from_digit(u32::from(byte & 0xf), 16));
                kept = at + 1;
            }
            _ => {}
        }
        at += len;
    }
    if kept == 0 {
        return skipped.then(|| text.to_owned());
    }
    mended.push_str(&text[kept..]);
    Some(mended)
}

/// The number of an escape `\u1234` at this place.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

/// Whether this is the first half of a pair whose second half is at this place.
fn unit_of_pair(first: u16, bytes: &[u8], at: usize) -> bool {
    (0xd800..0xdc00).contains(&first) && unit(bytes, at).is_some_and(|second| (0xdc00..0xe000).contains(&second))
}

/// The body of a reply, which is a text.
#[derive(Clone)]
pub(crate) struct Body {
    bytes: Bytes,
    /// The text in its place, if it had to be mended. Found out when somebody asks for it.
    mended: OnceLock<Option<Box<str>>>,
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            bytes,
            mended: OnceLock::new(),
        }
    }
}

impl Body {
    pub(crate) fn text(&self) -> &str {
        let mended = self.mended.get_or_init(|| match text(&self.bytes) {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text.into()),
        });
        match mended {
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
    fn what_is_damaged_is_mended_and_nothing_else() {
        for (text, expected) in [
            ("{\"a\":\"b\tc\nd\u{1}\"}", json!({"a": "b\tc\nd\u{1}"})),
            (r#"{"a":"\ud800x"}"#, json!({"a": "\u{fffd}x"})),
            (r#"{"a":"\udc00\ud800"}"#, json!({"a": "\u{fffd}\u{fffd}"})),
            (r#"{"a":"\ud83d\ude00\ud83d"}"#, json!({"a": "😀\u{fffd}"})),
            (r#"{"a":"\ud800\n"}"#, json!({"a": "\u{fffd}\n"})),
            ("\u{feff}{\"a\":1}", json!({"a": 1})),
            ("{\"\\\\\tx\":\"\\\"\t\"}", json!({"\\\tx": "\"\t"})),
        ] {
            let mended = mended(text).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&mended).unwrap(), expected, "{text:?}");
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
            assert_eq!(mended(text), None, "{text:?}");
        }
        assert_eq!(text(b"caf\xe9 \t"), "caf\u{fffd} \t");
    }

    proptest! {
        #[test]
        fn whatever_is_json_stays_as_it_is(value in "[\\PC\\n\\t\\x00-\\x1f]{0,20}") {
            let text = json!({ "a": value }).to_string();
            prop_assert_eq!(mended(&text), None);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[\"\\\\ud8cf0-9\\n{}é\u{feff}]{0,60}") {
            if let Some(mended) = mended(&text) {
                prop_assert!(super::mended(&mended).is_none() || mended.starts_with(BYTE_ORDER_MARK));
            }
        }

        #[test]
        fn raw_control_characters_in_a_string_cost_nothing(value in "[a-z\\x00-\\x1f]{0,20}") {
            let text = format!("{{\"a\":\"{value}\"}}");
            let mended = text_of(&text);
            prop_assert_eq!(serde_json::from_str::<Value>(&mended).unwrap(), json!({ "a": value }));
        }
    }

    fn text_of(text: &str) -> Cow<'_, str> {
        super::text(text.as_bytes())
    }
}
