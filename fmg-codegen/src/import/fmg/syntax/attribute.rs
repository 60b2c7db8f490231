//! The attributes of a schema.

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::{Map, Value};

use super::{ATTRIBUTES, CHILDREN};
use crate::diagnostic::Location;
use crate::import::fmg::{Attribute, Choice, Form, Reference, Values};

/// An attribute. `at` is its place.
pub(super) fn attribute(at: Location, name: &str, schema: &Value) -> Attribute {
    let Value::Object(schema) = schema else {
        let mut attribute = Attribute::new(name, Values::Json);
        attribute.malformed = 1;
        return attribute;
    };
    let mut attribute = Attribute::new(name, values(at, schema));
    let text = |name: &str| schema.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("help").unwrap_or_default().clone_into(&mut attribute.help);
    attribute.default = schema.get("default").filter(|value| !value.is_null()).cloned();
    attribute.refers_to = references(schema, &mut attribute.malformed);
    attribute.malformed += malformed_choices(schema);
    let ty = text("type").unwrap_or_default();
    if let Some(most) = schema.get("max_argv") {
        match most.as_i64() {
            Some(0 | 1) => {}
            Some(most) => {
                attribute.is_list = true;
                attribute.most = u32::try_from(most).ok();
            }
            None => attribute.malformed += 1,
        }
    }
    // A reference is a list of names in any case, and so are an address and its mask.
    attribute.is_list |= ty == "datasrc" || !attribute.refers_to.is_empty() || is_pair(ty);
    let mut number = |name: &str| {
        let number = schema.get(name)?;
        let found = number.as_i64();
        // An unsigned number of 64 bits is no limit for a signed one.
        attribute.malformed += usize::from(!number.is_number());
        found
    };
    let (size, min, max) = (number("sz"), number("min"), number("max"));
    match &attribute.values {
        Values::Text | Values::Secret | Values::Unknown => {
            let most = max.filter(|max| *max > 0).or(size.filter(|size| *size > 0));
            attribute.max_len = most.and_then(|most| u32::try_from(most).ok());
        }
        Values::Integer | Values::Unsigned => {
            attribute.min = min;
            // Without a smallest number, 0 says that there is no limit.
            attribute.max = max.filter(|max| *max != 0 || min.is_some());
        }
        _ => {}
    }
    let flag = |name: &str| schema.get(name).is_some_and(|own| *own == true || *own == 1);
    attribute.is_read_only = flag("readonly") || flag("read_only") || flag("read-only");
    attribute
}

fn values(at: Location, schema: &Map<String, Value>) -> Values {
    let is_object = |name: &&str| schema.get(*name).is_some_and(Value::is_object);
    let ty = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    if ATTRIBUTES.iter().chain(&CHILDREN).any(is_object) {
        let mut inner = super::object(at, schema);
        if inner.form == Form::Unknown && matches!(ty, "table" | "list" | "array") {
            inner.form = Form::Rows;
        }
        return Values::Object(Box::new(inner));
    }
    let choices = choices(schema);
    let described = SchemaAttribute {
        ty,
        has_choices: !choices.is_empty(),
        ..SchemaAttribute::default()
    };
    if described.has_secret_type() {
        return Values::Secret;
    }
    if !choices.is_empty() {
        let is_many = schema
            .get("max_argv")
            .and_then(Value::as_i64)
            .is_some_and(|most| !(0..=1).contains(&most));
        return if !is_many && is_bits(&choices, schema) {
            Values::Bits(choices)
        } else {
            Values::Choice(choices)
        };
    }
    match ty {
        "string" | "text" | "varstring" | "var-string" | "datasrc" | "user" | "uuid" | "time" | "date" | "datetime" => {
            Values::Text
        }
        "int8" | "int16" | "int32" | "int64" | "int" | "integer" | "uint8" | "uint16" | "uint32" => Values::Integer,
        "uint64" | "unsigned" => Values::Unsigned,
        "float" | "double" => Values::Float,
        // The rows of a table without attributes are not described.
        "json" | "object" | "table" | "list" | "array" => Values::Json,
        ty if is_address(ty) => Values::Text,
        _ => Values::Unknown,
    }
}

/// Whether a type is one of addresses of networks and interfaces.
fn is_address(ty: &str) -> bool {
    let words = ["ip", "ipv4", "ipv6", "ip6", "mac", "net", "addr"];
    ty.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| words.contains(&word))
        || is_pair(ty)
}

/// Whether a type is one of an address and its mask.
fn is_pair(ty: &str) -> bool {
    ["ipmask", "netmask", "classnet", "subnet", "prefix"]
        .iter()
        .any(|word| ty.contains(word))
        && !ty.contains('6')
}

/// The number of a listed value.
fn number_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// How many listed values are in an unknown form.
fn malformed_choices(schema: &Map<String, Value>) -> usize {
    match schema.get("opts") {
        None | Some(Value::Null) => 0,
        Some(Value::Object(options)) => options.values().filter(|own| number_of(own).is_none()).count(),
        Some(Value::Array(names)) => names.iter().filter(|own| !own.is_string()).count(),
        Some(_) => 1,
    }
}

/// The listed values, with their numbers. A list has only the names.
fn choices(schema: &Map<String, Value>) -> Vec<Choice> {
    let choice = |wire: &str, number: Option<i64>| Choice {
        wire: wire.to_owned(),
        number,
        help: String::new(),
    };
    let mut choices: Vec<_> = match schema.get("opts") {
        Some(Value::Object(options)) => options
            .iter()
            .map(|(wire, number)| choice(wire, number_of(number)))
            .collect(),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            return names.map(|wire| choice(wire, None)).collect();
        }
        _ => Vec::new(),
    };
    // The order of the members has no meaning.
    choices.sort_by(|a, b| (a.number, &a.wire).cmp(&(b.number, &b.wire)));
    choices
}

/// Whether values are bits: powers of two with gaps that no list of single values would have. Values of 64 bits are.
fn is_bits(choices: &[Choice], schema: &Map<String, Value>) -> bool {
    let numbers: Option<Vec<u64>> = choices
        .iter()
        .map(|choice| u64::try_from(choice.number?).ok())
        .collect();
    let Some(numbers) = numbers else { return false };
    if !numbers.iter().all(|number| *number == 0 || number.is_power_of_two()) {
        return false;
    }
    let is_wide =
        schema.get("sz").and_then(Value::as_u64) == Some(8) || schema.get("type").is_some_and(|ty| ty == "uint64");
    is_wide || numbers.iter().any(|number| *number >= 8)
}

/// The tables that `ref` names.
fn references(schema: &Map<String, Value>, malformed: &mut usize) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let list = match schema.get("ref") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    for one in list {
        let text = |name: &str| one.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let Some(category) = text("category").or(one.as_str()) else {
            *malformed += 1;
            continue;
        };
        let reference = Reference {
            table: category.split_whitespace().collect::<Vec<_>>().join("/"),
            key: text("mkey").map(str::to_owned),
        };
        if !found.contains(&reference) {
            found.push(reference);
        }
    }
    found
}
