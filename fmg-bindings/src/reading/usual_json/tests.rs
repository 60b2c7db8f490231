use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{UsualJson, read};

fn value(text: &str) -> Option<Value> {
    read(text, |json| Value::deserialize(json))
}

fn skip(text: &str) -> Option<IgnoredAny> {
    read(text, |json: &mut UsualJson<'_>| IgnoredAny::deserialize(json))
}

/// Checks that nothing is read that `serde_json` refuses or reads otherwise.
#[track_caller]
fn agrees(text: &str) {
    let expected = serde_json::from_str::<Value>(text);
    match value(text) {
        // The text of a value tells -0.0 from 0 and 1 from 1.0.
        Some(value) => assert_eq!(value.to_string(), expected.unwrap().to_string(), "{text}"),
        None => assert!(expected.is_err(), "{text} is left to `serde_json`"),
    }
    if skip(text).is_some() {
        assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "{text}");
    }
}

#[test]
fn values_are_those_of_serde_json() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "7",
        "-7",
        "00",
        "01",
        "-01",
        "-",
        "+1",
        "1.",
        "1.5",
        "-1.5e3",
        "1e400",
        "1e5",
        "999999999999999999",
        "-999999999999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "1.e",
        "1a",
        "0x1",
        "--1",
        "1-1",
        "\"\"",
        "\"a\"",
        "\"a\\nb\"",
        "\"\\u00e9\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\u{7f}é😀\"",
        "\"",
        "\"a",
        "\"a\\",
        "\"a\\\"",
        "\"12345678\"",
        "\"1234567\"",
        "\"12345678\\t\"",
        "[]",
        "[ ]",
        "[1]",
        "[1,]",
        "[,]",
        "[1 2]",
        "[1,2",
        "[",
        "{}",
        "{ }",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" : 1 , \"b\":[ ] }",
        "{a:1}",
        "{1:2}",
        "{\"a\\u0062\":1}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1",
        "nul",
        "nulll",
        "tru",
        "TRUE",
        "",
        " ",
        " 1 ",
        "\u{feff}1",
        "1 2",
        "[1]]",
        "\t\r\n1",
        "\u{b}1",
        "[1}",
        "{\"a\":1]",
    ] {
        agrees(text);
        agrees(&format!("[{text}]"));
        agrees(&format!("{{\"a\":{text} }}"));
        agrees(&format!(" [ {text} , {text} ] "));
    }
}

#[test]
fn nesting_is_limited_as_in_serde_json() {
    for depth in [126, 127, 128, 100_000] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(value(&text).is_some(), depth < 128, "{depth}");
        assert_eq!(serde_json::from_str::<Value>(&text).is_ok(), depth < 128, "{depth}");
        assert_eq!(skip(&text).is_some(), depth < 128, "{depth}");
        // A level that has ended does not count.
        let list = format!("[{}]", ["[[]]"; 200].join(","));
        agrees(&list);
    }
}

#[test]
fn a_visitor_that_refuses_a_value_fails() {
    assert!(read("\"a\"", |json| u8::deserialize(json)).is_none());
    assert!(read("[1,2,3]", |json| <(u8, u8)>::deserialize(json)).is_none());
}

/// Any JSON, with all kinds of numbers and with characters that JSON escapes.
fn json() -> impl Strategy<Value = Value> {
    let text = "[a\"\\\\\u{1}\n é😀-]{0,20}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000_i64..1000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((text, inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn all_json_is_read(json in json(), is_pretty in any::<bool>()) {
        let text = if is_pretty { format!("{json:#}") } else { json.to_string() };
        prop_assert_eq!(value(&text).map(|value| value.to_string()), serde_json::from_str::<Value>(&text).ok().map(|value| value.to_string()));
        prop_assert!(skip(&text).is_some());
    }

    #[test]
    fn damaged_json_is_not_read(json in json(), at in any::<Index>(), other in select(b"\"\\{}[]:,0-.eE+ntf \n\x01".as_slice())) {
        let mut bytes = json.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = other;
        if let Ok(text) = String::from_utf8(bytes) {
            agrees(&text);
            agrees(&text[..text.floor_char_boundary(at)]);
        }
    }
}
