//! An API in the form of a comparison: its tables and calls by the names that patterns have, and their fields by their
//! paths on the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Aspect;
use crate::import::pattern;
use crate::ir::{Access, Api, Endpoint, Field, Group, ObjectRange, Product, Row, RowField, Table, Type};

/// How deep rows are compared. A row that contains itself would have no end.
const DEPTH: usize = 24;

/// How many values the summary of a field names.
const SHOWN: usize = 6;

/// The tables and calls of an API.
pub(super) type Shapes = BTreeMap<String, Shape>;

/// A table or a call.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Its kind in one word.
    pub(super) noun: &'static str,
    pub(super) aspects: Aspects,
    /// Its fields, each after the field around it.
    pub(super) fields: BTreeMap<FieldPath, FieldShape>,
}

/// The names of a field and of those around it. A name may contain a dot.
pub(super) type FieldPath = Vec<String>;

/// The known facts about an item, in words.
pub(super) type Aspects = BTreeMap<Aspect, String>;

/// A field.
#[derive(Debug, Default)]
pub(super) struct FieldShape {
    pub(super) aspects: Aspects,
    /// The values that are listed.
    pub(super) values: BTreeSet<String>,
    /// Whether it is a secret, whose default in another version may be one.
    pub(super) is_secret: bool,
    /// The type without its limits: versions of one kind differ in ranges and lengths.
    pub(super) kind: &'static str,
}

impl FieldShape {
    /// The field in a few words: its type, its first values, its range.
    pub(super) fn summary(&self) -> String {
        let mut text = self.aspects.get(&Aspect::Type).cloned().unwrap_or_default();
        let values: Vec<_> = self.values.iter().take(SHOWN).map(String::as_str).collect();
        if !values.is_empty() {
            let more = if self.values.len() > SHOWN { ", …" } else { "" };
            let _ = write!(text, ": {}{more}", values.join(", "));
        }
        if let Some(range) = self.aspects.get(&Aspect::Range) {
            let _ = write!(text, ", {range}");
        }
        if let Some(length) = self.aspects.get(&Aspect::Length) {
            let _ = write!(text, ", at most {length} characters");
        }
        if let Some(access) = self.aspects.get(&Aspect::Access) {
            let _ = write!(text, ", {access}");
        }
        text
    }
}

/// The shapes of everything in an API.
pub(super) fn of(api: &Api) -> Shapes {
    let mut shapes = Shapes::new();
    for product in api.products() {
        for group in &product.groups {
            for table in group.tables.iter().filter(|table| table.parent().is_none()) {
                let name = pattern::of_table(product.id, group, table);
                shapes.insert(name, of_table(product, group, table));
            }
            for call in &group.endpoints {
                let name = pattern::of_call(product.id, group, call);
                shapes.insert(format!("{name} {}", call.method.as_str()), of_call(product, call));
            }
        }
    }
    shapes
}

/// Whether something states an aspect.
pub(super) fn states(shapes: &Shapes, aspect: Aspect) -> bool {
    let mut all = shapes.values();
    all.any(|own| {
        own.aspects.contains_key(&aspect) || own.fields.values().any(|field| field.aspects.contains_key(&aspect))
    })
}

/// Removes an aspect from everything.
pub(super) fn forget(shapes: &mut Shapes, aspect: Aspect) {
    for own in shapes.values_mut() {
        own.aspects.remove(&aspect);
        for field in own.fields.values_mut() {
            field.aspects.remove(&aspect);
        }
    }
}

fn of_table(product: &Product, group: &Group, table: &Table) -> Shape {
    let mut shape = Shape {
        noun: if table.is_single() { "single object" } else { "table" },
        ..Shape::default()
    };
    let verbs: Vec<_> = table.verbs.iter().map(|verb| verb.as_str()).collect();
    let key = table.key.as_ref().and_then(|key| key.attribute.clone());
    shape.aspects.insert(Aspect::Kind, shape.noun.to_owned());
    shape.aspects.insert(Aspect::Verbs, verbs.join(", "));
    let shared = (table.range != ObjectRange::default()).then(|| table.range.as_str().to_owned());
    add(&mut shape.aspects, Aspect::Vdoms, shared);
    add(&mut shape.aspects, Aspect::Key, key);
    add(&mut shape.aspects, Aspect::AccessGroup, table.access_group.clone());
    if let Some(row) = group.rows.iter().find(|row| row.name == table.row) {
        Walk::new(product, &mut shape).row(&[], row);
    }
    shape
}

fn of_call(product: &Product, call: &Endpoint) -> Shape {
    let mut shape = Shape {
        noun: "call",
        ..Shape::default()
    };
    add(&mut shape.aspects, Aspect::AccessGroup, call.access_group.clone());
    let reply = call.response.data();
    let file = call.download.then_some("file");
    let ty = reply.map(words).or(file.map(str::to_owned));
    add(&mut shape.aspects, Aspect::Response, ty);
    let mut walk = Walk::new(product, &mut shape);
    for member in &call.members {
        walk.field(&[member.place.as_str().to_owned()], &member.field);
    }
    if let Some(ty) = reply {
        walk.inside(&["response".to_owned()], ty);
    }
    shape
}

fn add(aspects: &mut Aspects, aspect: Aspect, text: Option<String>) {
    if let Some(text) = text {
        aspects.insert(aspect, text);
    }
}

/// Adds the fields of rows, and of the rows inside of them.
struct Walk<'a> {
    product: &'a Product,
    shape: &'a mut Shape,
}

impl<'a> Walk<'a> {
    fn new(product: &'a Product, shape: &'a mut Shape) -> Self {
        Self { product, shape }
    }

    fn row(&mut self, around: &[String], row: &Row) {
        for RowField { field, .. } in &row.fields {
            self.field(around, field);
        }
    }

    /// The fields of the rows of a type.
    fn inside(&mut self, around: &[String], ty: &Type) {
        let product = self.product;
        if let (Some(reference), true) = (ty.reference(), around.len() < DEPTH)
            && let Some(row) = product.row(reference)
        {
            self.row(around, row);
        }
    }

    fn field(&mut self, around: &[String], field: &Field) {
        let mut path = around.to_vec();
        path.push(field.wire.to_string());
        let own = self.of_field(field);
        self.shape.fields.insert(path.clone(), own);
        self.inside(&path, &field.ty);
    }

    fn of_field(&self, field: &Field) -> FieldShape {
        let facts = &field.facts;
        let mut own = FieldShape {
            kind: kind(&field.ty),
            is_secret: field.ty.mentions(|ty| *ty == Type::Secret),
            ..FieldShape::default()
        };
        own.aspects.insert(Aspect::Type, words(&field.ty));
        let range = match (facts.min, facts.max) {
            (Some(min), Some(max)) => Some(format!("{min} to {max}")),
            (Some(min), None) => Some(format!("from {min}")),
            (None, Some(max)) => Some(format!("up to {max}")),
            (None, None) => None,
        };
        add(&mut own.aspects, Aspect::Range, range);
        add(
            &mut own.aspects,
            Aspect::Length,
            facts.max_len.map(|most| most.to_string()),
        );
        add(
            &mut own.aspects,
            Aspect::Elements,
            facts.max_items.map(|most| most.to_string()),
        );
        if !own.is_secret {
            let default = facts
                .default
                .clone()
                .map(|default| match (&field.ty, default.as_str()) {
                    (Type::Toggle, "true") => "enable".to_owned(),
                    (Type::Toggle, "false") => "disable".to_owned(),
                    _ => default,
                });
            add(&mut own.aspects, Aspect::Default, default);
        }
        let tables = (!facts.refers_to.is_empty()).then(|| facts.refers_to.join(", "));
        add(&mut own.aspects, Aspect::References, tables);
        let access = (facts.access != Access::default()).then(|| facts.access.as_str().to_owned());
        add(&mut own.aspects, Aspect::Access, access);
        add(
            &mut own.aspects,
            Aspect::Required,
            Some(if field.required { "required" } else { "optional" }.to_owned()),
        );
        let listed = match &field.ty {
            Type::Toggle => Some(vec!["enable".to_owned(), "disable".to_owned()]),
            ty => ty
                .reference()
                .and_then(|reference| self.product.enumeration(reference))
                .map(|item| {
                    let values = item.values.iter().map(|value| value.wire.clone());
                    values.collect()
                }),
        };
        own.values.extend(listed.unwrap_or_else(|| facts.values.clone()));
        own
    }
}

/// The kind of a type: a list of numbers is of the kind of a number.
fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::Int | Type::Uint | Type::Float | Type::Code | Type::Digits(_) | Type::Id(_) => "number",
        Type::Toggle | Type::Enum(_) => "choice",
        Type::Bool | Type::Flag => "flag",
        Type::Row(_) | Type::Union(_) | Type::Object => "object",
        Type::List(inner) if matches!(**inner, Type::Row(_)) => "table",
        Type::Keys(_) => "table",
        Type::Words(inner) | Type::List(inner) | Type::Map(inner) | Type::ByName(inner) => kind(inner),
        Type::Secret => "secret",
        Type::Json | Type::External(_) => "JSON",
        Type::File => "file",
        Type::String | Type::Text | Type::Name(_) => "text",
    }
}

/// A type in words, without the names that it has in Rust.
fn words(ty: &Type) -> String {
    match ty {
        Type::Keys(_) => "keys of rows".to_owned(),
        Type::List(inner) if matches!(**inner, Type::Row(_)) => "table".to_owned(),
        Type::Words(inner) => format!("several of: {}", words(inner)),
        Type::List(inner) => format!("list of: {}", words(inner)),
        Type::Map(inner) | Type::ByName(inner) => format!("map of: {}", words(inner)),
        Type::Float => "decimal number".to_owned(),
        own => kind(own).to_owned(),
    }
}
