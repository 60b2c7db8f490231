use serde_json::json;

use super::*;
use crate::fmg::shape::{kept_row, row_of};
use crate::generated::fmg::calls::Address;
use crate::generated::fmg::{CallId, ROUTES, Route};
use crate::route::HeldRow;

fn address() -> HeldRow {
    let route = Route::of(ROUTES, CallId::Address(Address::Set)).unwrap();
    row_of(route.whole.as_ref().unwrap()).unwrap()
}

fn holds(filter: &Value, row: &Value) -> bool {
    let row = kept_row(&address(), row.as_object().unwrap());
    Condition::read(filter, Some(&address())).unwrap().holds(&row)
}

#[test]
fn operands_are_converted_to_the_stored_form() {
    let row = json!({"name": "host_001", "type": "iprange", "color": 3, "allow-routing": "enable", "country": ["DE"]});
    for (filter, expected) in [
        (json!(["name", "==", "host_001"]), true),
        (json!(["name", "!=", "host_001"]), false),
        (json!(["type", "==", 1]), true),
        (json!(["type", "==", "iprange"]), true),
        (json!(["color", "==", "3"]), true),
        (json!(["color", ">", 2]), true),
        (json!(["color", ">", 10]), false),
        (json!(["color", "<=", 3]), true),
        (json!(["color", "<", 3]), false),
        (json!(["allow-routing", "==", 1]), true),
        (json!(["country", "==", "DE"]), true),
        (json!(["color", "in", 1, 2, 3]), true),
        (json!(["color", "in", [1, 2, 3]]), true),
        (json!(["color", "!in", 1, 2, 3]), false),
        (json!(["country", "contain", "DE"]), true),
        (json!(["country", "contain", "FR"]), false),
        (json!(["comment", "==", ""]), true),
        (json!(["!", "name", "==", "host_001"]), false),
        (json!([]), true),
    ] {
        assert_eq!(holds(&filter, &row), expected, "{filter}");
    }
}

#[test]
fn patterns_have_two_wildcards() {
    for (pattern, expected) in [
        ("host_001", true),
        ("host%", true),
        ("%001", true),
        ("%st%0%", true),
        ("h___________", false),
        ("________", true),
        ("%%", true),
        ("Host%", false),
        ("", false),
        ("%1%0%", false),
    ] {
        let row = json!({"name": "host_001"});
        assert_eq!(holds(&json!(["name", "like", pattern]), &row), expected, "{pattern}");
        assert_eq!(holds(&json!(["name", "!like", pattern]), &row), !expected, "{pattern}");
    }
}

#[test]
fn a_pattern_of_wildcards_ends_soon() {
    let row = json!({"name": "a".repeat(2_000)});
    let pattern = format!("{}b", "%a".repeat(500));
    assert!(!holds(&json!(["name", "like", pattern]), &row));
}

#[test]
fn conditions_combine() {
    let row = json!({"name": "a", "color": 1});
    let (yes, no) = (json!(["name", "==", "a"]), json!(["color", "==", 9]));
    for (filter, expected) in [
        (json!([yes, "&&", no]), false),
        (json!([yes, "||", no]), true),
        (json!([no, "||", no, "||", yes]), true),
        (json!([yes, "||", yes, "&&", no]), true),
        (json!([[yes, "||", yes], "&&", no]), false),
        (json!([yes, no]), false),
        (json!([yes]), true),
        (json!(["!", [yes, "&&", no]]), true),
        (json!([["!", "color", "==", 9], "&&", yes]), true),
    ] {
        assert_eq!(holds(&filter, &row), expected, "{filter}");
    }
}

#[test]
fn networks_are_compared_by_containment() {
    let row = json!({"subnet": "10.1.0.0/16"});
    for (operator, network, expected) in [
        ("<", "10.0.0.0/8", true),
        ("<=", "10.0.0.0/8", true),
        (">", "10.0.0.0/8", false),
        (">", "10.1.2.0/24", true),
        (">=", "10.1.0.0/16", true),
        ("<=", "10.1.0.0/255.255.0.0", true),
        ("<", "10.1.0.0/16", false),
        ("<", "11.0.0.0/8", false),
        (">", "11.0.0.0/8", false),
        ("==", "10.1.0.0/16", true),
        ("<", "0.0.0.0/0", true),
    ] {
        assert_eq!(
            holds(&json!(["subnet", operator, network]), &row),
            expected,
            "{operator} {network}"
        );
    }
    assert!(holds(&json!(["subnet", "==", ["10.1.0.0", "255.255.0.0"]]), &row));
}

#[test]
fn bits_and_flags_are_tested() {
    let holds = |flags: Value, test: Value| {
        let row = Row::from_iter([("flags".to_owned(), flags)]);
        Condition::read(&test, None).unwrap().holds(&row)
    };
    assert!(holds(json!(12), json!(["flags", "&", 4])));
    assert!(!holds(json!(12), json!(["flags", "&", 3])));
    assert!(holds(json!(12), json!(["flags", "&", 6, 4])));
    assert!(!holds(json!(12), json!(["flags", "&", 6, 6])));
    assert!(holds(json!(["is_model", "has_hdd"]), json!(["flags", "&", "is_model"])));
    assert!(!holds(json!(null), json!(["flags", "&", "is_model"])));
    assert!(holds(json!(["has_hdd"]), json!(["!", "flags", "&", "linked_to_model"])));
}

#[test]
fn an_invalid_condition_is_refused() {
    for filter in [
        json!("name"),
        json!({"name": "a"}),
        json!(["name"]),
        json!(["name", "=="]),
        json!(["name", "==", 1, 2]),
        json!(["name", "~", 1]),
        json!([["name", "==", 1], "&&"]),
        json!(["!"]),
        json!([["name", "==", 1], "and", ["name", "==", 1]]),
        json!([1, 2]),
        json!(["&&"]),
        json!([["name", "==", 1], "&&", "||", ["name", "==", 1]]),
    ] {
        assert_eq!(Condition::read(&filter, None), Err(UnknownCondition), "{filter}");
    }
}
