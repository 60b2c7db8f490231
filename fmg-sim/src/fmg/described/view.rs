//! Reads the rows that a url names, as a session sees them.

use serde_json::Value;

use super::resolve::{Level, Target};
use crate::fmg::session::Sid;
use crate::fmg::status::{NO_OBJECT, Refusal};
use crate::fmg::store::{Row, Store, Table};

/// The rows of a table.
#[derive(Clone, Copy, Debug)]
pub(in crate::fmg) enum Seen<'s> {
    /// A table of a scope.
    Stored(Option<&'s Table>),
    /// A child table.
    Listed(&'s [Value]),
}

impl<'s> Seen<'s> {
    /// The rows in order, with the keys of those in a table of a scope.
    pub(in crate::fmg) fn iter(self) -> impl Iterator<Item = (Option<&'s str>, &'s Row)> {
        let (table, list) = match self {
            Self::Stored(table) => (table, &[][..]),
            Self::Listed(list) => (None, list),
        };
        let stored = table.into_iter().flat_map(Table::iter);
        let listed = list.iter().filter_map(Value::as_object);
        stored
            .map(|(key, row)| (Some(key), row))
            .chain(listed.map(|row| (None, row)))
    }
}

/// The rows of the table that a url names.
///
/// # Errors
///
/// One of the rows above it does not exist.
pub(in crate::fmg) fn rows<'s>(store: &'s Store, reader: Sid, target: &Target) -> Result<Seen<'s>, Refusal> {
    let Some((last, above)) = target.below().split_last() else {
        return Ok(Seen::Stored(store.table(reader, &target.url)));
    };
    let row = object(root(store, reader, target)?, above)?;
    let children = row.and_then(|row| row.get(last.table.path()));
    Ok(Seen::Listed(
        children.and_then(Value::as_array).map_or(&[], Vec::as_slice),
    ))
}

/// The row or the single object that a url names. `None`: nothing was written to the single object.
///
/// # Errors
///
/// The row, or one above it, does not exist.
pub(in crate::fmg) fn row<'s>(store: &'s Store, reader: Sid, target: &Target) -> Result<Option<&'s Row>, Refusal> {
    object(root(store, reader, target)?, target.below())
}

/// The stored row that contains the target of a url. `None`: the target is in a single object without any change.
fn root<'s>(store: &'s Store, reader: Sid, target: &Target) -> Result<Option<&'s Row>, Refusal> {
    let level = target.levels.first().ok_or(NO_OBJECT)?;
    let key = level.key.as_deref().ok_or(NO_OBJECT)?;
    match store.row(reader, &target.url, key) {
        None if level.table.key().is_some() => Err(NO_OBJECT),
        row => Ok(row),
    }
}

/// The object at these levels below a row.
fn object<'s>(row: Option<&'s Row>, levels: &[Level]) -> Result<Option<&'s Row>, Refusal> {
    levels.iter().try_fold(row, |row, level| {
        let own = row.and_then(|row| row.get(level.table.path()));
        match &level.key {
            None => Ok(own.and_then(Value::as_object)),
            Some(key) => {
                let list = own.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let at = position(list, level, key).ok_or(NO_OBJECT)?;
                Ok(list[at].as_object())
            }
        }
    })
}

/// The index of a child row.
pub(super) fn position(list: &[Value], level: &Level, key: &str) -> Option<usize> {
    let is = |row: &Value| {
        let own = row.as_object().and_then(|row| level.table.key_in(row));
        own.is_some_and(|own| own == key)
    };
    list.iter().position(is)
}
