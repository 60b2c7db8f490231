//! Property tests: a response of the GUI's JSON url is a success only if the reply in it has a success status.

use proptest::prelude::*;

use super::*;
use crate::almost::{almost, damaged};
use crate::error::Context;
use crate::raw_response::Expected;
use crate::reading::Reading;
use crate::{ReplyWithout, oracle};

/// Documented responses, and responses of other kinds.
const ANSWERS: &[&str] = &[
    r#"{"code":0,"data":{"id":1,"result":[{"status":{"code":0,"message":"OK"},"url":"/dvmdb/adom/demo/workspace/lock"}]},"message":""}"#,
    r#"{"code":0,"data":{"id":1,"result":[{"data":[{"name":"demo"}],"status":{"code":0,"message":"OK"}}]},"message":""}"#,
    r#"{"data":{"id":1,"result":{"status":{"code":0,"message":""}}}}"#,
    r#"{"id":1,"result":[{"status":{"code":0,"message":"OK"},"url":"/dvmdb/adom"}]}"#,
    r#"{"code":0,"data":{"id":1,"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"}}]},"message":""}"#,
    r#"{"code":-1,"data":{"id":1,"result":[{"status":{"code":0,"message":"OK"}}]},"message":"no"}"#,
    r#"{"code":0,"data":{"id":2,"result":[{"status":{"code":0,"message":"OK"}}]},"message":""}"#,
];

fn succeeds<R: crate::Response>(method: &'static str, status: u16, body: &[u8]) -> bool {
    let call = Context::new(method, "/dvmdb/adom/<adom>/workspace/lock");
    let expected = Expected {
        reading: Reading::default(),
        id: Some(ID),
        without: ReplyWithout::NOTHING,
    };
    let status = StatusCode::from_u16(status).unwrap();
    let answer = unwrap(RawResponse::plain(call, expected, status, body));
    answer.and_then(reply::decode::<R>).is_ok()
}

fn any_succeeds(status: u16, body: &[u8]) -> bool {
    ["exec", "get"].iter().any(|method| {
        succeeds::<()>(method, status, body)
            || succeeds::<Option<Value>>(method, status, body)
            || succeeds::<Vec<Value>>(method, status, body)
            || succeeds::<Value>(method, status, body)
    })
}

fn has_success_status(answer: &Value) -> bool {
    oracle::flat_ui(answer, ID)
}

#[test]
fn documented_successes_are_successes() {
    for (answer, holds) in ANSWERS.iter().zip([true, true, true, true, false, false, false]) {
        assert_eq!(
            has_success_status(&serde_json::from_str(answer).unwrap()),
            holds,
            "{answer}"
        );
        assert_eq!(any_succeeds(200, answer.as_bytes()), holds, "{answer}");
    }
}

#[test]
fn two_replies_in_one_response_are_an_error() {
    let carried = r#"{"id":1,"result":[{"data":[1],"status":{"code":0},"data":[]}]}"#;
    let one = r#"{"id":1,"result":[{"data":[1],"status":{"code":0}}]}"#;
    for answer in [
        carried.to_owned(),
        format!(r#"{{"code":0,"data":{carried}}}"#),
        format!(r#"{{"code":0,"data":{one},"data":{one}}}"#),
        format!(r#"{{"code":0,"data":{one},"result":[{{"status":{{"code":-11}}}}]}}"#),
        format!(r#"{{"code":0,"data":{one},"id":2}}"#),
    ] {
        assert!(!any_succeeds(200, answer.as_bytes()), "{answer}");
    }
    assert!(any_succeeds(
        200,
        format!(r#"{{"code":0,"data":{one},"message":1e999}}"#).as_bytes()
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_request_succeeds_only_with_a_success_status(answer in almost(ANSWERS)) {
        let text = answer.text();
        prop_assert!(!any_succeeds(200, text.as_bytes()) || answer.holds(has_success_status), "{}", text);
    }

    #[test]
    fn a_damaged_response_is_not_a_success(body in damaged(ANSWERS)) {
        let holds = oracle::parsed_leniently(&body).is_some_and(|answer| has_success_status(&answer));
        prop_assert!(!any_succeeds(200, &body) || holds, "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn an_http_status_other_than_2xx_is_not_a_success(answer in almost(ANSWERS), status in prop_oneof![100_u16..200, 300_u16..600]) {
        prop_assert!(!any_succeeds(status, answer.text().as_bytes()));
    }

    #[test]
    fn random_bytes_are_not_a_success(body in prop::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        prop_assert!(!any_succeeds(status, &body));
    }
}
