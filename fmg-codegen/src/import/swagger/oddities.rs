//! The oddities of a Swagger file as a whole: references that lead nowhere, and duplicate members.

use camino::Utf8Path;

use super::document::{Document, Operation, Parameter, Schema};
use super::lenient::{Listed, Named};
use crate::import::answer::below;
use crate::import::notes::NoteKind;

impl Document {
    /// Passes each reference to nothing and each member that stands twice to `note`. `pointer` is the JSON pointer of the
    /// Swagger file in its file.
    pub(in crate::import) fn oddities(&self, file: &Utf8Path, pointer: &str, note: &mut dyn FnMut(NoteKind, &str)) {
        let mut walk = Walk {
            document: self,
            file,
            pointer,
            around: Vec::new(),
            note,
        };
        walk.each("definitions", &self.definitions, Walk::schema);
        walk.each("parameters", &self.parameters, Walk::parameter);
        walk.each("paths", &self.paths, |walk, item| {
            walk.list("parameters", &item.parameters, Walk::parameter);
            for (method, operation) in item.operations() {
                walk.inside(&method.to_ascii_lowercase(), |walk| walk.operation(operation));
            }
        });
    }
}

/// Goes through a file.
struct Walk<'d, 'n> {
    document: &'d Document,
    file: &'d Utf8Path,
    pointer: &'d str,
    /// The names of the members around a value.
    around: Vec<String>,
    note: &'n mut dyn FnMut(NoteKind, &str),
}

impl Walk<'_, '_> {
    fn inside(&mut self, name: &str, visit: impl FnOnce(&mut Self)) {
        self.around.push(name.to_owned());
        visit(self);
        self.around.pop();
    }

    /// Visits each member of a map.
    fn each<T>(&mut self, name: &str, map: &Named<T>, visit: impl Fn(&mut Self, &T)) {
        self.inside(name, |walk| {
            for repeated in &map.1 {
                let around = walk.around.iter().map(String::as_str);
                let pointer = around.chain([repeated.as_str()]);
                let pointer = pointer.fold(walk.pointer.to_owned(), |pointer, name| below(&pointer, name));
                (walk.note)(NoteKind::RepeatedMember, &format!("{}#{pointer}", walk.file));
            }
            for (name, value) in &map.0 {
                walk.inside(name, |walk| visit(walk, value));
            }
        });
    }

    fn list<T>(&mut self, name: &str, list: &Listed<T>, visit: impl Fn(&mut Self, &T)) {
        for (index, item) in list.items.iter().enumerate() {
            self.inside(name, |walk| walk.inside(&index.to_string(), |walk| visit(walk, item)));
        }
    }

    fn dangling(&mut self, reference: &str) {
        (self.note)(NoteKind::DanglingDefinition, &format!("{} → {reference}", self.file));
    }

    fn operation(&mut self, operation: &Operation) {
        self.list("parameters", &operation.parameters, Walk::parameter);
        self.each("responses", &operation.responses, |walk, answer| {
            walk.maybe("schema", answer.schema.as_deref());
        });
    }

    fn parameter(&mut self, parameter: &Parameter) {
        if let Some(reference) = parameter.reference.get()
            && std::ptr::eq(self.document.parameter(parameter), parameter)
        {
            self.dangling(reference);
        }
        self.maybe("items", parameter.items.as_deref());
        self.maybe("schema", parameter.schema.as_deref());
    }

    fn maybe(&mut self, name: &str, schema: Option<&Schema>) {
        if let Some(schema) = schema {
            self.inside(name, |walk| walk.schema(schema));
        }
    }

    fn schema(&mut self, schema: &Schema) {
        if let Some((_, None)) = self.document.definition(schema) {
            self.dangling(schema.reference.as_str());
        }
        self.each("properties", &schema.properties, Walk::schema);
        self.maybe("items", schema.items.as_deref());
        self.maybe("additionalProperties", schema.additional.as_deref());
        for (name, parts) in [
            ("anyOf", &schema.any_of),
            ("oneOf", &schema.one_of),
            ("allOf", &schema.all_of),
        ] {
            self.list(name, parts, Walk::schema);
        }
    }
}
