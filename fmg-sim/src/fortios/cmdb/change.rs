//! Changes of a list of rows: a table, or a sub table of a row.

use std::collections::BTreeSet;

use serde_json::Value;

use super::row::{References, created, free_number, merged, numbered};
use super::schema::{Row, Shape};
use super::store::has_key;
use super::value::key;
use crate::fortios::refusal::{Code, Refusal};

/// The position to move a row to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'p> {
    Before(&'p str),
    After(&'p str),
}

/// A prepared change of a list. Preparation reads other tables, so the change is applied in a second step.
#[derive(Debug)]
pub(super) enum Change {
    Insert(Row),
    Replace(usize, Row),
    Remove(usize),
    Clear,
    Move { from: usize, to: usize },
}

impl Change {
    /// Applies the change, and returns whether the list has changed.
    pub(super) fn apply(self, rows: &mut Vec<Row>) -> bool {
        match self {
            Self::Insert(row) => rows.push(row),
            Self::Replace(at, row) => match rows.get_mut(at) {
                Some(own) if *own != row => *own = row,
                _ => return false,
            },
            Self::Remove(at) if at < rows.len() => {
                rows.remove(at);
            }
            Self::Clear if !rows.is_empty() => rows.clear(),
            Self::Move { from, to } if from != to && from.max(to) < rows.len() => {
                let row = rows.remove(from);
                rows.insert(to, row);
            }
            Self::Remove(_) | Self::Clear | Self::Move { .. } => return false,
        }
        true
    }
}

/// A list of rows to change.
#[derive(Clone, Copy)]
pub(super) struct List<'l> {
    pub(super) shape: Shape<'l>,
    pub(super) rows: &'l [Row],
    pub(super) references: &'l dyn References,
}

impl List<'_> {
    /// The index of the row with this key.
    pub(super) fn find(&self, mkey: &str) -> Result<usize, Refusal> {
        let found = self.rows.iter().position(|row| has_key(row, self.shape.mkey, mkey));
        found.ok_or_else(Refusal::not_found)
    }

    /// Adds a row, and returns its key too.
    pub(super) fn create(&self, given: &Row) -> Result<(Change, Value), Refusal> {
        self.insert(created(self.shape, given, self.references)?)
    }

    /// Changes a row, and returns its key too, which the change may have replaced.
    pub(super) fn update(&self, mkey: &str, given: &Row) -> Result<(Change, Value), Refusal> {
        let at = self.find(mkey)?;
        let row = merged(self.shape.fields, self.rows.get(at), given, self.references)?;
        let own = row.get(self.shape.mkey).cloned().unwrap_or_default();
        let text = key(&own).unwrap_or_default();
        if text.is_empty() {
            return Err(blank());
        }
        if text != mkey && self.find(&text).is_ok() {
            return Err(duplicate(&text));
        }
        Ok((Change::Replace(at, row), own))
    }

    /// Adds a copy of a row under another key.
    pub(super) fn duplicate(&self, mkey: &str, new: &str) -> Result<(Change, Value), Refusal> {
        let at = self.find(mkey)?;
        let mut row = self.rows.get(at).cloned().unwrap_or_default();
        let given = Row::from_iter([(self.shape.mkey.to_owned(), new.into())]);
        row = merged(self.shape.fields, Some(&row), &given, self.references)?;
        if let Some(uuid) = row.get_mut("uuid") {
            // UUIDs are unique.
            *uuid = Value::Null;
        }
        self.insert(row)
    }

    /// Moves a row to another position.
    pub(super) fn relocate(&self, mkey: &str, place: Place<'_>) -> Result<(Change, Value), Refusal> {
        let from = self.find(mkey)?;
        let to = match place {
            Place::Before(other) => {
                let other = self.find(other)?;
                other - usize::from(from < other)
            }
            Place::After(other) => {
                let other = self.find(other)?;
                other + usize::from(from > other)
            }
        };
        let own = self.rows.get(from).and_then(|row| row.get(self.shape.mkey));
        Ok((Change::Move { from, to }, own.cloned().unwrap_or_default()))
    }

    fn insert(&self, mut row: Row) -> Result<(Change, Value), Refusal> {
        let own = numbered(self.shape, &mut row, || self.next()).ok_or_else(blank)?;
        if self.find(&own).is_ok() {
            return Err(duplicate(&own));
        }
        let mkey = row.get(self.shape.mkey).cloned().unwrap_or_default();
        Ok((Change::Insert(row), mkey))
    }

    /// The highest number plus one, or the first free number if that one is out of range.
    fn next(&self) -> i64 {
        let numbers = self.rows.iter().filter_map(|row| row.get(self.shape.mkey)?.as_i64());
        let used: BTreeSet<i64> = numbers.collect();
        let next = used.last().copied().unwrap_or_default().saturating_add(1);
        free_number(self.shape, next, |number| used.contains(&number))
    }
}

fn duplicate(mkey: &str) -> Refusal {
    Refusal::change(
        Code::DuplicateKey,
        format_args!("A duplicate entry already exists: '{mkey}'"),
    )
}

fn blank() -> Refusal {
    Refusal::change(Code::BlankEntry, "a blank entry was found")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fortios::cmdb::schema::{Schema, Source};

    struct Nothing;

    impl References for Nothing {
        fn has(&self, _: &Source, _: &str) -> Option<bool> {
            None
        }
    }

    fn changed(
        numbers: &[i64],
        plan: impl FnOnce(List<'_>) -> Result<(Change, Value), Refusal>,
    ) -> Result<(Vec<i64>, Value, bool), Refusal> {
        let schema = Schema::read(
            json!({"path": "firewall", "name": "policy", "category": "table", "mkey": "policyid",
            "children": {"policyid": {"type": "integer"}, "name": {"type": "string"}}}),
        )
        .unwrap();
        let row = |id: &i64| Row::from_iter([("policyid".to_owned(), json!(id)), ("name".to_owned(), json!(""))]);
        let mut rows: Vec<Row> = numbers.iter().map(row).collect();
        let list = List {
            shape: schema.shape().unwrap(),
            rows: &rows,
            references: &Nothing,
        };
        let (change, mkey) = plan(list)?;
        let changed = change.apply(&mut rows);
        Ok((
            rows.iter().map(|row| row["policyid"].as_i64().unwrap()).collect(),
            mkey,
            changed,
        ))
    }

    fn given(value: &Value) -> Row {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_row_without_a_number_gets_the_next() {
        let create = |value: Value| changed(&[4, 7, 2], |list| list.create(&given(&value)));
        assert_eq!(create(json!({})), Ok((vec![4, 7, 2, 8], json!(8), true)));
        assert_eq!(create(json!({"policyid": 0})), Ok((vec![4, 7, 2, 8], json!(8), true)));
        assert_eq!(create(json!({"policyid": "5"})), Ok((vec![4, 7, 2, 5], json!(5), true)));
        assert_eq!(
            create(json!({"policyid": 7})).unwrap_err().code,
            Some(Code::DuplicateKey)
        );
        assert_eq!(
            changed(&[i64::MAX], |list| list.create(&Row::new())).unwrap_err().code,
            Some(Code::DuplicateKey)
        );
    }

    #[test]
    fn rows_move_before_and_after_others() {
        for (row, place, order) in [
            ("1", Place::After("2"), [2, 1, 3]),
            ("1", Place::After("3"), [2, 3, 1]),
            ("3", Place::Before("1"), [3, 1, 2]),
            ("3", Place::After("1"), [1, 3, 2]),
            ("1", Place::Before("3"), [2, 1, 3]),
        ] {
            let moved = changed(&[1, 2, 3], |list| list.relocate(row, place)).unwrap();
            assert_eq!((moved.0.as_slice(), moved.2), (&order[..], true), "{row} {place:?}");
        }
        for place in [Place::Before("2"), Place::After("1"), Place::Before("1")] {
            assert!(
                !changed(&[1, 2, 3], |list| list.relocate("1", place)).unwrap().2,
                "{place:?}"
            );
        }
        assert_eq!(
            changed(&[1], |list| list.relocate("1", Place::After("9"))).unwrap_err(),
            Refusal::not_found()
        );
    }

    #[test]
    fn an_equal_value_is_not_a_change() {
        let same = changed(&[1], |list| list.update("1", &given(&json!({"name": ""})))).unwrap();
        assert_eq!(same, (vec![1], json!(1), false));
        let renamed = changed(&[1, 2], |list| list.update("1", &given(&json!({"policyid": 3})))).unwrap();
        assert_eq!(renamed, (vec![3, 2], json!(3), true));
        let taken = changed(&[1, 2], |list| list.update("1", &given(&json!({"policyid": 2}))));
        assert_eq!(taken.unwrap_err().code, Some(Code::DuplicateKey));
        assert_eq!(
            changed(&[1], |list| list.duplicate("1", "2")).unwrap(),
            (vec![1, 2], json!(2), true)
        );
        assert_eq!(
            changed(&[1], |list| list.duplicate("2", "3")).unwrap_err(),
            Refusal::not_found()
        );
    }
}
