//! Makes results from the JSON Schema of a response, as the directory of a device states it.
//!
//! Lists have several rows, which differ: the first has all members, and each further one has the next of each
//! alternative, such as the next value of an enum. The last one has only the members that the schema requires, if it
//! requires some. Texts are the names of their members, so that a mistaken member is noticed.
//!
//! Schemas of devices have faults. A part that cannot be understood becomes any value. A schema that contains itself
//! ends where it does so for the first time.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The number of values in one result, beyond which lists and optional members are left out.
const VALUES: usize = 20_000;

/// The number of levels of a result.
const LEVELS: usize = 32;

/// The number of rows of a list, apart from the one with required members only.
const ROWS: usize = 4;

/// The name of a member whose name may be anything.
const ANY_NAME: &str = "sample";

/// The results of a call whose response has this schema.
pub(super) fn of(schema: &Value) -> Value {
    let maker = Maker {
        root: schema,
        left: Cell::new(VALUES),
    };
    let place = Place {
        name: "text",
        turn: 0,
        is_bare: false,
        level: 0,
        open: &[],
    };
    maker.value(schema, place).unwrap_or_default()
}

/// Whether a schema says more than the type of the results.
pub(super) fn says_more(schema: &Value) -> bool {
    const MORE: [&str; 10] = [
        "properties",
        "items",
        "additionalProperties",
        "patternProperties",
        "anyOf",
        "oneOf",
        "allOf",
        "enum",
        "const",
        "$ref",
    ];
    MORE.iter().any(|name| schema.get(name).is_some())
}

/// Whether a value has the type that a schema states. The type of other schemas is any.
pub(super) fn is_typed(schema: &Value, value: &Value) -> bool {
    let types = types(schema.get("type"));
    types.is_empty() || types.iter().any(|own| Type::of(own).is_none_or(|own| own.has(value)))
}

struct Maker<'s> {
    root: &'s Value,
    left: Cell<usize>,
}

/// The place of a value in the result.
#[derive(Clone, Copy)]
struct Place<'p> {
    /// The name of the nearest member.
    name: &'p str,
    /// The row of the nearest list.
    turn: usize,
    /// Whether objects have only the members that they require.
    is_bare: bool,
    level: usize,
    /// The references that lead here.
    open: &'p [&'p str],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Object,
    Array,
    Text,
    Integer,
    Number,
    Boolean,
    Null,
}

impl Type {
    /// Directories also have the words of parameters, such as `int`.
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "object" | "dict" => Self::Object,
            "array" | "list" => Self::Array,
            "string" => Self::Text,
            "integer" | "int" => Self::Integer,
            "number" | "float" | "double" => Self::Number,
            "boolean" | "bool" => Self::Boolean,
            "null" => Self::Null,
            _ => return None,
        })
    }

    fn has(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::Text => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Null => value.is_null(),
        }
    }
}

impl Maker<'_> {
    /// A value of a schema; `None` if the schema has no value, or if the result has too many levels or values.
    fn value(&self, schema: &Value, place: Place<'_>) -> Option<Value> {
        self.left.set(self.left.get().checked_sub(1)?);
        if place.level > LEVELS {
            return None;
        }
        match schema {
            Value::Object(members) => self.of_members(members, place),
            Value::Bool(false) => None,
            // The schema of any value, or none at all.
            _ => Some(json!(place.name)),
        }
    }

    fn of_members(&self, members: &Map<String, Value>, place: Place<'_>) -> Option<Value> {
        if let Some(pointer) = members.get("$ref").and_then(Value::as_str) {
            return self.referenced(pointer, members, place);
        }
        if let Some(value) = members.get("const") {
            return Some(value.clone());
        }
        for name in ["anyOf", "oneOf"] {
            let alternatives = members.get(name).and_then(Value::as_array);
            if let Some(alternative) = alternatives.and_then(|all| chosen(all, place.turn)) {
                return self.combined(members, name, &[alternative], place);
            }
        }
        if let Some(Value::Array(parts)) = members.get("allOf")
            && !parts.is_empty()
        {
            return self.combined(members, "allOf", &parts.iter().collect::<Vec<_>>(), place);
        }
        if let Some(value) = members
            .get("enum")
            .and_then(Value::as_array)
            .and_then(|all| chosen(all, place.turn))
        {
            return Some(value.clone());
        }
        match kind(members, place.turn) {
            Some(Type::Object) => Some(self.object(members, place).into()),
            Some(Type::Array) => Some(self.list(members, place).into()),
            Some(Type::Integer) => Some(integer(members, place.turn)),
            Some(Type::Number) => Some(number(members)),
            Some(Type::Boolean) => Some(json!(place.turn.is_multiple_of(2))),
            Some(Type::Null) => Some(Value::Null),
            Some(Type::Text) | None => Some(text(members, place.name).into()),
        }
    }

    /// The value of a schema elsewhere in the file. Without such a schema, the members beside the reference count.
    fn referenced(&self, pointer: &str, members: &Map<String, Value>, place: Place<'_>) -> Option<Value> {
        if place.open.contains(&pointer) {
            return None;
        }
        let Some(schema) = pointer.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)) else {
            let mut beside = members.clone();
            beside.remove("$ref");
            let is_known = kind(&beside, 0).is_some();
            return if is_known {
                self.value(&beside.into(), place)
            } else {
                Some(json!({}))
            };
        };
        let open = [place.open, &[pointer]].concat();
        self.value(schema, Place { open: &open, ..place })
    }

    /// The value of a schema with parts of it, which have to hold too.
    fn combined(&self, members: &Map<String, Value>, name: &str, parts: &[&Value], place: Place<'_>) -> Option<Value> {
        let mut whole = members.clone();
        whole.remove(name);
        let mut open = place.open.to_vec();
        for part in parts {
            let mut part = *part;
            while let Some(pointer) = part.get("$ref").and_then(Value::as_str) {
                if open.contains(&pointer) {
                    return None;
                }
                open.push(pointer);
                match pointer.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)) {
                    Some(schema) => part = schema,
                    None => break,
                }
            }
            add(&mut whole, part);
        }
        let level = place.level + 1;
        let open = &open;
        self.value(&whole.into(), Place { level, open, ..place })
    }

    fn object(&self, members: &Map<String, Value>, place: Place<'_>) -> Map<String, Value> {
        let required = required(members);
        let level = place.level + 1;
        let mut object = Map::new();
        if let Some(Value::Object(properties)) = members.get("properties") {
            let wanted = properties
                .iter()
                .filter(|(name, _)| !place.is_bare || required.contains(name.as_str()));
            object.extend(wanted.filter_map(|(name, schema)| {
                Some((name.clone(), self.value(schema, Place { name, level, ..place })?))
            }));
        }
        let more = members.get("additionalProperties").filter(|schema| schema.is_object());
        let by_pattern = members.get("patternProperties").and_then(Value::as_object);
        let schema = more.or_else(|| by_pattern?.values().next());
        if let Some(schema) = schema.filter(|_| !place.is_bare) {
            for turn in 0..self.variety(schema, place, 0).clamp(1, ROWS) {
                let name = if turn == 0 {
                    ANY_NAME.to_owned()
                } else {
                    format!("{ANY_NAME}-{turn}")
                };
                let value = self.value(
                    schema,
                    Place {
                        name: &name,
                        turn,
                        level,
                        ..place
                    },
                );
                object.extend(value.map(|value| (name.clone(), value)));
            }
        }
        object
    }

    fn list(&self, members: &Map<String, Value>, place: Place<'_>) -> Vec<Value> {
        let level = place.level + 1;
        let row = |schema: &Value, turn, is_bare| {
            self.value(
                schema,
                Place {
                    turn,
                    is_bare,
                    level,
                    ..place
                },
            )
        };
        let own;
        let schema = match members.get("items") {
            Some(Value::Array(schemas)) => return schemas.iter().filter_map(|schema| row(schema, 0, false)).collect(),
            Some(schema) => schema,
            // Some directories describe the rows of a list as if it were an object.
            None => match members.get("properties") {
                Some(properties @ Value::Object(_)) => {
                    own = json!({"type": "object", "properties": properties, "required": members.get("required")});
                    &own
                }
                _ => return Vec::new(),
            },
        };
        let least = members
            .get("minItems")
            .and_then(Value::as_u64)
            .map_or(0, |least| usize::try_from(least).unwrap_or(0));
        let most = members
            .get("maxItems")
            .and_then(Value::as_u64)
            .map_or(ROWS, |most| usize::try_from(most).unwrap_or(ROWS));
        let count = self.variety(schema, place, 0).max(least).clamp(1, ROWS).min(most);
        let mut rows: Vec<Value> = (0..count).filter_map(|turn| row(schema, turn, false)).collect();
        if self.requires_some(schema) && rows.len() < most.min(ROWS) {
            rows.extend(row(schema, 0, true));
        }
        rows
    }

    /// The number of rows that show each alternative of their schema.
    fn variety(&self, schema: &Value, place: Place<'_>, depth: usize) -> usize {
        if depth > LEVELS.saturating_sub(place.level).min(8) {
            return 1;
        }
        let below = |schema: &Value| self.variety(schema, place, depth + 1);
        let most = |schemas: &mut dyn Iterator<Item = &Value>| schemas.map(below).max().unwrap_or(1);
        if let Some(pointer) = schema.get("$ref").and_then(Value::as_str) {
            let target = pointer.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            return target.map_or(1, below);
        }
        let list = |name: &str| {
            schema
                .get(name)
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice)
        };
        let own = [
            list("enum").len(),
            list("type").len(),
            list("anyOf").len(),
            list("oneOf").len(),
        ];
        let own = own.into_iter().max().unwrap_or(1).max(1);
        let is_boolean = schema.get("type").is_some_and(|own| own == "boolean");
        let properties = schema.get("properties").and_then(Value::as_object);
        let inner = most(&mut properties.into_iter().flat_map(Map::values))
            .max(most(&mut list("allOf").iter()))
            .max(most(&mut list("anyOf").iter().chain(list("oneOf"))));
        own.max(if is_boolean { 2 } else { 1 }).max(inner)
    }

    /// Whether an object needs some of its members, and not all.
    fn requires_some(&self, schema: &Value) -> bool {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|pointer| self.root.pointer(pointer.strip_prefix('#')?));
        let Some(members) = target.unwrap_or(schema).as_object() else {
            return false;
        };
        let count = members.get("properties").and_then(Value::as_object).map_or(0, Map::len);
        let required = required(members);
        !required.is_empty() && required.len() < count
    }
}

fn chosen(all: &[Value], turn: usize) -> Option<&Value> {
    all.get(turn.checked_rem(all.len())?)
}

/// The words of `type`, which is one or a list.
fn types(stated: Option<&Value>) -> Vec<&str> {
    match stated {
        Some(Value::String(own)) => vec![own],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The type of a value, from the stated types or from the other members.
fn kind(members: &Map<String, Value>, turn: usize) -> Option<Type> {
    let stated = types(members.get("type"));
    let at = turn.checked_rem(stated.len());
    let stated = at.and_then(|at| Type::of(stated.get(at)?));
    let has = |name: &str| members.contains_key(name);
    stated.or_else(|| {
        if has("properties") || has("additionalProperties") || has("patternProperties") {
            Some(Type::Object)
        } else if has("items") {
            Some(Type::Array)
        } else {
            None
        }
    })
}

fn required(members: &Map<String, Value>) -> BTreeSet<&str> {
    let names = members.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

/// Adds a part to a schema. Where both state something, the part counts; the members are those of both.
fn add(whole: &mut Map<String, Value>, part: &Value) {
    for (name, value) in part.as_object().into_iter().flatten() {
        match (whole.get_mut(name), value) {
            (Some(Value::Object(own)), Value::Object(other)) if name == "properties" => own.extend(other.clone()),
            (Some(Value::Array(own)), Value::Array(other)) if name == "required" => own.extend(other.iter().cloned()),
            _ => drop(whole.insert(name.clone(), value.clone())),
        }
    }
}

fn integer(members: &Map<String, Value>, turn: usize) -> Value {
    let bound = |name: &str, beyond: i64| {
        let inclusive = members.get(name).and_then(Value::as_i64);
        let exclusive = format!("exclusive{}{}", name[..1].to_uppercase(), &name[1..]);
        let exclusive = members.get(&exclusive).and_then(Value::as_i64);
        inclusive.or_else(|| exclusive?.checked_add(beyond))
    };
    let own = i64::try_from(turn).unwrap_or_default().saturating_add(1);
    let own = bound("minimum", 1).map_or(own, |least| own.max(least));
    json!(bound("maximum", -1).map_or(own, |most| own.min(most)))
}

fn number(members: &Map<String, Value>) -> Value {
    let bound = |name: &str| members.get(name).and_then(Value::as_f64);
    let own = bound("minimum").map_or(1.5, |least| least.max(1.5));
    json!(bound("maximum").map_or(own, |most| own.min(most)))
}

fn text(members: &Map<String, Value>, name: &str) -> String {
    let format = members.get("format").and_then(Value::as_str);
    let own = match format.unwrap_or_default() {
        "ipv4" | "ip-address" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "date-time" => "2026-01-01T00:00:00Z",
        "date" => "2026-01-01",
        "time" => "00:00:00Z",
        "uuid" => "5e1f0000-0000-4000-8000-000000000001",
        "uri" | "url" => "https://www.example.com/",
        "email" => "admin@example.com",
        "hostname" => "host.example.com",
        _ => name,
    };
    let length = |name: &str| {
        members
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|length| usize::try_from(length).ok())
    };
    let least = length("minLength").unwrap_or(0).min(VALUES);
    let own: String = own.chars().take(length("maxLength").unwrap_or(usize::MAX)).collect();
    let missing = least.saturating_sub(own.chars().count());
    own + &"x".repeat(missing)
}

#[cfg(test)]
mod tests;
