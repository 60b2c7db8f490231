//! Writes spec files of imported tables, to start from by hand.

use std::fmt::Write;

use crate::ir::{Access, Api, Enum, Field, Group, Key, ObjectRange, Row, Table, TableScope, TableVerb, Wire};

/// The tables of an import as spec files: names, types and numbers, without the texts of the vendor.
///
/// There is one file for each module that has tables, with its name in a comment at its start. Documentation has to be
/// written, and sources have to be named, before the generator accepts it.
#[must_use]
pub fn specs(api: &Api) -> Vec<String> {
    let mut files = Vec::new();
    for product in api.products() {
        for group in product.groups.iter().filter(|group| !group.tables.is_empty()) {
            let mut text = String::new();
            self::group(&mut text, group, &product.origin.to_string());
            files.push(text);
        }
    }
    files
}

// Writing into a text does not fail.
macro_rules! put {
    ($text:expr, $($format:tt)*) => {{ let _ = writeln!($text, $($format)*); }};
}

fn group(text: &mut String, group: &Group, origin: &str) {
    put!(text, "# {}.toml, from {origin}.", group.module.file());
    put!(
        text,
        "# Write the documentation in your own words, and name the source of each table."
    );
    put!(text, "");
    put!(text, "[group]");
    put!(text, "title = {}", quoted(&capital(&group.title)));
    put!(text, "doc = \"\"");
    for table in group.tables.iter().filter(|table| table.parent().is_none()) {
        self::table(text, table, "table", "");
        for child in group.tables.iter().filter(|child| child.parent() == Some(&table.row)) {
            self::table(text, child, "table.child", "  ");
        }
    }
    for row in &group.rows {
        self::row(text, row);
    }
    for item in &group.enums {
        enumeration(text, item);
    }
    put!(text, "");
}

fn table(text: &mut String, table: &Table, key: &str, indent: &str) {
    put!(text, "\n{indent}[[{key}]]");
    put!(text, "{indent}row = {}", quoted(table.row.as_str()));
    put!(text, "{indent}name = \"\"");
    put!(text, "{indent}plural = \"\"");
    put!(text, "{indent}path = {}", quoted(&table.path));
    let below = |scopes: &[TableScope]| {
        let names = scopes.iter().filter_map(|scope| match scope {
            TableScope::Below(name) => Some(quoted(name.as_str())),
            TableScope::RowsOf(_) => None,
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let (scopes, written) = (below(&table.scopes), below(&table.written));
    if !scopes.is_empty() {
        put!(text, "{indent}scopes = [{scopes}]");
    }
    if written != scopes {
        put!(text, "{indent}written = [{written}]");
    }
    // The keys of FortiOS have one type.
    let ty = |key: &Key| {
        Some(&key.placeholder.ty.name)
            .filter(|name| name.as_str() != "Mkey")
            .cloned()
    };
    match table.key.as_ref().map(|key| (key.attribute.as_deref(), ty(key))) {
        Some((attribute, ty)) => {
            let attribute = attribute.map(|own| format!("attribute = {}", quoted(own)));
            let ty = ty.map(|own| format!("type = {}, doc = \"\"", quoted(own.as_str())));
            let parts: Vec<_> = attribute.into_iter().chain(ty).collect();
            put!(text, "{indent}key = {{ {} }}", parts.join(", "));
        }
        None => put!(text, "{indent}single = true"),
    }
    if !scopes.is_empty() {
        for (verb, name) in [(TableVerb::CloneTo, "cloneable"), (TableVerb::MoveTo, "ordered")] {
            if table.verbs.contains(&verb) {
                put!(text, "{indent}{name} = true");
            }
        }
    }
    if table.parent().is_some() {
        return;
    }
    if table.range != ObjectRange::Vdom {
        put!(text, "{indent}range = {}", quoted(table.range.as_str()));
    }
    if let Some(group) = &table.access_group {
        put!(text, "{indent}access_group = {}", quoted(group));
    }
    put!(
        text,
        "{indent}source = [{{ document = \"\", section = {} }}]",
        quoted(&table.path)
    );
}

fn row(text: &mut String, row: &Row) {
    put!(text, "\n[[type]]");
    put!(text, "name = {}", quoted(row.name.as_str()));
    put!(text, "doc = \"\"");
    if row.writable {
        put!(text, "writable = true");
    }
    if row.fields.is_empty() {
        put!(text, "fields = []");
        return;
    }
    put!(text, "fields = [");
    for own in &row.fields {
        put!(text, "  {{ {} }},", field(&own.field).join(", "));
    }
    put!(text, "]");
}

fn field(field: &Field) -> Vec<String> {
    let Wire::Name(wire) = &field.wire else {
        return Vec::new();
    };
    let facts = &field.facts;
    let mut parts = vec![
        format!("name = {}", quoted(wire)),
        format!("type = {}", quoted(&field.ty.to_string())),
    ];
    let usual = crate::name::FieldName::from_wire(wire);
    if usual.as_ref() != Ok(&field.name) {
        parts.push(format!("rust = {}", quoted(field.name.as_str())));
    }
    if let Some(default) = &facts.default {
        parts.push(format!("default = {}", quoted(default)));
    }
    let numbers = [
        ("min", facts.min),
        ("max", facts.max),
        ("max_len", facts.max_len.map(i64::from)),
        ("max_items", facts.max_items.map(i64::from)),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            parts.push(format!("{name} = {number}"));
        }
    }
    if !facts.refers_to.is_empty() {
        let tables: Vec<_> = facts.refers_to.iter().map(|table| quoted(table)).collect();
        parts.push(format!("refers_to = [{}]", tables.join(", ")));
    }
    if facts.access == Access::ReadOnly {
        parts.push("access = \"read-only\"".to_owned());
    }
    if !facts.versions.is_empty() {
        let versions: Vec<_> = facts.versions.iter().map(|own| quoted(&own.to_string())).collect();
        parts.push(format!("versions = [{}]", versions.join(", ")));
    }
    parts
}

fn enumeration(text: &mut String, item: &Enum) {
    put!(text, "\n[[enum]]");
    put!(text, "name = {}", quoted(item.name.as_str()));
    put!(text, "doc = \"\"");
    put!(text, "values = [");
    for value in &item.values {
        let usual = crate::name::VariantName::from_wire(&value.wire);
        let mut parts = vec![format!("name = {}", quoted(&value.wire))];
        if usual.as_ref() != Ok(&value.variant) {
            parts.push(format!("rust = {}", quoted(value.variant.as_str())));
        }
        parts.extend(value.number.map(|number| format!("number = {number}")));
        put!(text, "  {{ {} }},", parts.join(", "));
    }
    put!(text, "]");
}

/// A text as a basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + chars.as_str()
}
