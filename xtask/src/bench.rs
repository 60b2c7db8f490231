//! `cargo xtask bench`: measures speed, memory and build times, and prints one table. Where it can, it compares a figure
//! with that of an alternative, measured in the same run.
//!
//! The measurements are benches of the crates, which can also be run one by one. This command runs them, measures the
//! compile time of generated code, and compares.

mod batches;
mod call;
mod compile;
mod crates;
mod derived;
mod divan;
mod generate;
mod import;
mod render;
mod rows;
mod table;

#[path = "../../fmg-codegen/benches/import/description.rs"]
mod description;
#[path = "../../fmg-codegen/benches/import/manager.rs"]
mod manager;
#[path = "../../fmg-codegen/benches/generate/synthetic.rs"]
#[allow(dead_code, reason = "shared with the benches of the generator")]
mod synthetic;

use std::io::Write;

use clap::ValueEnum;

use self::table::Table;
use crate::Outcome;
use crate::repository::Repository;

/// The parts that can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Rendering a url.
    Render,
    /// Generating from specs.
    Generate,
    /// Compiling generated code.
    Compile,
    /// Imports of the descriptions of a FortiGate.
    Import,
    /// One call over loopback.
    Call,
    /// 1,000 calls in batches.
    Batches,
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
            Part::Compile => compile::measure(repository, &mut table),
            Part::Import => import::measure(repository, &mut table, err),
            Part::Call => call::measure(repository, &mut table),
            Part::Batches => batches::measure(repository, &mut table),
            Part::Rows => rows::measure(repository, &mut table),
        };
        // An error in one part keeps the results of the others.
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
