//! Tests of refusals.

use std::time::Duration;

use http::header::RETRY_AFTER;

use super::*;
use crate::fortios::reply::{ResponseParts, refusal};

#[test]
fn a_refusal_has_its_code_and_cli_error() {
    for status in [500, 200] {
        let error = refused(status, REFUSED);
        assert_eq!((rest(&error).http_status(), rest(&error).code()), (500, Some(-651)));
        assert_eq!(
            error.message(),
            Some(
                "node_check_object fail! for name homeNetwork value parse error before 'homeNetwork' Command fail. \
                 Return code -651"
            )
        );
        assert!(error.is_invalid_data() && !error.is_retryable());
        let text = error.to_string();
        assert!(
            text.starts_with("GET `/api/v2/cmdb/<path>`: FortiOS answers with HTTP status 500"),
            "{text}"
        );
        assert!(
            text.contains(", error -651 (") && text.contains("; CLI: node_check_object"),
            "{text}"
        );
    }
}

#[test]
fn predicates_follow_code_and_status() {
    let error = |status: u16, code: i64| {
        refused(
            status,
            &format!(r#"{{"error":{code},"status":"error","http_status":{status}}}"#),
        )
    };
    assert!(refused(404, MISSING).is_not_found() && error(500, -3).is_not_found());
    assert!(error(500, -5).is_exists() && error(424, -15).is_exists());
    assert!(error(500, -23).is_in_use());
    assert!(error(403, -37).is_permission() && error(500, -14).is_permission() && error(403, 0).is_permission());
    assert!(error(405, 0).is_invalid_url());
    assert!(error(424, 0).is_invalid_data() && error(413, 0).is_invalid_data() && error(400, 0).is_invalid_data());
    let unknown = error(500, -4711);
    assert!(!unknown.is_not_found() && !unknown.is_invalid_data() && !unknown.is_retryable());
    assert_eq!(unknown.http_status(), Some(500));
    assert!(error(401, -37).is_session_ended() && !error(401, -37).is_permission());
    assert!(error(503, 0).is_retryable() && error(429, 0).is_retryable());
}

#[test]
fn any_of_the_three_statuses_can_refuse() {
    for (status, text) in [
        (200, r#"{"status":"error","results":[]}"#),
        (200, r#"{"results":[],"status":"failed"}"#),
        (200, r#"{"results":[],"http_status":424,"status":"success"}"#),
        (424, r#"{"results":[],"status":"success"}"#),
        (302, ""),
        (304, ""),
    ] {
        rest(&refused(status, text));
    }
    assert_eq!(rest(&refused(200, r#"{"status":"error"}"#)).http_status(), 200);
}

#[test]
fn results_of_another_shape_do_not_hide_a_refusal() {
    for results in ["7", "\"x\"", r#"[{"server_mkey":"many"}]"#, r#"{"a":1}"#] {
        for text in [
            format!(r#"{{"results":{results},"status":"error","error":-23}}"#),
            format!(r#"{{"error":-23,"status":"error","results":{results}}}"#),
        ] {
            assert!(refused(200, &text).is_in_use(), "{text}");
        }
    }
}

#[test]
fn web_pages_and_empty_bodies_have_only_an_http_status() {
    for (status, text) in [
        (
            401,
            "<!DOCTYPE html><html><head><title>401 Unauthorized</title></head><body>s3cr3t</body></html>",
        ),
        (429, "<html><head><title>429 Too Many Requests</title></head></html>"),
        (401, ""),
        (500, "  "),
        (403, "{\"status\":"),
        (404, "not here"),
        (502, "[]"),
        (502, "[1,2]"),
        (500, "{}"),
    ] {
        let error = refused(status, text);
        assert_eq!(
            (rest(&error).http_status(), rest(&error).code()),
            (status, None),
            "{text}"
        );
        assert!(!error.to_string().contains("s3cr3t"));
    }
    let page = refused(401, "<html><title>401 Unauthorized</title>");
    assert!(
        page.is_session_ended() && page.to_string().ends_with(": 401 Unauthorized"),
        "{page}"
    );
    let error = answer::<Read<()>>(500, &[], b"\xff\xfe").unwrap_err();
    assert_eq!(error.http_status(), Some(500));
}

#[test]
fn a_rate_limit_reports_its_retry_time() {
    let error = answer::<Read<()>>(429, &[(RETRY_AFTER, "30")], b"<html>").unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_locked_out());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.to_string().contains("; try again in 30 s"), "{error}");
    let text = r#"{"status":"error","http_status":429}"#;
    let error = answer::<Write<()>>(429, &[(RETRY_AFTER, "1")], text.as_bytes()).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(refused(429, "").retry_after(), None);
}

#[test]
fn a_response_that_may_be_a_file_is_one_unless_it_is_a_refusal() {
    let refusal_in = |status: u16, body: &[u8]| {
        refusal(ResponseParts {
            status: status.try_into().unwrap(),
            headers: &http::HeaderMap::new(),
            body,
        })
    };
    assert!(refusal_in(200, b"#config-version=FGT").is_none());
    assert!(refusal_in(200, b"\xff\x00{}").is_none() && refusal_in(200, b"").is_none());
    assert!(refusal_in(200, br#"{"any": "JSON"}"#).is_none() && refusal_in(200, b"[1]").is_none());
    assert!(matches!(refusal_in(200, MISSING.as_bytes()), Some(ErrorKind::Rest(rest)) if rest.http_status() == 404));
    assert!(matches!(refusal_in(403, b""), Some(ErrorKind::Rest(rest)) if rest.http_status() == 403));
}
