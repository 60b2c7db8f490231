//! Measures one call over loopback, against a hand-written program for the same call.

use super::divan::bench;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

/// The number of calls that the bench makes in a row.
const CALLS: u32 = 64;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let report = bench(
        &repository.path(""),
        &["bench", "-q", "-p", "fmg-bindings", "--bench", "call"],
    )?;
    for concurrency in [1, 16] {
        let each = |bench: &str| {
            let median = report.median(&format!("{bench}/{concurrency}"))?;
            anyhow::Ok(median * 1e6 / f64::from(CALLS * concurrency))
        };
        table.push(&Line {
            what: format!("one call, one row, {concurrency} at a time"),
            figure: each("bindings")?,
            unit: "us",
            anchor: Some(("by hand", each("by_hand")?)),
            goal: Goal::Ratio(1.03),
        });
    }
    Ok(())
}
