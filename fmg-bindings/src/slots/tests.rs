//! The tables, read and written as a user of the rows would.

#![allow(unreachable_pub, reason = "the macros make public types")]

use std::collections::BTreeMap;

use serde_json::{Value, from_str, json, to_value};

use crate::codegen::{open_enum, reply, row, url_parameter};
use crate::{Field, Open, Secret, Unlisted};

mod json_text;
mod misfits;

#[derive(Default)]
struct Device {
    name: Option<String>,
    oid: Option<i64>,
    hits: Option<u64>,
    load: Option<f64>,
    online: Option<bool>,
    managed: Option<bool>,
    mode: Option<Open<Mode>>,
    adm_pass: Option<Secret>,
    hosts: Option<Vec<String>>,
    vdoms: Vec<Vdom>,
    ha: Option<Vdom>,
    extra: Option<Value>,
    tags: Option<BTreeMap<String, String>>,
    cores: BTreeMap<String, Vdom>,
    task: Option<Number>,
}

row! { Device {
    name: "name" | "hostname",
    oid: "oid",
    hits: "_hitcount",
    load: "load avg",
    online: "conn_status" as flag,
    managed: "managed" as toggle,
    mode: "mode",
    adm_pass: "adm_pass",
    hosts: "hosts",
    vdoms: "vdom",
    ha: "ha",
    extra: "extra",
    tags: "meta fields",
    cores: "CPU[" * "] usage",
    task: "taskid",
} }

#[derive(Default)]
struct Vdom {
    name: Option<String>,
    status: Option<i64>,
}

row! { Vdom { name: "name", status: "status" } }

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mode {
    Nat,
    Transparent,
}

open_enum! { Mode { Nat: "nat" = 0, Transparent: "transparent" = 1 } }

url_parameter! {
    /// A number.
    id Number
}

#[derive(Default)]
struct Address {
    name: Field<String>,
    comment: Field<String>,
    visible: Field<bool>,
    interfaces: Field<Vec<String>>,
}

row! { Address { name: "name", comment: "comment", visible: "visibility" as toggle, interfaces: "associated-interface" } }

#[derive(Clone, Default)]
struct Committed {
    task: Option<i64>,
    session: Option<Secret>,
}

reply! { Committed {
    entry { task: "taskid" }
    data { task: "task" | "taskid" }
    envelope { session: "session" }
} }

fn device(text: &str) -> Device {
    from_str(text).unwrap()
}

#[test]
fn every_kind_of_field_comes_back_as_it_was() {
    let documented = json!({
        "name": "fgt-1", "oid": 162, "_hitcount": u64::MAX, "load avg": 0.5, "conn_status": 1, "managed": "enable", "mode": "nat",
        "adm_pass": "hunter2", "hosts": ["a", "b"], "vdom": [{"name": "root", "status": 1}, {"name": "dmz"}],
        "ha": {"status": 2}, "extra": {"a": [1, null, {"b": -1.5}]}, "meta fields": {"site": "north"},
        "CPU[0] usage": {"status": 3}, "CPU[1] usage": {"status": 4}, "taskid": 77
    });
    let read: Device = from_str(&documented.to_string()).unwrap();
    assert_eq!(read.cores["1"].status, Some(4));
    assert_eq!(read.vdoms[1].name.as_deref(), Some("dmz"));
    assert_eq!(to_value(&read).unwrap(), documented);
}

#[test]
fn numbers_in_quotes_and_names_without_are_understood() {
    let read = device(r#"{"name": 12, "oid": "162", "load avg": "1.25", "taskid": "9", "adm_pass": 1234}"#);
    assert_eq!(read.name.as_deref(), Some("12"));
    assert_eq!(read.oid, Some(162));
    assert_eq!(read.load, Some(1.25));
    assert_eq!(read.task, Some(Number::new(9)));
    assert_eq!(read.task.map(Number::get), Some(9));
    assert_eq!(read.adm_pass.unwrap().expose(), "1234");
    assert_eq!(device(r#"{"oid": 5.0}"#).oid, Some(5));
}

#[test]
fn booleans_have_many_spellings() {
    for yes in ["true", "1", "\"enable\"", "\"yes\"", "\"on\"", "\"true\"", "\"1\""] {
        let read = device(&format!(r#"{{"managed": {yes}, "conn_status": {yes}}}"#));
        assert_eq!((read.managed, read.online), (Some(true), Some(true)), "{yes}");
    }
    for no in ["false", "0", "\"disable\"", "\"no\"", "\"off\"", "\"false\"", "\"0\""] {
        let read = device(&format!(r#"{{"managed": {no}}}"#));
        assert_eq!(read.managed, Some(false), "{no}");
    }
    assert!(from_str::<Device>(r#"{"managed": "perhaps"}"#).is_err());
    assert!(from_str::<Device>(r#"{"managed": 2}"#).is_err());
}

#[test]
fn null_is_absent() {
    let read = device(r#"{"name": null, "oid": null, "vdom": null, "hosts": null, "ha": null, "mode": null}"#);
    assert_eq!(read, Device::default());
    // `null` is no element of a list, and here the misfit is not reported.
    assert!(from_str::<Device>(r#"{"hosts": [null, "a", null]}"#).is_err());
}

#[test]
fn a_lone_value_is_a_list_of_one_and_a_list_of_one_is_a_lone_value() {
    let read = device(r#"{"hosts": "a", "vdom": {"name": "root"}, "name": ["fgt-1"], "ha": [{"status": 1}]}"#);
    assert_eq!(read.hosts.unwrap(), ["a"]);
    assert_eq!(read.vdoms[0].name.as_deref(), Some("root"));
    assert_eq!(read.name.as_deref(), Some("fgt-1"));
    assert_eq!(read.ha.unwrap().status, Some(1));

    let read = device(r#"{"name": [], "ha": []}"#);
    assert_eq!((read.name, read.ha), (None, None));
    assert!(from_str::<Device>(r#"{"name": ["a", "b"]}"#).is_err());
}

#[test]
fn a_member_is_found_under_each_of_its_names_and_written_under_the_first() {
    let read = device(r#"{"hostname": "fgt-1"}"#);
    assert_eq!(to_value(&read).unwrap(), json!({"name": "fgt-1", "vdom": []}));
}

#[test]
fn members_that_no_field_takes_are_skipped_whatever_they_hold() {
    let read = device(r#"{"CPU[": 1, "] usage": 2, "x": [[{}], {"y": [1, "z"]}], "oid": 1}"#);
    assert_eq!(
        read,
        Device {
            oid: Some(1),
            ..Device::default()
        }
    );
}

#[test]
fn enumerations_are_read_by_name_and_number_and_keep_what_they_do_not_know() {
    let mode = |text: &str| device(&format!(r#"{{"mode": {text}}}"#)).mode.unwrap();
    assert_eq!(mode("\"transparent\""), Mode::Transparent);
    assert_eq!(mode("1"), Mode::Transparent);
    assert_eq!(mode("\"1\""), Mode::Transparent);
    assert_eq!(mode("\"mixed\""), Open::Other(Unlisted::Name("mixed".into())));
    assert_eq!(mode("7"), Open::Other(Unlisted::Number(7)));
    assert_eq!(to_value(mode("7")).unwrap(), json!(7));
    assert_eq!(to_value(mode("\"mixed\"")).unwrap(), json!("mixed"));
    assert_eq!(mode("0").to_string(), "nat");
    assert_eq!(mode("9").to_string(), "9");
}

#[test]
fn a_value_that_does_not_fit_is_named_by_kind_and_never_shown() {
    let message = |text: &str| from_str::<Device>(text).unwrap_err().to_string();
    assert!(message(r#"{"oid": "hunter2"}"#).starts_with("expected an integer from -2^63 to 2^63 - 1, found a string"));
    assert!(message(r#"{"oid": [1, 2]}"#).starts_with("expected an integer from -2^63 to 2^63 - 1, found a list"));
    assert!(message(r#"{"name": {}}"#).starts_with("expected a string, found an object"));
    assert!(message(r#"{"ha": "x"}"#).starts_with("expected an object, found a string"));
    assert!(
        message(r#"{"taskid": -1}"#).starts_with("expected an integer from 0 to 2^64 - 1 (Number), found an integer")
    );
    assert!(!message(r#"{"adm_pass": {"x": "hunter2"}}"#).contains("hunter2"));
}

#[test]
fn updates_say_what_they_set_and_what_they_reset() {
    let change = Address {
        name: "host_001".into(),
        comment: Field::Unset,
        visible: true.into(),
        ..Address::default()
    };
    let sent = json!({"name": "host_001", "visibility": "enable", "unset attrs": ["comment"]});
    assert_eq!(to_value(&change).unwrap(), sent);

    let read: Address = from_str(r#"{"name": "host_001", "comment": null, "associated-interface": "any"}"#).unwrap();
    assert!(read.comment.is_keep());
    assert_eq!(read.interfaces.as_deref(), Some(&["any".to_owned()][..]));
}

#[test]
fn debug_shows_what_is_there_under_rust_names_and_no_secret() {
    let read = device(r#"{"conn_status": 1, "adm_pass": "hunter2", "vdom": [{"name": "root"}], "CPU[0] usage": {}}"#);
    assert_eq!(
        format!("{read:?}"),
        r#"Device { online: true, adm_pass: [redacted], vdoms: [Vdom { name: "root" }], cores: {"0": Vdom} }"#
    );
}

#[test]
fn rows_are_equal_if_their_fields_are() {
    let text = r#"{"name": "a", "vdom": [{"status": 1}], "meta fields": {"x": "y"}, "adm_pass": "s", "load avg": 1.5}"#;
    assert_eq!(device(text), device(text));
    for other in [
        r#"{"name": "b"}"#,
        r#"{"vdom": [{"status": 2}]}"#,
        r#"{"vdom": []}"#,
        r#"{"meta fields": {"x": "z"}}"#,
        r#"{"adm_pass": "t"}"#,
    ] {
        assert_ne!(device(text), device(other), "{other}");
    }
}

#[test]
fn a_field_of_a_reply_is_written_once_wherever_it_may_come_from() {
    let reply = Committed {
        task: Some(7),
        session: Some("token".into()),
    };
    assert_eq!(to_value(&reply).unwrap(), json!({"taskid": 7, "session": "token"}));
    assert_eq!(format!("{reply:?}"), "Committed { task: 7, session: [redacted] }");
}
