//! Rows as replies show them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::row::ORIGIN;
use super::schema::{Access, Category, Field, Fields, Row, Schema};
use super::store::Store;
use super::value::key;
use crate::fortios::call::Call;

/// The parts of each row to show.
#[derive(Debug, Default)]
pub(super) struct View {
    /// Only these properties.
    only: Option<BTreeSet<String>>,
    /// Without properties that do not apply.
    skip: bool,
    /// With the references to the row.
    meta: bool,
    /// With the tables of linked objects.
    datasource: bool,
}

/// The place of a row.
#[derive(Clone, Copy)]
pub(super) struct Origin<'o> {
    pub(super) store: &'o Store,
    pub(super) vdom: &'o str,
    pub(super) schema: &'o Schema,
}

impl View {
    pub(super) fn of(call: &Call) -> Self {
        let only = call.parameter("format").filter(|format| !format.is_empty());
        Self {
            only: only.map(|format| format.split('|').map(str::to_owned).collect()),
            skip: call.switch("skip"),
            meta: call.switch("with_meta"),
            datasource: call.switch("datasource"),
        }
    }

    /// A row of the table.
    pub(super) fn row(&self, origin: Origin<'_>, row: &Row) -> Value {
        let schema = origin.schema;
        let mkey = schema.shape().map(|shape| shape.mkey);
        let mut shown = self.shown(origin, &schema.children, mkey, row);
        if let Some(only) = &self.only {
            shown.retain(|name, _| name == ORIGIN || only.contains(name));
        }
        if self.meta
            && let Some(mkey) = mkey
        {
            let own = row.get(mkey).and_then(key).unwrap_or_default();
            let is_number = schema.children.get(mkey).is_some_and(Field::is_number);
            let meta = json!({
                "q_type": schema.q_type, "q_path": schema.path, "q_name": schema.name,
                "q_mkey_type": if is_number { "integer" } else { "string" },
                "q_no_rename": is_number, "q_global_entry": schema.is_global(), "q_static": false,
                "q_ref": origin.store.references(origin.vdom, schema, &own),
            });
            if let Value::Object(meta) = meta {
                shown.extend(meta);
            }
        }
        shown.into()
    }

    /// A row of a sub table.
    pub(super) fn child(&self, origin: Origin<'_>, fields: &Fields, mkey: &str, row: &Row) -> Value {
        let mut shown = self.shown(origin, fields, Some(mkey), row);
        if let Some(only) = &self.only {
            shown.retain(|name, _| name == ORIGIN || only.contains(name));
        }
        shown.into()
    }

    fn shown(&self, origin: Origin<'_>, fields: &Fields, mkey: Option<&str>, row: &Row) -> Map<String, Value> {
        let mut shown = Map::new();
        if let Some(own) = mkey.and_then(|mkey| row.get(mkey)) {
            shown.insert(ORIGIN.to_owned(), own.clone());
        }
        for (name, field) in fields {
            let Some(value) = row.get(name) else { continue };
            if field.access == Access::Device || self.skip && !applies(field, row) {
                continue;
            }
            let value = match (field.shape(), value) {
                (Some(shape), Value::Array(rows)) => {
                    let rows = rows.iter().filter_map(Value::as_object);
                    let shown = rows.map(|row| Value::from(self.shown(origin, shape.fields, Some(shape.mkey), row)));
                    shown.collect()
                }
                (None, Value::Object(object)) if field.category == Category::Complex => {
                    self.shown(origin, &field.children, None, object).into()
                }
                (_, value) => masked(field, value),
            };
            shown.insert(name.clone(), value);
        }
        if self.datasource
            && let Some(source) = mkey.and_then(|mkey| origin.source(fields.get(mkey)?, row.get(mkey)?))
        {
            shown.insert("datasource".to_owned(), source.into());
        }
        shown
    }
}

impl Origin<'_> {
    /// The table of a linked object, with a dot in its name.
    fn source(self, field: &Field, value: &Value) -> Option<String> {
        let own = key(value)?;
        let mut sources = field.sources.iter().map(|source| &source.table);
        let source = sources.find(|table| self.store.row(self.vdom, table, &own).is_some());
        source.map(|table| table.replace('/', "."))
    }
}

/// Whether a field applies to a row with these values.
fn applies(field: &Field, row: &Row) -> bool {
    field.applies_if.as_ref().is_none_or(|(decides, values)| {
        let value = row.get(decides).and_then(key);
        value.is_some_and(|value| values.contains(&value))
    })
}

/// Replaces a secret by a text that shows only that there is one.
fn masked(field: &Field, value: &Value) -> Value {
    match value {
        Value::String(secret) if field.is_secret() && !secret.is_empty() => json!("ENC XXXX"),
        value => value.clone(),
    }
}
