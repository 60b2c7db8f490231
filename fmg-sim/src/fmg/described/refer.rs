//! References between rows. A value has to be the key of a row in one of the tables that its attribute refers to. A row
//! that another row refers to cannot be deleted.
//!
//! An attribute that refers to a table that nobody described is not checked, because the row may be there.

use std::collections::HashSet;
use std::convert::Infallible;

use serde_json::Value;

use super::predefined::is_predefined;
use super::resolve::Target;
use super::{DescribedTable, DescribedTables};
use crate::fmg::State;
use crate::fmg::check::list;
use crate::fmg::describe::{FieldDescription, FieldKind};
use crate::fmg::session::Sid;
use crate::fmg::status::{INVALID_DATA_SOURCE, Refusal};
use crate::fmg::store::{Row, Table};
use crate::fmg::url;

/// Names that exist without an object.
const BUILT_IN: &[&str] = &["", "all", "none", "any", "always", "ALL"];

/// Checks the references in the data of a write.
pub(super) fn check(
    state: &State,
    sid: Sid,
    target: &Target,
    table: &DescribedTable,
    data: &Row,
) -> Result<(), Refusal> {
    let places = places(&target.scope);
    let tables = &state.calls.described;
    visit(table, data, &mut |field, value| {
        let known = |name: &str| {
            field.refers_to.iter().any(|path| {
                let has = |scope: &String| state.store.row(sid, &format!("{scope}/{path}"), name).is_some();
                is_predefined(path, name) || places.iter().any(has)
            })
        };
        if !field
            .refers_to
            .iter()
            .all(|path| is_known(tables, state, &places, path))
        {
            return Ok(());
        }
        for name in list(value).iter().filter_map(name_of) {
            let is_default = field.default.as_deref() == Some(&*name);
            if !BUILT_IN.contains(&&*name) && !is_default && !known(&name) {
                let (object, attribute) = (&table.category, &field.name);
                return Err(INVALID_DATA_SOURCE.saying(format!(
                    "datasrc invalid. object: {object} {attribute}. detail: {name}. solution: data not exist"
                )));
            }
        }
        Ok(())
    })
}

/// Whether a table of a scope is described, or has rows.
fn is_known(tables: &DescribedTables, state: &State, places: &[String], path: &str) -> bool {
    tables.has(path)
        || places
            .iter()
            .any(|scope| state.store.committed(&format!("{scope}/{path}")).is_some())
}

/// Whether other rows refer to one of these rows of the table with this url.
pub(in crate::fmg) fn is_used(state: &State, sid: Sid, url: &str, keys: &HashSet<&str>) -> bool {
    let tables = &state.calls.described;
    let may_be_meant = |path: &str| url.strip_suffix(path).is_some_and(|scope| scope.ends_with('/'));
    let referring = tables.all.iter().filter(|table| refers(table, &may_be_meant));
    let referring: HashSet<&str> = referring.map(|table| table.path()).collect();
    if referring.is_empty() {
        return false;
    }
    let urls = state.store.urls_below(sid, &family(url));
    urls.iter().any(|own| {
        if !referring.iter().any(|path| own.ends_with(path)) {
            return false;
        }
        let Some(found) = tables.resolve(own) else {
            return false;
        };
        let places = places(&found.scope);
        let mut paths = places
            .iter()
            .filter_map(|scope| url.strip_prefix(scope)?.strip_prefix('/'));
        paths.any(|path| {
            let rows = state.store.table(sid, own).into_iter().flat_map(Table::iter);
            let mut rows = rows.filter(|(key, _)| own != url || !keys.contains(key));
            refers(found.table(), &|own| own == path) && rows.any(|(_, row)| names_one(found.table(), row, path, keys))
        })
    })
}

/// The keys of the rows of the table with this url that other rows refer to. A key may be that of no row.
pub(in crate::fmg) fn used_keys(state: &State, sid: Sid, url: &str) -> HashSet<String> {
    let tables = &state.calls.described;
    let mut used = HashSet::new();
    for own in state.store.urls_below(sid, &family(url)) {
        let Some(target) = tables.resolve(&own) else {
            continue;
        };
        let places = places(&target.scope);
        let paths = places
            .iter()
            .filter_map(|scope| url.strip_prefix(scope)?.strip_prefix('/'));
        for path in paths.filter(|path| refers(target.table(), &|own| own == *path)) {
            for (_, row) in state.store.table(sid, &own).into_iter().flat_map(Table::iter) {
                let _: Result<(), Infallible> = visit(target.table(), row, &mut |field, value| {
                    if field.refers_to.iter().any(|own| *own == *path) {
                        used.extend(list(value).iter().filter_map(name_of));
                    }
                    Ok(())
                });
            }
        }
    }
    used
}

/// A row that refers to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fmg) struct Use {
    /// The url of its table.
    pub(in crate::fmg) table: String,
    /// The path of its table below the scope.
    pub(in crate::fmg) path: String,
    /// Its table in words, such as `firewall policy`.
    pub(in crate::fmg) category: String,
    pub(in crate::fmg) key: String,
    pub(in crate::fmg) key_attribute: String,
    /// The attribute that names the other row.
    pub(in crate::fmg) attribute: String,
}

/// The rows that refer to the row of a table with this key.
pub(in crate::fmg) fn uses(state: &State, sid: Sid, url: &str, key: &str) -> Vec<Use> {
    let tables = &state.calls.described;
    let mut found = Vec::new();
    for own in state.store.urls_below(sid, &family(url)) {
        let Some(target) = tables.resolve(&own) else {
            continue;
        };
        let table = target.table();
        let places = places(&target.scope);
        let paths = places
            .iter()
            .filter_map(|scope| url.strip_prefix(scope)?.strip_prefix('/'));
        for path in paths.filter(|path| refers(table, &|own| own == *path)) {
            for (row_key, row) in state.store.table(sid, &own).into_iter().flat_map(Table::iter) {
                if let Some(attribute) = attribute_naming(table, row, path, key) {
                    found.push(Use {
                        table: own.clone(),
                        path: table.path().to_owned(),
                        category: table.category.clone(),
                        key: row_key.to_owned(),
                        key_attribute: table.key_attribute().unwrap_or_default().to_owned(),
                        attribute,
                    });
                }
            }
        }
    }
    found
}

/// The attribute by which a row refers to the row with this key of the table with this path.
fn attribute_naming(table: &DescribedTable, row: &Row, path: &str, key: &str) -> Option<String> {
    let found = visit(table, row, &mut |field, value| {
        let refers = field.refers_to.iter().any(|own| *own == *path);
        let mut names = list(value).iter().filter_map(name_of);
        if refers && names.any(|name| name == key) {
            Err(field.name.to_string())
        } else {
            Ok(())
        }
    });
    found.err()
}

/// Whether a row refers to one of these rows of the table with this path.
fn names_one(table: &DescribedTable, row: &Row, path: &str, keys: &HashSet<&str>) -> bool {
    let found = visit(table, row, &mut |field, value| {
        let refers = field.refers_to.iter().any(|own| *own == *path);
        let mut names = list(value).iter().filter_map(name_of);
        if refers && names.any(|name| keys.contains(&*name)) {
            Err(())
        } else {
            Ok(())
        }
    });
    found.is_err()
}

/// The scopes in which the references of rows below a scope are looked up: the scope itself, the objects of the same ADOM
/// or of the global database, and the global part of the same device.
fn places(scope: &str) -> Vec<String> {
    let mut places = vec![scope.to_owned()];
    let segments = url::segments(scope);
    let words: Vec<_> = segments.iter().map(String::as_str).collect();
    let other = match words.as_slice() {
        ["pm", "config", "adom", adom, ..] => format!("/pm/config/adom/{}/obj", url::escaped(adom)),
        ["pm", "config", "global", ..] => "/pm/config/global/obj".to_owned(),
        ["pm", "config", "device", device, ..] => format!("/pm/config/device/{}/global", url::escaped(device)),
        ["dvmdb", _, ..] => "/dvmdb".to_owned(),
        _ => return places,
    };
    if other != scope {
        places.push(other);
    }
    places
}

/// The beginning of the urls of all tables that may refer to the rows of a table, or to those below a scope.
fn family(scope: &str) -> String {
    let segments = url::segments(scope);
    let count = match segments.first().map(String::as_str) {
        Some("pm") if segments.get(2).is_some_and(|word| word == "global") => 3,
        Some("pm") => 4,
        _ => 1,
    };
    let escaped: Vec<_> = segments
        .iter()
        .take(count)
        .map(|segment| url::escaped(segment))
        .collect();
    format!("/{}/", escaped.join("/"))
}

/// How deep objects within a row are looked at. Rows may contain themselves.
const DEPTH: usize = 4;

/// Whether rows of a table, or rows below them, may refer to a table with such a path.
fn refers(table: &DescribedTable, is_meant: &dyn Fn(&str) -> bool) -> bool {
    fields_refer(&table.description.fields, is_meant, DEPTH)
        || table.children.iter().any(|child| refers(child, is_meant))
}

fn fields_refer(fields: &[FieldDescription], is_meant: &dyn Fn(&str) -> bool, depth: usize) -> bool {
    fields.iter().any(|field| {
        let within = || match &field.kind {
            FieldKind::Row(fields) if depth > 0 => fields_refer(fields, is_meant, depth - 1),
            _ => false,
        };
        field.refers_to.iter().any(|own| is_meant(own)) || within()
    })
}

/// Visits every reference in a row, and in the child rows and objects within.
fn visit<E>(
    table: &DescribedTable,
    row: &Row,
    to: &mut dyn FnMut(&FieldDescription, &Value) -> Result<(), E>,
) -> Result<(), E> {
    visit_fields(&table.description.fields, Some(table), row, to)
}

fn visit_fields<E>(
    fields: &[FieldDescription],
    table: Option<&DescribedTable>,
    row: &Row,
    to: &mut dyn FnMut(&FieldDescription, &Value) -> Result<(), E>,
) -> Result<(), E> {
    for field in fields {
        let child = match &field.kind {
            FieldKind::Child => table.and_then(|table| table.child(&field.name)),
            FieldKind::Row(_) => None,
            _ if field.refers_to.is_empty() => continue,
            _ => None,
        };
        let Some(value) = row.get(&*field.name) else {
            continue;
        };
        if !field.refers_to.is_empty() {
            to(field, value)?;
        }
        for own in list(value).iter().filter_map(Value::as_object) {
            match (&field.kind, child) {
                (FieldKind::Row(fields), _) => visit_fields(fields, None, own, to)?,
                (_, Some(child)) => visit(child, own, to)?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// The key that a value refers to.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
