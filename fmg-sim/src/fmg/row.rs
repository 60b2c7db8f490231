//! Merges the data of a write into a row.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::State;
use super::call::TableLayout;
use super::scope;
use super::shape::{field, fill_defaults, kept_row, sub_table};
use super::store::Row;
use crate::clock::seconds;
use crate::route::RowShape;

/// How a write treats the members that it does not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    /// They are kept. A table within the row that is given is replaced.
    Set,
    /// They are kept. A table within the row that is given is merged: its rows are added, or change the rows with the
    /// same keys.
    Update,
    /// They are kept, but tables within the row are emptied.
    Replace,
    /// They are kept; the given ones are reset to their defaults.
    Unset,
}

/// The member with the names of attributes to reset.
const UNSET: &str = "unset attrs";

/// A write of one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Write<'a> {
    pub(super) layout: &'a TableLayout,
    pub(super) table: &'a str,
    pub(super) now: SystemTime,
    pub(super) merge: Merge,
}

impl Write<'_> {
    /// The row after the write. `before`: the row before, if it existed.
    pub(super) fn row(self, state: &mut State, before: Option<Row>, key: &str, data: &Map<String, Value>) -> Row {
        let is_new = before.is_none();
        let mut row = before.unwrap_or_default();
        let data = self
            .layout
            .row
            .as_ref()
            .map_or_else(|| data.clone(), |shape| kept_row(shape, data));
        self.merge_into(&mut row, data);
        let number = key.parse::<i64>().ok().filter(|_| self.layout.numbers);
        let key = number.map_or_else(|| Value::from(key), Value::from);
        if !self.layout.key.is_empty() {
            row.insert(self.layout.key.to_string(), key);
        }
        if is_new && self.table == scope::ADOMS {
            fill_adom(&mut row, seconds(self.now));
        }
        if let Some(shape) = &self.layout.row {
            fill_defaults(shape, &mut row);
            identify(state, shape, &mut row);
        }
        row
    }

    fn merge_into(self, row: &mut Row, mut data: Row) {
        let inner = |name: &str| {
            self.layout
                .row
                .as_ref()
                .and_then(|shape| field(shape, name))
                .and_then(sub_table)
        };
        let unset = data.remove(UNSET);
        for name in unset.iter().flat_map(super::check::list).filter_map(Value::as_str) {
            row.remove(name);
        }
        if self.merge == Merge::Unset {
            return;
        }
        if self.merge == Merge::Replace {
            row.retain(|name, _| inner(name).is_none());
        }
        for (name, value) in data {
            let child = self.layout.children.iter().find(|child| child.name == *name);
            let value = match (self.merge, inner(&name), row.remove(&name)) {
                (Merge::Update, Some(_), Some(Value::Array(old))) => {
                    joined(old, value, child.and_then(|child| child.key.as_deref()))
                }
                (Merge::Update, None, Some(Value::Object(old))) if child.is_some() => merged(old, value),
                _ => value,
            };
            // A null value is ignored.
            if !value.is_null() {
                row.insert(name, value);
            }
        }
    }
}

/// Assigns the ids that FortiManager gives to a row.
pub(super) fn identify(state: &mut State, shape: &RowShape, row: &mut Row) {
    let lacks = |row: &Row, name: &str| field(shape, name).is_some() && !row.contains_key(name);
    if lacks(row, "oid") {
        row.insert("oid".to_owned(), Value::from(state.next_oid()));
    }
    if lacks(row, "uuid") {
        row.insert("uuid".to_owned(), Value::from(state.next_uuid()));
    }
}

/// Sets the defaults of a new ADOM: for FortiGate devices, enabled, without locks.
fn fill_adom(row: &mut Row, now: u64) {
    for (name, value) in [
        ("create_time", Value::from(now)),
        ("flags", Value::from(0)),
        ("log_disk_quota", Value::from(51_200)),
        ("mode", Value::from("gms")),
        ("mr", Value::from(4)),
        ("os_ver", Value::from("7.0")),
        ("restricted_prds", Value::from(vec!["fos"])),
        ("state", Value::from(1)),
        ("workspace_mode", Value::from(0)),
    ] {
        row.entry(name).or_insert(value);
    }
}

/// The rows of a table within a row after an update: rows with an existing key replace the old ones.
///
/// `attribute` is the one that holds the key of such a row, if it is known.
fn joined(mut old: Vec<Value>, new: Value, attribute: Option<&str>) -> Value {
    let Value::Array(new) = new else {
        return new;
    };
    for item in new {
        let same = old
            .iter_mut()
            .find(|own| key(own, attribute).is_some() && key(own, attribute) == key(&item, attribute));
        match (same, item) {
            (Some(Value::Object(own)), Value::Object(item)) => own.extend(item),
            (Some(own), item) => *own = item,
            (None, item) => old.push(item),
        }
    }
    Value::Array(old)
}

/// A child object after an update: members that are not given are kept.
fn merged(mut old: Row, new: Value) -> Value {
    match new {
        Value::Object(new) => {
            old.extend(new);
            Value::Object(old)
        }
        other => other,
    }
}

/// The key of a row of a table within a row.
fn key<'r>(row: &'r Value, attribute: Option<&str>) -> Option<&'r Value> {
    match attribute {
        Some(name) => row.get(name),
        None => ["name", "id", "_scope", "ip"].iter().find_map(|name| row.get(name)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_update_keeps_the_rows_of_inner_tables() {
        let old = json!([{"name": "a", "x": 1, "y": 1}, {"name": "b"}]);
        let new = json!([{"name": "a", "x": 2}, {"name": "c"}, {"nameless": 1}]);
        let Value::Array(old) = old else { panic!() };
        assert_eq!(
            joined(old, new, None),
            json!([{"name": "a", "x": 2, "y": 1}, {"name": "b"}, {"name": "c"}, {"nameless": 1}])
        );
    }
}
