use serde_json::json;

use super::*;
use crate::adom;
use crate::fmg::scope::Objects;
use crate::fmg::{WithOptions, address};
use crate::generated::fmg::protocol::ReadOptions;

fn a() -> Filter {
    Filter::eq("a", 1)
}

fn b() -> Filter {
    Filter::ne("b", "x")
}

fn c() -> Filter {
    Filter::contains("c", "y")
}

#[test]
fn every_test_is_written_as_documented() {
    for (filter, json) in [
        (a(), json!(["a", "==", 1])),
        (b(), json!(["b", "!=", "x"])),
        (Filter::lt("a", 1), json!(["a", "<", 1])),
        (Filter::le("a", 1), json!(["a", "<=", 1])),
        (Filter::gt("a", 1), json!(["a", ">", 1])),
        (
            Filter::ge("subnet", "10.0.0.0/8"),
            json!(["subnet", ">=", "10.0.0.0/8"]),
        ),
        (
            Filter::one_of("policyid", [1, 2, 3]),
            json!(["policyid", "in", 1, 2, 3]),
        ),
        (Filter::like("name", "%_1"), json!(["name", "like", "%_1"])),
        (c(), json!(["c", "contain", "y"])),
        (
            Filter::has_flag("flags", "linked_to_model"),
            json!(["flags", "&", "linked_to_model"]),
        ),
        (Filter::bits("flags", 6, 4), json!(["flags", "&", 6, 4])),
        (
            Filter::from_json(json!(["pkg", "==", ["f", "p"]])),
            json!(["pkg", "==", ["f", "p"]]),
        ),
    ] {
        assert_eq!(serde_json::to_value(&filter).unwrap(), json);
        assert_eq!(serde_json::from_value::<Filter>(json).unwrap(), filter);
    }
}

#[test]
fn chains_stay_flat_and_mixtures_nest() {
    assert_eq!(a().and(b()).and(c()).0, json!([a(), "&&", b(), "&&", c()]));
    assert_eq!(a().and(b().and(c())).0, json!([a(), "&&", b(), "&&", c()]));
    assert_eq!(a().or(b()).and(c()).0, json!([[a(), "||", b()], "&&", c()]));
    assert_eq!(a().or(b().and(c())).0, json!([a(), "||", [b(), "&&", c()]]));
}

#[test]
fn a_list_as_an_operand_is_not_a_chain() {
    // `["a", "&&", ...]` would be a test of the attribute `a` with an operator that does not exist.
    let odd = Filter::from_json(json!(["a", "&&", 1]));
    assert_eq!(odd.clone().and(b()).0, json!([odd, "&&", b()]));
}

#[test]
fn negation_is_moved_into_the_tests() {
    assert_eq!((!a()).0, json!(["!", "a", "==", 1]));
    assert_eq!(!!a(), a());
    assert_eq!(!(a().and(b())), (!a()).or(!b()));
    assert_eq!(!(a().or(b().and(c()))), (!a()).and((!b()).or(!c())));
    assert_eq!(!!Filter::one_of("x", [1, 2]), Filter::one_of("x", [1, 2]));
}

/// Builds `((a and b) or c) and b ...` with this many levels.
fn alternating(levels: usize) -> Filter {
    (0..levels).fold(
        a(),
        |deep, level| if level % 2 == 0 { deep.and(b()) } else { c().or(deep) },
    )
}

#[test]
fn a_deep_filter_does_not_overflow_the_stack() {
    // More levels than the stack of a test thread can hold.
    let deep = alternating(20_000);
    let text = serde_json::to_string(&deep).unwrap();
    assert!(text.starts_with(r#"[["c","contain","y"],"||",[[["#), "{}", &text[..80]);
    assert_eq!(text.matches('[').count(), text.matches(']').count());
    assert_eq!(text.matches("&&").count() + text.matches("||").count(), 20_000);

    let again = deep.clone();
    assert_eq!(again, deep);
    assert_ne!(!again.clone(), deep);
    assert_eq!(!!again, deep);
    assert_eq!(format!("{deep:?}"), format!("Filter({text})"));

    let options = ReadOptions {
        filter: Some(deep),
        ..ReadOptions::default()
    };
    assert_eq!(format!("{options:?}"), format!("ReadOptions {{ filter: {text} }}"));
    let mut request = address::List::new(Objects::new(adom!("demo")));
    *request.options_mut() = options.clone();
    let sent = crate::__test::encode(&request, 1, None, false).unwrap();
    let sent = str::from_utf8(&sent).unwrap();
    assert!(sent.contains(&text));
    drop((options, request));
}

#[test]
fn a_condition_from_json_may_be_deep() {
    let mut condition = json!(["a", "==", 1]);
    for _ in 0..100_000 {
        condition = Value::Array(vec![condition, "&&".into(), json!({"a": [1]})]);
    }
    let filter = !Filter::from_json(condition);
    assert_eq!(filter.clone(), filter);
}

#[test]
fn a_test_without_a_value_is_not_sent() {
    let none = || Filter::one_of("name", [""; 0]);
    let null = || Filter::ne("name", None::<String>);
    let empty = Filter::eq("name", json!([]));
    for filter in [
        none(),
        !none(),
        a().and(none()),
        a().or(b().and(!none())),
        null(),
        !null(),
        empty,
    ] {
        assert!(!filter.is_complete(), "{filter:?}");
        let error = serde_json::to_string(&filter).unwrap_err().to_string();
        assert!(error.contains("no value to compare with"), "{error}");
    }
    for filter in [
        Filter::one_of("name", ["x"]),
        Filter::from_json(json!(["!", ["a", "==", 1]])),
    ] {
        serde_json::to_string(&filter).unwrap();
    }
}
