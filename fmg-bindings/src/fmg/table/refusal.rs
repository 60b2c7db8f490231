//! What is wrong with the rows of a write, found before anything is sent.

use serde::Serialize;

use crate::error::TableFault;
use crate::fmg::Members;
use crate::tables::{Table, TableKey};

/// Refuses the call if this row has no key where the appliance needs one, or one that no url can contain.
pub(super) fn check_key<T: Table + Serialize>(row: &T, is_new: bool, out: &mut Members<'_>) {
    let Some(attribute) = T::KEY else {
        return;
    };
    let fault = match row.key_text() {
        None if is_new && T::Key::ASSIGNED => return,
        None => TableFault::NoKey { attribute },
        Some(text) if T::Key::from_row(&text).is_none() => TableFault::ImpossibleKey { attribute },
        Some(_) => return,
    };
    out.refuse(fault);
}

/// Refuses the call if one of the rows has no possible key, or if there are none.
pub(super) fn check_keys<T: Table + Serialize>(rows: &[T], is_new: bool, out: &mut Members<'_>) {
    if rows.is_empty() {
        out.refuse(TableFault::NoRows);
    }
    for row in rows {
        check_key(row, is_new, out);
    }
}
