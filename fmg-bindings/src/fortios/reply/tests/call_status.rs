//! Tests of which replies count as a success.

use super::*;
use crate::fortios::Each;

/// Replies without a success status.
const WITHOUT_SUCCESS_STATUS: &[&str] = &[
    r#"{"message":"blocked by proxy"}"#,
    r#"{"message":"Unauthorized","code":401}"#,
    r#"{"redirect":"/login"}"#,
    r#"{"vdom":"root","serial":"FGT"}"#,
    r#"{"results":[]}"#,
    r#"{"results":{"mkey":"a"},"mkey":"a","http_status":200}"#,
    r#"{"status":null,"results":[]}"#,
    r#"{"status":-1,"vdom":"root"}"#,
    r#"{"status":0,"results":[]}"#,
    r#"{"status":"-1","results":[]}"#,
    r#"{"status":["error"],"results":[]}"#,
    r#"{"status":["success"],"results":[]}"#,
    r#"{"status":{"code":0},"results":[]}"#,
    r#"{"status":true,"results":[]}"#,
    r#"{"status":"success","status":-1}"#,
    r#"{"status":-1,"status":"success"}"#,
    r#"{"status":"success","status":["error"]}"#,
    r#"{"status":"success","status":"success"}"#,
    r#"{"results":{"status":"success"}}"#,
];

/// Replies that are refusals, whatever their other members are.
const REFUSALS: &[&str] = &[
    r#"{"status":"error","status":"success","results":[]}"#,
    r#"{"status":"success","status":"error","results":[]}"#,
    r#"{"status":"success","http_status":500,"http_status":200}"#,
    r#"{"status":"success","http_status":200,"http_status":500}"#,
    r#"{"status":"success","error":-651}"#,
    r#"{"status":"success","error":-651,"error":0}"#,
    r#"{"status":"Success","results":[]}"#,
    r#"{"status":"","results":[]}"#,
];

#[test]
fn a_reply_without_a_success_status_is_not_a_success() {
    use DecodeErrorKind::{NoResult, NoStatus};
    for text in WITHOUT_SUCCESS_STATUS {
        let kind = fault(&write::<()>(text).unwrap_err());
        assert!([NoResult, NoStatus].contains(&kind), "{text}: {kind:?}");
        for text in [(*text).to_owned(), format!("[{text}]")] {
            assert!(read::<Vec<Lease>>(&text).is_err(), "{text}");
            assert!(read::<Value>(&text).is_err(), "{text}");
            assert!(write::<Option<Value>>(&text).is_err(), "{text}");
            let each = answer::<Each<Write<()>>>(200, &[], text.as_bytes()).map(Reply::into_value);
            assert!(each.is_err() || each.unwrap()[0].outcome.is_err(), "{text}");
        }
    }
}

#[test]
fn two_results_are_an_error() {
    for text in [
        r#"{"results":[{"ip":"10.0.0.1"}],"results":[],"status":"success"}"#,
        r#"{"results":[],"status":"success","results":[{"ip":"10.0.0.1"}]}"#,
        r#"{"results":[{"ip":"10.0.0.1"}],"results":null,"status":"success"}"#,
        r#"{"vdom":"root","vdom":"edge","results":[],"status":"success"}"#,
    ] {
        assert_eq!(
            fault(&read::<Vec<Lease>>(text).unwrap_err()),
            DecodeErrorKind::SeveralResults,
            "{text}"
        );
        assert_eq!(
            fault(&write::<()>(text).unwrap_err()),
            DecodeErrorKind::SeveralResults,
            "{text}"
        );
    }
}

#[test]
fn an_error_without_a_code_is_not_a_success() {
    for error in [r#""no""#, "true", "[-651]", r#"{"code":0}"#, "0.5"] {
        let text = format!(r#"{{"results":[],"status":"success","error":{error}}}"#);
        assert_eq!(
            fault(&read::<Vec<Lease>>(&text).unwrap_err()),
            DecodeErrorKind::ErrorWithoutCode,
            "{text}"
        );
        assert_eq!(
            fault(&write::<()>(&text).unwrap_err()),
            DecodeErrorKind::ErrorWithoutCode,
            "{text}"
        );
    }
    for error in ["0", "null", "\"0\""] {
        write::<()>(&format!(r#"{{"status":"success","error":{error}}}"#)).unwrap();
    }
}

#[test]
fn the_first_refusal_counts() {
    for text in REFUSALS {
        rest(&write::<()>(text).unwrap_err());
        rest(&read::<Vec<Lease>>(text).unwrap_err());
        rest(&answer::<Login<Value>>(200, &[], text.as_bytes()).unwrap_err());
    }
    write::<()>(r#"{"status":"success","error":0,"http_status":200}"#).unwrap();
}

#[test]
fn a_reply_without_a_documented_status_needs_data_or_a_known_member() {
    let login = |text: &str| answer::<Login<Opened>>(200, &[], text.as_bytes());
    let opened = login(r#"{"status_code":5,"session_key":"x"}"#).unwrap();
    assert_eq!(opened.value().status_code, Some(5));
    login(r#"{"status":"success","vdom":"root"}"#).unwrap();
    for text in [
        r#"{"message":"blocked by proxy"}"#,
        r#"{"vdom":"root"}"#,
        r#"{"results":[]}"#,
        r#"{"results":{"status_code":5}}"#,
        r#"{"status_code":null}"#,
        r#"{"status_code":"soon"}"#,
        "{}",
        "",
        r#"{"status_code":5,"status":["error"]}"#,
        r#"{"status_code":5,"status":"error"}"#,
        r#"{"status_code":5,"http_status":403}"#,
    ] {
        assert!(login(text).is_err(), "{text}");
    }
}

#[derive(Clone, Default)]
struct Opened {
    status_code: Option<i64>,
}

crate::codegen::reply! { Opened { envelope { status_code: "status_code" } } }
