//! Compares an object that was sent with the one that was read.

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::changes::same_texts;

/// Whether an object that was read has every value that was sent.
///
/// Two values count as the same only if one is certainly another spelling of the other. These spellings are a number as
/// text, one element instead of a list of one, a network with a mask instead of a prefix, and texts of a list in
/// another order. The name and the number of an enum do not, nor does a password, which is not read back.
pub(super) fn holds(read: &Map<String, Value>, sent: &Map<String, Value>) -> bool {
    sent.iter()
        .all(|(name, sent)| is_same(sent, read.get(name).unwrap_or(&Value::Null)))
}

fn is_same(sent: &Value, read: &Value) -> bool {
    if is_empty(sent) || is_empty(read) {
        return is_empty(sent) && is_empty(read);
    }
    if let (Some(sent), Some(read)) = (texts(sent), texts(read)) {
        return same_texts(&borrowed(&sent), &borrowed(&read));
    }
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => holds(read, sent),
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            let (sent, read) = (elements(sent), elements(read));
            sent.len() == read.len() && sent.iter().zip(read).all(|(sent, read)| is_same(sent, read))
        }
        _ => false,
    }
}

/// Whether a value is that of an attribute that is not set.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        one => std::slice::from_ref(one),
    }
}

/// The texts of a scalar or of a list of scalars. An address and its mask in one text are two.
fn texts(value: &Value) -> Option<Vec<Cow<'_, str>>> {
    let elements = elements(value);
    if let [Value::String(text)] = elements
        && let Some((address, mask)) = text.split_once(' ')
        && [address, mask].iter().all(|part| part.parse::<IpAddr>().is_ok())
    {
        return Some(vec![address.into(), mask.into()]);
    }
    let text = |value: &'_ Value| match value {
        Value::String(text) => Some(Cow::from(text.clone())),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(truth.to_string().into()),
        _ => None,
    };
    elements.iter().map(text).collect()
}

fn borrowed<'t>(texts: &'t [Cow<'_, str>]) -> Vec<&'t str> {
    texts.iter().map(|text| &**text).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn other_spellings_of_a_value_are_the_same() {
        for (sent, read) in [
            (json!("a"), json!("a")),
            (json!(5), json!("5")),
            (json!("5"), json!(5)),
            (json!(true), json!(true)),
            (json!("any"), json!(["any"])),
            (json!(["any"]), json!("any")),
            (json!(["b", "a"]), json!(["a", "b"])),
            (json!([1, 2]), json!(["2", "1"])),
            (json!("10.0.0.0/8"), json!("10.0.0.0 255.0.0.0")),
            (json!("10.0.0.0/8"), json!(["10.0.0.0", "255.0.0.0"])),
            (json!("10.0.0.0 255.0.0.0"), json!(["10.0.0.0", "255.0.0.0"])),
            (json!(["10.0.0.0", "255.0.0.0"]), json!("10.0.0.0/8")),
            (json!("10.0.0.1"), json!(["10.0.0.1", "255.255.255.255"])),
            (json!("2001:db8::/32"), json!("2001:db8::/32")),
            (json!(""), json!(null)),
            (json!([]), json!(null)),
            (json!([]), json!("")),
            (json!({"a": 1}), json!({"a": 1, "more": 2})),
            (json!([{"name": "x"}]), json!([{"name": "x", "q_origin_key": "x"}])),
            (json!([{"name": "x"}]), json!({"name": "x"})),
            (
                json!([{"name": "x"}, {"name": "y"}]),
                json!([{"name": "x"}, {"name": "y"}]),
            ),
        ] {
            assert!(is_same(&sent, &read), "{sent} {read}");
        }
    }

    #[test]
    fn what_may_be_another_value_is_not_the_same() {
        for (sent, read) in [
            (json!("a"), json!("b")),
            (json!("a"), json!(null)),
            (json!("a"), json!("")),
            (json!(""), json!("a")),
            (json!([]), json!(["a"])),
            (json!("enable"), json!(1)),
            (json!(true), json!("enable")),
            (json!("a"), json!("A")),
            (json!(["a"]), json!(["a", "b"])),
            (json!(["a", "b"]), json!(["a"])),
            (json!(["a", "a", "b"]), json!(["a", "b", "b"])),
            (json!("10.0.0.0/8"), json!("10.0.0.0/9")),
            (json!("10.0.0.0/8"), json!(["10.0.0.0", "255.255.0.0"])),
            (json!(["10.0.0.1", "10.0.0.9"]), json!(["10.0.0.9", "10.0.0.1"])),
            (json!("hush"), json!(["ENC", "x"])),
            (json!({"a": 1}), json!({"b": 1})),
            (json!({"a": 1}), json!("a")),
            (json!("a"), json!({"a": 1})),
            (json!([{"name": "x"}]), json!([{"name": "y"}])),
            (json!([{"name": "x"}]), json!([{"name": "x"}, {"name": "y"}])),
            (json!([{"name": "x"}]), json!(["x"])),
            (json!([["a"]]), json!([["b"]])),
        ] {
            assert!(!is_same(&sent, &read), "{sent} {read}");
        }
    }

    #[test]
    fn every_value_that_was_sent_must_have_been_read() {
        let holds = |read: Value, sent: Value| match (read, sent) {
            (Value::Object(read), Value::Object(sent)) => holds(&read, &sent),
            _ => panic!("objects"),
        };
        let read = || json!({"name": "a", "subnet": ["10.0.0.1", "255.255.255.255"], "color": 7, "uuid": "x"});
        assert!(holds(
            read(),
            json!({"name": "a", "subnet": "10.0.0.1/32", "color": "7"})
        ));
        assert!(holds(read(), json!({})));
        assert!(holds(read(), json!({"name": "a", "comment": ""})));
        assert!(!holds(read(), json!({"name": "a", "comment": "edge"})));
        assert!(!holds(read(), json!({"name": "a", "unset attrs": ["color"]})));
    }
}
