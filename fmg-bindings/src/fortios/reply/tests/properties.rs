//! Whatever comes, only a verdict is a success.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::fortios::Each;
use crate::oracle;

const MEMBERS: &[&str] = &[
    r#""status":"success""#,
    r#""status":"success""#,
    r#""status":"error""#,
    r#""status":-1"#,
    r#""status":5"#,
    r#""status":["error"]"#,
    r#""status":null"#,
    r#""status":{"code":0}"#,
    r#""http_status":200"#,
    r#""http_status":500"#,
    r#""http_status":"424""#,
    r#""error":-651"#,
    r#""error":0"#,
    r#""results":[]"#,
    r#""results":{"ip":"10.0.0.1"}"#,
    r#""message":"blocked by proxy""#,
    r#""vdom":"root""#,
    r#""mkey":"a""#,
];

fn nearly() -> impl Strategy<Value = String> {
    let envelope =
        prop::collection::vec(select(MEMBERS), 0..6).prop_map(|members| format!("{{{}}}", members.join(",")));
    (envelope.clone(), envelope, 0..5).prop_map(|(one, other, shape)| match shape {
        0 => format!("[{one}]"),
        1 => format!("[{one},{other}]"),
        _ => one,
    })
}

fn holds_a_verdict(text: &str) -> bool {
    oracle::parsed(text.as_bytes()).is_some_and(|reply| oracle::fortios(&reply))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_call_succeeds_only_if_the_reply_says_so(text in nearly()) {
        prop_assert!(write::<()>(&text).is_err() || holds_a_verdict(&text), "{}", text);
        prop_assert!(write::<Option<Value>>(&text).is_err() || holds_a_verdict(&text), "{}", text);
        prop_assert!(read::<Vec<Value>>(&text).is_err() || holds_a_verdict(&text), "{}", text);
    }

    #[test]
    fn each_vdom_succeeds_only_if_its_reply_says_so(text in nearly()) {
        let Ok(each) = answer::<Each<Write<()>>>(200, &[], text.as_bytes()) else { return Ok(()) };
        let reply = oracle::parsed(text.as_bytes()).unwrap();
        let envelopes = reply.as_array().cloned().unwrap_or_else(|| vec![reply.clone()]);
        prop_assert_eq!(each.value().len(), envelopes.len());
        for (vdom, envelope) in each.value().iter().zip(&envelopes) {
            prop_assert!(vdom.outcome.is_err() || oracle::fortios(envelope), "{}", envelope);
        }
    }
}
