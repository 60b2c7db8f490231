//! Tests of the texts and predicates of errors.

#[cfg(feature = "fortios")]
mod fortios;
mod outcome;

use std::error::Error as _;

use super::*;
use crate::Code;

const CALL: Context = Context::new("exec", "/dvmdb/adom/<adom>/workspace/lock");

fn api(code: i64, message: &str) -> Error {
    Error::new(CALL, crate::fmg::status::refused(Code::new(code), message))
}

#[test]
fn an_error_is_small_and_can_cross_threads() {
    fn is_error<E: StdError + Send + Sync + Clone + 'static>() {}
    is_error::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn the_text_names_the_call_and_the_cause() {
    assert_eq!(
        api(-20055, "Workspace is locked by other user").to_string(),
        "exec `/dvmdb/adom/<adom>/workspace/lock`: FortiManager answers -20055: Workspace is locked by other user"
    );
    assert!(
        api(-11, "No permission for the resource")
            .to_string()
            .ends_with("or the session has ended)")
    );
    assert!(api(-12_345, "").to_string().ends_with("FortiManager answers -12345"));
}

#[test]
fn predicates_follow_the_code() {
    assert!(api(-3, "").is_not_found());
    assert!(api(-6, "").is_invalid_url());
    assert!(api(-11, "").is_permission());
    assert!(api(-22, "").is_login_failed());
    assert!(api(-20055, "").is_locked() && api(-20055, "").is_retryable());
    let unknown = api(-4711, "");
    assert!(!unknown.is_not_found() && !unknown.is_retryable() && !unknown.is_decode());
    assert_eq!(unknown.code(), Some(Code::new(-4711)));
}

#[test]
fn http_errors_are_retryable_only_if_the_server_is_busy() {
    let http = |status| Error::new(CALL, HttpError::new(status, ""));
    assert!(http(401).is_permission() && http(403).is_permission());
    assert!(http(503).is_retryable() && http(429).is_retryable());
    assert!(!http(404).is_retryable() && !http(500).is_permission());
}

#[test]
fn a_lost_connection_is_not_a_refused_certificate() {
    let transport = |kind: TransportErrorKind| Error::new(CALL, TransportError::from(kind));
    assert!(transport(TransportErrorKind::Timeout).is_timeout());
    assert!(transport(TransportErrorKind::Connect).is_connect());
    assert!(transport(TransportErrorKind::Interrupted).is_retryable());
    assert!(!transport(TransportErrorKind::Certificate).is_retryable());
}

#[test]
fn no_text_repeats_that_of_its_source() {
    let error = Error::new(
        CALL,
        TransportError::new(TransportErrorKind::Connect, "connection refused"),
    );
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
    assert!(!error.to_string().contains("connection refused"));
}

#[test]
fn a_file_keeps_its_cause_out_of_the_text() {
    let cause = std::io::Error::other("no room in /home/me");
    let error = Error::new(CALL, FileError::because(FileErrorKind::Write, cause));
    assert!(!error.to_string().contains("/home/me") && !error.is_retryable());
    assert_eq!(error.source().unwrap().to_string(), "no room in /home/me");
    assert!(
        Error::new(CALL, FileError::from(FileErrorKind::Spent))
            .source()
            .is_none()
    );
}
