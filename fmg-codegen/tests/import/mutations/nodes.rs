//! Changes nodes of JSON at random.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// Names that a description could have, and some that it should not.
const NAMES: [&str; 52] = [
    "a",
    "A",
    "a-b",
    "a_b",
    "a b",
    "a+b",
    "a.b",
    "+",
    "--",
    "",
    " ",
    "3g",
    "802-1X",
    "type",
    "self",
    "Self",
    "_",
    "_a",
    "name",
    "id",
    "new",
    "mkey",
    "path",
    "category",
    "children",
    "options",
    "default",
    "size",
    "min-value",
    "max-value",
    "datasource",
    "readonly",
    "multiple_values",
    "password",
    "psk",
    "secret",
    "extra-attributes",
    "q_origin_key",
    "properties",
    "items",
    "anyOf",
    "$ref",
    "additionalProperties",
    "definitions",
    "enum",
    "required",
    "results",
    "request",
    "response",
    "ä\u{200b}",
    "a\nb",
    "\"`\\<x>{}",
];

/// Texts that values could be.
const TEXTS: [&str; 44] = [
    "table",
    "complex",
    "unitary",
    "option",
    "string",
    "integer",
    "password",
    "key",
    "user",
    "ipv4-address",
    "array",
    "object",
    "number",
    "boolean",
    "null",
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "select",
    "enable",
    "disable",
    "vdom",
    "global",
    "both",
    "error",
    "success",
    "7",
    "-1",
    "1.5",
    "system.interface.name",
    "gadget.shelf.name",
    "..",
    "#/definitions/a",
    "#/definitions/part",
    "",
    "*/",
    "\u{0}",
    "r#\"",
    "a. B `c` <d> [e](f)\n# g",
    "1. x",
    "v7.2.8\nx",
    "é",
    "true",
];

/// A change of a description.
#[derive(Clone, Debug)]
pub(super) enum Mutation {
    /// A node is removed.
    Delete(Index),
    /// A node is replaced by another value.
    Replace(Index, Value),
    /// A node is replaced by another node.
    Copy(Index, Index),
    /// A member has another name.
    Rename(Index, &'static str),
    /// An object or a list has one member more.
    Insert(Index, &'static str, Value),
    /// An object has a copy of one of its members under another name.
    Double(Index, &'static str),
}

/// A value that no other place of the description has.
fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        proptest::sample::select(&TEXTS[..]).prop_map(Value::from),
        proptest::sample::select(&NAMES[..]).prop_map(Value::from),
        proptest::sample::select(vec![
            Value::Null,
            json!(true),
            json!(false),
            json!(0),
            json!(-1),
            json!(70_000),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1.5e300),
            json!([]),
            json!({}),
            json!([null]),
            json!({"a": {}}),
            json!(["string", "null"]),
            json!([{"name": "enable"}, {"name": "disable"}]),
            json!([{"name": "a"}, {"name": "A"}, {"name": "a"}, {"name": ""}, {"name": ">="}]),
            json!({"category": "unitary", "type": "string"}),
            json!({"category": "table", "mkey": "id", "children": {"id": {"type": "integer"}, "a": {"type": "option"}}}),
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            json!({"$ref": "#/definitions/a"}),
        ]),
    ]
}

impl Mutation {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let name = || proptest::sample::select(&NAMES[..]);
        let index = any::<Index>;
        prop_oneof![
            index().prop_map(Self::Delete),
            (index(), scalar()).prop_map(|(at, value)| Self::Replace(at, value)),
            (index(), index()).prop_map(|(to, from)| Self::Copy(to, from)),
            (index(), name()).prop_map(|(at, name)| Self::Rename(at, name)),
            (index(), name(), scalar()).prop_map(|(at, name, value)| Self::Insert(at, name, value)),
            (index(), name()).prop_map(|(at, name)| Self::Double(at, name)),
        ]
    }
}

/// The JSON pointers of all nodes below the root.
fn pointers(value: &Value) -> Vec<String> {
    fn collect(value: &Value, at: &str, found: &mut Vec<String>) {
        let mut below = |name: &str, value: &Value| {
            let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            found.push(pointer.clone());
            collect(value, &pointer, found);
        };
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, item)| below(&index.to_string(), item)),
            Value::Object(members) => members.iter().for_each(|(name, member)| below(name, member)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}

/// The node around a node, and its name there.
fn around(pointer: &str) -> (&str, String) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    (parent, name.replace("~1", "/").replace("~0", "~"))
}

pub(super) fn mutate(value: &mut Value, mutation: &Mutation) {
    let all = pointers(value);
    let node = |at: &Index| at.get(&all[..]).as_str();
    if all.is_empty() {
        return;
    }
    match mutation {
        Mutation::Delete(at) => {
            let (parent, name) = around(node(at));
            match value.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(&name)),
                Value::Array(items) => drop(items.remove(name.parse().unwrap())),
                _ => {}
            }
        }
        Mutation::Replace(at, new) => *value.pointer_mut(node(at)).unwrap() = new.clone(),
        Mutation::Copy(to, from) => {
            let copy = value.pointer(node(from)).unwrap().clone();
            *value.pointer_mut(node(to)).unwrap() = copy;
        }
        Mutation::Rename(at, new) => {
            let (parent, name) = around(node(at));
            if let Some(Value::Object(members)) = value.pointer_mut(parent)
                && let Some(member) = members.remove(&name)
            {
                members.insert((*new).to_owned(), member);
            }
        }
        Mutation::Insert(at, name, new) => match value.pointer_mut(node(at)).unwrap() {
            Value::Object(members) => drop(members.insert((*name).to_owned(), new.clone())),
            Value::Array(items) => items.push(new.clone()),
            _ => {}
        },
        Mutation::Double(at, new) => {
            let pointer = node(at);
            let copy = value.pointer(pointer).unwrap().clone();
            match value.pointer_mut(around(pointer).0).unwrap() {
                Value::Object(members) => drop(members.insert((*new).to_owned(), copy)),
                Value::Array(items) => items.push(copy),
                _ => {}
            }
        }
    }
}
