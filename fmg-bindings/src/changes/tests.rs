//! Tests which differences count as changes, with tables and with random rows.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::codegen::{open_enum, row};
use crate::{ExtraAttributes, Field, Open, Secret, WrittenRow};

#[derive(Default)]
struct Desired {
    name: Field<String>,
    kind: Field<Open<Kind>>,
    subnet: Field<Vec<String>>,
    ttl: Field<i64>,
    routing: Field<bool>,
    password: Field<Secret>,
    children: Field<Vec<Child>>,
    meta: Field<BTreeMap<String, String>>,
    extra_attributes: ExtraAttributes,
}

#[derive(Default)]
struct Child {
    id: Field<i64>,
    oid: Field<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Ipmask,
    Fqdn,
}

open_enum! {
    Kind {
        Ipmask: "ipmask" = 0,
        Fqdn: "fqdn" = 1,
    }
}

row! {
    Desired {
        name: "name",
        kind: "type",
        subnet: "subnet",
        ttl: "ttl",
        routing: "routing" as toggle,
        password: "password",
        children: "children",
        meta: "meta fields",
    }
    extra extra_attributes
}

row! {
    Child { id: "id", oid: "oid" }
}

/// The changes that the desired row asks for, both given as JSON.
fn changes(desired: &str, actual: &str) -> Option<String> {
    let read = |text| serde_json::from_str::<Desired>(text).unwrap();
    let changes = read(desired).changes_from(&read(actual))?;
    Some(serde_json::to_string(&changes).unwrap())
}

#[test]
fn another_spelling_of_a_value_is_no_change() {
    for (desired, actual) in [
        (r#"{"name": "a"}"#, r#"{"name": "a", "ttl": 7}"#),
        (r#"{"type": 1}"#, r#"{"type": "fqdn"}"#),
        (r#"{"ttl": "5"}"#, r#"{"ttl": 5}"#),
        (r#"{"routing": "enable"}"#, r#"{"routing": 1}"#),
        (
            r#"{"subnet": "10.0.0.0/24"}"#,
            r#"{"subnet": ["10.0.0.0", "255.255.255.0"]}"#,
        ),
        (
            r#"{"subnet": "10.0.0.0 255.255.255.0"}"#,
            r#"{"subnet": ["10.0.0.0", "255.255.255.0"]}"#,
        ),
        (
            r#"{"subnet": "10.0.0.0/255.255.255.0"}"#,
            r#"{"subnet": ["10.0.0.0", "255.255.255.0"]}"#,
        ),
        (
            r#"{"subnet": "10.0.0.1"}"#,
            r#"{"subnet": ["10.0.0.1", "255.255.255.255"]}"#,
        ),
        (r#"{"subnet": ["b", "a"]}"#, r#"{"subnet": ["a", "b"]}"#),
        (r#"{"subnet": []}"#, r#"{"name": "a"}"#),
        (r#"{"name": ""}"#, r#"{"ttl": 1}"#),
        (
            r#"{"children": [{"id": 1}, {"id": 2}]}"#,
            r#"{"children": [{"id": 2, "oid": 9}, {"id": 1, "oid": 8}]}"#,
        ),
        (
            r#"{"meta fields": {"a": "1"}}"#,
            r#"{"meta fields": {"a": "1", "b": ""}}"#,
        ),
    ] {
        assert_eq!(changes(desired, actual), None, "{desired} {actual}");
    }
}

#[test]
fn another_value_is_a_change() {
    for (desired, actual) in [
        (r#"{"name":"a"}"#, r#"{"name":"A"}"#),
        (r#"{"name":"a"}"#, "{}"),
        // Names of objects and comments may look like networks.
        (r#"{"name":"10.0.0.1"}"#, r#"{"name":"10.0.0.1/32"}"#),
        (r#"{"name":" 10.0.0.1"}"#, r#"{"name":"10.0.0.1"}"#),
        (r#"{"subnet":["10.0.0.1"]}"#, r#"{"subnet":["10.0.0.1/32"]}"#),
        (
            r#"{"subnet":["10.0.0.0/24"]}"#,
            r#"{"subnet":["10.0.0.0","255.255.0.0"]}"#,
        ),
        (r#"{"subnet":["10.0.0.1/24"]}"#, r#"{"subnet":["10.0.0.2/24"]}"#),
        // An address and a mask that is no prefix.
        (
            r#"{"subnet":["0.0.0.1","10.0.0.0"]}"#,
            r#"{"subnet":["10.0.0.0","0.0.0.1"]}"#,
        ),
        (r#"{"subnet":["a","a"]}"#, r#"{"subnet":["a"]}"#),
        (r#"{"subnet":["a"]}"#, r#"{"subnet":["a","b"]}"#),
        (r#"{"children":[{"id":1}]}"#, r#"{"children":[{"id":1},{"id":2}]}"#),
        (
            r#"{"children":[{"id":1},{"id":1}]}"#,
            r#"{"children":[{"id":1},{"id":2}]}"#,
        ),
        (r#"{"meta fields":{"a":"1"}}"#, r#"{"meta fields":{"a":"2"}}"#),
        (r#"{"password":"new"}"#, r#"{"name":"a"}"#),
    ] {
        assert_eq!(changes(desired, actual).as_deref(), Some(desired), "{actual}");
    }
}

#[test]
fn only_what_differs_is_written() {
    assert_eq!(
        changes(
            r#"{"name": "a", "ttl": 5, "subnet": "10.0.0.0/24"}"#,
            r#"{"name": "a", "ttl": 6, "subnet": "10.0.0.0/24"}"#
        ),
        Some(r#"{"ttl":5}"#.into())
    );
}

#[test]
fn resetting_what_is_not_there_is_no_change() {
    let mut desired = Desired {
        name: Field::Unset,
        ..Desired::default()
    };
    let mut actual = Desired::default();
    assert!(desired.changes_from(&actual).is_none());
    actual.name = "a".into();
    let changes = desired.changes_from(&actual).unwrap();
    assert_eq!(serde_json::to_string(&changes).unwrap(), r#"{"unset attrs":["name"]}"#);
    // Attributes beyond the fields are not read back, so they are always written.
    desired = Desired::default().attribute("new", 1);
    assert_eq!(
        serde_json::to_string(&desired.changes_from(&actual).unwrap()).unwrap(),
        r#"{"new":1}"#
    );
}

#[test]
fn a_list_of_child_rows_that_differs_replaces_them() {
    let read = |text: &str| serde_json::from_str::<Desired>(text).unwrap();
    let two = read(r#"{"name": "a", "children": [{"id": 1}, {"id": 2}]}"#);
    for (desired, replaces) in [
        (r#"{"children": [{"id": 1}]}"#, true),
        (r#"{"children": []}"#, true),
        (r#"{"children": [{"id": 2}, {"id": 1}], "name": "b"}"#, false),
        (r#"{"name": "b", "subnet": ["x"]}"#, false),
    ] {
        assert_eq!(read(desired).replaces_child_rows(&two), replaces, "{desired}");
    }
}

fn rows() -> impl Strategy<Value = Desired> {
    let text = || proptest::option::of("[ab]{0,2}");
    let list = proptest::option::of(proptest::collection::vec("[ab]|10.0.0.[01](/24)?", 0..4));
    let children = proptest::option::of(proptest::collection::vec(0..3_i64, 0..4));
    (text(), list, proptest::option::of(0..3_i64), children).prop_map(|(name, subnet, ttl, children)| Desired {
        name: name.into(),
        subnet: subnet.into(),
        ttl: ttl.into(),
        children: children
            .map(|ids| {
                ids.into_iter()
                    .map(|id| Child {
                        id: id.into(),
                        ..Child::default()
                    })
                    .collect::<Vec<_>>()
            })
            .into(),
        ..Desired::default()
    })
}

proptest! {
    #[test]
    fn a_row_does_not_differ_from_itself(row in rows()) {
        prop_assert!(row.changes_from(&row).is_none());
    }

    /// After the changes are written, the rows no longer differ.
    #[test]
    fn changes_that_are_written_are_gone(desired in rows(), mut actual in rows()) {
        if let Some(changes) = desired.changes_from(&actual) {
            let written = serde_json::to_value(&changes).unwrap();
            let mut json = serde_json::to_value(&actual).unwrap();
            for (name, value) in written.as_object().unwrap() {
                json[name] = value.clone();
            }
            actual = serde_json::from_value(json).unwrap();
        }
        prop_assert!(desired.changes_from(&actual).is_none());
    }

    #[test]
    fn the_order_of_a_list_does_not_matter(texts in proptest::collection::vec("[abc]{1,3}", 0..6)) {
        let mut reversed = texts.clone();
        reversed.reverse();
        let row = |subnet: Vec<String>| Desired { subnet: subnet.into(), ..Desired::default() };
        prop_assert!(row(texts).changes_from(&row(reversed)).is_none());
    }
}
