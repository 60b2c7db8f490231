//! The tables of the catalogue, as flat records.

use serde::Serialize;

use super::Shapes;
use crate::ir::{Group, ObjectRange, Table as IrTable, TableScope, TableVerb};

/// The verb of a table that a call is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableCall {
    /// The path of the row type of the table.
    pub row: String,
    /// The verb as specs spell it.
    pub verb: &'static str,
}

/// A table, or a single object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The path below a scope; empty if the scope itself is the table.
    pub path: String,
    /// Whether it is a single object without a key.
    pub single: bool,
    /// The attribute of the row that holds the key.
    pub key: Option<String>,
    /// The type of the key in urls.
    pub key_type: Option<String>,
    /// The urls of the scopes below which it is read.
    pub scopes: Vec<String>,
    /// The urls of the scopes below which it is written.
    pub written: Vec<String>,
    /// The verbs, as specs spell them; for FortiOS the methods of the handle.
    pub verbs: Vec<&'static str>,
    /// The access group that an administrator needs, where the API has such groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_group: Option<String>,
    /// The VDOMs of a FortiOS to which it and its rows belong, unless each VDOM has a table of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<&'static str>,
    /// The paths of the row types of the tables below its rows, or in the single object.
    pub children: Vec<String>,
}

/// The verbs of a table. The calls on all tables of FortiOS are the same, but not all have an order.
fn verbs(group: &Group, table: &IrTable) -> Vec<&'static str> {
    if !group.is_configuration() {
        return table.verbs.iter().map(|verb| verb.as_str()).collect();
    }
    let is_child = table.parent().is_some();
    // Only a document about those of single objects shows that a child table answers with its schema.
    let has_schema = table
        .parent()
        .is_none_or(|row| group.table(row).is_some_and(IrTable::is_single));
    let verbs: &[(&str, bool)] = if table.is_single() {
        &[("read", true), ("edit", true), ("defaults", true), ("schema", true)]
    } else {
        let is_ordered = table.verbs.contains(&TableVerb::MoveTo);
        &[
            ("list", true),
            ("get", true),
            ("create", true),
            ("update", true),
            ("delete", true),
            ("purge", true),
            ("clone_as", !is_child),
            ("move_before", is_ordered),
            ("move_after", is_ordered),
            ("defaults", !is_child),
            ("schema", has_schema),
        ]
    };
    verbs.iter().filter(|(_, has)| *has).map(|(verb, _)| *verb).collect()
}

impl Shapes<'_> {
    pub(super) fn table(&self, group: &Group, table: &IrTable) -> Table {
        let key = table.key.as_ref();
        let children = group.tables.iter().filter(|own| own.parent() == Some(&table.row));
        Table {
            path: table.path.clone(),
            single: table.is_single(),
            key: key.and_then(|key| key.attribute.clone()),
            key_type: key.map(|key| key.placeholder.ty.name.to_string()),
            scopes: self.urls(group, &table.scopes),
            written: self.urls(group, &table.written),
            verbs: verbs(group, table),
            access_group: table.access_group.clone(),
            range: (table.range != ObjectRange::default()).then(|| table.range.as_str()),
            children: children.map(|own| self.path(&group.module, &own.row)).collect(),
        }
    }

    /// The urls of scopes; of the rows of a table and of a single object, their type.
    fn urls(&self, group: &Group, scopes: &[TableScope]) -> Vec<String> {
        let url = |scope: &TableScope| match scope {
            TableScope::Below(name) => {
                let found = self.product.scopes.iter().find(|own| own.name == *name);
                found.map_or_else(|| name.to_string(), |own| own.template.to_string())
            }
            TableScope::RowsOf(row) if group.table(row).is_some_and(IrTable::is_single) => {
                self.path(&group.module, row)
            }
            TableScope::RowsOf(row) => format!("a row of {}", self.path(&group.module, row)),
        };
        scopes.iter().map(url).collect()
    }
}
