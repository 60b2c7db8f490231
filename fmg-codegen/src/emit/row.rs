//! Rows and enums: the types for users, and the tables of their names on the wire.

use std::fmt::Write;

use crate::ir::{Enum, ReplyPlace, Row, RowField, Type, Wire};
use crate::prose;

use super::docs;
use super::rust::Imports;
use super::source::{Source, literal, number};

/// The struct of a row. `about` is a further paragraph of its documentation.
pub(super) fn row(row: &Row, about: Option<&str>, imports: &mut Imports<'_>, source: &mut Source) {
    let mut doc = prose::body(&row.doc);
    if let Some(about) = about {
        doc.push_str("\n\n");
        doc.push_str(about);
    }
    // `row!` implements `Clone`, in a form that the compiler checks faster.
    let derive = if row.is_plain() {
        "#[derive(Default)]"
    } else {
        "#[derive(Clone, Default)]"
    };
    source.doc(&doc).line(derive);
    if !row.writable && !row.sent {
        source.line("#[non_exhaustive]");
    }
    let wrapper = if row.writable {
        imports.runtime("Field")
    } else {
        "Option"
    }
    .to_owned();
    let extra = row.has_extra().then(|| imports.runtime("ExtraAttributes").to_owned());
    source.block(&format!("pub struct {}", row.name), |source| {
        for RowField { field, .. } in &row.fields {
            let ty = imports.ty(&field.ty);
            // A map of members by pattern is empty if no member matches.
            let ty = match field.wire {
                Wire::Pattern { .. } => ty,
                Wire::Name(_) => format!("{wrapper}<{ty}>"),
            };
            source.doc(&docs::field(field)).field(&field.name, &ty);
        }
        if let Some(extra) = extra {
            source
                .doc("Attributes that have no field. `WrittenRow::attribute` adds one.")
                .line(&format!("pub {}: {extra},", Row::EXTRA));
        }
    });
}

/// The implementation of `RowName`, for rows that a reply has as members of an object.
pub(super) fn row_name(row: &Row, imports: &mut Imports<'_>, source: &mut Source) {
    if !row.named {
        return;
    }
    let is_name = |field: &&RowField| field.field.ty == Type::String && field.field.wire.fits("name");
    let name = row.fields.iter().find(is_name).map(|field| &field.field.name);
    let row_name = imports.runtime("fortios::RowName").to_owned();
    source
        .gap()
        .block(&format!("impl {row_name} for {}", row.name), |source| {
            source.block("fn row_name(&self) -> Option<&str>", |source| {
                match name {
                    Some(name) => source.line(&format!("self.{name}.as_deref()")),
                    None => source.line("None"),
                };
            });
        });
}

/// The task that a call has started, for replies to such calls.
pub(super) fn starts_task(row: &Row, imports: &mut Imports<'_>, source: &mut Source) {
    let Some(task) = &row.starts_task else {
        return;
    };
    let ty = row.fields.iter().find(|own| own.field.name == *task);
    let ty = ty.map(|own| imports.ty(&own.field.ty)).unwrap_or_default();
    let starts_task = imports.runtime("fmg::StartsTask").to_owned();
    source
        .gap()
        .block(&format!("impl {starts_task} for {}", row.name), |source| {
            source.block(&format!("fn task(&self) -> Option<{ty}>"), |source| {
                source.line(&format!("self.{task}"));
            });
        });
}

/// `row! { … }` or `reply! { … }`
pub(super) fn row_table(row: &Row, imports: &mut Imports<'_>, source: &mut Source) {
    if row.is_plain() {
        let macro_name = imports.codegen("row").to_owned();
        source.block(&format!("{macro_name}!"), |source| {
            let head = match &row.list {
                Some(list) => format!("{} or {list}", row.name),
                None => row.name.to_string(),
            };
            source.block(&head, |source| entries(row, ReplyPlace::Data, source));
            strict(row, source);
            if row.has_extra() {
                source.line(&format!("extra {}", Row::EXTRA));
            }
        });
        return;
    }
    let macro_name = imports.codegen("reply").to_owned();
    source.block(&format!("{macro_name}!"), |source| {
        source.block(row.name.as_str(), |source| {
            // In the order of the macro.
            for place in [ReplyPlace::Entry, ReplyPlace::Data, ReplyPlace::Envelope] {
                if row.fields.iter().any(|field| field.places.contains(&place)) {
                    source.block(place.as_str(), |source| entries(row, place, source));
                }
            }
        });
        strict(row, source);
    });
}

/// The members whose values must fit: a misfit is an error.
fn strict(row: &Row, source: &mut Source) {
    let mut names = Vec::new();
    for RowField { field, .. } in row.fields.iter().filter(|field| field.strict) {
        if let Wire::Name(wire) = &field.wire {
            names.push(literal(wire));
        }
        names.extend(field.facts.aliases.iter().map(|alias| literal(alias)));
    }
    if !names.is_empty() {
        source.line(&format!("strict {{ {} }}", names.join(", ")));
    }
}

fn entries(row: &Row, place: ReplyPlace, source: &mut Source) {
    for RowField { field, .. } in row.fields.iter().filter(|field| field.places.contains(&place)) {
        let mut entry = format!("{}: ", field.name);
        match &field.wire {
            Wire::Name(wire) => entry.push_str(&literal(wire)),
            Wire::Pattern { prefix, suffix } => {
                let _ = write!(entry, "{} * {}", literal(prefix), literal(suffix));
            }
        }
        for alias in &field.facts.aliases {
            let _ = write!(entry, " | {}", literal(alias));
        }
        match &field.ty {
            Type::Flag => entry.push_str(" as flag"),
            Type::Toggle => entry.push_str(" as toggle"),
            Type::Keys(attribute) if attribute != "name" => {
                let _ = write!(entry, " as keys({})", literal(attribute));
            }
            _ => {}
        }
        entry.push(',');
        source.line(&entry);
    }
}

/// An enum of the known values.
pub(super) fn enumeration(item: &Enum, source: &mut Source) {
    source
        .doc(&prose::body(&item.doc))
        .line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]")
        .line("#[non_exhaustive]")
        .block(&format!("pub enum {}", item.name), |source| {
            for value in &item.values {
                let mut doc = match &value.doc {
                    Some(doc) => prose::escape(doc),
                    None => format!("`{}`", value.wire),
                };
                if let Some(available) = docs::available(&value.versions, value.some_models) {
                    doc.push_str("\n\n");
                    doc.push_str(&available);
                }
                source.doc(&doc);
                source.line(&format!("{},", value.variant));
            }
        });
}

/// `open_enum! { … }`
pub(super) fn enum_table(item: &Enum, imports: &mut Imports<'_>, source: &mut Source) {
    let macro_name = imports.codegen("open_enum").to_owned();
    source.block(&format!("{macro_name}!"), |source| {
        let head = if item.numeric {
            format!("{} as numbers", item.name)
        } else {
            item.name.to_string()
        };
        source.block(&head, |source| {
            for value in &item.values {
                let mut entry = format!("{}: {}", value.variant, literal(&value.wire));
                if let Some(own) = value.number {
                    let _ = write!(entry, " = {}", number(own));
                }
                entry.push(',');
                source.line(&entry);
            }
        });
    });
}
