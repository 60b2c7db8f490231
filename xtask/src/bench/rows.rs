//! Measures reading and writing 10,000 rows, and reading a reply with as many, against a serde derive of the same
//! fields.

use super::cargo::bench;
use super::divan::Report;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let report = report(repository, &["--bench", "rows"])?;
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
    let report = self::report(repository, &["--features", "fortios", "--bench", "sessions"])?;
    let figure = |bench: &str| anyhow::Ok(report.median(bench)? * 1e3);
    for (what, ours, goal) in [
        (
            "read a reply of 10000 FortiOS sessions",
            "reading/typed",
            Goal::Ratio(1.0),
        ),
        ("read it as `Value`", "reading/value", Goal::None),
    ] {
        table.push(&Line {
            what: what.to_owned(),
            figure: figure(ours)?,
            unit: "ms",
            anchor: Some(("serde derive", figure("reading/serde_derive")?)),
            goal,
        });
    }
    Ok(())
}

fn report(repository: &Repository, bench: &[&str]) -> anyhow::Result<Report> {
    let mut arguments = vec!["bench", "-q", "-p", "fmg-bindings", "--no-default-features"];
    arguments.extend(bench);
    self::bench(&repository.path(""), &arguments)
}
