//! Whatever comes over REST or by the proxy of the GUI, only a verdict is a success.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::almost::{Almost, almost, damaged};
use crate::answered::Expected;
use crate::error::Context;
use crate::fmg::web::Text;
use crate::{ReplyWithout, oracle};

/// How calls are answered, and what comes in place of that.
const REPLIES: &[&str] = &[
    r#"{"result":[{"status":{"code":0,"message":"OK"},"url":"/dvmdb/adom/demo/workspace/lock"}]}"#,
    r#"{"id":1,"result":[{"data":[{"name":"demo","oid":162}],"status":{"code":0,"message":"OK"},"url":"/dvmdb/adom"}]}"#,
    r#"{"result":{"data":{"taskid":7},"status":{"code":0,"message":""}}}"#,
    r#"{"status":{"code":0,"message":"OK"},"url":"/task/task/7"}"#,
    r#"{"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"},"url":"/x"}]}"#,
    r#"{"error":{"code":-32601,"message":"Method not found"},"id":1,"jsonrpc":"2.0"}"#,
    r#"{"code":401,"message":"Unauthorized"}"#,
];

/// Replies that are documented without a status, and what comes in place of those.
const WITHOUT_STATUS: &[&str] = &[
    r#"{"max_num_dev":100,"valid":1,"licenses":{"ADOM":{"status":"ok"}}}"#,
    r#"{"result":[{"status":"ok","type":1}],"valid":1}"#,
    r#"{"result":[{"data":[],"status":{"code":0,"message":"OK"}}],"valid":1}"#,
    r#"{"code":401,"message":"Unauthorized"}"#,
    r#"{"error":{"code":-32601,"message":"Method not found"},"id":1,"jsonrpc":"2.0"}"#,
    r#"{"status":"error","result":[{"data":[],"status":{"code":0,"message":"OK"}}]}"#,
];

/// Whether the licence widget is answered by this.
fn is_license(text: &str) -> bool {
    type License = crate::fmg::gui::sys::DashboardLicense;
    let call = Context::new("GET", "/cgi-bin/module/flatui/SysDashboard");
    let expected = Expected {
        without: ReplyWithout::NOTHING.status(),
        ..Expected::default()
    };
    read::<License>(Arrived::plain(call, expected, StatusCode::OK, text.as_bytes())).is_ok()
}

/// Both readers: that of typed requests over REST, and that of the calls of REST and of the GUI.
fn succeeds<R: Response>(verb: &'static str, status: StatusCode, body: &[u8]) -> bool {
    let call = Context::new(verb, "/dvmdb/adom/<adom>/workspace/lock");
    let arrived = || Arrived::plain(call, Expected::default(), status, body);
    reply::decode::<R>(arrived()).is_ok() || read::<R>(arrived()).is_ok()
}

fn any_succeeds(status: StatusCode, body: &[u8]) -> bool {
    ["exec", "get", "POST", "GET"].iter().any(|verb| {
        succeeds::<()>(verb, status, body)
            || succeeds::<Option<Value>>(verb, status, body)
            || succeeds::<Vec<Value>>(verb, status, body)
            || succeeds::<Value>(verb, status, body)
    })
}

fn holds_a_verdict(reply: &Value) -> bool {
    oracle::json_rpc(reply, None)
}

fn is_text(body: &[u8]) -> bool {
    let call = Context::new("GET", "/x");
    read::<Text>(Arrived::plain(call, Expected::default(), StatusCode::OK, body)).is_ok()
}

#[test]
fn what_is_documented_as_a_success_is_one() {
    for reply in REPLIES {
        let holds = holds_a_verdict(&serde_json::from_str(reply).unwrap());
        assert_eq!(any_succeeds(StatusCode::OK, reply.as_bytes()), holds, "{reply}");
    }
}

#[test]
fn what_stands_behind_a_refusal_does_not_take_it_back() {
    let text = r#"{"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"},"url":"/x"}],"result":true}"#;
    assert!(!is_text(text.as_bytes()) && !any_succeeds(StatusCode::OK, text.as_bytes()));
    // Nor does what stands before it.
    let text = r#"{"result":true,"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"},"url":"/x"}]}"#;
    assert!(!is_text(text.as_bytes()) && !any_succeeds(StatusCode::OK, text.as_bytes()));
}

#[test]
fn two_answers_are_none() {
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
        !any_succeeds(StatusCode::OK, text.as_bytes()) || reply.holds(holds_a_verdict),
        "{}",
        text
    );
    let refuses = reply.holds(oracle::json_rpc_refuses);
    prop_assert!(!refuses || !is_text(text.as_bytes()), "{}", text);
    let answer = Answer {
        status: StatusCode::OK,
        headers: &http::HeaderMap::new(),
        body: text.as_bytes(),
    };
    prop_assert!(!refuses || refusal(answer).is_some(), "{}", text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_call_succeeds_only_if_the_reply_says_so(reply in almost(REPLIES)) {
        check(&reply)?;
    }

    #[test]
    fn a_reply_without_a_status_is_known_by_its_members(reply in almost(WITHOUT_STATUS)) {
        let members = ["max_num_dev", "valid", "licenses", "type"];
        let text = reply.text();
        prop_assert!(!is_license(&text) || reply.holds(|reply| oracle::license(reply, &members)), "{}", text);
    }

    #[test]
    fn damage_makes_no_success(body in damaged(REPLIES)) {
        let holds = oracle::parsed_leniently(&body).is_some_and(|reply| holds_a_verdict(&reply));
        prop_assert!(!any_succeeds(StatusCode::OK, &body) || holds, "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn no_other_status_of_http_is_a_success(reply in almost(REPLIES), status in prop_oneof![100_u16..200, 300_u16..600]) {
        let status = StatusCode::from_u16(status).unwrap();
        prop_assert!(!any_succeeds(status, reply.text().as_bytes()));
    }

    #[test]
    fn no_bytes_are_a_success(body in prop::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        prop_assert!(!any_succeeds(StatusCode::from_u16(status).unwrap(), &body));
    }
}
