//! Measures rendering a url, against an allocation and a copy of the finished url.

use super::divan::bench;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let report = bench(
        &repository.path(""),
        &["bench", "-q", "-p", "fmg-template", "--bench", "render"],
    )?;
    let figure = |bench: &str| anyhow::Ok(report.median(bench)? * 1e9);
    for (what, bench, goal) in [
        (
            "render a url of six segments, one slash to escape",
            "ours/Net_10.0.0.0/18",
            Goal::Ratio(1.2),
        ),
        ("render it with nothing to escape", "ours/Net_10.0.0.0_18", Goal::None),
        ("the same bytes copied in their pieces", "copy_in_pieces", Goal::None),
        (
            "the same url through `format!`, unescaped",
            "format_without_escaping",
            Goal::None,
        ),
        ("the same url through `str::replace`", "replace", Goal::None),
    ] {
        table.push(&Line {
            what: what.to_owned(),
            figure: figure(bench)?,
            unit: "ns",
            anchor: Some(("allocate and copy", figure("copy")?)),
            goal,
        });
    }
    Ok(())
}
