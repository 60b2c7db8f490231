//! Tests of text encodings that appliances send.

use super::*;

fn read<R: Response>(body: &[u8]) -> Result<R::Output, Error> {
    decode::<R>(CALL, SENT, StatusCode::OK, body)
}

#[test]
fn invalid_utf_8_loses_one_character() {
    let names = |comment: &[u8]| {
        let head = br#"{"id":3,"result":[{"data":[{"name":""#;
        let tail = br#""}],"status":{"code":0,"message":"OK"}}]}"#;
        let body = [head, comment, tail].concat();
        read::<Vec<Adom>>(&body).unwrap().pop().unwrap().name.unwrap()
    };
    assert_eq!(names(b"caf\xe9"), "caf\u{fffd}");
    assert_eq!(names(b"a\tb\nc\x01"), "a\tb\nc\u{1}");
    assert_eq!(names(br"\ud800!"), "\u{fffd}!");
    assert_eq!(names(b"\xe9\t\\udc00"), "\u{fffd}\t\u{fffd}");
    assert_eq!(names("é\u{fffd}".as_bytes()), "é\u{fffd}");
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = format!("\u{feff}{{\"id\":3,\"result\":[{{{OK}}}]}}");
    read::<()>(text.as_bytes()).unwrap();
    let page = "\u{feff}<!DOCTYPE html><title>Login</title>";
    assert_eq!(decode_error::<()>(page).0, DecodeErrorKind::Html);
}

#[test]
fn invalid_text_in_the_message_does_not_hide_a_refusal() {
    for message in [&b"caf\xe9 does not exist"[..], b"a\tb", b"\\ud800", b"\xff\xfe"] {
        for status in [200, 500] {
            let head = br#"{"id":3,"result":[{"status":{"code":-3,"message":""#;
            let body = [head, message, br#""}}]}"#].concat();
            let error = decode::<()>(CALL, SENT, StatusCode::from_u16(status).unwrap(), &body).unwrap_err();
            assert!(error.is_not_found(), "{message:?}: {error}");
        }
    }
    let error = read::<()>(b"{\"id\":3,\"result\":[{\"status\":{\"code\":-3,\"message\":\"caf\xe9\"}}]}").unwrap_err();
    assert_eq!(error.message(), Some("caf\u{fffd}"));
}

#[test]
fn repairing_does_not_turn_other_text_into_json() {
    for (body, kind) in [
        (&b"\xff{}"[..], DecodeErrorKind::NotText),
        (b"{\"id\":3,\"result\":[{\"a\":\"\xe9", DecodeErrorKind::Truncated),
        (b"{\"id\":3,}", DecodeErrorKind::Malformed),
    ] {
        let error = read::<()>(body).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Decode(error) if error.kind() == kind),
            "{error}"
        );
    }
}

/// As a gateway may send it. Decoded as UTF-8, it would have a NUL character between any two letters.
#[test]
fn utf_16_is_decoded() {
    let wide = |text: &str| -> [Vec<u8>; 4] {
        let marked = format!("\u{feff}{text}");
        [
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
    };
    for body in wide(r#"{"id":3,"result":[{"status":{"code":-3,"message":"no such thing"}}]}"#) {
        assert!(read::<()>(&body).unwrap_err().is_not_found());
    }
    for body in wide("<!DOCTYPE html><title>Login</title>") {
        let error = read::<()>(&body).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Decode(error) if error.kind() == DecodeErrorKind::Html));
    }
    for body in wide("the password is hunter2, and that is wrong") {
        let error = decode::<()>(CALL, SENT, StatusCode::BAD_GATEWAY, &body).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("is wrong"), "{shown}");
        for secret in ["hunter2", "h u n t e r 2", "h\0u\0n\0t\0e\0r\x002"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
