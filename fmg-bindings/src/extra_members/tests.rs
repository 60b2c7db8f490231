//! Functions for the tests of added members in each protocol, and the tests that all protocols share.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::Call;
use crate::endpoint::{Endpoint, Protocol};
use crate::error::{EncodeErrorKind, ErrorKind, MemberFault};

/// A call without a client.
pub(crate) type Of<E> = Call<'static, (), E>;

pub(crate) fn call<E: Endpoint>(request: E) -> Of<E> {
    Call::new(&(), request)
}

/// Encodes a call with its added members.
pub(crate) fn draft<E: Endpoint>(call: &Of<E>) -> Result<<E::Protocol as Protocol>::Draft, ErrorKind> {
    E::Protocol::draft(&call.request, &call.options, &call.extra)
}

/// The error of a call that cannot be encoded: the name of the member, the place, and the fault.
#[track_caller]
pub(crate) fn refusal<E: Endpoint>(call: &Of<E>) -> (String, &'static str, MemberFault) {
    let error = match draft(call) {
        Err(ErrorKind::Encode(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was written"),
    };
    let EncodeErrorKind::Member { place, fault } = error.kind() else {
        panic!("{error:?}");
    };
    let name = error.member().unwrap().to_owned();
    let text = error.to_string();
    assert!(
        text.contains(&format!("`{}` cannot be added {place}", name.escape_debug())),
        "{text}"
    );
    (name, place, fault)
}

/// Whether `longer` is `shorter` with one insertion.
pub(crate) fn is_insertion(shorter: &str, longer: &str) -> bool {
    let (shorter, longer) = (shorter.as_bytes(), longer.as_bytes());
    let same = |(a, b): &(&u8, &u8)| a == b;
    let before = shorter.iter().zip(longer).take_while(same).count();
    let behind = shorter.iter().rev().zip(longer.iter().rev()).take_while(same).count();
    shorter.len() <= longer.len() && before + behind >= shorter.len()
}

/// Names that no protocol reserves, including those of other members.
pub(crate) fn names() -> impl Strategy<Value = String> {
    const OWN: [&str; 7] = ["url", "id", "method", "params", "vdom", "global", "data"];
    let any = "[a-z _\"\\\\é-]{1,6}".prop_filter("a protocol has it", |name| !OWN.contains(&name.as_str()));
    prop_oneof!["[a-e]", any]
}

/// Values that are sent.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,5}".prop_map(Value::from),
        prop::collection::vec("[a-c]{0,2}", 1..3).prop_map(Value::from),
        prop::collection::btree_map("[a-c]{1,2}", 0..9, 0..3).prop_map(|object| json!(object)),
    ]
}

/// Objects with few names, so that an added member often has the name of an existing one.
pub(crate) fn objects() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("[a-e]", values(), 0..4)
        .prop_map(|object: BTreeMap<String, Value>| object.into_iter().collect())
}

#[test]
fn a_value_that_cannot_be_json_fails_the_call() {
    let bad = BTreeMap::from([(vec![1], 2)]);
    let Err(ErrorKind::Encode(error)) = draft(&call(crate::fmg::sys::Status::new()).member("a", bad)) else {
        panic!("it was written");
    };
    assert_eq!(error.kind(), EncodeErrorKind::Json);
    assert!(error.member().is_none());
}

#[test]
fn a_call_shows_names_and_no_values() {
    let plain = call(crate::fmg::sys::Status::new());
    assert!(!format!("{plain:?}").contains("extra"));
    let text = format!("{:?}", plain.member("odd", "s3cr3t"));
    assert!(text.contains(r#"extra: ["odd"]"#) && !text.contains("s3cr3t"), "{text}");
}

#[test]
pub(crate) fn names_are_shown_on_one_line() {
    let error = crate::error::EncodeError::of_member("a\n`b", "in the query", MemberFault::Given);
    assert_eq!(
        error.to_string(),
        "the member `a\\n`b` cannot be added in the query: the call has it already; set it once, by the method of the \
         call if there is one"
    );
}
