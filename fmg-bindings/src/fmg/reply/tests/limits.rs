//! Tests of values that `serde_json` cannot hold: like other misfits, they leave only their field empty.

use super::*;
use crate::misfits::{Misfit, Misfits};

/// More nesting levels than `serde_json` accepts.
fn deep() -> String {
    format!("{}{}", "[".repeat(200), "]".repeat(200))
}

fn beyond_limits() -> [String; 5] {
    let deep_object = format!("{}1{}", r#"{"name":"#.repeat(150), "}".repeat(150));
    let long = format!("1{}", "0".repeat(400));
    ["1e999".to_owned(), "-1e999".to_owned(), long, deep(), deep_object]
}

#[derive(Default)]
struct Package {
    name: Option<String>,
    oid: Option<i64>,
    load: Option<f64>,
    settings: Option<Settings>,
    targets: Vec<Adom>,
    extra: Option<Value>,
}

row! { Package {
    name: "name",
    oid: "oid",
    load: "load",
    settings: "settings",
    targets: "targets",
    extra: "extra",
} }

#[derive(Default)]
struct Settings {
    mode: Option<i64>,
    list: Vec<String>,
}

row! { Settings { mode: "mode", list: "list" } }

fn read<R: Response>(text: &str) -> Result<(R::Output, Misfits), Error> {
    let raw = RawResponse::plain(CALL, SENT, StatusCode::OK, text.as_bytes());
    super::super::decode::<R>(raw).map(Reply::into_parts)
}

fn paths(misfits: &Misfits) -> Vec<&str> {
    misfits.iter().map(Misfit::path).collect()
}

#[test]
fn a_value_beyond_the_limits_leaves_its_field_empty() {
    for odd in beyond_limits() {
        for (member, path) in [
            (format!(r#""oid":{odd}"#), "oid"),
            (format!(r#""load":{odd}"#), "load"),
            (format!(r#""name":{odd}"#), "name"),
            (format!(r#""settings":{{"mode":{odd},"list":["a"]}}"#), "settings.mode"),
            (format!(r#""settings":{{"list":["a",{odd}]}}"#), "settings.list[1]"),
            (
                format!(r#""targets":[{{"oid":1}},{{"oid":{odd},"name":"b"}}]"#),
                "targets[1].oid",
            ),
        ] {
            let rows = format!(r#"[{{"name":"a","oid":1}},{{"load":0.5,{member},"oid":2}},{{"oid":3}}]"#);
            for text in [
                format!(r#"{{"id":3,"result":[{{"data":{rows},{OK}}}]}}"#),
                format!(r#"{{"id":3,"result":[{{{OK},"more":{odd},"data":{rows}}}],"cid":{odd}}}"#),
            ] {
                let (rows, misfits) = read::<Vec<Package>>(&text).unwrap_or_else(|error| panic!("{member}: {error}"));
                assert_eq!(rows.len(), 3, "{member}");
                assert_eq!(
                    (rows[0].oid, rows[1].oid, rows[2].oid),
                    (Some(1), Some(2), Some(3)),
                    "{member}"
                );
                let load = (path != "load").then_some(0.5);
                assert_eq!(rows[1].load, load, "{member}");
                assert_eq!(paths(&misfits), [format!("result[0].data[1].{path}")], "{member}");
            }
        }
    }
}

#[test]
fn other_members_do_not_hide_a_refusal() {
    for odd in beyond_limits() {
        for text in [
            format!(r#"{{"id":3,"result":[{{"data":[{{"oid":{odd}}}],"status":{{"code":-3,"message":"no"}}}}]}}"#),
            format!(r#"{{"id":3,"result":[{{"status":{{"code":-3,"message":{odd}}}}}]}}"#),
            format!(r#"{{"id":3,"message":{odd},"result":[{{"status":{{"code":-3}}}}]}}"#),
        ] {
            assert!(answer::<Vec<Package>>(&text).unwrap_err().is_not_found(), "{text}");
        }
        // A status code beyond the limits is not a status.
        let text = format!(r#"{{"id":3,"result":[{{"status":{{"code":{odd}}}}}]}}"#);
        assert!(answer::<()>(&text).is_err(), "{text}");
        let text = format!(r#"{{"id":{odd},"result":[{{{OK}}}]}}"#);
        assert!(answer::<()>(&text).is_err(), "{text}");
    }
}

#[test]
fn a_value_beyond_the_limits_is_an_error_in_strict_reading() {
    let text = format!(r#"{{"id":3,"result":[{{"data":[{{"name":"a","oid":1e999}}],{OK}}}]}}"#);
    let (path, message) = misfits::refused::<Vec<Package>>(&text);
    assert!(path.unwrap().starts_with("result[0].data[0]"));
    assert!(
        message.contains("expected an integer from -2^63 to 2^63 - 1, found an integer"),
        "{message}"
    );
    // The task id of a write is always required.
    let text = format!(r#"{{"id":3,"result":[{{"taskid":1e999,{OK}}}]}}"#);
    assert!(read::<misfits::Committed>(&text).is_err());
}

#[test]
fn json_loses_only_values_that_are_nested_too_deeply() {
    let text = format!(
        r#"{{"id":3,"result":[{{"data":{{"a":1,"b":[1,1e999],"c":{}}},{OK}}}]}}"#,
        deep()
    );
    let (value, misfits) = read::<Value>(&text).unwrap();
    assert_eq!((&value["a"], &value["b"]), (&json!(1), &json!([1, null])));
    assert_eq!(misfits.total(), 2);
    assert_eq!(paths(&misfits)[0], "result[0].data.b[1]");
    assert!(paths(&misfits)[1].starts_with("result[0].data.c"));
}

#[test]
fn a_reply_is_repaired_before_it_is_decoded() {
    let text = format!("{{\"id\":3,\"result\":[{{\"data\":[{{\"oid\":1e999,\"name\":\"a\tb\\ud800\"}}],{OK}}}]}}");
    let (rows, misfits) = read::<Vec<Adom>>(&text).unwrap();
    assert_eq!(rows[0].name.as_deref(), Some("a\tb\u{fffd}"));
    assert_eq!(paths(&misfits), ["result[0].data[0].oid"]);
}

#[test]
fn misfits_are_counted_once() {
    let rows = r#"[{"oid":"x","name":"a"},{"oid":1e999,"name":{}},{"oid":[1,2],"name":"c"},7,null]"#;
    let text = format!(r#"{{"id":3,"result":[{{"data":{rows},{OK}}}]}}"#);
    let (rows, misfits) = read::<Vec<Adom>>(&text).unwrap();
    assert_eq!(rows.len(), 3);
    let expected = ["[0].oid", "[1].oid", "[1].name", "[2].oid", "[3]", "[4]"];
    assert_eq!(paths(&misfits), expected.map(|path| format!("result[0].data{path}")));
}
