//! The tables with their rows, of each VDOM and of the whole device.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::row::References;
use super::schema::{Fields, Row, Schema, Source};
use super::value::key;

/// The management VDOM, which is also the VDOM of calls that name none.
pub(in crate::fortios) const MANAGEMENT: &str = "root";

/// The whole configuration.
#[derive(Clone, Debug, Default)]
pub(in crate::fortios) struct Store {
    schemas: BTreeMap<String, Arc<Schema>>,
    /// The tables that only the device itself uses: no call reads them, and nothing refers to them.
    hidden: BTreeSet<String>,
    /// Whether values may refer to rows that do not exist.
    pub(in crate::fortios) accepts_all_references: bool,
    /// The tables that all VDOMs share.
    global: Tables,
    vdoms: BTreeMap<String, Tables>,
}

type Tables = BTreeMap<String, Content>;

/// The content of a table.
#[derive(Clone, Debug, Default)]
struct Content {
    /// The rows in their order; the one object of a complex table.
    rows: Vec<Row>,
    /// The number of changes.
    changes: u64,
}

impl Store {
    /// Adds a table, or replaces the schema of one, whose rows are kept.
    pub(in crate::fortios) fn define(&mut self, schema: Schema) {
        self.schemas.insert(schema.id(), Arc::new(schema));
    }

    /// Adds a table that several devices share.
    pub(in crate::fortios) fn share(&mut self, schema: Arc<Schema>) {
        self.schemas.insert(schema.id(), schema);
    }

    /// Hides all tables except those in `shown`, and removes those for which `keeps` is not true.
    pub(in crate::fortios) fn reduce(&mut self, shown: &BTreeSet<String>, keeps: impl Fn(&str) -> bool) {
        self.schemas.retain(|table, _| shown.contains(table) || keeps(table));
        self.hidden = self
            .schemas
            .keys()
            .filter(|table| !shown.contains(*table))
            .cloned()
            .collect();
    }

    /// The schema of a table that calls read and change.
    pub(in crate::fortios) fn served(&self, table: &str) -> Option<Arc<Schema>> {
        if self.hidden.contains(table) {
            return None;
        }
        self.schema(table)
    }

    /// The schemas of the tables that calls read and change.
    pub(in crate::fortios) fn all_served(&self) -> impl Iterator<Item = &Arc<Schema>> {
        let served = self.schemas.iter().filter(|(table, _)| !self.hidden.contains(*table));
        served.map(|(_, schema)| schema)
    }

    /// The schema of a table by its name, such as `firewall/address`.
    pub(in crate::fortios) fn schema(&self, table: &str) -> Option<Arc<Schema>> {
        self.schemas.get(table).cloned()
    }

    pub(in crate::fortios) fn schemas(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.schemas.values()
    }

    pub(in crate::fortios) fn add_vdom(&mut self, vdom: &str) {
        self.vdoms.entry(vdom.to_owned()).or_default();
    }

    pub(in crate::fortios) fn remove_vdom(&mut self, vdom: &str) {
        self.vdoms.remove(vdom);
    }

    pub(in crate::fortios) fn has_vdom(&self, vdom: &str) -> bool {
        self.vdoms.contains_key(vdom)
    }

    pub(in crate::fortios) fn vdoms(&self) -> impl Iterator<Item = &str> {
        self.vdoms.keys().map(String::as_str)
    }

    /// The rows of a table.
    pub(in crate::fortios) fn rows(&self, vdom: &str, schema: &Schema) -> &[Row] {
        self.content(vdom, schema).map_or(&[], |content| &content.rows)
    }

    /// The rows of a table by its name; none if there is no such table.
    pub(in crate::fortios) fn rows_of(&self, vdom: &str, table: &str) -> &[Row] {
        self.schemas.get(table).map_or(&[], |schema| self.rows(vdom, schema))
    }

    /// The row of a table by the names of VDOM and table, and its key.
    pub(in crate::fortios) fn row(&self, vdom: &str, table: &str, mkey: &str) -> Option<&Row> {
        let schema = self.schemas.get(table)?;
        let shape = schema.shape()?;
        self.rows(vdom, schema)
            .iter()
            .find(|row| has_key(row, shape.mkey, mkey))
    }

    /// A property of a complex table, or its initial value.
    pub(in crate::fortios) fn setting(&self, table: &str, name: &str) -> Option<Value> {
        let schema = self.schemas.get(table)?;
        match self.rows("", schema).first().and_then(|row| row.get(name)) {
            Some(value) => Some(value.clone()),
            None => schema.defaults().remove(name),
        }
    }

    /// The number of changes of a table.
    pub(in crate::fortios) fn changes(&self, vdom: &str, schema: &Schema) -> u64 {
        self.content(vdom, schema).map_or(0, |content| content.changes)
    }

    /// Applies `change` to the rows of a table, and returns its result: whether the rows have changed.
    pub(in crate::fortios) fn change(
        &mut self,
        vdom: &str,
        schema: &Schema,
        change: impl FnOnce(&mut Vec<Row>) -> bool,
    ) -> bool {
        let tables = if schema.is_global() {
            Some(&mut self.global)
        } else {
            self.vdoms.get_mut(vdom)
        };
        let Some(tables) = tables else { return false };
        let content = tables.entry(schema.id()).or_default();
        let changed = change(&mut content.rows);
        content.changes += u64::from(changed);
        changed
    }

    /// The number of rows that refer to a row, including rows of its own table.
    pub(in crate::fortios) fn references(&self, vdom: &str, schema: &Schema, mkey: &str) -> usize {
        let target = schema.id();
        let mut count = 0;
        for (other, table) in self.scope(vdom, schema) {
            if may_refer_to(&other.children, &target) {
                let refers = |row: &&Row| refers(&other.children, row, &target, mkey);
                count += table.rows.iter().filter(refers).count();
            }
        }
        count
    }

    /// The rows of a table that refer to a row of another.
    pub(in crate::fortios) fn citing(
        &self,
        vdom: &str,
        table: &Schema,
        target: &Schema,
        mkey: &str,
    ) -> impl Iterator<Item = &Row> {
        let target = target.id();
        self.rows(vdom, table)
            .iter()
            .filter(move |row| refers(&table.children, row, &target, mkey))
    }

    /// Updates all references to a row to its new key.
    pub(in crate::fortios) fn rename(&mut self, vdom: &str, schema: &Schema, old: &str, new: &str) {
        let target = schema.id();
        let is_global = schema.is_global();
        let Self {
            schemas, global, vdoms, ..
        } = self;
        let vdoms = vdoms.iter_mut().filter(|(name, _)| is_global || *name == vdom);
        for tables in vdoms.map(|(_, tables)| tables).chain([global]) {
            for (id, content) in tables {
                let Some(other) = schemas.get(id).filter(|other| may_refer_to(&other.children, &target)) else {
                    continue;
                };
                let mut changed = false;
                for row in &mut content.rows {
                    changed |= renamed(&other.children, row, &target, old, new);
                }
                content.changes += u64::from(changed);
            }
        }
    }

    fn content(&self, vdom: &str, schema: &Schema) -> Option<&Content> {
        let tables = if schema.is_global() {
            &self.global
        } else {
            self.vdoms.get(vdom)?
        };
        tables.get(&schema.id())
    }

    /// The tables that may refer to a row of a table.
    fn scope<'s>(&'s self, vdom: &'s str, schema: &Schema) -> impl Iterator<Item = (&'s Schema, &'s Content)> {
        let is_global = schema.is_global();
        let vdoms = self.vdoms.iter().filter(move |(name, _)| is_global || *name == vdom);
        let tables = vdoms.flat_map(|(_, tables)| tables).chain(&self.global);
        tables.filter_map(|(id, content)| Some((&**self.schemas.get(id)?, content)))
    }
}

/// The configuration as one VDOM sees it.
pub(super) struct Within<'s> {
    pub(super) store: &'s Store,
    pub(super) vdom: &'s str,
    /// Whether the device itself changes a row, and not a call.
    pub(super) by_device: bool,
}

impl References for Within<'_> {
    fn sets_readonly(&self) -> bool {
        self.by_device
    }

    fn has(&self, source: &Source, value: &str) -> Option<bool> {
        if self.store.accepts_all_references {
            return None;
        }
        let holds = |rows: &[Row]| rows.iter().any(|row| has_key(row, &source.column, value));
        if let Some(schema) = self.store.served(&source.table) {
            return schema.shape().map(|_| holds(self.store.rows(self.vdom, &schema)));
        }
        // A sub table, such as `system.sdwan.zone`.
        let (table, child) = source.table.split_once('/')?;
        let (path, name) = table.rsplit_once('.')?;
        let schema = self.store.served(&format!("{path}/{name}"))?;
        schema.child(child)?;
        let children = self
            .store
            .rows(self.vdom, &schema)
            .iter()
            .filter_map(|row| row.get(child)?.as_array());
        let mut children = children.flatten().filter_map(Value::as_object);
        Some(children.any(|row| has_key(row, &source.column, value)))
    }
}

/// Whether a row has this key.
pub(in crate::fortios) fn has_key(row: &Row, name: &str, mkey: &str) -> bool {
    match row.get(name) {
        Some(Value::String(own)) => own == mkey,
        Some(own) => key(own).is_some_and(|own| own == mkey),
        None => false,
    }
}

/// Whether some field refers to rows of the table.
fn may_refer_to(fields: &Fields, target: &str) -> bool {
    let may_refer_to = |field: &super::schema::Field| field.refers_to(target) || may_refer_to(&field.children, target);
    fields.values().any(may_refer_to)
}

fn refers(fields: &Fields, row: &Row, target: &str, mkey: &str) -> bool {
    fields.iter().any(|(name, field)| match row.get(name) {
        Some(Value::Array(rows)) => {
            let rows = rows.iter().filter_map(Value::as_object);
            rows.into_iter().any(|row| refers(&field.children, row, target, mkey))
        }
        Some(Value::Object(row)) => refers(&field.children, row, target, mkey),
        Some(value) => field.refers_to(target) && key(value).is_some_and(|own| own == mkey),
        None => false,
    })
}

fn renamed(fields: &Fields, row: &mut Row, target: &str, old: &str, new: &str) -> bool {
    let mut changed = false;
    for (name, field) in fields {
        match row.get_mut(name) {
            Some(Value::Array(rows)) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    changed |= renamed(&field.children, row, target, old, new);
                }
            }
            Some(Value::Object(row)) => changed |= renamed(&field.children, row, target, old, new),
            Some(Value::String(own)) if own == old && field.refers_to(target) => {
                new.clone_into(own);
                changed = true;
            }
            _ => {}
        }
    }
    changed
}
