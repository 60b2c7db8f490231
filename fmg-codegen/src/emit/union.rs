//! Unions: the enums for users, and their serialization.

use serde_json::Value;

use crate::ir::{Case, Type, Union, Wire};
use crate::prose;

use super::docs;
use super::rust::Imports;
use super::source::{Source, literal, number};

/// The maximum width of a pattern body that rustfmt keeps on one line.
const PATTERN_WIDTH: usize = 22;

/// The enum of a union.
pub(super) fn item(union: &Union, imports: &mut Imports<'_>, source: &mut Source) {
    source
        .doc(&prose::body(&union.doc))
        .line("#[derive(Clone, Debug)]")
        .line("#[non_exhaustive]")
        .block(&format!("pub enum {}", union.name), |source| {
            for case in &union.cases {
                source.doc(&prose::body(&case.doc));
                if case.fields.is_empty() {
                    source.line(&format!("{},", case.variant));
                    continue;
                }
                source.enclosed(&format!("{} {{", case.variant), "},", |source| {
                    for field in &case.fields {
                        let ty = imports.ty(&field.ty);
                        source.doc(&docs::field(field)).line(&format!("{}: {ty},", field.name));
                    }
                });
            }
        });
}

/// `impl Serialize`: an object with the tag, the fields and the constants.
pub(super) fn serialize(union: &Union, imports: &mut Imports<'_>, source: &mut Source) {
    imports.runtime("serde::Serialize");
    imports.runtime("serde::Serializer");
    imports.runtime("serde::ser::SerializeMap");
    source.block(&format!("impl Serialize for {}", union.name), |source| {
        source.block(
            "fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>",
            |source| {
                source
                    .line("let mut members = serializer.serialize_map(None)?;")
                    .block("match self", |source| {
                        for case in &union.cases {
                            arm(union, case, imports, source);
                        }
                    })
                    .line("members.end()");
            },
        );
    });
}

fn arm(union: &Union, case: &Case, imports: &mut Imports<'_>, source: &mut Source) {
    let names: Vec<_> = case.fields.iter().map(|field| field.name.to_string()).collect();
    let mut entries: Vec<(&str, String)> = Vec::new();
    if let (Some(tag), Some(value)) = (&union.tag, &case.value) {
        entries.push((tag, constant(value, imports)));
    }
    for field in &case.fields {
        let Wire::Name(wire) = &field.wire else {
            continue;
        };
        let value = match field.ty {
            Type::Flag => format!("&{}({})", imports.codegen("flag"), field.name),
            Type::Toggle => format!("&{}({})", imports.codegen("toggle"), field.name),
            _ => field.name.to_string(),
        };
        entries.push((wire, value));
    }
    for (name, value) in &case.fixed {
        entries.push((name, constant(value, imports)));
    }
    let body = |source: &mut Source| {
        for (name, value) in &entries {
            source.line(&format!("members.serialize_entry({}, {value})?;", literal(name)));
        }
    };
    let head = format!("Self::{}", case.variant);
    let joined = names.join(", ");
    if names.is_empty() && entries.is_empty() {
        source.line(&format!("{head} => {{}}"));
    } else if names.is_empty() {
        source.block(&format!("{head} =>"), body);
    } else if joined.len() <= PATTERN_WIDTH {
        source.block(&format!("{head} {{ {joined} }} =>"), body);
    } else {
        source.line(&format!("{head} {{")).indented(|source| {
            for name in &names {
                source.line(&format!("{name},"));
            }
        });
        source.enclosed("} => {", "}", body);
    }
}

/// A constant as an argument that is written.
fn constant(value: &Value, imports: &mut Imports<'_>) -> String {
    match value {
        Value::String(text) => literal(text),
        Value::Number(own) => match own.as_i64() {
            Some(own) => format!("&{}_i64", number(own)),
            None => format!("&{own}"),
        },
        Value::Bool(flag) => format!("&{flag}"),
        value => format!("&{}!({value})", imports.runtime("serde_json::json")),
    }
}
