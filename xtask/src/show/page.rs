//! The pages of a call and of a row.

use std::io::{self, Write};

use fmg_codegen::catalogue::{Entry, Row, Table};

use super::lookup::short_path;

/// Prints a call: its facts, its parameters, and the fields of all rows that it sends or receives.
pub(super) fn call(entry: &Entry, rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} {}", entry.method, entry.url)?;
    writeln!(out, "\n{}\n", entry.summary)?;
    facts(entry, out)?;
    if !entry.params.is_empty() {
        parameters(entry, out)?;
    }
    for row in reached(&entry.rows, rows) {
        fields(row, out)?;
    }
    Ok(())
}

/// Prints a row: the calls that have it, its fields, and those of the rows in it.
pub(super) fn row(row: &Row, entries: &[Entry], rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", row.name())?;
    writeln!(out, "\n{}\n", row.summary)?;
    writeln!(out, "{:10} {}", "rust", row.rust)?;
    if let Some(task) = &row.starts_task {
        writeln!(out, "{:10} `{task}`, which the call has started", "task")?;
    }
    if let Some(table) = &row.table {
        self::table(table, out)?;
    }
    for entry in entries {
        if reached(&entry.rows, rows).iter().any(|own| own.rust == row.rust) {
            writeln!(
                out,
                "{:10} {} {}, {}",
                "call",
                entry.method,
                entry.url,
                short_path(&entry.rust)
            )?;
        }
    }
    for row in reached(std::slice::from_ref(&row.rust), rows) {
        fields(row, out)?;
    }
    Ok(())
}

/// Prints the facts of the table of a row.
fn table(table: &Table, out: &mut impl Write) -> io::Result<()> {
    let what = if table.single { "single" } else { "table" };
    let path = if table.path.is_empty() {
        "the scope itself"
    } else {
        &table.path
    };
    writeln!(out, "{what:10} {path}")?;
    if let Some(ty) = &table.key_type {
        let attribute = table.key.as_deref().unwrap_or("no attribute");
        writeln!(out, "{:10} {attribute}, {ty}", "key")?;
    }
    for scope in &table.scopes {
        let access = if table.written.contains(scope) {
            ""
        } else {
            ", read only"
        };
        writeln!(out, "{:10} {scope}{access}", "scope")?;
    }
    if let Some(group) = &table.access_group {
        writeln!(out, "{:10} {group}", "access")?;
    }
    if let Some(range) = table.range {
        writeln!(out, "{:10} {range}", "range")?;
    }
    writeln!(out, "{:10} {}", "verbs", table.verbs.join(", "))?;
    for child in &table.children {
        writeln!(out, "{:10} {}", "child", short_path(child))?;
    }
    Ok(())
}

/// The rows of these paths and all rows inside of them, each once, the outer ones first.
fn reached<'r>(paths: &[String], rows: &'r [Row]) -> Vec<&'r Row> {
    let find = |path: &String| rows.iter().find(|row| row.rust == *path);
    let mut found: Vec<&Row> = paths.iter().filter_map(find).collect();
    let mut next = 0;
    while let Some(row) = found.get(next) {
        for inner in row.rows.iter().filter_map(find) {
            if !found.iter().any(|known| known.rust == inner.rust) {
                found.push(inner);
            }
        }
        next += 1;
    }
    found
}

fn response(entry: &Entry) -> &str {
    match &entry.response {
        _ if entry.download => "a file",
        Some(ty) => ty,
        None if entry.product == "fortios" => "untyped JSON",
        None => "the status alone",
    }
}

fn facts(entry: &Entry, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:10} {} ({})", "product", entry.product, entry.api)?;
    writeln!(out, "{:10} {}", "rust", entry.rust)?;
    if let Some(call) = entry.call_on_client() {
        writeln!(out, "{:10} {call}", "call")?;
    }
    writeln!(out, "{:10} {}", "response", response(entry))?;
    if let Some(group) = &entry.access_group {
        writeln!(out, "{:10} {group}", "access")?;
    }
    let abilities = [
        (entry.starts_task.is_some(), "starts a task"),
        (entry.etag, "can be cached by its ETag"),
        (entry.upload, "uploads a file"),
    ];
    for (_, ability) in abilities.iter().filter(|(has, _)| *has) {
        writeln!(out, "{:10} {ability}", "also")?;
    }
    if let Some(since) = &entry.since {
        writeln!(out, "{:10} {since}", "since")?;
    }
    for place in &entry.source {
        let separator = if place.document == "inferred" { ": " } else { ", " };
        writeln!(out, "{:10} {}{separator}{}", "source", place.title, place.section)?;
    }
    Ok(())
}

fn parameters(entry: &Entry, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nparameters")?;
    let params = &entry.params;
    let name = widest(params.iter().map(|param| param.name.as_str()));
    let ty = widest(params.iter().map(|param| param.ty.as_str()));
    let place = widest(params.iter().map(|param| param.place));
    for param in params {
        let need = if param.required { "required" } else { "optional" };
        writeln!(
            out,
            "  {:name$}  {:ty$}  {:place$}  {need}  {}",
            param.name,
            param.ty,
            param.place,
            on_one_line(&param.doc)
        )?;
        let note = |out: &mut _, what: &str, value: &dyn std::fmt::Display| note(out, name, what, value);
        if !param.values.is_empty() {
            note(out, "values", &param.values.join(", "))?;
        }
        if let Some(default) = &param.default {
            note(out, "default", default)?;
        }
        if let Some(initial) = &param.initial {
            note(out, "unless set", initial)?;
        }
        if let Some(fixed) = &param.fixed {
            note(out, "always", fixed)?;
        }
    }
    Ok(())
}

fn fields(row: &Row, out: &mut impl Write) -> io::Result<()> {
    let written = if row.writable { ", read and written" } else { "" };
    writeln!(out, "\nfields of {}{written}", row.name())?;
    let fields = &row.fields;
    let name = widest(fields.iter().map(|field| field.name.as_str()));
    let ty = widest(fields.iter().map(|field| field.ty.as_str()));
    for field in fields {
        writeln!(
            out,
            "  {:name$}  {:ty$}  {}",
            field.name,
            field.ty,
            on_one_line(&field.doc)
        )?;
        let note = |out: &mut _, what: &str, value: &dyn std::fmt::Display| note(out, name, what, value);
        if !field.aliases.is_empty() {
            note(out, "also read from", &field.aliases.join(", "))?;
        }
        if field.places != ["data"] {
            note(out, "in", &field.places.join(", "))?;
        }
        if !field.values.is_empty() {
            note(out, "values", &field.values.join(", "))?;
        }
        if let Some(default) = &field.default {
            note(out, "default", default)?;
        }
        if let Some(since) = &field.since {
            note(out, "since", since)?;
        }
    }
    Ok(())
}

/// A line below a parameter or a field.
fn note(out: &mut impl Write, width: usize, what: &str, value: &dyn std::fmt::Display) -> io::Result<()> {
    writeln!(out, "  {:width$}  {what}: {value}", "")
}

fn widest<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

/// The text on one line, to fit a table.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
