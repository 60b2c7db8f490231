//! Tests of the methods of an error about the outcome of its call.

use std::time::Duration;

use super::super::{
    DecodeError, DecodeErrorKind, HttpError, LoginError, LoginErrorKind, TransportError, TransportErrorKind,
};
use super::*;

fn http(status: u16) -> Error {
    CALL.failed(HttpError::new(status, ""))
}

#[test]
fn only_a_refusal_before_any_work_is_undone() {
    use TransportErrorKind::{
        Body, Certificate, ClientCertificate, Connect, ConnectTimeout, Interrupted, Other, ReplyTooLong, Request,
        Timeout,
    };
    let transport = |kind: TransportErrorKind| CALL.failed(TransportError::from(kind));
    for undone in [
        transport(Connect),
        transport(ConnectTimeout),
        transport(Certificate),
        transport(ClientCertificate),
        transport(Request),
        api(-20055, ""),
        http(429),
        http(503).with_retry_after(Some(Duration::from_secs(1))),
        CALL.failed(LoginError::new(LoginErrorKind::LockedOut)),
    ] {
        assert!(undone.is_undone() && !undone.is_outcome_unknown(), "{undone:?}");
    }
    for unknown in [
        transport(Timeout),
        transport(Interrupted),
        transport(Body),
        transport(ReplyTooLong),
        transport(Other),
        http(500),
        http(502),
        http(503),
        http(504),
        CALL.failed(DecodeError::new(DecodeErrorKind::Html)),
        CALL.failed(DecodeError::new(DecodeErrorKind::Truncated)),
        Error::other("a panic"),
    ] {
        assert!(!unknown.is_undone() && unknown.is_outcome_unknown(), "{unknown:?}");
    }
    for refused in [
        api(-11, ""),
        api(-2, ""),
        api(-13, ""),
        http(302),
        http(401),
        http(404),
        http(404).with_retry_after(Some(Duration::ZERO)),
    ] {
        assert!(!refused.is_undone() && !refused.is_outcome_unknown(), "{refused:?}");
    }
}

#[test]
fn an_error_knows_its_attempts_and_that_an_earlier_one_was_lost() {
    let once = http(429).after(1, true);
    assert_eq!((once.attempts(), once.is_outcome_unknown()), (1, false));
    let again = http(429).after(3, true);
    assert_eq!(again.attempts(), 3);
    assert!(again.is_outcome_unknown() && !again.is_undone() && again.is_rate_limited());
    assert!(again.to_string().contains("3 attempts"), "{again}");
    assert!(!http(429).after(3, false).is_outcome_unknown());
}
