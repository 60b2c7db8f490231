//! Tests of responses that are not replies, or only parts of one.

use proptest::prelude::*;

use super::*;
use crate::fortios::{Each, IfChanged};

#[test]
fn responses_that_are_not_replies_are_told_apart() {
    use DecodeErrorKind::{Empty, Html, Malformed, Mismatch, NoResult, SeveralResults, Truncated};
    let several = format!("[{MONITOR},{MONITOR}]");
    for (text, kind) in [
        ("", Empty),
        (" \r\n", Empty),
        ("<!DOCTYPE html><title>Login</title>", Html),
        ("{\"status\":\"succ", Truncated),
        ("[", Truncated),
        ("{\"status\":1,}", Malformed),
        ("Service is down", Malformed),
        ("{}{}", Malformed),
        ("null", Mismatch),
        ("7", Mismatch),
        ("[7]", Mismatch),
        ("{}", NoResult),
        ("[]", NoResult),
        (r#"{"results":null,"vdom":"root"}"#, NoResult),
        (several.as_str(), SeveralResults),
    ] {
        assert_eq!(fault(&read::<Vec<Lease>>(text).unwrap_err()), kind, "{text}");
    }
    let error = answer::<Read<()>>(200, &[], b"\xff{}").unwrap_err();
    assert_eq!(fault(&error), DecodeErrorKind::NotText);
}

#[test]
fn only_writes_with_a_documented_empty_response_accept_one() {
    answer::<WithoutBody<()>>(200, &[], b"").unwrap();
    assert_eq!(
        answer::<WithoutBody<Option<Value>>>(200, &[], b" ").unwrap().json(),
        " "
    );
    let error = answer::<WithoutBody<Lease>>(200, &[], b"").unwrap_err();
    assert_eq!(fault(&error), DecodeErrorKind::Empty);
    assert_eq!(fault(&write::<()>("").unwrap_err()), DecodeErrorKind::Empty);
    assert_eq!(fault(&read::<()>("").unwrap_err()), DecodeErrorKind::Empty);
}

#[test]
fn a_member_of_another_type_is_named_by_its_path() {
    let text = r#"{"results":[{"ip":"10.0.0.1"},{"server_mkey":"many","psksecret":"s3cr3t"}],"status":"success"}"#;
    let message = misfits::strictly::<Vec<Lease>>(text).unwrap_err().to_string();
    assert!(
        message.contains("at `results[1].server_mkey`: expected an integer from -2^63 to 2^63 - 1, found a string"),
        "{message}"
    );
    assert!(!message.contains("s3cr3t"), "{message}");
}

#[test]
fn every_truncation_is_an_error() {
    let several = format!("[{MONITOR},{}]", WRITTEN.replace("\"root\"", "\"edge\""));
    for whole in [MONITOR, LIST, WRITTEN, several.as_str()] {
        answer::<Each<Read<Value>>>(200, &[], whole.as_bytes()).unwrap();
        for end in 0..whole.len() {
            let cut = &whole.as_bytes()[..end];
            assert!(answer::<Read<Value>>(200, &[], cut).is_err(), "{end}");
            assert!(answer::<Each<Read<Value>>>(200, &[], cut).is_err(), "{end}");
            assert!(answer::<Read<Value>>(424, &[], cut).is_err(), "{end}");
        }
    }
    let deep = format!("{{\"results\":{}", "[".repeat(100_000));
    assert_eq!(fault(&read::<Value>(&deep).unwrap_err()), DecodeErrorKind::Truncated);
    let closed = format!("{deep}{},\"status\":\"success\"}}", "]".repeat(100_000));
    assert_eq!(read::<Value>(&closed).unwrap().misfits().total(), 1);
    assert_eq!(
        fault(&read::<Value>(&"[".repeat(100_000)).unwrap_err()),
        DecodeErrorKind::Truncated
    );
}

proptest! {
    #[test]
    fn random_bytes_do_not_panic(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = answer::<Read<Vec<Lease>>>(status, &[], &body);
        let _ = answer::<Write<Option<Value>>>(status, &[], &body);
        let _ = answer::<Each<Read<Lease>>>(status, &[], &body);
        let _ = answer::<IfChanged<Read<Value>>>(status, &[], &body);
    }

    #[test]
    fn a_damaged_reply_does_not_panic(
        status in prop::sample::select(&[200_u16, 304, 401, 424, 500][..]),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut body = format!("[{MONITOR},{REFUSED}]").into_bytes();
        for (at, byte) in damage {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let _ = answer::<Each<Read<Vec<Lease>>>>(status, &[], &body);
        let _ = answer::<Read<Vec<Lease>>>(status, &[], &body[1..body.len() - 1]);
    }
}
