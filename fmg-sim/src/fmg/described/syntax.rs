//! The answers to `get` with the option `syntax`: the schema of a table, or those of all tables of a scope.
//!
//! Excerpts of such answers are public. They have the types, the sizes, the values with their numbers, the defaults and
//! the tables of references, and say neither keys nor verbs. Child tables are tables of their own, whose names begin with
//! that of the table around them. A table that an import has described is answered as it was given.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::resolve::{ScopeTables, Target};
use super::{DescribedTable, DescribedTables};
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::describe::{FieldDescription, FieldKind, TableDescription};
use crate::fmg::status::NO_OBJECT;
use crate::route::Text;

/// The member with the attributes.
const ATTRIBUTES: &str = "attr";

/// The words that ask for the configuration of a whole device, behind the url of its global part.
const WHOLE_DEVICE: [&str; 2] = ["_syntax", "cli_only"];

/// Schemas that were given, by the name of the row type of the table: the data of the answer.
pub(crate) type GivenSyntax = HashMap<String, Map<String, Value>>;

/// Whether a call asks for a schema.
pub(in crate::fmg) fn is_asked(entry: &Map<String, Value>) -> bool {
    let options = entry.get("option").map(list).unwrap_or_default();
    options.iter().flat_map(list).any(|option| option == "syntax")
}

/// The schema of the table that a url names.
pub(super) fn of_target(context: &Context<'_>, target: &Target) -> Value {
    let tables = &context.state.calls.described;
    let mut data = Map::new();
    let is_root = target.below().is_empty();
    match tables.given.get(&*target.table().description.name).filter(|_| is_root) {
        Some(given) => data.clone_from(given),
        None => tables.table(target.table(), &mut data),
    }
    data.into()
}

/// The schemas of all tables of the scope that a call names, if it asks for them.
pub(in crate::fmg) fn of_scope(context: &Context<'_>) -> Option<Outcome> {
    let tables = &context.state.calls.described;
    let is_asked = context.method == "get" && is_asked(context.entry);
    let scopes: Vec<_> = tables.scopes_of(&context.found.route.url).collect();
    (is_asked && !scopes.is_empty()).then(|| {
        let mut data = Map::new();
        for table in scopes.iter().flat_map(|scope| scope.all()) {
            match tables.given.get(&*table.description.name) {
                Some(given) => data.extend(given.iter().map(|(name, own)| (name.clone(), own.clone()))),
                None => tables.table(table, &mut data),
            }
        }
        if data.is_empty() {
            return Err(NO_OBJECT);
        }
        Ok(Answer::data(Value::Object(data)))
    })
}

impl DescribedTables {
    /// The template of the scope that a url is, and the values of its placeholders.
    pub(in crate::fmg) fn scope(&self, segments: &[String]) -> Option<(Text, Vec<(Text, String)>)> {
        let whole = segments.strip_suffix(&WHOLE_DEVICE.map(str::to_owned));
        let (scope, captures) = self.scopes.iter().find_map(|scope| {
            let captures = scope.captures(whole.unwrap_or(segments))?;
            Some((scope, captures))
        })?;
        let template = match whole {
            None => scope.template().clone(),
            Some(_) if scope.template().ends_with("/global") => {
                format!("{}/{}", scope.template(), WHOLE_DEVICE.join("/")).into()
            }
            Some(_) => return None,
        };
        Some((template, captures))
    }

    /// The scopes of a template, or of one with the tables of a whole device.
    fn scopes_of(&self, template: &str) -> impl Iterator<Item = &ScopeTables> {
        let whole = template.strip_suffix(&format!("/global/{}", WHOLE_DEVICE.join("/")));
        self.scopes.iter().filter(move |scope| match whole {
            None => **scope.template() == *template,
            Some(device) => scope
                .template()
                .strip_prefix(device)
                .is_some_and(|rest| rest.starts_with('/')),
        })
    }

    /// Adds the schema of a table, and those of its child tables.
    fn table(&self, table: &DescribedTable, data: &mut Map<String, Value>) {
        let mut attributes = Map::new();
        for field in &*table.description.fields {
            // Members whose names have a common part only are not known one by one.
            if !field.name.contains('*') {
                attributes.insert(field.name.to_string(), self.attribute(field, &table.description));
            }
        }
        data.insert(table.category.clone(), json!({ ATTRIBUTES: attributes }));
        for child in &table.children {
            self.table(child, data);
        }
    }

    fn attribute(&self, field: &FieldDescription, table: &TableDescription) -> Value {
        let mut attribute = Map::new();
        let mut put = |name: &str, value: Value| {
            attribute.insert(name.to_owned(), value);
        };
        let is_reference = !field.refers_to.is_empty();
        let ty = match &field.kind {
            _ if is_reference => "datasrc",
            FieldKind::Text => "string",
            // Values without known numbers are shown by their names.
            FieldKind::Values { values, .. } if values.values.iter().any(|(_, number)| number.is_none()) => "string",
            FieldKind::Integer | FieldKind::Toggle | FieldKind::Flag | FieldKind::Values { .. } => "uint32",
            FieldKind::Float => "float",
            FieldKind::Bool => "bool",
            FieldKind::Secret => "password",
            FieldKind::Map(_) | FieldKind::Json => "json",
            FieldKind::Row(_) if field.list => "table",
            FieldKind::Row(_) => "object",
            FieldKind::Child => match table.children.iter().find(|child| child.path == field.name) {
                Some(child) if child.key.is_none() => "object",
                _ => "table",
            },
        };
        put("type", ty.into());
        match &field.kind {
            FieldKind::Toggle => put("opts", json!({"disable": 0, "enable": 1})),
            FieldKind::Values { values, .. } => {
                let known = values.values.iter();
                let numbers = known.map(|(name, number)| Some((name.to_string(), Value::from((*number)?))));
                if let Some(numbers) = numbers.collect::<Option<Map<_, _>>>() {
                    put("opts", numbers.into());
                }
            }
            FieldKind::Row(fields) => {
                let inner = fields.iter().filter(|own| !own.name.contains('*'));
                let inner = inner.map(|own| (own.name.to_string(), self.attribute(own, table)));
                put(ATTRIBUTES, inner.collect());
            }
            _ => {}
        }
        // A reference has no default.
        if let (Some(default), false) = (&field.default, is_reference) {
            put("default", self::default(&field.kind, default));
        }
        match (&field.kind, field.max_len) {
            (_, Some(len)) => put("sz", len.into()),
            (FieldKind::Integer, None) => put("sz", 4.into()),
            _ => {}
        }
        for (name, number) in [("min", field.min), ("max", field.max)] {
            if let Some(number) = number {
                put(name, number.into());
            }
        }
        let is_rows = matches!(field.kind, FieldKind::Row(_) | FieldKind::Child);
        match field.max_items {
            Some(most) => put("max_argv", most.into()),
            None if field.list && !is_rows => put("max_argv", (-1).into()),
            None => {}
        }
        if is_reference {
            let tables = field.refers_to.iter().map(|path| self.reference(path));
            put("ref", tables.collect());
        }
        attribute.into()
    }

    /// The table that an attribute refers to, and the attribute of its rows.
    fn reference(&self, path: &str) -> Value {
        let mut reference = Map::new();
        reference.insert("category".to_owned(), path.replace('/', " ").into());
        let table = self.all.iter().find(|table| table.path() == path);
        if let Some(key) = table.and_then(|table| table.key_attribute()) {
            reference.insert("mkey".to_owned(), key.into());
        }
        reference.into()
    }
}

/// A default in the form of a schema: a switch by its word.
fn default(kind: &FieldKind, text: &str) -> Value {
    match (kind, text) {
        (FieldKind::Toggle, "true" | "1") => "enable".into(),
        (FieldKind::Toggle, "false" | "0") => "disable".into(),
        (FieldKind::Integer | FieldKind::Flag, text) => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
        (_, text) => text.into(),
    }
}
