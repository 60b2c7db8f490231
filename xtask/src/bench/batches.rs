//! Measures 1,000 calls in batches, against the same calls one by one.

use super::divan::bench;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let report = bench(
        &repository.path(""),
        &["bench", "-q", "-p", "fmg-bindings", "--bench", "batches"],
    )?;
    for (what, group) in [("1000 reads", "reading"), ("1000 adds", "adding")] {
        let figure = |bench: &str| anyhow::Ok(report.median(&format!("{group}/{bench}"))? * 1e3);
        table.push(&Line {
            what: format!("{what} in batches"),
            figure: figure("batched")?,
            unit: "ms",
            anchor: Some(("one by one", figure("one_by_one")?)),
            goal: Goal::Ratio(0.1),
        });
    }
    Ok(())
}
