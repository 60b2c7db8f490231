//! Tests of which replies count as a success.

use super::*;

/// Replies without a success status, and the error for each.
const WITHOUT_SUCCESS_STATUS: &[(&str, DecodeErrorKind)] = {
    use DecodeErrorKind::{ErrorWithoutCode, NoResult, NoStatus, SeveralResults};
    &[
        // The reply of a gateway.
        (r#"{"message":"Unauthorized","code":401}"#, NoResult),
        (r#"{"redirect":"/login"}"#, NoResult),
        (r#"{"id":3,"session":"x"}"#, NoResult),
        (r#"{"id":3,"data":[]}"#, NoResult),
        (r#"{"id":3,"code":0}"#, NoResult),
        // An error that does not have the form of JSON-RPC.
        (r#"{"id":3,"result":[{"url":"/x","error":"no"}]}"#, ErrorWithoutCode),
        (
            r#"{"id":3,"result":[{"status":{"code":0},"error":"no"}]}"#,
            ErrorWithoutCode,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"error":true}"#,
            ErrorWithoutCode,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"error":{"message":"no"}}"#,
            ErrorWithoutCode,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"error":{"code":0}}"#,
            ErrorWithoutCode,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"error":[-3]}"#,
            ErrorWithoutCode,
        ),
        // A status of another type.
        (r#"{"id":3,"result":[{"status":"error","url":"/x"}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":"success","url":"/x"}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":0}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":true}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":null}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":[{"code":0}]}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{}}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{"code":null}}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{"code":"0"}}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{"code":0.0}}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{"code":false}}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{"code":"none"}}]}"#, NoStatus),
        (r#"{"id":3,"result":[{"status":{"message":"OK"}}]}"#, NoStatus),
        // A second status that contradicts the first.
        (
            r#"{"id":3,"result":[{"status":{"code":0},"status":"error"}]}"#,
            NoStatus,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0},"status":{"code":"none"}}]}"#,
            NoStatus,
        ),
        (r#"{"id":3,"result":[{"status":{"code":0,"code":null}}]}"#, NoStatus),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"status":"error"}"#,
            NoStatus,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"result":[{"status":{"code":0}}]}"#,
            SeveralResults,
        ),
        (
            r#"{"id":3,"result":[{"status":{"code":0}}],"result":[]}"#,
            SeveralResults,
        ),
        // Two results.
        (
            r#"{"id":3,"result":[{"data":[{"oid":1}],"status":{"code":0},"data":[]}]}"#,
            SeveralResults,
        ),
        (
            r#"{"id":3,"result":[{"data":[],"status":{"code":0},"data":null}]}"#,
            SeveralResults,
        ),
        (
            r#"{"id":3,"result":{"data":null,"status":{"code":0},"data":[{"oid":1}]}}"#,
            SeveralResults,
        ),
        (r#"{"id":3,"status":{"code":0},"data":[],"data":[]}"#, SeveralResults),
        // A status at another place.
        (r#"{"id":3,"result":[{"url":"/x"}],"status":{"code":0}}"#, NoStatus),
        (r#"{"id":3,"result":{"url":"/x"},"status":{"code":0}}"#, NoStatus),
        (r#"{"id":3,"result":[],"status":{"code":0}}"#, NoResult),
        (r#"{"id":3,"result":null,"status":{"code":0}}"#, NoResult),
        (r#"{"id":3,"result":[{"data":{"status":{"code":0}}}]}"#, NoStatus),
        (r#"{"id":3,"data":{"status":{"code":0}}}"#, NoResult),
    ]
};

#[test]
fn a_reply_without_a_success_status_is_not_a_success() {
    for &(text, kind) in WITHOUT_SUCCESS_STATUS {
        assert_eq!(decode_error::<()>(text).0, kind, "{text}");
        assert!(answer::<Vec<Adom>>(text).is_err(), "{text}");
        assert!(answer::<Option<Adom>>(text).is_err(), "{text}");
        assert!(answer::<Value>(text).is_err(), "{text}");
        assert!(answer::<Spawned>(text).is_err(), "{text}");
        assert!(answer::<Opened>(text).is_err(), "{text}");
        assert!(answer::<Data<Option<u8>>>(text).is_err(), "{text}");
    }
}

#[test]
fn an_error_of_json_rpc_is_a_refusal_with_its_code_and_message() {
    for text in [
        r#"{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"No such method"}}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"No such method"}}"#,
        r#"{"error":{"message":"No such method","code":-32601,"data":[1]}}"#,
        r#"{"id":3,"result":[{"error":{"code":-32601,"message":"No such method"}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":0}}],"error":{"code":-32601,"message":"No such method"}}"#,
        r#"{"id":3,"error":{"code":-32601,"message":"No such method"},"result":null}"#,
    ] {
        let error = answer::<Vec<Adom>>(text).unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (Some(Code::new(-32601)), Some("No such method")),
            "{text}"
        );
    }
    // In JSON-RPC 1.0, `null` means no error.
    answer::<()>(r#"{"id":3,"error":null,"result":[{"status":{"code":0}}]}"#).unwrap();
}

#[test]
fn the_first_refusal_counts() {
    for text in [
        r#"{"id":3,"result":[{"status":{"code":-3}}],"status":{"code":0}}"#,
        r#"{"id":3,"status":{"code":0},"result":[{"status":{"code":-3}}]}"#,
        r#"{"id":3,"status":{"code":-3},"result":[{"status":{"code":0}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":0},"status":{"code":-3}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":-3},"status":{"code":0}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":-3},"status":{"code":-11}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":0,"code":-3}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":-3,"code":0}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":0}},{"status":{"code":-3}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":0}}],"result":[{"status":{"code":-3}}]}"#,
        r#"{"id":3,"result":[{"status":{"code":-3}}],"error":{"code":-11}}"#,
        r#"{"id":3,"result":[{"status":{"code":-3},"error":"no"}]}"#,
    ] {
        assert!(answer::<()>(text).unwrap_err().is_not_found(), "{text}");
        assert!(answer::<Vec<Adom>>(text).unwrap_err().is_not_found(), "{text}");
    }
}

#[test]
fn the_reply_has_to_belong_to_the_request() {
    use DecodeErrorKind::{ForeignId, NoId};
    for (id, kind) in [
        (r#""id":4,"#, ForeignId),
        (r#""id":-3,"#, ForeignId),
        (r#""id":3.0,"#, ForeignId),
        (r#""id":"3","#, ForeignId),
        (r#""id":"4","#, ForeignId),
        (r#""id":"x","#, ForeignId),
        (r#""id":null,"#, ForeignId),
        (r#""id":true,"#, ForeignId),
        (r#""id":[3],"#, ForeignId),
        (r#""id":{},"#, ForeignId),
        (r#""id":4,"id":3,"#, ForeignId),
        (r#""id":3,"id":4,"#, ForeignId),
        ("", NoId),
    ] {
        let text = format!(r#"{{{id}"result":[{{{OK}}}]}}"#);
        assert_eq!(decode_error::<()>(&text).0, kind, "{text}");
        assert_eq!(decode_error::<Vec<Adom>>(&text).0, kind, "{text}");
    }
    // A refusal of another request does not answer this one; a refusal without an id does.
    let text = r#"{"id":4,"result":[{"data":1,"status":{"code":-3}}]}"#;
    assert_eq!(decode_error::<Option<Adom>>(text).0, ForeignId);
    for id in ["", r#""id":null,"#] {
        let text = format!(r#"{{{id}"result":[{{"status":{{"code":-3}}}}]}}"#);
        assert!(answer::<()>(&text).unwrap_err().is_not_found(), "{text}");
    }
}

/// The part of the licence widget's reply that this test needs.
#[derive(Clone, Default)]
pub(super) struct License {
    valid: Option<bool>,
    kind: Option<i64>,
}

reply! { License { envelope { valid: "valid" as flag, kind: "type" } } }

/// A report whose entry has a word instead of a status object.
#[derive(Clone, Default)]
struct Report {
    status: Option<String>,
    kind: Option<i64>,
}

reply! { Report { entry { status: "status", kind: "type" } } }

pub(super) fn without_status<R: Response>(text: &str) -> Result<R::Output, Error> {
    let expected = Expected {
        without: ReplyWithout::NOTHING.status(),
        ..SENT
    };
    decode::<R>(CALL, expected, StatusCode::OK, text.as_bytes())
}

#[test]
fn a_reply_without_a_status_needs_data_or_a_known_member() {
    assert_eq!(
        without_status::<License>(r#"{"id":3,"valid":1}"#).unwrap().valid,
        Some(true)
    );
    for text in [
        r#"{"id":3,"data":[]}"#,
        r#"{"id":3,"data":{"valid":1}}"#,
        r#"{"id":3,"data":{}}"#,
        r#"{"id":3,"result":[{"data":{"oid":1}}]}"#,
        r#"{"id":3,"result":[{}]}"#,
        r#"{"id":3,"valid":null}"#,
        r#"{"id":3,"valid":"perhaps"}"#,
        r#"{"id":3,"type":"about:blank"}"#,
        r#"{"id":3,"type":"about:blank","title":"Unauthorized"}"#,
    ] {
        assert!(without_status::<License>(text).is_err(), "{text}");
        assert!(without_status::<()>(text).is_err(), "{text}");
        assert!(without_status::<Spawned>(text).is_err(), "{text}");
    }
    assert!(without_status::<Spawned>(r#"{"id":3,"data":{"other":1}}"#).is_err());
    assert_eq!(
        without_status::<Spawned>(r#"{"id":3,"data":{"task":7}}"#).unwrap().task,
        Some(7)
    );
}

#[test]
fn only_words_for_success_are_a_success() {
    for (word, is_yes) in [
        ("ok", true),
        ("OK", true),
        ("success", true),
        ("error", false),
        ("fail", false),
        ("denied", false),
        ("", false),
        ("0", false),
    ] {
        for text in [
            format!(r#"{{"id":3,"status":"{word}","valid":1}}"#),
            format!(r#"{{"id":3,"valid":1,"status":"{word}"}}"#),
            format!(r#"{{"id":3,"result":[{{{OK}}}],"valid":1,"status":"{word}"}}"#),
            format!(r#"{{"id":3,"status":"{word}","valid":1,"result":[{{{OK},"data":[]}}]}}"#),
        ] {
            assert_eq!(without_status::<License>(&text).is_ok(), is_yes, "{text}");
            assert_eq!(without_status::<Value>(&text).is_ok(), is_yes, "{text}");
            // Other calls do not accept a word instead of a status object.
            assert!(answer::<License>(&text).is_err(), "{text}");
        }
        let report = format!(r#"{{"id":3,"result":[{{"status":"{word}","type":1}}]}}"#);
        let report = without_status::<Report>(&report);
        assert_eq!(report.is_ok(), is_yes, "{word}");
        if let Ok(report) = report {
            assert_eq!(report.status.as_deref(), Some(word));
        }
    }
}

#[test]
fn an_error_code_at_the_top_level_overrides_a_success() {
    let text = format!(r#"{{"id":3,"code":-11,"message":"No permission","result":[{{{OK},"url":"/x"}}]}}"#);
    assert!(answer::<()>(&text).unwrap_err().is_permission());
    let text = format!(r#"{{"id":3,"code":0,"result":[{{{OK},"url":"/x"}}]}}"#);
    answer::<()>(&text).unwrap();
}
