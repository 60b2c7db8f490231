//! The configuration that a FortiGate has when it is new.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cmdb::{MANAGEMENT, Row, Store, Unfit, put};

/// The rows of a new device, by table.
#[derive(Debug, Deserialize)]
struct Factory {
    global: BTreeMap<String, Vec<Row>>,
    /// Those of each VDOM.
    vdom: BTreeMap<String, Vec<Row>>,
}

/// What every object has that is there from the beginning.
const UUID: &str = "5e1f0000-0000-4000-8000-000000000001";

/// Puts in what all VDOMs share, and the VDOM that manages the device.
///
/// # Errors
///
/// What is built in cannot be read, which is a fault of this crate.
pub(super) fn furnish_device(store: &mut Store) -> Result<(), Unfit> {
    let root = Row::from_iter([("name".to_owned(), MANAGEMENT.into())]);
    // Interfaces are of a VDOM, which has to be there first.
    put(store, "", "system/vdom", &root, UUID.to_owned())?;
    let factory = factory();
    for (table, rows) in factory.iter().flat_map(|factory| &factory.global) {
        for row in rows {
            put(store, "", table, row, UUID.to_owned())?;
        }
    }
    store.add_vdom(MANAGEMENT);
    furnish(store, MANAGEMENT);
    Ok(())
}

/// Puts in what a VDOM has when it is new.
pub(super) fn furnish(store: &mut Store, vdom: &str) {
    let factory = factory();
    for (table, rows) in factory.iter().flat_map(|factory| &factory.vdom) {
        for row in rows {
            // A schema of somebody else's may take no such rows; then there are none.
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
    fn what_is_built_in_is_taken() {
        let mut store = tables().unwrap();
        furnish_device(&mut store).unwrap();
        let factory = factory().unwrap();
        for (table, rows) in factory.global.iter().chain(&factory.vdom) {
            assert_eq!(store.rows_of("root", table).len(), rows.len(), "{table}");
        }
    }
}
