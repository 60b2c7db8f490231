//! Converts values between requests, tables and replies.
//!
//! A request may write a value in several forms: `"enable"` or 1, a name or its number, a single value in place of a
//! list. Tables store one form, and a read shows names or numbers as requested.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value};

use super::store::Row;
use crate::route::{EnumShape, HeldRow, Member, RowShape, Shape};

/// Converts a value to the stored form.
pub(super) fn kept(shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (_, Value::Null) => Value::Null,
        (Shape::String | Shape::Name, Value::Number(number)) => Value::String(number.to_string()),
        (Shape::Int | Shape::Id, Value::String(text)) => {
            text.trim().parse::<i64>().map_or_else(|_| value.clone(), Value::from)
        }
        (Shape::Flag | Shape::Toggle, value) => switch(value).map_or_else(|| value.clone(), Value::from),
        (Shape::Secret, value) => hidden(value),
        (Shape::Enum(known), value) => named(known, value),
        (Shape::List(inner), Value::Array(items)) => items.iter().map(|item| kept(inner, item)).collect(),
        (Shape::List(inner), lone) => Value::Array(vec![kept(inner, lone)]),
        (Shape::Map(inner), Value::Object(members)) => {
            let members = members.iter().map(|(name, value)| (name.clone(), kept(inner, value)));
            Value::Object(members.collect())
        }
        (shape, Value::Object(members)) => shape
            .row()
            .map_or_else(|| value.clone(), |row| Value::Object(kept_row(&row, members))),
        (_, value) => value.clone(),
    }
}

/// Converts an object to the stored form. Undocumented members are stored as received.
pub(super) fn kept_row(shape: &RowShape, members: &Map<String, Value>) -> Row {
    let members = members.iter().map(|(name, value)| {
        let value = match field(shape, name) {
            Some(field) => network(name, kept(&field.shape, value)),
            None => value.clone(),
        };
        (name.clone(), value)
    });
    members.collect()
}

/// Converts a stored value for a read.
pub(super) fn shown(shape: &Shape, value: &Value, verbose: bool) -> Value {
    match (shape, value) {
        (Shape::Toggle, Value::Number(number)) if verbose => Value::from(if number.as_i64() == Some(0) {
            "disable"
        } else {
            "enable"
        }),
        (Shape::Enum(known), Value::String(name)) if !verbose => {
            let number = known
                .values
                .iter()
                .find(|(own, _)| *own == **name)
                .and_then(|(_, number)| *number);
            number.map_or_else(|| value.clone(), Value::from)
        }
        (Shape::List(inner), Value::Array(items)) => items.iter().map(|item| shown(inner, item, verbose)).collect(),
        (Shape::Map(inner), Value::Object(members)) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), shown(inner, value, verbose)));
            Value::Object(members.collect())
        }
        (shape, Value::Object(members)) => shape
            .row()
            .map_or_else(|| value.clone(), |row| Value::Object(shown_row(&row, members, verbose))),
        (_, value) => value.clone(),
    }
}

/// Converts a stored object for a read.
pub(super) fn shown_row(shape: &RowShape, members: &Row, verbose: bool) -> Row {
    let members = members.iter().map(|(name, value)| {
        let value = match field(shape, name) {
            Some(field) => shown(&field.shape, value, verbose),
            None => value.clone(),
        };
        (name.clone(), value)
    });
    members.collect()
}

/// Fills in the defaults of a new object.
pub(super) fn fill_defaults(shape: &RowShape, row: &mut Row) {
    for field in &*shape.fields {
        let Some(default) = field.default.as_deref().filter(|_| !row.contains_key(&*field.name)) else {
            continue;
        };
        let default = match &field.shape {
            Shape::Toggle | Shape::Flag | Shape::Bool => Value::from(switch(&Value::from(default)).unwrap_or_default()),
            shape => kept(shape, &Value::from(default)),
        };
        row.insert(field.name.to_string(), default);
    }
}

/// The declaration of a member.
pub(super) fn field<'s>(shape: &'s RowShape, name: &str) -> Option<&'s Member> {
    // Most names are not patterns, and are found without parsing patterns.
    let exact = shape.fields.iter().find(|field| field.name == *name);
    exact.or_else(|| shape.fields.iter().find(|field| field.fits(name)))
}

/// The row of a shape that is a row or a list of rows.
pub(super) fn row_of(shape: &Shape) -> Option<HeldRow> {
    match shape {
        Shape::List(inner) => row_of(inner),
        own => own.row(),
    }
}

/// The row of a member that is a table within an object.
pub(super) fn sub_table(field: &Member) -> Option<HeldRow> {
    match &field.shape {
        Shape::List(inner) => row_of(inner),
        _ => None,
    }
}

/// Whether a value is one of the spellings of a switch.
pub(super) fn is_switch(value: &Value) -> bool {
    matches!(switch(value), Some(0 | 1))
}

fn switch(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(on) => Some(i64::from(*on)),
        Value::Number(number) => number.as_i64(),
        Value::String(word) => match word.as_str() {
            "enable" | "yes" | "on" | "true" | "1" => Some(1),
            "disable" | "no" | "off" | "false" | "0" => Some(0),
            _ => None,
        },
        _ => None,
    }
}

/// The name of a known value, given by name or number.
fn named(known: &EnumShape, value: &Value) -> Value {
    let number = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) if known.values.iter().all(|(name, _)| *name != **text) => text.parse().ok(),
        _ => None,
    };
    let name = number.and_then(|number| known.values.iter().find(|(_, own)| *own == Some(number)));
    name.map_or_else(|| value.clone(), |(name, _)| Value::from(&**name))
}

/// A secret as a read shows it: the word `ENC` and a text without meaning.
fn hidden(value: &Value) -> Value {
    match value {
        Value::String(text) if !text.starts_with("ENC") => {
            let mut state = 0xcbf2_9ce4_8422_2325_u64;
            for byte in text.bytes() {
                state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
            Value::from(format!("ENC {}", STANDARD.encode(state.to_be_bytes())))
        }
        other => other.clone(),
    }
}

/// Converts a network such as `10.0.0.0/24` to address and mask, as reads show it.
fn network(name: &str, value: Value) -> Value {
    let text = match (name, &value) {
        ("subnet", Value::Array(items)) if items.len() == 1 => items[0].as_str(),
        ("subnet", Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let pair = text.and_then(|text| {
        let (address, length) = text.split_once('/')?;
        let mask = mask(length)?;
        Some(Value::Array(vec![Value::from(address), Value::from(mask)]))
    });
    pair.unwrap_or(value)
}

/// Converts `24` to `255.255.255.0`; a mask stays as it is.
fn mask(length: &str) -> Option<String> {
    if length.contains('.') {
        return Some(length.to_owned());
    }
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let bits = u32::MAX.checked_shl(32 - length).unwrap_or(0);
    Some(std::net::Ipv4Addr::from_bits(bits).to_string())
}

/// An integer, which may be written as text.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => Number::as_i64(number),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(on) => Some(i64::from(*on)),
        _ => None,
    }
}

/// The key in a value: a text, or a number as text.
pub(super) fn key(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::generated::fmg::calls::Address;
    use crate::generated::fmg::{CallId, ROUTES, Route};

    fn address() -> HeldRow {
        let route = Route::of(ROUTES, CallId::Address(Address::Set)).unwrap();
        row_of(route.whole.as_ref().unwrap()).unwrap()
    }

    fn keep(row: &Value) -> Row {
        kept_row(&address(), row.as_object().unwrap())
    }

    #[test]
    fn all_forms_of_a_value_are_stored_in_one() {
        let one = keep(&json!({"type": "iprange", "allow-routing": "enable", "color": "3", "country": "DE"}));
        let two = keep(&json!({"type": 1, "allow-routing": 1, "color": 3, "country": ["DE"]}));
        let three = keep(&json!({"type": "1", "allow-routing": true, "color": 3, "country": ["DE"]}));
        assert_eq!(one, two);
        assert_eq!(one, three);
    }

    #[test]
    fn reads_show_names_or_numbers() {
        let row = keep(&json!({
            "type": 1, "allow-routing": 0, "nonsense": 7, "dynamic_mapping": [{"type": "fqdn", "visibility": 1}],
        }));
        assert_eq!(
            Value::Object(shown_row(&address(), &row, true)),
            json!({
                "type": "iprange", "allow-routing": "disable", "nonsense": 7,
                "dynamic_mapping": [{"type": "fqdn", "visibility": "enable"}],
            })
        );
        assert_eq!(
            Value::Object(shown_row(&address(), &row, false)),
            json!({
                "type": 1, "allow-routing": 0, "nonsense": 7,
                "dynamic_mapping": [{"type": 2, "visibility": 1}],
            })
        );
    }

    #[test]
    fn a_network_is_stored_as_address_and_mask() {
        let pair = json!(["10.0.0.0", "255.255.192.0"]);
        for subnet in [
            json!("10.0.0.0/18"),
            json!(["10.0.0.0/18"]),
            json!("10.0.0.0/255.255.192.0"),
            pair.clone(),
        ] {
            assert_eq!(keep(&json!({"subnet": subnet}))["subnet"], pair);
        }
        assert_eq!(
            keep(&json!({"subnet": "0.0.0.0/0"}))["subnet"],
            json!(["0.0.0.0", "0.0.0.0"])
        );
        assert_eq!(
            keep(&json!({"subnet": "10.0.0.0/99"}))["subnet"],
            json!(["10.0.0.0/99"])
        );
    }

    #[test]
    fn defaults_do_not_overwrite() {
        let mut row = keep(&json!({"color": 5}));
        fill_defaults(&address(), &mut row);
        assert_eq!(
            (&row["color"], &row["type"], &row["allow-routing"]),
            (&json!(5), &json!("ipmask"), &json!(0))
        );
    }

    #[test]
    fn secrets_are_not_stored_in_clear_text() {
        let secret = kept(&Shape::Secret, &json!("hunter2"));
        assert!(secret.as_str().unwrap().starts_with("ENC "));
        assert_ne!(secret, kept(&Shape::Secret, &json!("hunter3")));
        assert_eq!(kept(&Shape::Secret, &secret), secret);
    }
}
