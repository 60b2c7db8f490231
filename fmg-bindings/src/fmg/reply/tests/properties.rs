//! Property tests: a reply is a success only if it holds a success status.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::almost::{almost, table};
use crate::oracle;

/// A member, or nothing; about half of them are valid.
fn member(right: &'static str, wrong: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(right.to_owned()), 2 => select(wrong).prop_map(str::to_owned), 1 => Just(String::new())]
}

fn status() -> impl Strategy<Value = String> {
    member(
        r#""status":{"code":0,"message":"OK"}"#,
        &[
            r#""status":{"code":-3,"message":"no"}"#,
            r#""status":{"code":"0"}"#,
            r#""status":{"code":0.0}"#,
            r#""status":{"code":null}"#,
            r#""status":{}"#,
            r#""status":"error""#,
            r#""status":"success""#,
            r#""status":0"#,
            r#""status":[]"#,
            r#""status":null"#,
            r#""status":true"#,
        ],
    )
}

fn error() -> impl Strategy<Value = String> {
    member(
        "",
        &[
            r#""error":null"#,
            r#""error":"no""#,
            r#""error":{"code":-11}"#,
            r#""error":{}"#,
            r#""error":0"#,
        ],
    )
}

fn object(members: impl IntoIterator<Item = String>) -> String {
    let members: Vec<_> = members.into_iter().filter(|member| !member.is_empty()).collect();
    format!("{{{}}}", members.join(","))
}

fn id() -> impl Strategy<Value = String> {
    member(
        r#""id":3"#,
        &[r#""id":4"#, r#""id":"3""#, r#""id":null"#, r#""id":3.0"#],
    )
}

/// Almost a reply: each part valid, invalid or missing, in any order, some twice.
fn nearly() -> impl Strategy<Value = String> {
    let data = || {
        select(
            &[
                "",
                r#""data":[]"#,
                r#""data":{"name":"a"}"#,
                r#""data":7"#,
                r#""data":null"#,
                r#""data":[null]"#,
                r#""data":[{}]"#,
                r#""data":[1e999]"#,
                r#""url":"/x""#,
            ][..],
        )
        .prop_map(str::to_owned)
    };
    let entry = || {
        let again = (prop::option::of(status()), prop::option::of(data()));
        (status(), error(), data(), again).prop_map(|(status, error, data, (again, second))| {
            object([
                data,
                status,
                error,
                again.unwrap_or_default(),
                second.unwrap_or_default(),
            ])
        })
    };
    let result = (entry(), entry(), 0..6).prop_map(|(one, other, shape)| match shape {
        0 => String::new(),
        1 => "\"result\":[]".to_owned(),
        2 => format!("\"result\":{one}"),
        3 => format!("\"result\":[{one},{other}]"),
        _ => format!("\"result\":[{one}]"),
    });
    let rest =
        select(&["", r#""message":"Unauthorized""#, r#""session":"x""#, r#""code":401"#][..]).prop_map(str::to_owned);
    let top = prop_oneof![2 => Just(String::new()), 1 => status()];
    (id(), result, top, error(), data(), rest)
        .prop_map(|parts| vec![parts.0, parts.1, parts.2, parts.3, parts.4, parts.5])
        .prop_shuffle()
        .prop_map(object)
}

/// Any JSON, with the member names of replies.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..4).prop_map(Value::from),
        select(&["success", "error", "0", ""][..]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = select(&["id", "result", "status", "code", "error", "data", "message", "session"][..]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(name.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

const ROWS: &[&str] = &[
    r#"{"name":"a","oid":1}"#,
    r#"{"oid":2,"other":[1e999]}"#,
    r#"{"oid":1e999,"name":"b"}"#,
];

const LICENSES: &[&str] = &[
    r#"{"id":3,"valid":1,"type":9}"#,
    r#"{"id":3,"status":"ok","valid":1}"#,
    r#"{"id":3,"result":[{"data":{"valid":1},"status":{"code":0,"message":"OK"}}]}"#,
    r#"{"code":401,"message":"Unauthorized"}"#,
    r#"{"error":{"code":-32601,"message":"Method not found"},"id":3,"jsonrpc":"2.0"}"#,
    r#"{"id":3,"status":"error","type":9}"#,
];

fn has_success_status(text: &str) -> bool {
    oracle::parsed(text.as_bytes()).is_some_and(|reply| oracle::json_rpc(&reply, Some(3)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_write_succeeds_only_with_a_success_status(text in nearly()) {
        let succeeded = answer::<()>(&text).is_ok();
        prop_assert!(!succeeded || has_success_status(&text), "{}", text);
        prop_assert!(answer::<Option<Adom>>(&text).is_err() || has_success_status(&text), "{}", text);
        prop_assert!(answer::<Vec<Adom>>(&text).is_err() || has_success_status(&text), "{}", text);
        prop_assert!(answer::<Spawned>(&text).is_err() || has_success_status(&text), "{}", text);
    }

    #[test]
    fn two_results_are_an_error(text in nearly()) {
        let is_one = text.matches("\"data\":").count() < 2;
        prop_assert!(is_one || answer::<()>(&text).is_err(), "{}", text);
        prop_assert!(is_one || answer::<Vec<Adom>>(&text).is_err(), "{}", text);
        prop_assert!(is_one || answer::<Value>(&text).is_err(), "{}", text);
    }

    #[test]
    fn every_row_is_returned_or_reported(table in table(ROWS)) {
        let text = format!(r#"{{"id":3,"result":[{{"data":{},{OK}}}]}}"#, table.text);
        let raw = RawResponse::plain(CALL, SENT, StatusCode::OK, text.as_bytes());
        match super::super::decode::<Vec<Adom>>(raw).map(Reply::into_parts) {
            Ok((rows, misfits)) => {
                prop_assert_eq!(rows.len(), table.rows, "{}", text);
                prop_assert!(table.rows > 0 || table.others == 0, "{}", text);
                let dropped = misfits.iter().filter(|misfit| misfit.path().ends_with(']')).count();
                prop_assert_eq!(dropped, table.others, "{}", text);
                prop_assert!(rows.iter().all(|row| *row != Adom::default()), "{}", text);
            }
            Err(error) => prop_assert!(table.rows == 0 && table.others > 0, "{}: {}", text, error),
        }
    }

    #[test]
    fn a_reply_without_a_status_needs_a_known_member(reply in almost(LICENSES)) {
        let text = reply.text();
        let succeeds = call_status::without_status::<call_status::License>(&text).is_ok();
        prop_assert!(!succeeds || reply.holds(|reply| oracle::license(reply, &["valid", "type"])), "{}", text);
    }

    #[test]
    fn other_json_is_not_a_success(value in anything()) {
        let text = value.to_string();
        prop_assert!(answer::<()>(&text).is_err() || has_success_status(&text), "{}", text);
        prop_assert!(answer::<Value>(&text).is_err() || has_success_status(&text), "{}", text);
    }

    #[test]
    fn random_bytes_are_not_a_success(body in prop::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        let status = StatusCode::from_u16(status).unwrap();
        prop_assert!(decode::<()>(CALL, SENT, status, &body).is_err());
    }
}
