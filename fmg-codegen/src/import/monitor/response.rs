//! Makes types of the response schemas of Monitor calls, in the JSON Schema of the appliance.

mod alternatives;

use std::collections::BTreeMap;
use std::sync::Arc;

use fmg_template::secret_attribute::SchemaAttribute;
use fmg_template::secret_name::names_secret;
use serde_json::{Map, Value};

use self::alternatives::alternatives;
use crate::import::Lowering;
use crate::import::enums::{Choice, User};
use crate::import::markdown::paragraph;
use crate::import::module::Module;
use crate::import::names::{self, FieldNames};
use crate::import::notes::NoteKind;
use crate::import::versions::{Available, ITEMS, Item, RESPONSE, property as property_part};
use crate::ir::{Field, Row, RowField, Type, TypeRef, Wire};
use crate::name::TypeName;

/// How deep schemas may be. One that refers to itself in alternatives would have no end.
const DEPTH: usize = 48;

/// How many parts a response may have. Alternatives that refer to each other would have twice as many at each step.
const PARTS: usize = 5_000;

/// The beginning of a reference to a definition of the same schema.
const DEFINITIONS: &str = "#/definitions/";

/// The member of an envelope with the response.
const RESULTS: &str = "results";

type Schema = Map<String, Value>;

/// The schema of a response, and the types of its definitions.
pub(in crate::import) struct Responses<'a, 'o, 's> {
    lowering: &'a mut Lowering<'o>,
    module: &'a mut Module,
    root: &'s Schema,
    /// The types of the definitions, and of alternatives of several; `None` while they are made.
    definitions: BTreeMap<String, Option<Type>>,
    /// How many parts the response may still have.
    left: usize,
}

/// A part of a response, and the names that a type for it gets.
struct Part<'a> {
    /// The type that wants the part, and the member that has it.
    user: &'a TypeName,
    wire: &'a str,
    /// The type of an object at this place.
    row: TypeName,
    /// The part in notes: `system/status.results.name`.
    item: String,
    depth: usize,
    /// The versions of it and of its inner parts, if several are merged.
    versions: Option<&'a Item>,
}

impl<'a, 'o, 's> Responses<'a, 'o, 's> {
    pub(in crate::import) fn new(lowering: &'a mut Lowering<'o>, module: &'a mut Module, root: &'s Schema) -> Self {
        Self {
            lowering,
            module,
            root,
            definitions: BTreeMap::new(),
            left: PARTS,
        }
    }

    /// The type of the whole response; `None` if nothing is known of it.
    pub(super) fn whole(&mut self, id: &str, request: &TypeName, versions: Option<&Item>) -> Option<Type> {
        let is_known = [
            "type",
            "properties",
            "items",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "additionalProperties",
        ]
        .iter()
        .any(|key| self.root.contains_key(*key));
        if !is_known {
            return None;
        }
        let part = Part {
            user: request,
            wire: RESULTS,
            row: names::part(request, RESULTS).ok()?,
            item: format!("{id} → results"),
            depth: DEPTH,
            versions: versions.and_then(|call| call.inside.get(RESPONSE)),
        };
        Some(match self.ty(&part, self.root) {
            Type::Json if self.root.get("type").is_some_and(|ty| ty == "object") => Type::Object,
            ty => ty,
        })
    }

    /// The type of a part of a request or a reply, whose schema refers to the same definitions.
    pub(in crate::import) fn member(&mut self, item: &str, user: &TypeName, wire: &str, schema: &Schema) -> Type {
        let Ok(row) = names::part(user, wire) else {
            return Type::Json;
        };
        let part = Part {
            user,
            wire,
            row,
            item: item.to_owned(),
            versions: None,
            depth: DEPTH,
        };
        self.ty(&part, schema)
    }

    /// The definition that a schema refers to, or the schema itself.
    pub(in crate::import) fn resolved_or_own<'x>(&self, schema: &'x Schema) -> &'x Schema
    where
        's: 'x,
    {
        self.resolved(schema).unwrap_or(schema)
    }

    pub(in crate::import) fn note(&mut self, kind: NoteKind, item: &str) {
        self.lowering.notes.add(kind, item);
    }

    fn ty(&mut self, part: &Part<'_>, schema: &Schema) -> Type {
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or_default();
        if part.depth == 0 || left.is_none() {
            self.lowering.notes.add(NoteKind::Unresolved, &part.item);
            return Type::Json;
        }
        if let Some(reference) = schema.get("$ref") {
            return self.referenced(part, reference);
        }
        let is_object = |key: &str| schema.get(key).and_then(Value::as_object).filter(|own| !own.is_empty());
        let properties = is_object("properties");
        if let (Some(alternatives), None) = (alternatives(schema), properties) {
            return self.merged(part, &alternatives);
        }
        let names = type_names(schema);
        if let Some(properties) = properties {
            let reference = self.row(part, schema, properties);
            // `ips/anomaly` says that it is a list and has the members of its elements.
            return if names.contains(&"array") {
                Type::List(Box::new(Type::Row(reference)))
            } else {
                Type::Row(reference)
            };
        }
        if schema.contains_key("items") || names == ["array"] {
            return self.list(part, schema);
        }
        let values = is_object("additionalProperties");
        let pattern = is_object("patternProperties").and_then(|own| own.values().find_map(Value::as_object));
        if let Some(values) = values.or(pattern) {
            let inner = self.ty(&part.inside(), values);
            return Type::Map(Box::new(inner));
        }
        match names.as_slice() {
            ["string"] => self.text(part, schema),
            ["integer" | "int"] => Type::Int,
            ["number" | "float" | "integer", ..]
                if names
                    .iter()
                    .all(|name| matches!(*name, "number" | "integer" | "int" | "float")) =>
            {
                Type::Float
            }
            ["boolean" | "bool"] => Type::Bool,
            ["object"] => Type::Json,
            _ => {
                self.lowering.notes.add(NoteKind::UntypedResponse, &part.item);
                Type::Json
            }
        }
    }

    /// The type of a definition, which is made once.
    fn referenced(&mut self, part: &Part<'_>, reference: &Value) -> Type {
        let name = reference.as_str().and_then(|text| text.strip_prefix(DEFINITIONS));
        let definition = name.and_then(|name| self.definition(name).map(|own| (name, own)));
        let Some((name, definition)) = definition else {
            self.lowering.notes.add(NoteKind::Unresolved, &part.item);
            return Type::Json;
        };
        let own = Part {
            row: names::part(part.user, name).unwrap_or_else(|_| part.row.clone()),
            item: part.item.clone(),
            depth: part.depth - 1,
            ..*part
        };
        self.once(name, &own, |own, part| own.ty(part, definition))
    }

    /// The type with this key, which is made once; untyped JSON inside of itself.
    fn once(&mut self, key: &str, part: &Part<'_>, make: impl FnOnce(&mut Self, &Part<'_>) -> Type) -> Type {
        match self.definitions.get(key) {
            Some(Some(ty)) => return ty.clone(),
            Some(None) => {
                self.lowering.notes.add(NoteKind::Unresolved, &part.item);
                return Type::Json;
            }
            None => {}
        }
        self.definitions.insert(key.to_owned(), None);
        let ty = make(self, part);
        self.definitions.insert(key.to_owned(), Some(ty.clone()));
        ty
    }

    fn definition(&self, name: &str) -> Option<&'s Schema> {
        self.root.get("definitions")?.get(name)?.as_object()
    }

    /// The schema that a reference leads to; `schema` itself if it is not a reference.
    fn resolved<'x>(&self, schema: &'x Schema) -> Option<&'x Schema>
    where
        's: 'x,
    {
        match schema.get("$ref") {
            None => Some(schema),
            Some(reference) => {
                let name = reference.as_str()?.strip_prefix(DEFINITIONS)?;
                self.definition(name).filter(|own| !own.contains_key("$ref"))
            }
        }
    }

    fn list(&mut self, part: &Part<'_>, schema: &Schema) -> Type {
        let element = match schema.get("items") {
            Some(Value::Object(items)) if !items.is_empty() => {
                let own = Part {
                    // The rows of a response are its entries.
                    row: match part.wire {
                        RESULTS => names::part(part.user, "entry").unwrap_or_else(|_| part.row.clone()),
                        _ => part.row.clone(),
                    },
                    item: part.item.clone(),
                    depth: part.depth - 1,
                    versions: part.versions.and_then(|list| list.inside.get(ITEMS)),
                    ..*part
                };
                self.ty(&own, items)
            }
            None | Some(Value::Null) => Type::Json,
            Some(_) => {
                self.lowering.notes.add(NoteKind::UntypedResponse, &part.item);
                Type::Json
            }
        };
        Type::List(Box::new(element))
    }

    fn text(&mut self, part: &Part<'_>, schema: &Schema) -> Type {
        let described = SchemaAttribute {
            ty: schema.get("format").and_then(Value::as_str).unwrap_or_default(),
            ..SchemaAttribute::default()
        };
        if described.has_secret_type() {
            return Type::Secret;
        }
        if part.wire != RESULTS && names_secret(part.wire) {
            self.lowering.notes.add(NoteKind::SecretName, &part.item);
            return Type::Secret;
        }
        let values = schema.get("enum").and_then(Value::as_array);
        let values = values.into_iter().flatten().filter_map(Value::as_str);
        let mut choices: Vec<_> = values
            .filter(|value| !value.contains(char::is_control))
            .map(|value| Choice {
                wire: value.to_owned(),
                number: None,
                available: Available::default(),
                doc: String::new(),
            })
            .collect();
        if choices.is_empty() {
            return Type::String;
        }
        self.lowering
            .versions_of_values(part.versions, &part.item, &mut choices);
        let user = User {
            row: part.user,
            wire: part.wire,
            item: &part.item,
        };
        let path = Arc::clone(&self.module.path);
        let Module { enums, types, .. } = &mut *self.module;
        let made = enums.of(&path, types, &user, choices, &mut self.lowering.notes);
        made.map_or(Type::String, Type::Enum)
    }

    /// The type of an object with these members.
    fn row(&mut self, part: &Part<'_>, schema: &Schema, properties: &Schema) -> TypeRef {
        let (name, renamed) = self.module.types.claim(&part.row);
        if renamed {
            self.lowering.notes.add(NoteKind::RenamedType, &part.item);
        }
        let mut row = Row::new(name.clone());
        row.doc = documentation(schema);
        if row.doc.is_empty() {
            row.doc = match part.wire {
                RESULTS => format!("A part of the response to `{}`.", part.user),
                _ => format!("A part of `{}`.", part.user),
            };
        }
        let index = self.module.rows.len();
        self.module.rows.push(row);
        let mut fields = FieldNames::default();
        let mut members = Vec::with_capacity(properties.len());
        for (wire, property) in properties {
            let item = format!("{}.{wire}", part.item);
            let Value::Object(property) = property else {
                self.lowering.notes.add(NoteKind::Malformed, item);
                continue;
            };
            let (Ok((field, renamed)), Ok(row)) = (fields.claim(wire), names::part(&name, wire)) else {
                self.lowering.notes.add(NoteKind::Malformed, item);
                continue;
            };
            if renamed {
                self.lowering.notes.add(NoteKind::RenamedField, &item);
            }
            let own = Part {
                user: &name,
                wire,
                row,
                item,
                depth: part.depth - 1,
                versions: part.versions.and_then(|row| row.inside.get(&property_part(wire))),
            };
            let ty = self.ty(&own, property);
            let mut field = Field::new(field, Wire::Name(wire.as_str().into()), ty);
            field.doc = documentation(property).into();
            range(property, &mut field);
            self.lowering.versions_of_field(own.versions, &own.item, &mut field);
            members.push(RowField::new(field));
        }
        self.module.rows[index].fields = members;
        TypeRef {
            module: Some(Arc::clone(&self.module.path)),
            name,
        }
    }
}

/// Sets the range of a number.
fn range(schema: &Schema, field: &mut Field) {
    if field.ty != Type::Int {
        return;
    }
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    let (min, max) = (number("minimum"), number("maximum"));
    if min.zip(max).is_none_or(|(min, max)| min <= max) && (min.is_some() || max.is_some()) {
        field.facts.min = min;
        field.facts.max = max;
    }
}

impl Part<'_> {
    /// The same part, one step deeper in its schema.
    fn inside(&self) -> Part<'_> {
        Part {
            user: self.user,
            wire: self.wire,
            row: self.row.clone(),
            item: self.item.clone(),
            depth: self.depth.saturating_sub(1),
            versions: None,
        }
    }
}

/// The types that a schema names, without `null`.
fn type_names(schema: &Schema) -> Vec<&str> {
    let names: Vec<_> = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    names.into_iter().filter(|name| *name != "null").collect()
}

/// The description of a schema, or its title.
fn documentation(schema: &Schema) -> String {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    let description = paragraph(text("description"));
    if description.is_empty() {
        paragraph(text("title"))
    } else {
        description
    }
}
