//! `cargo xtask bench`: the figures that the design sets goals for, each against its anchor in the same run, in one table.
//!
//! What is measured lives in the benches of the crates, and can be run there one by one; this command runs them, measures
//! what it costs to compile generated code, and compares.

mod call;
mod cargo;
mod compile;
mod derived;
mod divan;
mod generate;
mod render;
mod rows;
mod table;

#[path = "../../fmg-codegen/benches/generate/synthetic.rs"]
#[allow(dead_code, reason = "shared with the benches of the generator")]
mod synthetic;

use std::io::Write;

use clap::ValueEnum;

use self::table::Table;
use crate::Outcome;
use crate::repository::Repository;

/// What can be measured on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Rendering a url.
    Render,
    /// Generating from specs.
    Generate,
    /// Compiling what is generated.
    Compile,
    /// One call over loopback.
    Call,
    /// Reading and writing 10,000 rows.
    Rows,
}

pub(crate) fn run(
    repository: &Repository,
    only: &[Part],
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let mut table = Table::default();
    for part in Part::value_variants() {
        if !only.is_empty() && !only.contains(part) {
            continue;
        }
        let name = part.to_possible_value();
        let name = name.as_ref().map_or("", |value| value.get_name());
        writeln!(err, "measuring {name} ...")?;
        let measured = match part {
            Part::Render => render::measure(repository, &mut table),
            Part::Generate => generate::measure(repository, &mut table),
            Part::Compile => compile::measure(repository, &mut table, err),
            Part::Call => call::measure(repository, &mut table),
            Part::Rows => rows::measure(repository, &mut table),
        };
        // One part that cannot be measured is no reason to lose the others.
        if let Err(error) = measured {
            table.missing(name, &error);
        }
    }
    table.print(out)?;
    Ok(if table.is_complete() {
        Outcome::Success
    } else {
        Outcome::Failure
    })
}
