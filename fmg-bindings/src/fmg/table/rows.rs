//! Writes the rows of a request, and finds their faults before anything is sent.

use std::cell::Cell;

use serde::Serialize;

use crate::error::TableFault;
use crate::fmg::Members;
use crate::slots;
use crate::tables::{Table, key_fault};
use crate::to_json::{RowJson, ToJson};

/// Sets the `data` to this row. Refuses the call if the row has no key where the appliance needs one, or one that no url
/// can contain.
pub(super) fn write_row<T: Table + Serialize>(row: &T, is_new: bool, out: &mut Members<'_>) {
    if let Some(fault) = key_fault(row, is_new) {
        out.refuse(fault);
    }
    out.data_as(&RowJson(row));
}

/// Sets the `data` to these rows. Refuses the call if one of them has no possible key, or if `rows` is empty.
pub(super) fn write_rows<T: Table + Serialize>(rows: &[T], is_new: bool, out: &mut Members<'_>) {
    if rows.is_empty() {
        out.refuse(TableFault::NoRows);
    }
    let rows = CheckedRows {
        rows,
        is_new,
        fault: Cell::new(None),
    };
    out.data_as(&rows);
    if let Some(fault) = rows.fault.take() {
        out.refuse(fault);
    }
}

/// Rows whose keys are checked while they are written. Of many rows, a loop of its own would take as long for the loads
/// from memory as the check itself.
struct CheckedRows<'r, T> {
    rows: &'r [T],
    is_new: bool,
    /// The first fault.
    fault: Cell<Option<TableFault>>,
}

impl<T: Table + Serialize> ToJson for CheckedRows<'_, T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        slots::write_elements(out, self.rows.len(), |out, index| {
            let row = &self.rows[index];
            if let Some(fault) = key_fault(row, self.is_new) {
                self.fault.set(Some(self.fault.take().unwrap_or(fault)));
            }
            RowJson(row).write_json(out)
        })
    }
}
