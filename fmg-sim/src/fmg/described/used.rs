//! Which rows other rows refer to, as reads of tables show it.
//!
//! A read with the option `get used` returns `obj flags` of 1 for a row that is used, and none for another one. The
//! condition `["object used", "==", 1]` selects the rows that are used, and with 0 the others. A condition on `obj flags`
//! selects nothing. The source is "How to FortiManager API?", `002_objects_management`, Used/Unused objects.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::DescribedTable;
use super::refer::used_keys;
use super::resolve::Target;
use super::view::Seen;
use crate::fmg::answer::Context;
use crate::fmg::check::list;
use crate::fmg::store::Row;

/// The attribute of conditions.
const ATTRIBUTE: &str = "object used";
/// The option, and the member of the same name beside it.
const OPTION: &str = "get used";
/// The member of the rows.
const FLAGS: &str = "obj flags";

/// The used rows, for a read that asks which rows are used.
#[derive(Debug)]
pub(super) struct Used {
    keys: HashSet<String>,
    is_shown: bool,
}

impl Used {
    /// Finds out which rows are used, if the read is about that.
    pub(super) fn of(context: &Context<'_>, target: &Target) -> Option<Self> {
        let is_shown = asks(context.entry);
        let is_tested = context.entry.get("filter").is_some_and(tests);
        let is_row = target.url.starts_with("/pm/config/") && target.below().is_empty();
        if !(is_row && (is_shown || is_tested)) {
            return None;
        }
        Some(Self {
            keys: used_keys(context.state, context.caller.sid, &target.url),
            is_shown,
        })
    }

    /// The rows with the attribute that a condition tests.
    pub(super) fn rows(&self, seen: Seen<'_>) -> Vec<Row> {
        let with_use = |(key, row): (Option<&str>, &Row)| {
            let mut row = row.clone();
            let is_used = key.is_some_and(|key| self.keys.contains(key));
            row.insert(ATTRIBUTE.to_owned(), Value::from(u8::from(is_used)));
            row
        };
        seen.iter().map(with_use).collect()
    }

    /// Turns the stored rows of a reply into the form that a client sees.
    pub(super) fn finish(&self, table: &DescribedTable, reply: &mut Value) {
        let rows = match reply {
            Value::Array(rows) => rows.as_mut_slice(),
            row => std::slice::from_mut(row),
        };
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            row.remove(ATTRIBUTE);
            let is_used = table.key_in(row).is_some_and(|key| self.keys.contains(&key));
            if self.is_shown && is_used {
                row.insert(FLAGS.to_owned(), Value::from(1));
            }
        }
    }
}

fn asks(entry: &Map<String, Value>) -> bool {
    let option = entry.get("option").map(list).unwrap_or_default();
    option.iter().any(|name| name == OPTION) || entry.get(OPTION).is_some_and(|on| *on == 1)
}

/// Whether a condition, or a part of it, tests the attribute.
fn tests(condition: &Value) -> bool {
    match condition {
        Value::Array(parts) => parts.iter().any(tests),
        part => part == ATTRIBUTE,
    }
}
