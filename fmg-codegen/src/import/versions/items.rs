//! The versions of each table and call, and of their parts.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Item;

/// The versions of tables and calls, and of their parts.
#[derive(Debug, Default)]
pub(in crate::import) struct Items {
    pub(super) tables: BTreeMap<String, Item>,
    pub(super) calls: BTreeMap<String, Item>,
}

impl Items {
    pub(in crate::import) fn table(&self, id: &str) -> Option<&Item> {
        self.tables.get(id)
    }

    /// The versions of a call of the directory.
    pub(in crate::import) fn call(&self, id: &str, entry: &Map<String, Value>) -> Option<&Item> {
        self.calls.get(&call_key(id, entry))
    }

    /// The versions of a call of FortiManager.
    pub(in crate::import) fn command(&self, url: &str, entry: &Map<String, Value>) -> Option<&Item> {
        self.calls.get(&command_key(url, entry))
    }
}

/// Two calls of one path differ in their method.
pub(super) fn call_key(id: &str, entry: &Map<String, Value>) -> String {
    let method = entry.get("request").and_then(|request| request.get("http_method"));
    format!("{} {id}", method.and_then(Value::as_str).unwrap_or_default())
}

/// As that of a call of FortiOS, and different from all of those.
pub(super) fn command_key(id: &str, entry: &Map<String, Value>) -> String {
    let method = entry.get("method").and_then(Value::as_str);
    format!("{} /{id}", method.unwrap_or_default())
}
