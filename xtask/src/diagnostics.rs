//! Prints faults of the specs in the layout of rustc.

use std::io::{self, Write};

use camino::Utf8Path;
use fmg_codegen::render::{Style, render};
use fmg_codegen::{Diagnostic, SpecTree};

/// Prints every fault with its source lines, and the number of faults.
pub(crate) fn print(faults: &[Diagnostic], tree: &SpecTree, style: Style, out: &mut impl Write) -> io::Result<()> {
    for fault in faults {
        writeln!(out, "{}\n", drawn(fault, tree, style))?;
    }
    let (count, noun) = match faults.len() {
        1 => ("one".to_owned(), "fault"),
        count => (count.to_string(), "faults"),
    };
    writeln!(out, "error: the specs have {count} {noun}; nothing was generated")
}

/// One fault.
pub(crate) fn drawn(fault: &Diagnostic, tree: &SpecTree, style: Style) -> String {
    render(fault, style, "specs/", &|file: &Utf8Path| tree.text(file))
}
