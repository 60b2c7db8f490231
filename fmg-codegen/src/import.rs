//! Imports what appliances say of themselves: the schemas of tables and the directories of calls of FortiOS.
//!
//! ```text
//! files ──▶ answers, told apart by their content ──▶ tables and calls of the Api
//!                │                                        ▲
//!                └──────────▶ Diagnostics     filter, overlay
//! ```
//!
//! The description of a device has oddities: names that are no identifiers, defaults outside of their own range, types
//! that contradict their values. What can be understood in spite of that is imported and counted as a note. What cannot
//! is a [`Diagnostic`], with the file and the JSON pointer of the place.

mod answer;
mod description;
mod files;
mod firmware;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{self, Diagnostic};

pub use self::description::{Descriptions, MonitorCall, TableSchema};
pub use self::firmware::Firmware;

/// Reads the descriptions in files and folders, without an interpretation.
///
/// A file contains an answer of an appliance, or a list or map of answers. Of a folder, all `.json` files are read.
///
/// ```no_run
/// let descriptions = fmg_codegen::import::read(&["schema/cmdb".into(), "schema/monitor.json".into()]);
/// for table in descriptions.unwrap_or_default().tables {
///     println!("{}/{}", table.schema["path"], table.schema["name"]);
/// }
/// ```
///
/// # Errors
///
/// Every fault: files that cannot be read or that are no descriptions, refusals, and answers of different appliances.
pub fn read(paths: &[Utf8PathBuf]) -> Result<Descriptions, Vec<Diagnostic>> {
    let mut descriptions = Descriptions::default();
    let mut answers = answer::Answers::default();
    let mut faults = each_answer(Utf8Path::new(""), paths, &mut answers, &mut |location, answer| {
        descriptions.add(location, answer);
    });
    descriptions.firmware = answers.firmware().cloned();
    if faults.is_empty() {
        Ok(descriptions)
    } else {
        diagnostic::sort(&mut faults);
        Err(faults)
    }
}

/// Passes each answer of the files to `sink`. One file at a time is in memory.
fn each_answer(
    root: &Utf8Path,
    paths: &[Utf8PathBuf],
    answers: &mut answer::Answers,
    sink: &mut dyn FnMut(diagnostic::Location, answer::Answer),
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for file in files::find(root, paths, &mut faults) {
        match files::parse(&file) {
            Ok(value) => answers.of_file(&file.name, value, sink),
            Err(fault) => faults.push(*fault),
        }
    }
    faults.append(&mut answers.faults);
    faults
}
