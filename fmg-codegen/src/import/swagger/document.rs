//! The members of a Swagger 2.0 file that say something about an appliance. Its values are not shown: a default may be a
//! password.

use std::collections::HashSet;

use serde_json::Value;

use super::lenient::{Flag, Listed, Named, Text, lenient};

lenient! {
    /// A file.
    struct Document {
        swagger: Text = "swagger",
        info: Info = "info",
        base_path: Text = "basePath",
        /// `json-rpc` in the files about FortiManager.
        service: Text = "x-service-type",
        definitions: Named<Schema> = "definitions",
        parameters: Named<Parameter> = "parameters",
        paths: Named<PathItem> = "paths",
        tags: Listed<Tag> = "tags",
    }

    /// The title and the version.
    struct Info {
        title: Text = "title",
        version: Text = "version",
    }

    /// A tag: for a table, the description of its content.
    struct Tag {
        name: Text = "name",
        description: Text = "description",
    }

    /// The operations of a url.
    struct PathItem {
        get: Option<Box<Operation>> = "get",
        post: Option<Box<Operation>> = "post",
        put: Option<Box<Operation>> = "put",
        delete: Option<Box<Operation>> = "delete",
        parameters: Listed<Parameter> = "parameters",
    }

    /// An operation.
    struct Operation {
        summary: Text = "summary",
        description: Text = "description",
        parameters: Listed<Parameter> = "parameters",
        responses: Named<Answer> = "responses",
        produces: Listed<Text> = "produces",
        tags: Listed<Text> = "tags",
        is_deprecated: Flag = "deprecated",
        removal: Text = "x-scheduledRemoval",
    }

    /// A reply.
    struct Answer {
        schema: Option<Box<Schema>> = "schema",
    }

    /// A parameter.
    struct Parameter {
        reference: Text = "$ref",
        name: Text = "name",
        place: Text = "in",
        ty: Listed<Text> = "type",
        format: Text = "format",
        description: Text = "description",
        is_required: Flag = "required",
        values: Listed<Text> = "enum",
        items: Option<Box<Schema>> = "items",
        schema: Option<Box<Schema>> = "schema",
        default: Value = "default",
        minimum: Value = "minimum",
        maximum: Value = "maximum",
        is_deprecated: Flag = "deprecated",
        removal: Text = "x-scheduledRemoval",
    }

    /// The schema of a value.
    struct Schema {
        reference: Text = "$ref",
        ty: Listed<Text> = "type",
        format: Text = "format",
        title: Text = "title",
        description: Text = "description",
        values: Listed<Text> = "enum",
        default: Value = "default",
        /// The method and the url of a call of FortiManager.
        example: Text = "example",
        properties: Named<Schema> = "properties",
        items: Option<Box<Schema>> = "items",
        additional: Option<Box<Schema>> = "additionalProperties",
        any_of: Listed<Schema> = "anyOf",
        one_of: Listed<Schema> = "oneOf",
        all_of: Listed<Schema> = "allOf",
        /// The required members, or whether the value itself is required.
        required: Listed<Text> = "required",
        minimum: Value = "minimum",
        maximum: Value = "maximum",
        max_length: Value = "maxLength",
        max_items: Value = "maxItems",
        is_read_only: Flag = "readOnly",
        is_deprecated: Flag = "deprecated",
        removal: Text = "x-scheduledRemoval",
    }
}

/// The beginning of a reference to a schema.
const DEFINITIONS: &str = "#/definitions/";

/// The beginning of a reference to a parameter.
const PARAMETERS: &str = "#/parameters/";

impl Document {
    /// The definition that a schema refers to: its name, and the schema unless it is missing.
    pub(in crate::import) fn definition<'s>(&self, schema: &'s Schema) -> Option<(&'s str, Option<&Schema>)> {
        let reference = schema.reference.get()?;
        let name = reference.strip_prefix(DEFINITIONS).unwrap_or(reference);
        Some((name, self.definitions.0.get(name)))
    }

    /// A parameter, or the one that it refers to. One that refers to nothing has no name.
    pub(in crate::import) fn parameter<'d>(&'d self, parameter: &'d Parameter) -> &'d Parameter {
        let name = parameter.reference.as_str().strip_prefix(PARAMETERS);
        name.and_then(|name| self.parameters.0.get(name)).unwrap_or(parameter)
    }
}

/// The definitions around a value: a value inside of itself has no form.
#[derive(Default)]
pub(in crate::import) struct Around<'d> {
    names: Vec<&'d str>,
    set: HashSet<&'d str>,
}

impl<'d> Around<'d> {
    /// Goes into the definition that a schema refers to, and into the one that that one refers to. Returns the schema behind,
    /// and the name of the last definition. `None`: it refers to nothing or to a value around it.
    pub(in crate::import) fn enter(
        &mut self,
        document: &'d Document,
        schema: &'d Schema,
    ) -> Option<(&'d Schema, Option<&'d str>)> {
        let known = self.names.len();
        let (mut own, mut last) = (schema, None);
        while let Some((name, definition)) = document.definition(own) {
            let Some(definition) = definition.filter(|_| self.set.insert(name)) else {
                self.leave(known);
                return None;
            };
            self.names.push(name);
            (own, last) = (definition, Some(name));
        }
        Some((own, last))
    }

    /// How many definitions are around a value.
    pub(in crate::import) fn count(&self) -> usize {
        self.names.len()
    }

    /// Leaves all definitions but the first ones.
    pub(in crate::import) fn leave(&mut self, count: usize) {
        for name in self.names.drain(count..) {
            self.set.remove(name);
        }
    }
}

impl PathItem {
    /// The operations by their HTTP methods.
    pub(in crate::import) fn operations(&self) -> impl Iterator<Item = (&'static str, &Operation)> {
        let all = [
            ("GET", &self.get),
            ("POST", &self.post),
            ("PUT", &self.put),
            ("DELETE", &self.delete),
        ];
        all.into_iter()
            .filter_map(|(method, own)| Some((method, own.as_deref()?)))
    }
}

impl Operation {
    /// The schema of the reply to a call that has worked.
    pub(in crate::import) fn reply(&self) -> Option<&Schema> {
        let replies = self.responses.0.iter();
        let mut good = replies.filter(|(status, _)| status.starts_with('2') || *status == "default");
        good.find_map(|(_, answer)| answer.schema.as_deref())
    }
}

impl Schema {
    /// Its types, without `null`.
    pub(in crate::import) fn types(&self) -> Vec<&str> {
        types(&self.ty)
    }

    /// Whether it says something about the form of the value.
    pub(in crate::import) fn is_empty(&self) -> bool {
        self.reference.get().is_none()
            && self.ty.items.is_empty()
            && self.properties.0.is_empty()
            && self.items.is_none()
            && self.additional.is_none()
            && [&self.any_of, &self.one_of, &self.all_of]
                .iter()
                .all(|own| own.items.is_empty())
    }
}

impl Parameter {
    /// Its types, without `null`.
    pub(in crate::import) fn types(&self) -> Vec<&str> {
        types(&self.ty)
    }
}

fn types(list: &Listed<Text>) -> Vec<&str> {
    let names = list.items.iter().filter_map(Text::get);
    names.filter(|name| *name != "null").collect()
}
