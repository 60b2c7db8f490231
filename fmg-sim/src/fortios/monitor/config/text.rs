//! Writes configuration as text, the format of backups and restores.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::parse::Statement;
use crate::fortios::cmdb::{Category, Field, Fields, Row, Schema, Store};

/// Appends the tables of a VDOM, or those that all VDOMs share.
pub(super) fn write_tables(out: &mut String, store: &Store, vdom: &str, global: bool) {
    for schema in store.schemas().filter(|schema| schema.is_global() == global) {
        let rows = store.rows(vdom, schema);
        if rows.is_empty() {
            continue;
        }
        line(
            out,
            0,
            &format!("config {} {}", schema.path.replace('.', " "), schema.name),
        );
        match schema.shape() {
            Some(shape) => rows.iter().for_each(|row| edit(out, 1, shape.mkey, shape.fields, row)),
            None => rows.iter().for_each(|row| settings(out, 1, "", &schema.children, row)),
        }
        line(out, 0, "end");
    }
}

fn edit(out: &mut String, depth: usize, mkey: &str, fields: &Fields, row: &Row) {
    let own = row.get(mkey).map(word).unwrap_or_default();
    line(out, depth, &format!("edit {own}"));
    settings(out, depth + 1, mkey, fields, row);
    line(out, depth, "next");
}

/// The values that differ from the defaults.
fn settings(out: &mut String, depth: usize, mkey: &str, fields: &Fields, row: &Row) {
    for (name, field) in fields {
        let Some(value) = row.get(name).filter(|_| name != mkey) else {
            continue;
        };
        match (field.shape(), value) {
            (_, Value::Array(rows)) if rows.is_empty() => {}
            (Some(shape), Value::Array(rows)) if shape.fields.len() == 1 => {
                let keys = rows.iter().filter_map(|row| row.get(shape.mkey).map(word));
                line(
                    out,
                    depth,
                    &format!("set {name} {}", keys.collect::<Vec<_>>().join(" ")),
                );
            }
            (Some(shape), Value::Array(rows)) => {
                line(out, depth, &format!("config {name}"));
                let rows = rows.iter().filter_map(Value::as_object);
                rows.for_each(|row| edit(out, depth + 1, shape.mkey, shape.fields, row));
                line(out, depth, "end");
            }
            (None, Value::Object(object)) => {
                line(out, depth, &format!("config {name}"));
                settings(out, depth + 1, "", &field.children, object);
                line(out, depth, "end");
            }
            (_, value) if Some(value) == field.default.as_ref() || value == "" => {}
            // A FortiGate encrypts secrets here. This text is readable, since the simulator has no real secrets.
            (_, Value::String(secret)) if field.is_secret() => {
                line(out, depth, &format!("set {name} ENC {}", STANDARD.encode(secret)));
            }
            (_, value) => line(out, depth, &format!("set {name} {}", word(value))),
        }
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:width$}{text}", "", width = depth * 4);
}

/// A value as one word.
pub(super) fn word(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        other => other.to_string(),
    }
}

/// The rows that a statement gives a table.
pub(super) fn rows(schema: &Schema, body: &[Statement]) -> Vec<Row> {
    match schema.shape() {
        Some(shape) => edits(shape.mkey, shape.fields, body),
        None => vec![row(&schema.children, body)],
    }
}

fn edits(mkey: &str, fields: &Fields, body: &[Statement]) -> Vec<Row> {
    let edits = body.iter().filter_map(|statement| match statement {
        Statement::Edit(own, body) => {
            let mut row = row(fields, body);
            row.insert(mkey.to_owned(), own.as_str().into());
            Some(row)
        }
        _ => None,
    });
    edits.collect()
}

fn row(fields: &Fields, body: &[Statement]) -> Row {
    let mut row = Row::new();
    for statement in body {
        let (name, value) = match statement {
            Statement::Set(name, words) => match fields.get(name) {
                Some(field) => (name, set(field, words)),
                None => continue,
            },
            Statement::Config(names, body) => match names.first().and_then(|name| Some((name, fields.get(name)?))) {
                Some((name, field)) => (name, nested(field, body)),
                None => continue,
            },
            Statement::Edit(..) => continue,
        };
        row.insert(name.clone(), value);
    }
    row
}

fn nested(field: &Field, body: &[Statement]) -> Value {
    match field.shape() {
        Some(shape) => edits(shape.mkey, shape.fields, body)
            .into_iter()
            .map(Value::from)
            .collect(),
        None if field.category == Category::Complex => row(&field.children, body).into(),
        None => Value::Null,
    }
}

fn set(field: &Field, words: &[String]) -> Value {
    match words {
        [marker, secret] if field.is_secret() && marker == "ENC" => {
            let secret = STANDARD
                .decode(secret)
                .ok()
                .and_then(|secret| String::from_utf8(secret).ok());
            secret.map_or(Value::Null, Value::from)
        }
        keys if field.shape().is_some() => keys.iter().map(|own| Value::from(own.as_str())).collect(),
        words => words.join(" ").into(),
    }
}

/// The name of a table in the words of the command line: `firewall schedule recurring` is
/// `firewall.schedule/recurring`.
pub(super) fn table(words: &[String]) -> Option<String> {
    let (name, path) = words.split_last()?;
    Some(format!("{}/{name}", path.join(".")))
}
