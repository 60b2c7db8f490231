//! Reading and writing 10,000 rows, against a serde derive of the same fields.

use super::cargo::bench;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let report = bench(
        &repository.path(""),
        &[
            "bench",
            "-q",
            "-p",
            "fmg-bindings",
            "--no-default-features",
            "--bench",
            "rows",
        ],
    )?;
    let figure = |bench: &str| anyhow::Ok(report.median(bench)? * 1e3);
    for (what, ours, anchor, goal) in [
        (
            "read 10000 rows",
            "reading/slots",
            "reading/serde_derive",
            Goal::Ratio(1.0),
        ),
        (
            "read them as `Value`",
            "reading/value",
            "reading/serde_derive",
            Goal::None,
        ),
        ("write 10000 rows", "writing/slots", "writing/serde_derive", Goal::None),
    ] {
        table.push(&Line {
            what: what.to_owned(),
            figure: figure(ours)?,
            unit: "ms",
            anchor: Some(("serde derive", figure(anchor)?)),
            goal,
        });
    }
    Ok(())
}
