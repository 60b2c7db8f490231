//! Configuration from other sources than calls: a state file, a test, a restored file.

use std::fmt;

use super::change::List;
use super::row::merged;
use super::schema::Row;
use super::store::{Store, Within};
use super::value::key;
use super::write::give_uuid;
use crate::fortios::refusal::Refusal;

/// The reason why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fortios) enum Unfit {
    NoTable,
    NoVdom,
    Refused(Refusal),
}

/// Adds a row to a table, or changes the row with its key, or the object of a complex table.
///
/// # Errors
///
/// There is no such table or VDOM, or the configuration refuses the row.
pub(in crate::fortios) fn put(
    store: &mut Store,
    vdom: &str,
    table: &str,
    given: &Row,
    uuid: String,
) -> Result<(), Unfit> {
    let schema = store.schema(table).ok_or(Unfit::NoTable)?;
    if !schema.is_global() && !store.has_vdom(vdom) {
        return Err(Unfit::NoVdom);
    }
    let references = Within {
        store,
        vdom,
        by_device: true,
    };
    let rows = store.rows(vdom, &schema);
    let Some(shape) = schema.shape() else {
        let row = merged(&schema.children, rows.first(), given, &references).map_err(Unfit::Refused)?;
        store.change(vdom, &schema, |rows| {
            rows.clear();
            rows.push(row);
            true
        });
        return Ok(());
    };
    let list = List {
        shape,
        rows,
        references: &references,
    };
    let known = given
        .get(shape.mkey)
        .and_then(key)
        .filter(|mkey| list.find(mkey).is_ok());
    let planned = match known {
        Some(mkey) => list.update(&mkey, given),
        None => list.create(given),
    };
    let (mut change, _) = planned.map_err(Unfit::Refused)?;
    give_uuid(&schema, &mut change, uuid);
    store.change(vdom, &schema, |rows| change.apply(rows));
    Ok(())
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable => f.write_str(
                "is not a table; add its schema to `schemas`, in the form of a device's reply to `action=schema`",
            ),
            Self::NoVdom => f.write_str("is of a VDOM that does not exist; add it to `vdoms`"),
            Self::Refused(refusal) => {
                let said = refusal.cli_error.as_deref().unwrap_or("the row is not valid");
                let words: Vec<&str> = said.split_whitespace().collect();
                write!(f, "is refused: {}", words.join(" "))
            }
        }
    }
}
