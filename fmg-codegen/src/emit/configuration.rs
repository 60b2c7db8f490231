//! The tables of the configuration of FortiOS: the implementations of their row types, and their schemas.

use std::fmt::Write;
use std::io;

use serde_json::Value;

use crate::configuration::schemas;
use crate::ir::{Group, Product, ProductId, Table, TableVerb};
use crate::prose;

use super::cite::Documents;
use super::docs;
use super::facts;
use super::rust::Imports;
use super::source::{Source, literal};
use super::table::key_field;

/// `tables! { … }`, `singles! { … }` and `children! { … }`: the tables of the row types.
pub(super) fn implementations(product: &Product, group: &Group, imports: &mut Imports<'_>, source: &mut Source) {
    for name in ["tables", "singles", "children"] {
        let kind = |table: &Table| match (table.parent(), table.is_single()) {
            (Some(_), _) => "children",
            (None, true) => "singles",
            (None, false) => "tables",
        };
        let own: Vec<_> = group.tables.iter().filter(|table| kind(table) == name).collect();
        if own.is_empty() {
            continue;
        }
        let macro_name = imports.runtime(&format!("fortios::cmdb::{name}")).to_owned();
        source.gap().block(&format!("{macro_name}!"), |source| {
            for table in own {
                facts::write(
                    &implementation(group, table),
                    &facts::of_table(product, group, table),
                    source,
                );
            }
        });
    }
}

/// `Policy: "firewall/policy" by "policyid" = policyid ordered, access "fwgrp.policy"`
fn implementation(group: &Group, table: &Table) -> String {
    let mut line = format!("{}: {}", table.row, literal(&table.path));
    // Writing into a text cannot fail.
    let attribute = table.key.as_ref().and_then(|key| key.attribute.as_deref());
    match (attribute, table.parent()) {
        (Some(attribute), Some(parent)) => {
            let _ = write!(line, " by {} of {parent}", literal(attribute));
        }
        (Some(attribute), None) => {
            let _ = write!(line, " by {}{}", literal(attribute), key_field(group, table));
        }
        (None, _) => {}
    }
    if table.verbs.contains(&TableVerb::MoveTo) {
        line.push_str(" ordered");
    } else if !table.verbs.contains(&TableVerb::Update) && table.parent().is_none() {
        line.push_str(" readonly");
    }
    if let Some(group) = table.access_group.as_deref().filter(|_| table.parent().is_none()) {
        let _ = write!(line, ", access {}", literal(group));
    }
    line
}

/// The url, the key and further facts of a table, for the documentation of its row type.
pub(super) fn about(group: &Group, table: &Table, documents: &Documents<'_>) -> String {
    let own = |table: &Table| format!("/api/v2/cmdb/{}", table.path);
    let parent = table.parent().and_then(|row| group.table(row));
    let url = match parent {
        Some(parent) if parent.is_single() => format!("{}/{}", own(parent), table.path),
        Some(parent) => format!("{}/<mkey>/{}", own(parent), table.path),
        None => own(table),
    };
    let key = table.key.as_ref().and_then(|key| key.attribute.as_deref());
    let mut text = match key {
        Some(key) => format!("A row of `{url}`. Its key is `{key}`."),
        None => format!("The object `{url}`."),
    };
    if table.verbs.contains(&TableVerb::MoveTo) {
        text.push_str(docs::ORDERED);
    }
    if let Some(meaning) = table.range.meaning() {
        let _ = write!(text, " {meaning}");
    }
    if let Some(group) = &parent.unwrap_or(table).access_group {
        let _ = write!(text, " Access group: `{group}`.");
    }
    if let Some(since) = &table.since {
        let _ = write!(text, " Available since {since}.");
    }
    if let Some(available) = docs::available(&table.versions, table.some_models) {
        let _ = write!(text, " {available}");
    }
    if !table.doc.is_empty() {
        let _ = write!(text, "\n\n{}", prose::body(&table.doc));
    }
    if let Some(source) = documents.of_table(group, table) {
        let _ = write!(text, "\n\n{source}");
    }
    text
}

/// Whether the product has tables whose schemas the simulator needs.
pub(super) fn has_schemas(product: &Product) -> bool {
    product.id == ProductId::FortiOs && product.groups.iter().any(|group| !group.tables.is_empty())
}

/// The file with the schemas, with an attribute on each line.
pub(super) fn write(product: &Product, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, mut schema) in schemas(product).into_iter().enumerate() {
        let children = schema["children"].take();
        out.write_all(if index == 0 { b"\n  {\n" } else { b",\n  {\n" })?;
        for (name, value) in schema.as_object().into_iter().flatten() {
            if !value.is_null() {
                writeln!(out, "    {}: {value},", Value::from(name.as_str()))?;
            }
        }
        out.write_all(b"    \"children\": {")?;
        for (index, (name, value)) in children.as_object().into_iter().flatten().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            write!(out, "{separator}\n      {}: {value}", Value::from(name.as_str()))?;
        }
        out.write_all(b"\n    }\n  }")?;
    }
    out.write_all(b"\n]\n")
}
