//! Property tests: a response over REST or through the proxy of the GUI is a success only with a success status.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::almost::{Almost, almost, damaged};
use crate::error::Context;
use crate::fmg::web::Text;
use crate::raw_response::Expected;
use crate::{ReplyWithout, oracle};

/// Documented responses, and responses of other kinds.
const REPLIES: &[&str] = &[
    r#"{"result":[{"status":{"code":0,"message":"OK"},"url":"/dvmdb/adom/demo/workspace/lock"}]}"#,
    r#"{"id":1,"result":[{"data":[{"name":"demo","oid":162}],"status":{"code":0,"message":"OK"},"url":"/dvmdb/adom"}]}"#,
    r#"{"result":{"data":{"taskid":7},"status":{"code":0,"message":""}}}"#,
    r#"{"status":{"code":0,"message":"OK"},"url":"/task/task/7"}"#,
    r#"{"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"},"url":"/x"}]}"#,
    r#"{"error":{"code":-32601,"message":"Method not found"},"id":1,"jsonrpc":"2.0"}"#,
    r#"{"code":401,"message":"Unauthorized"}"#,
];

/// Replies that are documented without a status, and responses of other kinds.
const WITHOUT_STATUS: &[&str] = &[
    r#"{"max_num_dev":100,"valid":1,"licenses":{"ADOM":{"status":"ok"}}}"#,
    r#"{"result":[{"status":"ok","type":1}],"valid":1}"#,
    r#"{"result":[{"data":[],"status":{"code":0,"message":"OK"}}],"valid":1}"#,
    r#"{"code":401,"message":"Unauthorized"}"#,
    r#"{"error":{"code":-32601,"message":"Method not found"},"id":1,"jsonrpc":"2.0"}"#,
    r#"{"status":"error","result":[{"data":[],"status":{"code":0,"message":"OK"}}]}"#,
];

/// Whether this is a valid reply of the licence widget.
fn is_license(text: &str) -> bool {
    type License = crate::fmg::gui::sys::DashboardLicense;
    let call = Context::new("GET", "/cgi-bin/module/flatui/SysDashboard");
    let expected = Expected {
        without: ReplyWithout::NOTHING.status(),
        ..Expected::default()
    };
    read::<License>(RawResponse::plain(call, expected, StatusCode::OK, text.as_bytes())).is_ok()
}

/// Both decoders: that of typed requests over REST, and that of REST and GUI calls.
fn succeeds<R: Response>(verb: &'static str, status: StatusCode, body: &[u8]) -> bool {
    let call = Context::new(verb, "/dvmdb/adom/<adom>/workspace/lock");
    let raw = || RawResponse::plain(call, Expected::default(), status, body);
    reply::decode::<R>(raw()).is_ok() || read::<R>(raw()).is_ok()
}

fn any_succeeds(status: StatusCode, body: &[u8]) -> bool {
    ["exec", "get", "POST", "GET"].iter().any(|verb| {
        succeeds::<()>(verb, status, body)
            || succeeds::<Option<Value>>(verb, status, body)
            || succeeds::<Vec<Value>>(verb, status, body)
            || succeeds::<Value>(verb, status, body)
    })
}

fn has_success_status(reply: &Value) -> bool {
    oracle::json_rpc(reply, None)
}

fn is_text(body: &[u8]) -> bool {
    let call = Context::new("GET", "/x");
    read::<Text>(RawResponse::plain(call, Expected::default(), StatusCode::OK, body)).is_ok()
}

#[test]
fn documented_successes_are_successes() {
    for reply in REPLIES {
        let holds = has_success_status(&serde_json::from_str(reply).unwrap());
        assert_eq!(any_succeeds(StatusCode::OK, reply.as_bytes()), holds, "{reply}");
    }
}

#[test]
fn later_members_do_not_override_a_refusal() {
    let text = r#"{"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"},"url":"/x"}],"result":true}"#;
    assert!(!is_text(text.as_bytes()) && !any_succeeds(StatusCode::OK, text.as_bytes()));
    // Neither do earlier members.
    let text = r#"{"result":true,"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"},"url":"/x"}]}"#;
    assert!(!is_text(text.as_bytes()) && !any_succeeds(StatusCode::OK, text.as_bytes()));
}

#[test]
fn two_results_are_an_error() {
    const OK: &str = r#""status":{"code":0,"message":"OK"}"#;
    for text in [
        format!(r#"{{"result":[{{"data":[],{OK},"data":[]}}]}}"#),
        format!(r#"{{"result":{{"data":[1],"data":null,{OK}}}}}"#),
        format!(r#"{{"data":[1],"data":[],{OK}}}"#),
        format!(r#"{{"result":[{{{OK}}}],"result":[{{{OK}}}]}}"#),
    ] {
        assert!(!any_succeeds(StatusCode::OK, text.as_bytes()), "{text}");
    }
}

fn check(reply: &Almost) -> Result<(), TestCaseError> {
    let text = reply.text();
    prop_assert!(
        !any_succeeds(StatusCode::OK, text.as_bytes()) || reply.holds(has_success_status),
        "{}",
        text
    );
    let refuses = reply.holds(oracle::json_rpc_refuses);
    prop_assert!(!refuses || !is_text(text.as_bytes()), "{}", text);
    let answer = ResponseParts {
        status: StatusCode::OK,
        headers: &http::HeaderMap::new(),
        body: text.as_bytes(),
    };
    prop_assert!(!refuses || refusal(answer).is_some(), "{}", text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_call_succeeds_only_with_a_success_status(reply in almost(REPLIES)) {
        check(&reply)?;
    }

    #[test]
    fn a_reply_without_a_status_needs_a_known_member(reply in almost(WITHOUT_STATUS)) {
        let members = ["max_num_dev", "valid", "licenses", "type"];
        let text = reply.text();
        prop_assert!(!is_license(&text) || reply.holds(|reply| oracle::license(reply, &members)), "{}", text);
    }

    #[test]
    fn a_damaged_reply_is_not_a_success(body in damaged(REPLIES)) {
        let holds = oracle::parsed_leniently(&body).is_some_and(|reply| has_success_status(&reply));
        prop_assert!(!any_succeeds(StatusCode::OK, &body) || holds, "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn an_http_status_other_than_2xx_is_not_a_success(reply in almost(REPLIES), status in prop_oneof![100_u16..200, 300_u16..600]) {
        let status = StatusCode::from_u16(status).unwrap();
        prop_assert!(!any_succeeds(status, reply.text().as_bytes()));
    }

    #[test]
    fn random_bytes_are_not_a_success(body in prop::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        prop_assert!(!any_succeeds(StatusCode::from_u16(status).unwrap(), &body));
    }
}
