//! Encodes queries and forms: percent-encoded names and values.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Result;
use serde_json::value::RawValue;

use crate::to_json::{ToJson, json_text};

/// All characters except the unreserved ones of RFC 3986. A space becomes `%20`, which means a space in forms and in
/// queries; `+` means a space only in forms.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends `name=value` with a separator from the previous pair.
///
/// A JSON `null` is left out. A list becomes one pair for each element. An object, and a list that contains objects or
/// lists, becomes its JSON text. Returns whether anything was appended.
pub(crate) fn push(out: &mut String, name: &str, value: &dyn ToJson) -> Result<bool> {
    let json = json_text(value)?;
    if !json.starts_with('[') {
        return scalar(out, name, &json);
    }
    let elements: Vec<&RawValue> = serde_json::from_str(&json)?;
    if elements.iter().any(|element| element.get().starts_with(['[', '{'])) {
        pair(out, name, &json);
        return Ok(true);
    }
    let mut any = false;
    for element in elements {
        any |= scalar(out, name, element.get())?;
    }
    Ok(any)
}

/// Joins a path and a query. A path that the caller wrote may already have a query.
pub(crate) fn joined(mut path: String, query: &str) -> String {
    if !query.is_empty() {
        path.reserve_exact(query.len() + 1);
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(query);
    }
    path
}

/// Appends a value that is not a list.
fn scalar(out: &mut String, name: &str, json: &str) -> Result<bool> {
    let value = text_of(json)?;
    if let Some(value) = &value {
        pair(out, name, value);
    }
    Ok(value.is_some())
}

/// The text of a JSON value outside of JSON: a string without quotes, and nothing for `null`.
pub(crate) fn text_of(json: &str) -> Result<Option<String>> {
    Ok(match json.as_bytes().first() {
        Some(b'"') => Some(serde_json::from_str(json)?),
        Some(b'n') => None,
        _ => Some(json.to_owned()),
    })
}

/// Appends `name=value`.
pub(crate) fn pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.extend(encoded(name));
    out.push('=');
    out.extend(encoded(value));
}

/// `text`, percent-encoded.
pub(crate) fn encoded(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, ESCAPED)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::*;

    fn pushed(value: impl Serialize) -> String {
        let mut out = String::new();
        let any = push(&mut out, "k", &value).unwrap();
        assert_eq!(any, !out.is_empty());
        out
    }

    #[test]
    fn a_scalar_is_its_text() {
        assert_eq!(pushed("a"), "k=a");
        assert_eq!(pushed(""), "k=");
        assert_eq!(pushed(true), "k=true");
        assert_eq!(pushed(Some(-3)), "k=-3");
        assert_eq!(pushed(1.5), "k=1.5");
        assert_eq!(pushed("null"), "k=null");
        assert_eq!(pushed(None::<u8>), "");
    }

    #[test]
    fn a_list_is_repeated_and_an_object_is_json() {
        assert_eq!(pushed(["a", "b"]), "k=a&k=b");
        assert_eq!(pushed(json!([1, null, "x"])), "k=1&k=x");
        assert_eq!(pushed([0_u8; 0]), "");
        assert_eq!(pushed(json!({"a": 1})), "k=%7B%22a%22%3A1%7D");
        assert_eq!(pushed(json!([{"a": 1}, 2])), "k=%5B%7B%22a%22%3A1%7D%2C2%5D");
        assert_eq!(pushed(json!([[1]])), "k=%5B%5B1%5D%5D");
        assert!(push(&mut String::new(), "k", &BTreeMap::from([(vec![1], 2)])).is_err());
    }

    #[test]
    fn only_unreserved_characters_are_not_encoded() {
        assert_eq!(pushed("AZaz09-._~"), "k=AZaz09-._~");
        assert_eq!(
            pushed("type==fqdn,name=@a b|c&d+e%é"),
            "k=type%3D%3Dfqdn%2Cname%3D%40a%20b%7Cc%26d%2Be%25%C3%A9"
        );
        let mut out = String::from("a=1");
        push(&mut out, "x&y", &"").unwrap();
        assert_eq!(out, "a=1&x%26y=");
    }

    proptest! {
        #[test]
        fn encoded_pairs_can_be_decoded(name in ".+", values in prop::collection::vec(".*", 1..4)) {
            let mut out = String::new();
            push(&mut out, &name, &values).unwrap();
            prop_assert!(out.bytes().all(|byte| byte.is_ascii_graphic()));
            let read: Vec<_> = url_pairs(&out);
            let sent: Vec<_> = values.into_iter().map(|value| (name.clone(), value)).collect();
            prop_assert_eq!(read, sent);
        }

        #[test]
        fn a_string_is_encoded_without_quotes(text in ".*") {
            let json = Value::from(text.clone()).to_string();
            prop_assert_eq!(text_of(&json).unwrap(), Some(text));
        }
    }

    /// Decodes a query as servers do.
    fn url_pairs(query: &str) -> Vec<(String, String)> {
        let decoded = |text| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8()
                .unwrap()
                .into_owned()
        };
        query
            .split('&')
            .map(|pair| {
                pair.split_once('=')
                    .map(|(name, value)| (decoded(name), decoded(value)))
                    .unwrap()
            })
            .collect()
    }
}
