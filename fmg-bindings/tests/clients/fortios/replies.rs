//! Tests of refusals and of responses that are not replies.

use std::time::Duration;

use fmg_bindings::Error;
use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use fmg_bindings::fortios::Client;
use fmg_sim::fault::{Fault, StatusCode};
use serde_json::{Value, json};

use crate::appliance::Answer;
use crate::fortios::canned::{Canned, page};
use crate::fortios::fortigate::{Firmware, FortiGate};

/// The outcomes of a read and a write with this response.
async fn outcomes(answer: impl Fn() -> Answer + Send + Sync + 'static) -> (Result<(), Error>, Result<(), Error>) {
    let appliance = Canned::start(move |_| answer());
    both(&appliance.token_client()).await
}

/// The errors of a read and a write with this fault.
async fn faulty(fault: Fault) -> (Error, Error) {
    let appliance = FortiGate::start(Firmware::Key).with("/api", fault);
    let (read, write) = both(&appliance.token_client()).await;
    (read.unwrap_err(), write.unwrap_err())
}

async fn both(fgt: &Client) -> (Result<(), Error>, Result<(), Error>) {
    let read = fgt
        .monitor()
        .firewall()
        .policy()
        .read_as::<Vec<Value>>()
        .await
        .map(drop);
    let write = fgt.monitor().firewall().policy_reset().await.map(drop);
    (read, write)
}

/// The decode error.
#[track_caller]
fn fault(error: &Error) -> DecodeErrorKind {
    match error.kind() {
        ErrorKind::Decode(fault) => fault.kind(),
        _ => panic!("{error:?}"),
    }
}

async fn refused(status: u16, content_type: &'static str, body: &'static str) -> Error {
    let (read, write) = outcomes(move || page(status, content_type, &[], body.to_owned())).await;
    write.unwrap_err();
    read.unwrap_err()
}

#[tokio::test]
async fn a_web_page_with_an_error_status_has_only_the_status() {
    let error = refused(
        401,
        "text/html",
        "<html><head><title>401 Unauthorized</title></head></html>",
    )
    .await;
    assert!(error.is_session_ended() && !error.is_retryable(), "{error:?}");
    for status in [400, 403, 404, 405, 413, 424, 500, 503] {
        for body in ["", "<html>hunter2</html>", "{}"] {
            let error = refused(status, "text/html", body).await;
            assert_eq!(error.http_status(), Some(status), "{error:?}");
            assert_eq!(error.is_retryable(), status == 503, "{error:?}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
    let (read, write) = faulty(Fault::SessionExpired).await;
    assert!(read.is_session_ended() && write.is_session_ended());
    let (read, write) = faulty(Fault::ServerError).await;
    assert_eq!((read.http_status(), write.http_status()), (Some(500), Some(500)));
    let (read, _) = faulty(Fault::Html(StatusCode::FOUND)).await;
    assert_eq!(read.http_status(), Some(302), "a redirect is not followed");
}

#[tokio::test]
async fn a_rate_limit_reports_its_duration() {
    for retry_after in [Some(7), None] {
        let (error, _) = faulty(Fault::TooManyRequests { retry_after }).await;
        assert!(
            error.is_rate_limited() && error.is_retryable() && !error.is_locked_out(),
            "{error:?}"
        );
        let seconds = retry_after.map(|seconds| Duration::from_secs(seconds.into()));
        assert_eq!(error.retry_after(), seconds);
    }
}

#[tokio::test]
async fn the_cli_error_is_kept() {
    let body = json!({
        "http_method": "POST", "cli_error": "node_check_object fail! for name homeNetwork\n\nCommand fail. Return code -651\n",
        "error": -651, "status": "error", "http_status": 500, "vdom": "root",
    });
    let (read, _) = outcomes(move || page(500, "application/json", &[], body.to_string())).await;
    let error = read.unwrap_err();
    let ErrorKind::Rest(rest) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!((rest.http_status(), rest.code()), (500, Some(-651)));
    assert!(error.message().unwrap().contains("homeNetwork"), "{error}");
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_is_an_error() {
    for (body, expected) in [
        ("", DecodeErrorKind::Empty),
        ("<html>Please log in</html>", DecodeErrorKind::Html),
        ("Service started", DecodeErrorKind::Malformed),
        (r#"{"results":[{"policyid":1"#, DecodeErrorKind::Truncated),
        (r#"{"results":3,"status":"success"}"#, DecodeErrorKind::Mismatch),
    ] {
        let (read, _) = outcomes(move || page(200, "application/json", &[], body.to_owned())).await;
        assert_eq!(fault(&read.unwrap_err()), expected, "{body}");
    }
    let (read, _) = faulty(Fault::Html(StatusCode::OK)).await;
    assert_eq!(fault(&read), DecodeErrorKind::Html);
    let (read, _) = faulty(Fault::Garbage).await;
    assert_eq!(fault(&read), DecodeErrorKind::NotText);
}

#[tokio::test]
async fn an_empty_response_is_not_a_success() {
    let (read, write) = outcomes(|| page(200, "application/json", &[], String::new())).await;
    assert_eq!(fault(&read.unwrap_err()), DecodeErrorKind::Empty);
    assert_eq!(fault(&write.unwrap_err()), DecodeErrorKind::Empty);
}

#[tokio::test]
async fn a_broken_connection_is_distinguished_from_a_truncated_response() {
    for fault in [Fault::DropMidway, Fault::Drop, Fault::Refuse, Fault::Truncate] {
        let (read, write) = faulty(fault).await;
        for error in [read, write] {
            assert!(
                error.is_transport() && !error.is_decode() && !error.is_timeout(),
                "{fault}: {error:?}"
            );
        }
    }
}
