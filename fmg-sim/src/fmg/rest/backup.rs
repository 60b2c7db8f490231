//! The file of a backup. What an appliance has in it is its own affair; here it is JSON with all tables.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::fmg::State;
use crate::fmg::status::{DATA_INVALID_FOR_URL, Refusal};
use crate::fmg::store::{Hold, Row, Store};

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Backup {
    /// What a password is known by again.
    password: Option<u64>,
    tables: BTreeMap<String, Vec<(String, Row)>>,
}

/// The file of a backup that a restore takes with the same password only.
pub(super) fn write(state: &State, password: Option<&str>) -> Vec<u8> {
    let rows =
        |table: &crate::fmg::store::Table| table.iter().map(|(key, row)| (key.to_owned(), row.clone())).collect();
    let tables = state
        .store
        .all_committed()
        .map(|(url, table)| (url.to_owned(), rows(table)));
    let backup = Backup {
        password: password.map(mark),
        tables: tables.collect(),
    };
    serde_json::to_vec(&backup).unwrap_or_default()
}

/// The tables in the file of a backup.
pub(super) fn read(file: &[u8], password: Option<&str>) -> Result<Store, Refusal> {
    let backup: Backup = serde_json::from_slice(file).map_err(|_| DATA_INVALID_FOR_URL)?;
    if backup.password.is_some() && backup.password != password.map(mark) {
        return Err(DATA_INVALID_FOR_URL);
    }
    let mut store = Store::default();
    for (url, rows) in backup.tables {
        let table = store.edit(Hold::Free, &url);
        for (key, row) in rows {
            table.insert(key, row);
        }
    }
    Ok(store)
}

fn mark(password: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    password.hash(&mut hasher);
    hasher.finish()
}
