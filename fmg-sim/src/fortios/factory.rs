//! The factory defaults of a FortiGate.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cmdb::{MANAGEMENT, Row, Store, Unfit, put};

/// The rows of the factory defaults, by table.
#[derive(Debug, Deserialize)]
struct Factory {
    global: BTreeMap<String, Vec<Row>>,
    /// The rows of each VDOM.
    vdom: BTreeMap<String, Vec<Row>>,
}

/// The `uuid` of the objects of the factory defaults.
const UUID: &str = "5e1f0000-0000-4000-8000-000000000001";

/// Adds the rows that all VDOMs share, and the management VDOM. Rows that the tables of a described device refuse are left
/// out.
///
/// # Errors
///
/// The built-in rows are not valid, which is a fault of this crate.
pub(super) fn add_factory_defaults(store: &mut Store, is_described: bool) -> Result<(), Unfit> {
    store.add_vdom(MANAGEMENT);
    let root = Row::from_iter([("name".to_owned(), MANAGEMENT.into())]);
    let factory = factory();
    let rows = factory.iter().flat_map(|factory| &factory.global);
    let rows = rows.flat_map(|(table, rows)| rows.iter().map(move |row| (table.as_str(), row)));
    // Interfaces refer to a VDOM, which has to exist first.
    for (table, row) in [("system/vdom", &root)].into_iter().chain(rows) {
        match put(store, MANAGEMENT, table, row, UUID.to_owned()) {
            Err(unfit) if !is_described => return Err(unfit),
            _ => {}
        }
    }
    add_vdom_defaults(store, MANAGEMENT);
    Ok(())
}

/// Adds the factory defaults of a VDOM.
pub(super) fn add_vdom_defaults(store: &mut Store, vdom: &str) {
    let factory = factory();
    for (table, rows) in factory.iter().flat_map(|factory| &factory.vdom) {
        for row in rows {
            // A schema of a user may refuse these rows, which are then left out.
            let _ = put(store, vdom, table, row, UUID.to_owned());
        }
    }
}

fn factory() -> Option<Factory> {
    serde_json::from_str(include_str!("factory.json")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fortios::cmdb::tables;

    #[test]
    fn the_built_in_rows_are_valid() {
        let mut store = tables().unwrap();
        add_factory_defaults(&mut store, false).unwrap();
        let factory = factory().unwrap();
        for (table, rows) in factory.global.iter().chain(&factory.vdom) {
            assert_eq!(store.rows_of("root", table).len(), rows.len(), "{table}");
        }
    }
}
