use serde_json::{json, to_value};

use crate::error::{EncodeError, EncodeErrorKind, MemberFault};
use crate::fmg::AdomName;
use crate::fmg::address::{Add, Address, AddressTagging};
use crate::fmg::scope::Objects;
use crate::{Call, Field, Secret, WrittenRow};

fn host() -> Address {
    Address {
        name: "host_001".into(),
        comment: Field::Unset,
        ..Address::default()
    }
}

/// The error that refuses a row, and its text.
#[track_caller]
fn refusal(row: Address) -> (EncodeError, String) {
    let call = Call::new(&(), Add::new(Objects::new(AdomName::new("demo").unwrap()), row));
    let crate::error::ErrorKind::Encode(error) = crate::extra_members::tests::draft(&call).unwrap_err() else {
        panic!("it is no error of encoding");
    };
    let text = error.to_string();
    (error, text)
}

#[test]
fn an_attribute_is_written_behind_the_fields() {
    let row = host()
        .attribute("fabric-id", 7)
        .attribute("new attribute", json!({"a": [1]}))
        .attribute("nothing", None::<u8>);
    let written = serde_json::to_string(&row).unwrap();
    let expected = r#"{"name":"host_001","fabric-id":7,"new attribute":{"a":[1]},"unset attrs":["comment"]}"#;
    assert_eq!(written, expected);
}

#[test]
fn a_nested_row_takes_attributes_too() {
    let tagging = AddressTagging {
        name: "site".into(),
        ..AddressTagging::default()
    };
    let row = Address {
        tagging: vec![tagging.attribute("level", 3)].into(),
        ..Address::default()
    };
    let expected = json!({"tagging": [{"name": "site", "level": 3}]});
    assert_eq!(to_value(&row).unwrap(), expected);
}

#[test]
fn a_field_of_the_row_that_is_not_written_can_be_written_otherwise() {
    let row = host().attribute("color", "red");
    assert_eq!(to_value(&row).unwrap()["color"], "red");
}

#[test]
fn what_the_row_writes_itself_is_refused() {
    for (row, name, fault) in [
        (host().attribute("name", "other"), "name", MemberFault::Given),
        (host().attribute("comment", ""), "comment", MemberFault::Given),
        (host().attribute("a", 1).attribute("a", 2), "a", MemberFault::Given),
        (host().attribute("", 1), "", MemberFault::NoName),
    ] {
        let (error, text) = refusal(row);
        assert_eq!(error.kind(), EncodeErrorKind::Attribute { fault });
        assert_eq!(error.member(), Some(name));
        assert!(
            text.starts_with(&format!("the attribute `{name}` cannot be added to the row: ")),
            "{text}"
        );
    }
    let (error, text) = refusal(host().attribute("unset attrs", ["color"]));
    assert_eq!(error.member(), Some("unset attrs"));
    assert!(text.contains("`Field::Unset`"), "{text}");
    let (_, text) = refusal(host().attribute("name", "other"));
    assert_eq!(
        text,
        "the attribute `name` cannot be added to the row: the row has it already; set it once, by the field of the row \
         if there is one"
    );
}

#[test]
fn an_error_of_another_value_is_not_taken_for_a_refusal() {
    assert!(serde_json::to_string(&host().attribute("name", 1)).is_err());
    let other = serde_json::from_str::<u8>("x").unwrap_err();
    assert_eq!(EncodeError::from(other).kind(), EncodeErrorKind::Json);
}

#[test]
fn attributes_are_compared_by_what_is_written_and_shown_by_name() {
    let row = || host().attribute("psk", Secret::from("hunter2"));
    assert_eq!(row(), row());
    assert_ne!(row(), host());
    assert_ne!(row(), host().attribute("psk", "hunter3"));
    let shown = format!("{:?}", row());
    assert_eq!(
        shown,
        r#"Address { name: "host_001", comment: unset, extra_attributes: ["psk"] }"#
    );
    assert_eq!(row().extra_attributes.names().collect::<Vec<_>>(), ["psk"]);
}

#[test]
fn a_clone_has_the_fields_and_the_attributes() {
    let row = host().attribute("psk", Secret::from("hunter2"));
    assert_eq!(row.clone(), row);
}

#[test]
fn a_row_that_is_read_has_none() {
    let row: Address = serde_json::from_str(r#"{"name": "host_001", "fabric-id": 7}"#).unwrap();
    assert_eq!(row.extra_attributes.names().count(), 0);
    assert_eq!(size_of_val(&row.extra_attributes), size_of::<usize>());
}
