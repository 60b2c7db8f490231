//! Rows of other tables that a read returns with its own: `expand member` and `expand datasrc`.
//!
//! Both are further reads, with the permissions of the caller. A name that no table has stays a name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::check::list;
use super::url;

/// Reads a table: its url, and the members beside the url. `None`: the caller cannot read it.
pub(super) type Read<'r> = dyn FnMut(&str, Map<String, Value>) -> Option<Value> + 'r;

/// Whether a read asks for rows of other tables.
pub(super) fn is_asked(entry: &Map<String, Value>) -> bool {
    ["expand member", "expand datasrc"]
        .iter()
        .any(|name| entry.contains_key(*name))
}

/// Adds the further data that `entry` asks for to the rows of its reply. `table` is the url of their table, and `key`
/// the attribute that names a row in it.
pub(super) fn expand(entry: &Map<String, Value>, table: &str, key: &str, data: &mut Value, read: &mut Read<'_>) {
    let rows = match data {
        Value::Array(rows) => rows.as_mut_slice(),
        row => std::slice::from_mut(row),
    };
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        for member in entry.get("expand member").map(list).unwrap_or_default() {
            members(member, table, key, row, read);
        }
        for field in entry.get("expand datasrc").map(list).unwrap_or_default() {
            references(field, table, row, read);
        }
    }
}

/// Adds the rows of a table below a row. A table without rows is left out.
fn members(member: &Value, table: &str, key: &str, row: &mut Map<String, Value>, read: &mut Read<'_>) {
    let (Some(below), Some(name)) = (member.get("url").and_then(Value::as_str), row.get(key)) else {
        return;
    };
    let name = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
    let asked = member.get("fields").map(|fields| ("fields".to_owned(), fields.clone()));
    let url = format!("{table}/{}/{below}", url::escaped(&name));
    let rows = read(&url, asked.into_iter().collect());
    if let Some(rows @ Value::Array(_)) = rows.filter(|rows| !list(rows).is_empty())
        && let Some(expanded) = row.entry("expand member").or_insert_with(|| json!({})).as_object_mut()
    {
        expanded.insert(below.to_owned(), rows);
    }
}

/// Replaces the names in a field by rows of the tables that have them.
fn references(field: &Value, table: &str, row: &mut Map<String, Value>, read: &mut Read<'_>) {
    let (Some(name), Some(database)) = (field.get("name").and_then(Value::as_str), objects_of(table)) else {
        return;
    };
    let Some(value) = row.get_mut(name) else { return };
    let names: Vec<_> = list(value)
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let mut found = BTreeMap::new();
    for source in field.get("datasrc").map(list).unwrap_or_default() {
        let Some(kind) = source.get("obj type").and_then(Value::as_str) else {
            continue;
        };
        let mut asked = source.as_object().cloned().unwrap_or_default();
        asked.remove("obj type");
        let filter: Vec<_> = ["name", "in"]
            .into_iter()
            .chain(names.iter().map(String::as_str))
            .collect();
        asked.insert("filter".to_owned(), json!(filter));
        let rows = read(&format!("{database}/{}", kind.replace(' ', "/")), asked);
        for mut row in rows.iter().flat_map(list).filter_map(Value::as_object).cloned() {
            row.insert("obj type".to_owned(), Value::from(kind));
            if let Some(name) = row.get("name").and_then(Value::as_str).map(str::to_owned) {
                found.entry(name).or_insert(row);
            }
        }
    }
    let expanded = names.into_iter().map(|name| match found.remove(&name) {
        Some(row) => Value::Object(row),
        None => Value::from(name),
    });
    *value = expanded.collect();
}

/// The url of the objects of the database that a table belongs to.
fn objects_of(table: &str) -> Option<String> {
    let end = ["/obj/", "/pkg/"]
        .into_iter()
        .filter_map(|part| table.find(part))
        .min()?;
    Some(format!("{}/obj", &table[..end]))
}
