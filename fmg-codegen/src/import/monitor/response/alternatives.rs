//! Alternatives in response schemas: `anyOf`, `oneOf`, `allOf`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Part, Responses, Schema, type_names};
use crate::import::notes::NoteKind;
use crate::ir::Type;

impl Responses<'_, '_, '_> {
    /// The type that has the values of all alternatives: a list has a single value too, and an object has the members
    /// of all.
    pub(super) fn merged(&mut self, part: &Part<'_>, alternatives: &[&Schema]) -> Type {
        let mut all = Vec::new();
        let mut last = self.root;
        for schema in alternatives {
            match self.resolved(schema) {
                Some(own) if type_names(own).is_empty() && own.get("type").is_some() => {} // null
                Some(resolved) => {
                    last = schema;
                    all.push(resolved);
                }
                None => {
                    self.lowering.notes.add(NoteKind::Unresolved, &part.item);
                    return Type::Json;
                }
            }
        }
        if all.len() == 1 {
            // A definition has one type, also beside null.
            return self.ty(&part.inside(), last);
        }
        let references: Option<Vec<_>> = alternatives.iter().map(|own| own.get("$ref")?.as_str()).collect();
        match references {
            // No definition has such a name: it has a control character.
            Some(references) if !references.is_empty() => {
                let key = references.join("\0");
                self.once(&key, part, |own, part| own.put_together(part, &all))
            }
            _ => self.put_together(part, &all),
        }
    }

    /// The type that has the values of all of these schemas.
    fn put_together(&mut self, part: &Part<'_>, all: &[&Schema]) -> Type {
        let is_list = |schema: &&&Schema| type_names(schema) == ["array"] || schema.contains_key("items");
        if all.iter().any(|schema| is_list(&schema)) {
            let items = all.iter().map(|schema| match schema.get("items") {
                Some(items) if is_list(&schema) => items.clone(),
                _ if is_list(&schema) => json!({}),
                _ => Value::Object((*schema).clone()),
            });
            let items: Vec<_> = items.collect();
            let is_known = items
                .iter()
                .all(|item| item.as_object().is_some_and(|item| !item.is_empty()));
            if !is_known {
                self.lowering.notes.add(NoteKind::UntypedResponse, &part.item);
                return Type::List(Box::new(Type::Json));
            }
            let list = json!({"type": "array", "items": {"anyOf": items}});
            return match list.as_object() {
                Some(list) => self.ty(&part.inside(), list),
                None => Type::Json,
            };
        }
        let has_members = |schema: &&Schema| schema.get("properties").is_some_and(Value::is_object);
        if !all.is_empty() && all.iter().all(has_members) {
            let object = together(all);
            return self.ty(&part.inside(), &object);
        }
        let mut types = all.iter().map(|schema| type_names(schema));
        let first = types.next().unwrap_or_default();
        let is_number = |names: &[&str]| matches!(names, ["integer" | "int" | "number" | "float"]);
        match all {
            [one, ..] if first.len() == 1 && first[0] != "object" && types.clone().all(|names| names == first) => {
                // The values of the alternatives differ.
                let mut plain = (*one).clone();
                plain.remove("enum");
                self.ty(&part.inside(), &plain)
            }
            _ if is_number(&first) && types.all(|names| is_number(&names)) => Type::Float,
            _ => {
                self.lowering.notes.add(NoteKind::UntypedResponse, &part.item);
                Type::Json
            }
        }
    }
}

/// The schemas of which one or all hold.
pub(super) fn alternatives(schema: &Schema) -> Option<Vec<&Schema>> {
    let list = ["anyOf", "oneOf", "allOf"]
        .iter()
        .find_map(|key| schema.get(*key)?.as_array())?;
    let all: Vec<_> = list.iter().filter_map(Value::as_object).collect();
    // Alternatives that only say which members are required have no types.
    let has_types = all.iter().any(|own| {
        ["type", "properties", "items", "$ref", "anyOf", "oneOf", "allOf"]
            .iter()
            .any(|key| own.contains_key(*key))
    });
    (has_types && all.len() == list.len()).then_some(all)
}

/// An object with the members of all of these objects. A member whose schemas differ has alternatives.
fn together(all: &[&Schema]) -> Schema {
    let mut members: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let mut object = Schema::new();
    for schema in all {
        for (name, value) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let own = members.entry(name).or_default();
            if !own.contains(&value) {
                own.push(value);
            }
        }
        for key in ["title", "description"] {
            if let Some(text) = schema.get(key).filter(|_| !object.contains_key(key)) {
                object.insert(key.to_owned(), text.clone());
            }
        }
    }
    let members = members.into_iter().map(|(name, mut values)| {
        let value = match values.as_slice() {
            [one] => (*one).clone(),
            _ => json!({"anyOf": values.drain(..).cloned().collect::<Vec<_>>()}),
        };
        (name.to_owned(), value)
    });
    let members: Schema = members.collect();
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), members.into());
    object
}
