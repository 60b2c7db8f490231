//! Reads descriptions of a FortiGate.

use std::path::PathBuf;

use camino::Utf8PathBuf;
use fmg_codegen::import;

use super::{SpecFault, SpecsError};
use crate::fortios::{Described, Reader};
use crate::generated::fortios::Route;
use crate::route::Shared;

/// What files and folders say of a FortiGate, and the Monitor calls that it supports.
///
/// # Errors
///
/// A file cannot be read or is no description, or the files are of several devices.
pub(crate) fn describe(paths: &[PathBuf]) -> Result<(Described, Vec<Shared<Route>>), SpecsError> {
    let mut utf8 = Vec::new();
    for path in paths {
        let path = Utf8PathBuf::from_path_buf(path.clone()).map_err(|path| SpecsError::not_unicode(&path))?;
        utf8.push(path);
    }
    let root = paths.first().cloned().unwrap_or_default();
    let read = import::read(&utf8).map_err(|faults| SpecsError::of_descriptions(&root, &faults))?;
    let firmware = read.firmware.map(|own| (own.version, own.build.unwrap_or_default()));
    let mut reader = Reader::new(firmware);
    let mut faults = Vec::new();
    for table in read.tables {
        if let Err(problem) = reader.table(table.parent, table.schema) {
            faults.push(SpecFault::unreadable(&table.location, problem));
        }
    }
    for call in read.calls {
        if let Err(problem) = reader.call(call.entry) {
            faults.push(SpecFault::unreadable(&call.location, problem));
        }
    }
    if faults.is_empty() {
        Ok(reader.finish())
    } else {
        Err(SpecsError { folder: root, faults })
    }
}
