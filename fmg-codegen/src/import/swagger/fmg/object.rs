//! Rows and objects in a Swagger file of FortiManager.

use camino::{Utf8Path, Utf8PathBuf};
use fmg_template::secret_attribute::SchemaAttribute;
use fmg_template::secret_name::names_secret;
use serde_json::Value;

use crate::diagnostic::Location;
use crate::import::answer::below;
use crate::import::fmg::{Attribute, Choice, Form, Object, Values};
use crate::import::swagger::document::{Around, Document, Schema};

/// How deep rows may be. The files have rows of five levels.
const DEPTH: usize = 16;

/// The attributes that are keys of rows, and so one text, also if they name a row of another table.
const KEYS: [&str; 2] = ["id", "name"];

/// Makes rows and objects of a file.
pub(super) struct Objects<'d> {
    document: &'d Document,
    file: Utf8PathBuf,
    pointer: String,
    /// The definitions around a value.
    around: Around<'d>,
    depth: usize,
}

impl<'d> Objects<'d> {
    pub(super) fn new(document: &'d Document, file: &Utf8Path, pointer: &str) -> Self {
        Self {
            document,
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            around: Around::default(),
            depth: DEPTH,
        }
    }

    /// The object of a schema, at this place of the file. Without a schema, it has no attributes.
    pub(super) fn object(&mut self, at: &str, schema: Option<&'d Schema>, form: Form) -> Object {
        let made = schema.and_then(|schema| self.inside(schema, |own, schema, at| own.of_properties(at, schema, form)));
        let mut object = made.unwrap_or_else(|| self.empty(at, form));
        object.at = self.location(at);
        object
    }

    fn location(&self, pointer: &str) -> Location {
        Location::value(&self.file, &format!("{}{pointer}", self.pointer))
    }

    fn empty(&self, at: &str, form: Form) -> Object {
        let pointer = format!("{}{at}/properties", self.pointer);
        let mut object = Object::new(self.location(at), pointer);
        object.form = form;
        // Urls name only some of the objects inside of others.
        object.verbs = Some(Vec::new());
        object
    }

    /// The result of `make` for a schema and its place, or for the definition that the schema refers to. `None`: it
    /// refers to nothing or to a value around it, or is too deep.
    fn inside<T>(&mut self, schema: &'d Schema, make: impl FnOnce(&mut Self, &'d Schema, &str) -> T) -> Option<T> {
        let depth = self.depth.checked_sub(1)?;
        let known = self.around.count();
        let (own, definition) = self.around.enter(self.document, schema)?;
        let at = definition.map_or_else(String::new, |name| below("/definitions", name));
        self.depth = depth;
        let whole = make(self, own, &at);
        self.depth = depth + 1;
        self.around.leave(known);
        Some(whole)
    }

    /// An object with the members of a schema.
    fn of_properties(&mut self, at: &str, schema: &'d Schema, form: Form) -> Object {
        let mut object = self.empty(at, form);
        schema.description.as_str().clone_into(&mut object.help);
        for (name, property) in &schema.properties.0 {
            object.attributes.push(self.attribute(name, property));
        }
        object
    }

    fn attribute(&mut self, name: &'d str, schema: &'d Schema) -> Attribute {
        let made = self.inside(schema, |own, schema, at| own.resolved(name, schema, at));
        let mut attribute = made.unwrap_or_else(|| Attribute::new(name, Values::Unresolved));
        schema
            .description
            .get()
            .unwrap_or_default()
            .clone_into(&mut attribute.help);
        attribute.is_read_only = schema.is_read_only.0;
        attribute
    }

    fn resolved(&mut self, name: &'d str, schema: &'d Schema, at: &str) -> Attribute {
        let types = schema.types();
        let has_members = !schema.properties.0.is_empty();
        if types.contains(&"array") || (schema.items.is_some() && types.is_empty()) {
            return self.list(name, schema, at);
        }
        if has_members || types == ["object"] {
            if !has_members && schema.additional.is_some() {
                return Attribute::new(name, Values::Open);
            }
            let object = self.of_properties(at, schema, Form::Single);
            return Attribute::new(name, Values::Object(Box::new(object)));
        }
        let mut own = Attribute::new(name, single(schema, &types));
        own.is_list = schema.format.as_str() == "datasource" && !KEYS.contains(&name);
        own.default = default(name, schema, &own.values);
        own
    }

    fn list(&mut self, name: &'d str, schema: &'d Schema, at: &str) -> Attribute {
        // The members of the rows may stand beside the type of the list.
        if !schema.properties.0.is_empty() {
            let object = self.of_properties(at, schema, Form::Rows);
            return Attribute::new(name, Values::Object(Box::new(object)));
        }
        let Some(items) = &schema.items else {
            let mut own = Attribute::new(name, Values::Json);
            own.malformed = 1;
            return own;
        };
        let made = self.inside(items, |own, items, at| {
            let types = items.types();
            if !items.properties.0.is_empty() || (types == ["object"] && items.additional.is_none()) {
                let object = own.of_properties(at, items, Form::Rows);
                return Attribute::new(name, Values::Object(Box::new(object)));
            }
            let values = match types.as_slice() {
                ["object" | "array"] => Values::Open,
                _ => single(items, &types),
            };
            let mut own = Attribute::new(name, values);
            own.is_list = true;
            let of_list = default(name, schema, &own.values);
            own.default = default(name, items, &own.values).or(of_list);
            own
        });
        made.unwrap_or_else(|| Attribute::new(name, Values::Unresolved))
    }
}

/// The values of a single value.
fn single(schema: &Schema, types: &[&str]) -> Values {
    let format = schema.format.as_str();
    let described = SchemaAttribute {
        ty: format,
        ..SchemaAttribute::default()
    };
    if described.has_secret_type() {
        return Values::Secret;
    }
    match types {
        ["string"] | [] if !schema.values.items.is_empty() => {
            let values = schema.values.texts().into_iter();
            Values::Choice(
                values
                    .map(|wire| Choice {
                        wire: wire.to_owned(),
                        number: None,
                        help: String::new(),
                    })
                    .collect(),
            )
        }
        ["string"] => Values::Text,
        ["integer"] if format.starts_with("unsigned") => Values::Unsigned,
        ["integer"] => Values::Integer,
        ["number"] => Values::Float,
        _ => Values::Unknown,
    }
}

/// The default. That of a secret is dropped: the file has values that look real.
fn default(name: &str, schema: &Schema, values: &Values) -> Option<Value> {
    let is_secret = *values == Values::Secret || names_secret(name);
    let has_some = !schema.default.is_null() || schema.example.get().is_some();
    if is_secret {
        return has_some.then_some(DROPPED);
    }
    Some(schema.default.clone()).filter(|default| !default.is_null())
}

/// Stands for the default of a secret.
const DROPPED: Value = Value::Bool(true);
