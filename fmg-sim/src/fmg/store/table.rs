//! Tables: ordered rows with keys.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// The members of one object.
pub(crate) type Row = Map<String, Value>;

/// Ordered rows. Clones share the rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: IndexMap<String, Arc<Row>>,
    /// The largest number that has been used as a key.
    last_id: i64,
}

impl Table {
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.rows.contains_key(key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Row> {
        self.rows.get(key).map(AsRef::as_ref)
    }

    /// The rows in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.rows.iter().map(|(key, row)| (key.as_str(), row.as_ref()))
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// At most `count` rows from the index `start` on, without a visit of the others.
    pub(crate) fn page(&self, start: usize, count: usize) -> impl Iterator<Item = &Row> {
        let end = start.saturating_add(count).min(self.rows.len());
        let page = self.rows.as_slice().get_range(start.min(end)..end);
        page.into_iter()
            .flat_map(indexmap::map::Slice::values)
            .map(AsRef::as_ref)
    }

    /// A row, to change it.
    pub(crate) fn row_mut(&mut self, key: &str) -> Option<&mut Row> {
        self.rows.get_mut(key).map(Arc::make_mut)
    }

    /// Appends a row, or replaces the row with the same key.
    pub(crate) fn insert(&mut self, key: String, row: Row) {
        if let Ok(id) = key.parse() {
            self.last_id = self.last_id.max(id);
        }
        self.rows.insert(key, Arc::new(row));
    }

    /// Removes a row. The others keep their order.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Arc<Row>> {
        self.rows.shift_remove(key)
    }

    /// Removes rows. The others keep their order.
    pub(crate) fn remove_all(&mut self, keys: &HashSet<&str>) {
        match keys.len() {
            // For one row, moving the rows after it is faster than a visit of all.
            1 => keys.iter().for_each(|key| {
                self.remove(key);
            }),
            _ => self.rows.retain(|key, _| !keys.contains(key.as_str())),
        }
    }

    /// Moves a row directly before or after another one. `None`: one of the two does not exist.
    pub(crate) fn move_beside(&mut self, key: &str, target: &str, after: bool) -> Option<()> {
        let from = self.rows.get_index_of(key)?;
        let target = self.rows.get_index_of(target)?;
        // Removing the row moves those below it up by one.
        let to = match (from < target, after) {
            (true, true) | (false, false) => target,
            (true, false) => target.saturating_sub(1),
            (false, true) if from == target => target,
            (false, true) => target + 1,
        };
        self.rows.move_index(from, to);
        Some(())
    }

    /// A number that has not been used as a key.
    pub(crate) fn next_id(&self) -> i64 {
        self.last_id.saturating_add(1)
    }

    /// The index of a row.
    pub(crate) fn position(&self, key: &str) -> Option<usize> {
        self.rows.get_index_of(key)
    }

    /// The keys whose rows differ between the tables.
    pub(super) fn changed(base: &Self, now: &Self) -> Vec<String> {
        let same =
            |key: &str, row: &Arc<Row>, other: &Self| other.rows.get(key).is_some_and(|own| Arc::ptr_eq(own, row));
        let written = now.rows.iter().filter(|(key, row)| !same(key, row, base));
        let removed = base.rows.iter().filter(|(key, _)| !now.contains(key));
        written.chain(removed).map(|(key, _)| key.clone()).collect()
    }

    /// Whether the rows that both have are in the same order.
    pub(super) fn same_order(&self, other: &Self) -> bool {
        let own = self.rows.keys().filter(|key| other.contains(key));
        own.eq(other.rows.keys().filter(|key| self.contains(key)))
    }

    /// Copies one row, or its absence, from another table.
    pub(super) fn take_over(&mut self, key: &str, from: &Self) {
        self.last_id = self.last_id.max(from.last_id);
        match from.rows.get(key) {
            Some(row) => {
                self.rows.insert(key.to_owned(), Arc::clone(row));
            }
            None => {
                self.rows.shift_remove(key);
            }
        }
    }

    /// Orders the rows as in another table; rows that are not in it go last, in their present order.
    pub(super) fn order_like(&mut self, other: &Self) {
        self.rows
            .sort_by_cached_key(|key, _| other.position(key).unwrap_or(usize::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(keys: &[&str]) -> Table {
        let mut table = Table::default();
        for key in keys {
            table.insert((*key).to_owned(), Row::new());
        }
        table
    }

    fn keys(table: &Table) -> Vec<&str> {
        table.iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn a_row_moves_beside_another() {
        for (key, target, after, expected) in [
            ("1", "3", true, ["2", "3", "1", "4"]),
            ("1", "3", false, ["2", "1", "3", "4"]),
            ("4", "2", false, ["1", "4", "2", "3"]),
            ("4", "2", true, ["1", "2", "4", "3"]),
            ("4", "1", false, ["4", "1", "2", "3"]),
            ("1", "4", true, ["2", "3", "4", "1"]),
            ("2", "2", true, ["1", "2", "3", "4"]),
            ("2", "2", false, ["1", "2", "3", "4"]),
        ] {
            let mut table = table(&["1", "2", "3", "4"]);
            assert_eq!(table.move_beside(key, target, after), Some(()));
            assert_eq!(keys(&table), expected, "{key} {target} {after}");
        }
        assert_eq!(table(&["1"]).move_beside("1", "9", true), None);
    }

    #[test]
    fn numbers_are_not_reused() {
        let mut table = table(&["1", "7"]);
        table.remove("7");
        assert_eq!(table.next_id(), 8);
        assert_eq!(self::table(&["name"]).next_id(), 1);
    }
}
