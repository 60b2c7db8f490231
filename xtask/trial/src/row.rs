//! Rows that a schema allows.

use serde_json::{Map, Value, json};

/// How deep rows inside of rows are made.
const DEPTH: u8 = 8;

/// The purpose of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be decoded and encoded again: every attribute has a value.
    Types,
    /// To be sent: without attributes that only the device writes.
    Wire,
}

/// Makes rows of a schema. Two rows with different numbers differ in their values, but not in their keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    pub(crate) purpose: Purpose,
    pub(crate) number: usize,
}

impl Rows {
    /// A row of a table, or an object, with these attributes.
    pub(crate) fn row(self, schema: &Value) -> Map<String, Value> {
        self.object(schema, DEPTH)
    }

    fn object(self, schema: &Value, depth: u8) -> Map<String, Value> {
        let key = schema["mkey"].as_str();
        let children = schema["children"].as_object();
        let fields = children.into_iter().flatten().filter_map(|(name, attribute)| {
            let is_key = key == Some(name);
            let rows = if is_key { Self { number: 0, ..self } } else { self };
            Some((name.clone(), rows.value(attribute, is_key, depth)?))
        });
        fields.collect()
    }

    fn value(self, attribute: &Value, is_key: bool, depth: u8) -> Option<Value> {
        let flag = |name: &str| attribute[name].as_bool().unwrap_or_default();
        if self.purpose == Purpose::Wire && flag("readonly") && !is_key {
            return None;
        }
        // Every device has this VDOM, and no other for sure.
        if attribute["datasource"] == json!(["system.vdom.name"]) {
            return Some(json!("root"));
        }
        let refers = attribute["datasource"].as_array().is_some_and(|own| !own.is_empty());
        // Others refer to the key of the row itself.
        if refers && !(is_key && depth == DEPTH) {
            return Some(self.reference(attribute));
        }
        let children = attribute["children"].as_object().filter(|own| !own.is_empty());
        if attribute["category"] == "table" {
            let has_rows = children.is_some() && depth > 0;
            return Some(if has_rows {
                json!([self.object(attribute, depth - 1)])
            } else {
                json!([])
            });
        }
        if attribute["category"] == "complex" || children.is_some() {
            return Some(Value::Object(if depth > 0 {
                self.object(attribute, depth - 1)
            } else {
                Map::new()
            }));
        }
        Some(self.scalar(attribute, flag("multiple_values")))
    }

    /// The key of a row that nobody makes: a row to which another refers cannot be deleted.
    fn reference(self, attribute: &Value) -> Value {
        if attribute["type"] == "integer" {
            return json!(integer(attribute, self.number + 90));
        }
        json!(fitting(attribute, format!("{}-row", ["one", "other"][self.number % 2])))
    }

    fn scalar(self, attribute: &Value, is_list: bool) -> Value {
        let kind = attribute["type"].as_str().unwrap_or_default();
        if let Some(options) = attribute["options"].as_array().filter(|own| !own.is_empty()) {
            let name = |at: usize| options[at % options.len()]["name"].as_str().unwrap_or_default();
            let (one, other) = (name(self.number), name(self.number + 1));
            // A blank at the end of a word would be one between two.
            let (one, other) = if is_list {
                (one.trim(), other.trim())
            } else {
                (one, other)
            };
            return json!(if is_list && one != other {
                format!("{one} {other}")
            } else {
                one.to_owned()
            });
        }
        if kind == "integer" {
            let number = integer(attribute, self.number);
            return if is_list {
                json!(number.to_string())
            } else {
                json!(number)
            };
        }
        if kind.is_empty() || !KNOWN.iter().any(|known| kind.starts_with(known)) {
            // An unknown type: the value follows the description of the device.
            return match &attribute["default"] {
                Value::Number(number) => number.clone().into(),
                Value::String(text) if !text.is_empty() => text.clone().into(),
                _ => json!("a"),
            };
        }
        let text = self.text(kind, attribute);
        json!(if is_list { text.trim() } else { &text })
    }

    fn text(self, kind: &str, attribute: &Value) -> String {
        let number = self.number + 1;
        match kind {
            "ipv4-netmask" | "ipv4-netmask-any" => "255.255.255.0".to_owned(),
            "ipv4-address-multicast" => format!("224.0.0.{number}"),
            kind if kind.starts_with("ipv4-classnet") => format!("192.0.2.{} 255.255.255.255", number % 255),
            kind if kind.starts_with("ipv4-") => format!("192.0.2.{number}"),
            "ipv6-address" => format!("2001:db8::{number}"),
            kind if kind.starts_with("ipv6-") => format!("2001:db8:{number}::/48"),
            "mac-address" => format!("00:00:5e:00:53:0{number}"),
            "uuid" => format!("00000000-0000-4000-8000-00000000000{number}"),
            // Many have a form that only their default shows.
            "user" => match attribute["default"].as_str() {
                Some(default) if !default.is_empty() => default.to_owned(),
                _ => format!("a{number}"),
            },
            _ => fitting(attribute, format!("a{number}")),
        }
    }
}

/// As much of a text as an attribute takes.
fn fitting(attribute: &Value, mut text: String) -> String {
    if let Some(size) = attribute["size"].as_u64().filter(|size| *size > 0) {
        text.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    }
    text
}

/// The beginnings of the types of texts.
const KNOWN: [&str; 11] = [
    "string", "var", "user", "uuid", "mac-", "ipv4-", "ipv6-", "password", "key", "date", "time",
];

/// A number in the range of an attribute.
fn integer(attribute: &Value, number: usize) -> i64 {
    let bound = |name: &str| attribute[name].as_i64();
    let (min, max) = (bound("min-value"), bound("max-value"));
    let number = i64::try_from(number).unwrap_or_default();
    let least = min
        .unwrap_or(0)
        .max(if max.is_none_or(|max| max >= 1) { 1 } else { i64::MIN });
    let wanted = least.saturating_add(number);
    max.map_or(wanted, |max| wanted.min(max)).max(min.unwrap_or(i64::MIN))
}
