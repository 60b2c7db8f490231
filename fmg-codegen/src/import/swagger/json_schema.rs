//! Schemas of a Swagger file as JSON Schema, which devices have in their directories.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::{Document, Schema};
use super::prose::prose;

/// The definitions with these names, and those that they need.
pub(super) fn definitions<'d>(document: &'d Document, mut needed: BTreeSet<&'d str>) -> Map<String, Value> {
    let mut all = Map::new();
    let mut seen = BTreeSet::new();
    while let Some(name) = needed.pop_first() {
        if !seen.insert(name) {
            continue;
        }
        if let Some(definition) = document.definitions.0.get(name) {
            all.insert(name.to_owned(), of(definition, &mut needed));
        }
    }
    all
}

/// A schema in the JSON Schema of a device. `needed` gets the definitions that it refers to.
pub(super) fn of<'d>(schema: &'d Schema, needed: &mut BTreeSet<&'d str>) -> Value {
    let mut own = Map::new();
    if let Some(reference) = schema.reference.get() {
        let name = reference.strip_prefix("#/definitions/").unwrap_or(reference);
        needed.insert(name);
        own.insert("$ref".to_owned(), format!("#/definitions/{name}").into());
        return own.into();
    }
    let mut set = |key: &str, value: Value| {
        own.insert(key.to_owned(), value);
    };
    match schema.ty.items.as_slice() {
        [] => {}
        [one] => set("type", one.as_str().into()),
        _ => set("type", schema.ty.texts().into()),
    }
    if schema.format.as_str().contains("password") {
        set("format", "password".into());
    }
    let description = prose(
        schema.description.as_str(),
        schema.is_deprecated.0,
        schema.removal.get(),
    );
    for (key, text) in [("title", schema.title.as_str()), ("description", &description)] {
        if !text.is_empty() {
            set(key, text.into());
        }
    }
    if !schema.values.items.is_empty() {
        set("enum", schema.values.texts().into());
    }
    for (key, value) in [("minimum", &schema.minimum), ("maximum", &schema.maximum)] {
        if !value.is_null() {
            set(key, value.clone());
        }
    }
    if !schema.properties.0.is_empty() {
        let members = schema.properties.0.iter();
        let members = members.map(|(name, member)| (name.clone(), of(member, needed)));
        set("properties", members.collect::<Map<_, _>>().into());
    }
    for (key, inside) in [("items", &schema.items), ("additionalProperties", &schema.additional)] {
        if let Some(inside) = inside {
            set(key, of(inside, needed));
        }
    }
    for (key, parts) in [
        ("anyOf", &schema.any_of),
        ("oneOf", &schema.one_of),
        ("allOf", &schema.all_of),
    ] {
        if !parts.items.is_empty() {
            set(
                key,
                parts
                    .items
                    .iter()
                    .map(|part| of(part, needed))
                    .collect::<Vec<_>>()
                    .into(),
            );
        }
    }
    own.into()
}
