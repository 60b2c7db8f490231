//! Text in UTF-16, recognised by a byte order mark or by its zero bytes.

use std::char;

/// The number of units that are examined to distinguish text from binary data.
const LOOKED_AT: usize = 2048;

/// The lowest number of units of a text without a mark.
const LEAST: usize = 4;

/// The number of damaged characters that are allowed in the shortest text.
const FEW: usize = 3;

/// The text of a body in UTF-16, with or without a byte order mark; `None` if it is something else.
///
/// Decoded as UTF-8 it would be letters with zeros between them: neither JSON nor a page, and its secrets would not be
/// found.
pub(crate) fn decode_utf16(body: &[u8]) -> Option<String> {
    let (order, bytes, is_marked): (fn([u8; 2]) -> u16, _, _) = match body {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest, true),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest, true),
        // Text for programs begins with an ASCII character.
        [1..=0x7f, 0, ..] => (u16::from_le_bytes, body, false),
        [0, 1..=0x7f, ..] => (u16::from_be_bytes, body, false),
        _ => return None,
    };
    let characters = || {
        let units = bytes.chunks_exact(2).filter_map(|unit| unit.try_into().ok().map(order));
        char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
    };
    let (mut all, mut odd, mut plain) = (0_usize, 0_usize, 0_usize);
    for character in characters().take(LOOKED_AT) {
        all += 1;
        match character {
            '\t' | '\n' | '\r' | '\x0c' | ' '..='~' => plain += 1,
            char::REPLACEMENT_CHARACTER | '\u{fffe}' | '\u{ffff}' => odd += 1,
            _ if character.is_control() => odd += 1,
            _ => {}
        }
    }
    // Some characters may be damaged anywhere: the ones so far decide whether to examine more.
    let is_text = odd.saturating_sub(FEW).saturating_mul(16) <= all
        && (is_marked || (all >= LEAST && plain.saturating_mul(2) >= all));
    is_text.then(|| characters().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::decode_utf16;

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn text_is_recognised_with_and_without_a_mark() {
        for text in [
            "{\"message\":\"no\"}",
            "<html>é</html>",
            "Service Unavailable\r\n",
            "{\"a\":\"日本\"}",
        ] {
            for body in [little(text), big(text)] {
                assert_eq!(decode_utf16(&body).as_deref(), Some(text));
            }
        }
        for text in ["日本語", "a", "", "Überlastet 😀"] {
            let marked = format!("\u{feff}{text}");
            assert_eq!(decode_utf16(&little(&marked)).as_deref(), Some(text));
            assert_eq!(decode_utf16(&big(&marked)).as_deref(), Some(text));
        }
        // Half of a character at the end was not received yet.
        assert_eq!(decode_utf16(&little("message")[..13]).as_deref(), Some("messag"));
    }

    #[test]
    fn other_data_is_not_recognised() {
        for body in [
            &b""[..],
            b"{}",
            b"caf\xe9",
            b"\0{}",
            b"a\0",
            b"\x1f\x8b\x08\0\0\0\0\0\0\0",
            b"\0\0\0\0\0\0\0\0",
            b"%PDF-1.7\n",
            b"P\0\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0",
            b"\xff\xfe\0\0\x01\0\0\0\x02\0\0\0\x03\0",
            b"\0{\"message\":\"no such thing\"}",
        ] {
            assert_eq!(decode_utf16(body), None, "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn ascii_text_is_not_recognised(text in "[ -~\\n]{0,60}") {
            prop_assert_eq!(decode_utf16(text.as_bytes()), None);
        }

        #[test]
        fn encoded_text_is_decoded(text in "[ -~\\n]{4,60}", is_marked in any::<bool>()) {
            let body = if is_marked { format!("\u{feff}{text}") } else { text.clone() };
            prop_assert_eq!(decode_utf16(&little(&body)), Some(text.clone()));
            prop_assert_eq!(decode_utf16(&big(&body)), Some(text));
        }

        #[test]
        fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode_utf16(&body);
        }
    }
}
