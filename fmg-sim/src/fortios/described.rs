//! The description of a device: its tables, its Monitor calls and its firmware.

#[cfg(any(test, feature = "specs"))]
mod read;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

#[cfg(feature = "specs")]
pub(crate) use self::read::Reader;
use super::access::ANYBODY;
use super::cmdb::Schema;
use crate::generated::fortios::Route;

/// The content of the description of a device. If it states tables, the device has no others, and the same holds for
/// Monitor calls.
#[derive(Debug, Default)]
pub(crate) struct Described {
    /// The tables.
    pub(super) tables: Vec<Arc<Schema>>,
    /// The directory of the Monitor calls, as the device states it.
    pub(super) directory: Vec<Value>,
    /// The entries of the calls that the device supports, by method and url.
    entries: HashMap<(String, String), usize>,
    /// The version and the build.
    pub(super) firmware: Option<(String, u64)>,
}

impl Described {
    /// Whether it states Monitor calls.
    pub(crate) fn has_calls(&self) -> bool {
        !self.directory.is_empty()
    }

    /// The groups of calls and tables that access profiles grant access to.
    pub(super) fn access_groups(&self) -> BTreeSet<String> {
        let of_calls = self
            .directory
            .iter()
            .filter_map(|entry| entry.get("access_group")?.as_str());
        let of_tables = self.tables.iter().filter_map(|table| table.access_group.as_deref());
        let groups = of_calls.chain(of_tables).filter_map(|group| group.split('.').next());
        groups
            .filter(|group| !group.is_empty() && *group != ANYBODY)
            .map(str::to_owned)
            .collect()
    }

    /// The schema of the response of a call, if the call is described. Null: the entry has none.
    pub(super) fn response(&self, route: &Route) -> Option<&Value> {
        let at = *self.entries.get(&(route.method.to_string(), route.url.to_string()))?;
        Some(self.directory.get(at)?.get("response").unwrap_or(&Value::Null))
    }
}
