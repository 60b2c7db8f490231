//! Checks values for the configuration.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Number, Value, json};

use super::schema::Field;
use crate::fortios::refusal::{Code, Refusal};

/// The form in which a field stores a value, or the reason why it refuses the value.
///
/// Numbers may be sent as text, and texts as numbers.
pub(super) fn kept(name: &str, field: &Field, value: &Value) -> Result<Value, Refusal> {
    let text = match value {
        // Several values are one text, with spaces between them.
        Value::Array(words) if field.multiple_values => {
            let words: Option<Vec<_>> = words.iter().map(key).collect();
            words.map(|words| words.join(" "))
        }
        value => key(value),
    };
    let text = text.ok_or_else(|| invalid(Code::UnexpectedInput, name))?;
    // The default need not be a value of its type, and a row that was read can be written again.
    let default = field.default_value();
    if key(&default).as_ref() == Some(&text) {
        return Ok(default);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if !field.multiple_values || words.len() < 2 {
        return one(name, field, &text);
    }
    let kept = words
        .into_iter()
        .map(|word| key(&one(name, field, word)?).ok_or_else(|| invalid(Code::InvalidValue, name)));
    Ok(json!(kept.collect::<Result<Vec<_>, _>>()?.join(" ")))
}

/// The form of one value.
fn one(name: &str, field: &Field, text: &str) -> Result<Value, Refusal> {
    match field.kind.as_str() {
        "integer" => integer(name, field, text),
        "option" | "key" if field.options.iter().any(|option| option == text) => Ok(json!(text)),
        "option" | "key" if !field.options.is_empty() => Err(invalid(Code::InvalidValue, name)),
        "ipv4-classnet-host" => network(name, text, true),
        kind if kind.starts_with("ipv4-classnet") => network(name, text, false),
        kind if kind.starts_with("ipv4-netmask") => match mask(text) {
            Some(mask) => Ok(json!(mask.to_string())),
            None => Err(invalid(Code::BadNetmask, text)),
        },
        kind if kind.starts_with("ipv4-address") => match text.parse::<Ipv4Addr>() {
            Ok(address) => Ok(json!(address.to_string())),
            Err(_) => Err(invalid(Code::BadIpAddress, text)),
        },
        "ipv6-address" => match text.parse::<Ipv6Addr>() {
            Ok(address) => Ok(json!(address.to_string())),
            Err(_) => Err(invalid(Code::BadIpAddress, text)),
        },
        "ipv6-prefix" | "ipv6-network" => prefix6(text),
        _ if field.size.is_some_and(|size| text.chars().count() > size) => Err(invalid(Code::InvalidValue, name)),
        _ => Ok(json!(text)),
    }
}

/// A key as text; `None` if the value cannot be a key.
pub(in crate::fortios) fn key(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn integer(name: &str, field: &Field, text: &str) -> Result<Value, Refusal> {
    let number: i64 = text.trim().parse().map_err(|_| invalid(Code::InvalidValue, text))?;
    let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_i64);
    let beyond = bound(&field.min_value).is_some_and(|min| number < min)
        || bound(&field.max_value).is_some_and(|max| number > max);
    if beyond {
        return Err(invalid(Code::InvalidValue, name));
    }
    Ok(json!(number))
}

/// An address and a mask, with a space or a slash between them. The mask is applied to the address, unless
/// it is the mask of a host.
fn network(name: &str, text: &str, is_host: bool) -> Result<Value, Refusal> {
    let (address, after) = match text.trim().split_once([' ', '/']) {
        Some((address, mask)) => (address, Some(mask.trim())),
        None => (text.trim(), None),
    };
    let address: Ipv4Addr = address.parse().map_err(|_| invalid(Code::BadIpAddress, text))?;
    let mask = match after {
        None => Some(Ipv4Addr::BROADCAST),
        Some(after) => mask(after),
    };
    let mask = mask.ok_or_else(|| invalid(Code::BadNetmask, name))?;
    let network = Ipv4Addr::from(u32::from(address) & u32::from(mask));
    let kept = if is_host { address } else { network };
    Ok(json!(format!("{kept} {mask}")))
}

/// A mask: four numbers, or the number of its bits.
fn mask(text: &str) -> Option<Ipv4Addr> {
    if let Ok(length) = text.parse::<u32>() {
        let host_bits = 32_u32.checked_sub(length)?;
        return Some(Ipv4Addr::from(u32::MAX.checked_shl(host_bits).unwrap_or(0)));
    }
    let mask: Ipv4Addr = text.parse().ok()?;
    let bits = u32::from(mask);
    (bits.leading_ones() == bits.count_ones()).then_some(mask)
}

fn prefix6(text: &str) -> Result<Value, Refusal> {
    let (address, length) = text.split_once('/').unwrap_or((text, "128"));
    let length: u8 = length.parse().map_err(|_| invalid(Code::BadNetmask, text))?;
    let address: Ipv6Addr = address.parse().map_err(|_| invalid(Code::BadIpAddress, text))?;
    if length > 128 {
        return Err(invalid(Code::BadNetmask, text));
    }
    Ok(json!(format!("{address}/{length}")))
}

pub(super) fn invalid(code: Code, near: &str) -> Refusal {
    Refusal::change(code, format_args!("value parse error before '{near}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> Field {
        Field::read("field", &serde_json::from_str(text).unwrap()).unwrap()
    }

    fn code(result: Result<Value, Refusal>) -> Option<Code> {
        result.unwrap_err().code
    }

    #[test]
    fn networks_are_masked() {
        let subnet = field(r#"{"type": "ipv4-classnet-any", "default": "0.0.0.0 0.0.0.0"}"#);
        let put = |text: &str| kept("subnet", &subnet, &json!(text));
        for text in ["10.1.2.3 255.255.0.0", "10.1.2.3/16", "10.1.2.3/255.255.0.0"] {
            assert_eq!(put(text).unwrap(), "10.1.0.0 255.255.0.0");
        }
        let host = field(r#"{"type": "ipv4-classnet-host"}"#);
        assert_eq!(
            kept("ip", &host, &json!("10.1.2.3/16")).unwrap(),
            "10.1.2.3 255.255.0.0"
        );
        assert_eq!(put("0.0.0.0/0").unwrap(), "0.0.0.0 0.0.0.0");
        assert_eq!(put("10.1.2.3").unwrap(), "10.1.2.3 255.255.255.255");
        for text in ["", "10.1.2", "10.1.2.300 255.0.0.0", "a/8"] {
            assert_eq!(code(put(text)), Some(Code::BadIpAddress), "{text}");
        }
        for text in [
            "10.1.2.3/33",
            "10.1.2.3 255.0.255.0",
            "10.1.2.3 x",
            "10.1.2.3/4294967295",
        ] {
            assert_eq!(code(put(text)), Some(Code::BadNetmask), "{text}");
        }
    }

    #[test]
    fn numbers_have_bounds_and_may_be_text() {
        let port = field(r#"{"type": "integer", "min-value": 1, "max-value": 65535}"#);
        assert_eq!(kept("port", &port, &json!("443")).unwrap(), 443);
        for value in [json!(0), json!(65536), json!("x"), json!(""), json!(1.5)] {
            assert_eq!(code(kept("port", &port, &value)), Some(Code::InvalidValue), "{value}");
        }
        for value in [json!({}), json!([1]), json!(true)] {
            assert_eq!(
                code(kept("port", &port, &value)),
                Some(Code::UnexpectedInput),
                "{value}"
            );
        }
    }

    #[test]
    fn options_accept_only_listed_words() {
        let action = field(r#"{"type": "option", "options": [{"name": "accept"}, {"name": "deny"}]}"#);
        assert_eq!(kept("action", &action, &json!("deny")).unwrap(), "deny");
        assert_eq!(code(kept("action", &action, &json!("Deny"))), Some(Code::InvalidValue));
        assert_eq!(
            code(kept("action", &action, &json!("accept deny"))),
            Some(Code::InvalidValue)
        );
        let mut several = action;
        several.multiple_values = true;
        assert_eq!(kept("action", &several, &json!("accept deny")).unwrap(), "accept deny");
        assert_eq!(
            kept("action", &several, &json!(["deny", "accept"])).unwrap(),
            "deny accept"
        );
    }

    #[test]
    fn several_values_are_one_text() {
        let ports =
            field(r#"{"type": "integer", "multiple_values": true, "min-value": 1, "max-value": 65535, "default": ""}"#);
        for (given, stored) in [
            (json!(80), json!(80)),
            (json!("80"), json!(80)),
            (json!([80]), json!(80)),
            (json!("80  8080"), json!("80 8080")),
            (json!([80, "8080"]), json!("80 8080")),
            (json!(""), json!("")),
        ] {
            assert_eq!(kept("ports", &ports, &given).unwrap(), stored, "{given}");
        }
        assert_eq!(code(kept("ports", &ports, &json!("80 0"))), Some(Code::InvalidValue));
        assert_eq!(code(kept("ports", &ports, &json!([{}]))), Some(Code::UnexpectedInput));
        let hosts = field(r#"{"type": "ipv4-address", "multiple_values": true}"#);
        assert_eq!(
            kept("hosts", &hosts, &json!("192.0.2.1 192.0.2.2")).unwrap(),
            "192.0.2.1 192.0.2.2"
        );
        assert_eq!(
            code(kept("hosts", &hosts, &json!("192.0.2.1 x"))),
            Some(Code::BadIpAddress)
        );
        let names = field(r#"{"type": "string", "size": 5, "multiple_values": true}"#);
        assert!(kept("names", &names, &json!(["first", "other"])).is_ok());
        assert_eq!(
            code(kept("names", &names, &json!("other-one a"))),
            Some(Code::InvalidValue)
        );
    }

    #[test]
    fn a_default_is_accepted_even_if_its_type_has_no_such_value() {
        for (schema, default) in [
            (
                r#"{"type": "integer", "min-value": 1, "default": "unspecified"}"#,
                json!("unspecified"),
            ),
            (
                r#"{"type": "integer", "min-value": 1, "max-value": 9, "default": 0}"#,
                json!(0),
            ),
            (
                r#"{"type": "option", "options": [{"name": "a"}], "default": "b"}"#,
                json!("b"),
            ),
            (r#"{"type": "ipv6-prefix", "default": ""}"#, json!("")),
            (r#"{"type": "option", "options": [{"name": "a"}]}"#, json!("")),
            (r#"{"type": "ipv4-address"}"#, json!("")),
        ] {
            assert_eq!(kept("field", &field(schema), &default), Ok(default.clone()), "{schema}");
        }
        assert!(
            kept(
                "field",
                &field(r#"{"type": "option", "options": [{"name": "a"}], "default": "a"}"#),
                &json!("")
            )
            .is_err()
        );
    }

    #[test]
    fn addresses_and_texts() {
        let kind = |kind: &str| field(&format!(r#"{{"type": "{kind}", "size": 3}}"#));
        assert_eq!(
            kept("ip", &kind("ipv4-address-any"), &json!("1.2.3.4")).unwrap(),
            "1.2.3.4"
        );
        assert_eq!(
            code(kept("ip", &kind("ipv4-address"), &json!("1.2.3"))),
            Some(Code::BadIpAddress)
        );
        assert_eq!(
            kept("ip", &kind("ipv6-prefix"), &json!("FE80::/10")).unwrap(),
            "fe80::/10"
        );
        assert_eq!(
            code(kept("ip", &kind("ipv6-prefix"), &json!("fe80::/129"))),
            Some(Code::BadNetmask)
        );
        assert_eq!(kept("t", &kind("string"), &json!("äöü")).unwrap(), "äöü");
        assert_eq!(
            code(kept("t", &kind("string"), &json!("abcd"))),
            Some(Code::InvalidValue)
        );
    }
}
