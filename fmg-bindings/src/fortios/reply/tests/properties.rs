//! Property tests: a reply is a success only if it holds a success status.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::VdomName;
use crate::almost::table;
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
    r#""error":"no""#,
    r#""error":null"#,
    r#""results":[]"#,
    r#""results":[null]"#,
    r#""results":[{}]"#,
    r#""build":1e999"#,
    r#""results":{"ip":"10.0.0.1"}"#,
    r#""message":"blocked by proxy""#,
    r#""vdom":"root""#,
    r#""vdom":"edge""#,
    r#""vdom":"lab""#,
    r#""mkey":"a""#,
];

const ROWS: &[&str] = &[
    r#"{"ip":"10.0.0.1"}"#,
    r#"{"server_mkey":2,"other":[1e999]}"#,
    r#"{"server_mkey":1e999,"ip":"10.0.0.2"}"#,
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

fn has_success_status(text: &str) -> bool {
    oracle::parsed(text.as_bytes()).is_some_and(|reply| oracle::fortios(&reply))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_call_succeeds_only_with_a_success_status(text in nearly()) {
        prop_assert!(write::<()>(&text).is_err() || has_success_status(&text), "{}", text);
        prop_assert!(write::<Option<Value>>(&text).is_err() || has_success_status(&text), "{}", text);
        prop_assert!(read::<Vec<Value>>(&text).is_err() || has_success_status(&text), "{}", text);
    }

    #[test]
    fn two_results_are_an_error(text in nearly()) {
        let is_one = text.matches("\"results\":").count() < 2;
        prop_assert!(is_one || write::<()>(&text).is_err(), "{}", text);
        prop_assert!(is_one || read::<Vec<Value>>(&text).is_err(), "{}", text);
    }

    #[test]
    fn every_row_is_returned_or_reported(table in table(ROWS)) {
        let text = format!(r#"{{"results":{},"status":"success"}}"#, table.text);
        match read::<Vec<Lease>>(&text) {
            Ok(reply) => {
                prop_assert_eq!(reply.value().len(), table.rows, "{}", text);
                prop_assert!(table.rows > 0 || table.others == 0, "{}", text);
                let dropped = reply.misfits().iter().filter(|misfit| misfit.path().ends_with(']')).count();
                prop_assert_eq!(dropped, table.others, "{}", text);
            }
            Err(error) => prop_assert!(table.rows == 0 && table.others > 0, "{}: {}", text, error),
        }
    }

    #[test]
    fn each_requested_vdom_has_one_outcome_or_errors(text in nearly()) {
        const ASKED: [&str; 2] = ["root", "edge"];
        let vdoms = Vdoms::from(ASKED.map(|name| VdomName::new(name).unwrap()));
        let each = answer_of::<Each<Write<()>>>(Some(&vdoms), 200, &[], text.as_bytes());
        let Ok(each) = each else { return Ok(()) };
        for name in ASKED {
            let of_it: Vec<_> = each.value().iter().filter(|each| each.vdom == name).collect();
            prop_assert!(!of_it.is_empty(), "{}", text);
            prop_assert!(of_it.len() == 1 || of_it.iter().all(|each| each.outcome.is_err()), "{}", text);
        }
        let others = each.value().iter().filter(|each| !ASKED.contains(&each.vdom.as_str()));
        prop_assert!(others.into_iter().all(|each| each.outcome.is_err()), "{}", text);
    }

    #[test]
    fn each_vdom_succeeds_only_with_a_success_status(text in nearly()) {
        let Ok(each) = answer::<Each<Write<()>>>(200, &[], text.as_bytes()) else { return Ok(()) };
        let reply = oracle::parsed(text.as_bytes()).unwrap();
        let envelopes = reply.as_array().cloned().unwrap_or_else(|| vec![reply.clone()]);
        prop_assert_eq!(each.value().len(), envelopes.len());
        for (vdom, envelope) in each.value().iter().zip(&envelopes) {
            prop_assert!(vdom.outcome.is_err() || oracle::fortios(envelope), "{}", envelope);
        }
    }
}
