//! Finds faults of the rows of a write, before anything is sent.

use serde::Serialize;

use crate::error::TableFault;
use crate::fmg::Members;
use crate::tables::{Table, key_fault};

/// Refuses the call if this row has no key where the appliance needs one, or one that no url can contain.
pub(super) fn check_key<T: Table + Serialize>(row: &T, is_new: bool, out: &mut Members<'_>) {
    if let Some(fault) = key_fault(row, is_new) {
        out.refuse(fault);
    }
}

/// Refuses the call if one of the rows has no possible key, or if `rows` is empty.
pub(super) fn check_keys<T: Table + Serialize>(rows: &[T], is_new: bool, out: &mut Members<'_>) {
    if rows.is_empty() {
        out.refuse(TableFault::NoRows);
    }
    for row in rows {
        check_key(row, is_new, out);
    }
}
