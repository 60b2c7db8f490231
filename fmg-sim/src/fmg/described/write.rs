//! Writes the rows that a url names.

use std::collections::HashSet;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::accept::{KeyIn, UNSET};
use super::resolve::{Level, Target};
use super::view::position;
use super::{DescribedTable, SCOPE, refer, view};
use crate::fmg::State;
use crate::fmg::row::{Merge, Write, identify};
use crate::fmg::session::Sid;
use crate::fmg::shape::fill_defaults;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, OBJECT_EXISTS, Refusal};
use crate::fmg::store::{Hold, Row};
use crate::fmg::{oid, url};

/// Writes the table, row or single object that a url names.
#[derive(Debug)]
pub(in crate::fmg) struct Writer<'a> {
    pub(in crate::fmg) state: &'a mut State,
    /// The session whose changes it sees.
    pub(in crate::fmg) sid: Sid,
    pub(in crate::fmg) now: SystemTime,
    pub(in crate::fmg) hold: Hold,
    pub(in crate::fmg) target: &'a Target,
}

impl Writer<'_> {
    fn table(&self) -> &DescribedTable {
        self.target.table()
    }

    /// The accepted data of a write.
    pub(super) fn accept(&self, data: &Row, key: KeyIn) -> Result<Row, Refusal> {
        let accepted = self.table().accept(data, key);
        accepted.map_err(|fault| fault.refusal(&self.target.url))
    }

    /// A row of the table, by its key.
    fn get(&self, key: &str) -> Result<Option<&Row>, Refusal> {
        let store = &self.state.store;
        if self.target.below().is_empty() {
            return Ok(store.row(self.sid, &self.target.url, key));
        }
        match view::rows(store, self.sid, &self.at_table())? {
            view::Seen::Listed(list) => {
                let level = self.target.levels.last().ok_or(NO_OBJECT)?;
                Ok(position(list, level, key).and_then(|at| list[at].as_object()))
            }
            view::Seen::Stored(_) => Ok(None),
        }
    }

    /// The target without the key of its row.
    fn at_table(&self) -> Target {
        let mut target = self.target.clone();
        if let Some(last) = target.levels.last_mut() {
            last.key = None;
        }
        target
    }

    /// Creates a row. `data` contains its key, unless the table assigns keys.
    pub(super) fn add(&mut self, data: &Row) -> Result<Option<String>, Refusal> {
        let data = self.accept(data, KeyIn::Data)?;
        let key = self.key_of(&data)?;
        if self.get(&key)?.is_some() {
            return Err(OBJECT_EXISTS);
        }
        self.put(None, &key, &data, Merge::Set)?;
        Ok(Some(key))
    }

    /// Changes the row whose key is in `data`. Unless it has to exist, it is created.
    pub(super) fn upsert(&mut self, data: &Row, merge: Merge, exists: bool) -> Result<Option<String>, Refusal> {
        let key_in = if exists { KeyIn::DataOfExisting } else { KeyIn::Data };
        let data = self.accept(data, key_in)?;
        let key = self.key_of(&data)?;
        let before = self.get(&key)?.cloned();
        if exists && before.is_none() {
            return Err(NO_OBJECT);
        }
        self.put(before, &key, &data, merge)?;
        Ok(Some(key))
    }

    /// Changes the row that the url names. Unless it has to exist, it is created. Another key in `data` becomes its key.
    pub(super) fn set(&mut self, data: &Row, merge: Merge, exists: bool) -> Result<Option<String>, Refusal> {
        let data = self.accept(data, KeyIn::Url)?;
        let Some(key) = self.target.key().map(str::to_owned) else {
            return self.set_child_object(&data, merge);
        };
        if self.table().key().is_none() {
            let before = view::row(&self.state.store, self.sid, self.target)?.cloned();
            self.put(before, &key, &data, merge)?;
            return Ok(None);
        }
        let before = self.get(&key)?.cloned();
        if exists && before.is_none() {
            return Err(NO_OBJECT);
        }
        let new = self.table().key_in(&data).filter(|new| *new != key);
        let Some(new) = new else {
            self.put(before, &key, &data, merge)?;
            return Ok(Some(key));
        };
        if self.get(&new)?.is_some() {
            return Err(OBJECT_EXISTS);
        }
        if self.target.below().is_empty()
            && refer::is_used(self.state, self.sid, &self.target.url, &HashSet::from([&*key]))
        {
            return Err(Refusal::undocumented(
                "what the new name of an object does to the objects that refer to it",
            ));
        }
        self.put(before, &new, &data, merge)?;
        self.rename(&key, &new)?;
        Ok(Some(new))
    }

    /// Copies the row that the url names. The new key and changes are in `data`.
    pub(super) fn copy(&mut self, data: &Row) -> Result<Option<String>, Refusal> {
        let key = self.target.key().ok_or(NO_OBJECT)?.to_owned();
        let mut copy = self.get(&key)?.cloned().ok_or(NO_OBJECT)?;
        if !self.table().names_its_key() {
            return Err(Refusal::undocumented("how the key of a copy is given in this table"));
        }
        let data = self.accept(data, KeyIn::Data)?;
        let new = self.key_of(&data)?;
        if self.get(&new)?.is_some() {
            return Err(OBJECT_EXISTS);
        }
        without_ids(&mut copy);
        if let Some(attribute) = self.table().key_attribute() {
            copy.remove(attribute);
        }
        if self.table().key_attribute().is_none() {
            copy.remove(SCOPE);
        }
        copy.extend(data);
        self.put(None, &new, &copy, Merge::Set)?;
        Ok(Some(new))
    }

    /// The key of a row to write. If the data has no key, the table assigns one.
    fn key_of(&self, data: &Row) -> Result<String, Refusal> {
        let table = self.table();
        let Some(key) = table.key_in(data) else {
            return match table.key() {
                Some(key) if key.assigned => self.next_id(),
                Some(_) if !table.names_its_key() => {
                    let words = format!("which attribute is the key of `{}`", table.path());
                    Err(Refusal::undocumented(&words))
                }
                _ => Err(DATA_INVALID_FOR_URL.because("the key is missing")),
            };
        };
        if table.layout.numbers && key.parse::<u64>().is_err() {
            return Err(DATA_INVALID_FOR_URL.because("the key has to be a number"));
        }
        Ok(key)
    }

    fn next_id(&self) -> Result<String, Refusal> {
        let seen = view::rows(&self.state.store, self.sid, &self.at_table())?;
        let next = match seen {
            view::Seen::Stored(table) => table.map_or(1, crate::fmg::store::Table::next_id),
            view::Seen::Listed(list) => next_in(self.table(), list),
        };
        Ok(next.to_string())
    }

    /// Writes a row, after a check of its references.
    fn put(&mut self, before: Option<Row>, key: &str, data: &Row, merge: Merge) -> Result<(), Refusal> {
        refer::check(self.state, self.sid, self.target, self.target.table(), data)?;
        self.put_unchecked(before, key, data, merge)
    }

    fn put_unchecked(&mut self, before: Option<Row>, key: &str, data: &Row, merge: Merge) -> Result<(), Refusal> {
        let table = self.target.table();
        let stored = if self.target.below().is_empty() {
            self.target.url.as_str()
        } else {
            ""
        };
        let write = Write {
            layout: &table.layout,
            table: stored,
            now: self.now,
            merge,
        };
        let mut row = write.row(self.state, before, key, data);
        if table.key_attribute().is_none() && table.names_its_key() {
            row.entry(SCOPE).or_insert_with(|| scope_of(key));
        }
        complete(self.state, table, &mut row);
        self.insert(key, row)
    }

    /// Changes the child object that the url names.
    fn set_child_object(&mut self, data: &Row, merge: Merge) -> Result<Option<String>, Refusal> {
        let before = view::row(&self.state.store, self.sid, self.target)?.cloned();
        let table = self.target.table();
        refer::check(self.state, self.sid, self.target, table, data)?;
        let write = Write {
            layout: &table.layout,
            table: "",
            now: self.now,
            merge,
        };
        let mut row = write.row(self.state, before, "", data);
        complete(self.state, table, &mut row);
        self.replace(row)?;
        Ok(None)
    }

    /// Replaces the row or the single object that the url names, or creates it.
    pub(super) fn replace(&mut self, row: Row) -> Result<(), Refusal> {
        if let Some(key) = self.target.key().map(str::to_owned) {
            return self.insert(&key, row);
        }
        let name = self.table().path().to_owned();
        self.parent()?.insert(name, Value::Object(row));
        Ok(())
    }

    fn insert(&mut self, key: &str, row: Row) -> Result<(), Refusal> {
        if self.target.below().is_empty() {
            let table = self.state.store.edit(self.hold, &self.target.url);
            table.insert(key.to_owned(), row);
            return Ok(());
        }
        self.list(|list, level| {
            match position(list, level, key) {
                Some(at) => list[at] = Value::Object(row),
                None => list.push(Value::Object(row)),
            }
            Ok(())
        })
    }

    /// Gives the old place of a row to the row with its new key, which is the last one.
    fn rename(&mut self, key: &str, new: &str) -> Result<(), Refusal> {
        if self.target.below().is_empty() {
            let table = self.state.store.edit(self.hold, &self.target.url);
            // A renamed row keeps its position. A new row is already at the end.
            let _ = table.move_beside(new, key, true);
            table.remove(key);
            return Ok(());
        }
        self.list(|list, level| {
            if let (Some(old), Some(at)) = (position(list, level, key), position(list, level, new)) {
                let row = list.remove(at);
                list[old] = row;
            }
            Ok(())
        })
    }

    /// Deletes rows of the table. All of them exist.
    pub(super) fn remove(&mut self, keys: &[String]) -> Result<(), Refusal> {
        if self.target.below().is_empty() {
            let keys: HashSet<_> = keys.iter().map(String::as_str).collect();
            if refer::is_used(self.state, self.sid, &self.target.url, &keys) {
                return Err(crate::fmg::status::OBJECT_IS_USED);
            }
            self.state.store.edit(self.hold, &self.target.url).remove_all(&keys);
            return Ok(());
        }
        self.list(|list, level| {
            let keys: HashSet<_> = keys.iter().collect();
            list.retain(|row| {
                let own = row.as_object().and_then(|row| level.table.key_in(row));
                own.is_none_or(|own| !keys.contains(&own))
            });
            Ok(())
        })
    }

    /// Moves the row that the url names directly before or after another one.
    pub(super) fn move_beside(&mut self, other: &str, after: bool) -> Result<(), Refusal> {
        let key = self.target.key().ok_or(NO_OBJECT)?.to_owned();
        if self.get(&key)?.is_none() || self.get(other)?.is_none() {
            return Err(NO_OBJECT);
        }
        if self.target.below().is_empty() {
            let table = self.state.store.edit(self.hold, &self.target.url);
            return table.move_beside(&key, other, after).ok_or(NO_OBJECT);
        }
        self.list(|list, level| {
            let from = position(list, level, &key).ok_or(NO_OBJECT)?;
            if key == other {
                return Ok(());
            }
            let row = list.remove(from);
            let to = position(list, level, other).ok_or(NO_OBJECT)?;
            list.insert(to + usize::from(after), row);
            Ok(())
        })
    }

    /// The rows of the child table that the url names, to change them.
    fn list(&mut self, change: impl FnOnce(&mut Vec<Value>, &Level) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let level = self.target.levels.last().ok_or(NO_OBJECT)?;
        let parent = self.parent()?;
        let list = parent
            .entry(level.table.path())
            .or_insert_with(|| Value::Array(Vec::new()));
        if !list.is_array() {
            *list = Value::Array(Vec::new());
        }
        match list {
            Value::Array(list) => change(list, level),
            _ => Err(NO_OBJECT),
        }
    }

    /// The row around the innermost level, to change it. Single objects on the path are created.
    fn parent(&mut self) -> Result<&mut Row, Refusal> {
        let (first, below) = self.target.levels.split_first().ok_or(NO_OBJECT)?;
        let key = first.key.as_deref().ok_or(NO_OBJECT)?;
        let table = self.state.store.edit(self.hold, &self.target.url);
        if first.table.key().is_none() && !table.contains(key) {
            table.insert(key.to_owned(), Row::new());
        }
        let mut row = table.row_mut(key).ok_or(NO_OBJECT)?;
        let above = below.split_last().map_or(&[][..], |(_, above)| above);
        for level in above {
            let own = row.entry(level.table.path()).or_insert(Value::Null);
            let next = match &level.key {
                None => {
                    if !own.is_object() {
                        *own = Value::Object(Map::new());
                    }
                    own
                }
                Some(key) => {
                    let list = own.as_array_mut().ok_or(NO_OBJECT)?;
                    let at = position(list, level, key).ok_or(NO_OBJECT)?;
                    &mut list[at]
                }
            };
            row = next.as_object_mut().ok_or(NO_OBJECT)?;
        }
        Ok(row)
    }
}

/// Adds a row to a table as a write would, without checks of its data. `None`: it has no key.
pub(in crate::fmg) fn put(state: &mut State, target: &Target, row: &Row, now: SystemTime) -> Option<String> {
    let table = target.table();
    let mut writer = Writer {
        state,
        sid: Sid::NONE,
        now,
        hold: Hold::Free,
        target,
    };
    let key = match (table.key(), target.key()) {
        (None, None) => return writer.set_child_object(row, Merge::Set).ok().map(|_| String::new()),
        (None, Some(key)) => key.to_owned(),
        (Some(_), None) => writer.key_of(row).ok()?,
        (Some(_), Some(_)) => return None,
    };
    let before = if table.key().is_none() {
        view::row(&writer.state.store, Sid::NONE, target).ok()?.cloned()
    } else {
        writer.get(&key).ok()?.cloned()
    };
    writer.put_unchecked(before, &key, row, Merge::Set).ok()?;
    state.keep_oids_above(oid::of(row).unwrap_or_default());
    Some(key)
}

/// Fills in the defaults and ids of the child rows of a row, as FortiManager does.
fn complete(state: &mut State, table: &DescribedTable, row: &mut Row) {
    row.remove(UNSET);
    for child in &table.children {
        match row.get_mut(child.path()) {
            Some(Value::Object(own)) if child.key().is_none() => complete_row(state, child, own),
            Some(Value::Array(list)) if child.key().is_some() => {
                for at in 0..list.len() {
                    let needs_key = child.key().is_some_and(|key| key.assigned)
                        && list[at].as_object().is_some_and(|own| child.key_in(own).is_none());
                    let next = needs_key.then(|| next_in(child, list));
                    let Some(own) = list[at].as_object_mut() else {
                        continue;
                    };
                    if let (Some(next), Some(name)) = (next, child.key_attribute()) {
                        own.insert(name.to_owned(), Value::from(next));
                    }
                    complete_row(state, child, own);
                }
            }
            _ => {}
        }
    }
}

fn complete_row(state: &mut State, table: &DescribedTable, row: &mut Row) {
    if let Some(shape) = &table.layout.row {
        fill_defaults(shape, row);
        identify(state, shape, row);
    }
    complete(state, table, row);
}

/// A number that is not yet a key.
fn next_in(table: &DescribedTable, list: &[Value]) -> i64 {
    let keys = list.iter().filter_map(|row| table.key_in(row.as_object()?));
    let largest = keys.filter_map(|key| key.parse::<i64>().ok()).max();
    largest.unwrap_or_default().saturating_add(1)
}

/// Removes the ids that FortiManager gives to rows, in child rows too.
fn without_ids(row: &mut Row) {
    row.remove("oid");
    row.remove("uuid");
    for value in row.values_mut() {
        match value {
            Value::Object(own) => without_ids(own),
            Value::Array(list) => list.iter_mut().filter_map(Value::as_object_mut).for_each(without_ids),
            _ => {}
        }
    }
}

/// The member `_scope` for a key of two segments.
fn scope_of(key: &str) -> Value {
    let segments = url::segments(key);
    let names = ["name", "vdom"].map(str::to_owned);
    let member: Map<_, _> = names.into_iter().zip(segments.into_iter().map(Value::from)).collect();
    Value::Array(vec![Value::Object(member)])
}
