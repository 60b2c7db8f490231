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

/// Adds the rows that all VDOMs share, and the management VDOM.
///
/// # Errors
///
/// The built-in rows are not valid, which is a fault of this crate.
pub(super) fn add_factory_defaults(store: &mut Store) -> Result<(), Unfit> {
    let root = Row::from_iter([("name".to_owned(), MANAGEMENT.into())]);
    // Interfaces refer to a VDOM, which has to exist first.
    put(store, "", "system/vdom", &root, UUID.to_owned())?;
    let factory = factory();
    for (table, rows) in factory.iter().flat_map(|factory| &factory.global) {
        for row in rows {
            put(store, "", table, row, UUID.to_owned())?;
        }
    }
    store.add_vdom(MANAGEMENT);
    add_vdom_defaults(store, MANAGEMENT);
    Ok(())
}

/// Adds the factory defaults of a VDOM.
pub(super) fn add_vdom_defaults(store: &mut Store, vdom: &str) {
    let factory = factory();
    for (table, rows) in factory.iter().flat_map(|factory| &factory.vdom) {
        for row in rows {
            // A schema from a state file may refuse these rows, which are then left out.
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
        add_factory_defaults(&mut store).unwrap();
        let factory = factory().unwrap();
        for (table, rows) in factory.global.iter().chain(&factory.vdom) {
            assert_eq!(store.rows_of("root", table).len(), rows.len(), "{table}");
        }
    }
}
