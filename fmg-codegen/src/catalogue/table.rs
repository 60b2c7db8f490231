//! The tables of the catalogue, as flat records.

use serde::Serialize;

use super::Shapes;
use crate::ir::{Group, Table as IrTable, TableScope};

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
    /// The verbs, as specs spell them.
    pub verbs: Vec<&'static str>,
    /// The paths of the row types of the tables below its rows.
    pub children: Vec<String>,
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
            verbs: table.verbs.iter().map(|verb| verb.as_str()).collect(),
            children: children.map(|own| self.path(&group.module, &own.row)).collect(),
        }
    }

    /// The urls of scopes; of the rows of a table, the type of the rows.
    fn urls(&self, group: &Group, scopes: &[TableScope]) -> Vec<String> {
        let url = |scope: &TableScope| match scope {
            TableScope::Below(name) => {
                let found = self.product.scopes.iter().find(|own| own.name == *name);
                found.map_or_else(|| name.to_string(), |own| own.template.to_string())
            }
            TableScope::RowsOf(row) => format!("a row of {}", self.path(&group.module, row)),
        };
        scopes.iter().map(url).collect()
    }
}
