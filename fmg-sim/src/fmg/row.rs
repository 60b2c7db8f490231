//! What a write makes of a row.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::State;
use super::call::Keys;
use super::scope;
use super::shape::{field, fill_defaults, kept_row, sub_table};
use super::store::Row;
use crate::clock::seconds;
use crate::route::RowShape;

/// What becomes of the members that a write does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    /// They stay. A table inside the row that is named is exchanged.
    Set,
    /// They stay. To a table inside the row that is named, its rows are added, or they change the ones with their keys.
    Update,
    /// They stay, but tables inside the row are emptied.
    Replace,
    /// All stay but those that are named, which go back to their defaults.
    Unset,
}

/// The members that name attributes to reset.
const UNSET: &str = "unset attrs";

/// A write of one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Write<'a> {
    pub(super) keys: &'a Keys,
    pub(super) table: &'a str,
    pub(super) now: SystemTime,
    pub(super) merge: Merge,
}

impl Write<'_> {
    /// A row after the write. `before`: as it was, if it was there.
    pub(super) fn row(self, state: &mut State, before: Option<Row>, key: &str, data: &Map<String, Value>) -> Row {
        let is_new = before.is_none();
        let mut row = before.unwrap_or_default();
        let data = self
            .keys
            .row
            .as_ref()
            .map_or_else(|| data.clone(), |shape| kept_row(shape, data));
        self.merge_into(&mut row, data);
        let number = key.parse::<i64>().ok().filter(|_| self.keys.numbers);
        let key = number.map_or_else(|| Value::from(key), Value::from);
        row.insert(self.keys.name.to_string(), key);
        if is_new && self.table == scope::ADOMS {
            fill_adom(&mut row, seconds(self.now));
        }
        if let Some(shape) = &self.keys.row {
            fill_defaults(shape, &mut row);
            identify(state, shape, &mut row);
        }
        row
    }

    fn merge_into(self, row: &mut Row, mut data: Row) {
        let inner = |name: &str| {
            self.keys
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
            let value = match (self.merge, inner(&name), row.remove(&name)) {
                (Merge::Update, Some(_), Some(Value::Array(old))) => joined(old, value),
                _ => value,
            };
            // A value of null is none.
            if !value.is_null() {
                row.insert(name, value);
            }
        }
    }
}

/// Gives a row the ids that FortiManager gives.
fn identify(state: &mut State, shape: &RowShape, row: &mut Row) {
    let lacks = |row: &Row, name: &str| field(shape, name).is_some() && !row.contains_key(name);
    if lacks(row, "oid") {
        row.insert("oid".to_owned(), Value::from(state.next_oid()));
    }
    if lacks(row, "uuid") {
        row.insert("uuid".to_owned(), Value::from(state.next_uuid()));
    }
}

/// What a new ADOM has when nobody says otherwise: one for devices of the kind FortiGate, enabled, without
/// locks.
fn fill_adom(row: &mut Row, now: u64) {
    for (name, value) in [
        ("create_time", Value::from(now)),
        ("desc", Value::from("")),
        ("flags", Value::from(0)),
        ("log_disk_quota", Value::from(51_200)),
        ("mode", Value::from("gms")),
        ("mr", Value::from(4)),
        ("os_ver", Value::from("7.0")),
        ("restricted_prds", Value::from(1)),
        ("state", Value::from(1)),
        ("workspace_mode", Value::from(0)),
    ] {
        row.entry(name).or_insert(value);
    }
}

/// The rows of a table inside a row after an update: those with the key of an old one take its place.
fn joined(mut old: Vec<Value>, new: Value) -> Value {
    let Value::Array(new) = new else {
        return new;
    };
    for item in new {
        let same = old.iter_mut().find(|own| key(own).is_some() && key(own) == key(&item));
        match (same, item) {
            (Some(Value::Object(own)), Value::Object(item)) => own.extend(item),
            (Some(own), item) => *own = item,
            (None, item) => old.push(item),
        }
    }
    Value::Array(old)
}

/// What tells the rows of a table inside a row apart.
fn key(row: &Value) -> Option<&Value> {
    ["name", "id", "_scope", "ip"].iter().find_map(|name| row.get(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_update_keeps_the_rows_of_tables_inside() {
        let old = json!([{"name": "a", "x": 1, "y": 1}, {"name": "b"}]);
        let new = json!([{"name": "a", "x": 2}, {"name": "c"}, {"nameless": 1}]);
        let Value::Array(old) = old else { panic!() };
        assert_eq!(
            joined(old, new),
            json!([{"name": "a", "x": 2, "y": 1}, {"name": "b"}, {"name": "c"}, {"nameless": 1}])
        );
    }
}
