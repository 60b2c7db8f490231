//! Rows as JSON text, which must be the text that serde writes.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::{Address, Device, Mode, Vdom};
use crate::codegen::{Fields, row};
use crate::fmg::address;
use crate::slots::write_json;
use crate::{Field, Secret, WrittenRow};

#[track_caller]
fn same(row: &(impl Fields + Serialize)) {
    let mut text = b"before".to_vec();
    write_json(row, &mut text).unwrap();
    let expected = format!("before{}", serde_json::to_string(row).unwrap());
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

/// Texts of all lengths, with and without characters that JSON escapes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,20}", "[a-z\"\\\\\u{0}-\u{20}é]{0,20}", any::<String>()]
}

fn vdom() -> impl Strategy<Value = Vdom> {
    (option::of(text()), option::of(any::<i64>())).prop_map(|(name, status)| Vdom { name, status })
}

prop_compose! {
    fn device()(
        (name, oid, hits) in (option::of(text()), option::of(any::<i64>()), option::of(any::<u64>())),
        (load, online, managed) in (option::of(any::<f64>()), option::of(any::<bool>()), option::of(any::<bool>())),
        (mode, hosts) in (option::of(prop_oneof![Just(Mode::Nat.into()), text().prop_map(|text| text.as_str().into())]), option::of(vec(text(), 0..4))),
        (vdoms, ha) in (vec(vdom(), 0..4), option::of(vdom())),
        (tags, cores) in (option::of(btree_map(text(), text(), 0..3)), btree_map("[0-9]", vdom(), 0..3)),
    ) -> Device {
        Device { name, oid, hits, load, online, managed, mode, hosts, vdoms, ha, tags, cores, ..Device::default() }
    }
}

proptest! {
    #[test]
    fn a_row_is_the_text_that_serde_writes(device in device()) {
        same(&device);
    }

    #[test]
    fn fields_to_reset_are_too(comment in text(), ports in vec(text(), 0..3), unset in any::<bool>()) {
        let name = if unset { Field::Unset } else { comment.into() };
        same(&Address { name, interfaces: ports.into(), ..Address::default() });
    }
}

#[test]
fn rows_in_rows_and_further_attributes_are_too() {
    let tag = |name: &str| address::AddressTagging {
        name: name.into(),
        ..address::AddressTagging::default()
    };
    let row = address::Address {
        name: "host \"1\"".into(),
        tagging: vec![tag("site"), tag("owner").attribute("new", json!({"a": [1]}))].into(),
        comment: Field::Unset,
        ..address::Address::default()
    };
    same(&row);
    same(&row.clone().attribute("fabric-id", 7));
    same(&address::Address::default());
    same(&Device {
        adm_pass: Some(Secret::new("a\"b")),
        extra: Some(json!({"a": null})),
        ..Device::default()
    });
    same(&Device {
        tags: Some(BTreeMap::new()),
        hosts: Some(Vec::new()),
        ..Device::default()
    });
}

#[test]
fn an_attribute_twice_is_the_error_that_serde_reports() {
    let row = address::Address {
        name: "a".into(),
        ..address::Address::default()
    }
    .attribute("name", "b");
    let mut text = Vec::new();
    let error = write_json(&row, &mut text).unwrap_err();
    assert_eq!(error.to_string(), serde_json::to_string(&row).unwrap_err().to_string());
}

#[cfg(feature = "fortios")]
#[test]
fn keys_are_rows_with_one_attribute() {
    #[derive(Default)]
    struct Group {
        members: Field<crate::fortios::KeyList>,
        interfaces: Field<crate::fortios::KeyList>,
    }

    row! { Group { members: "member", interfaces: "interface" as keys("interface-name") } }

    for keys in [&[][..], &["a"], &["a", "b\n", "c"]] {
        let list = || keys.iter().copied().collect::<crate::fortios::KeyList>();
        same(&Group {
            members: list().into(),
            interfaces: list().into(),
        });
    }
}
