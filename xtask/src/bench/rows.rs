//! Measures reading and writing 10,000 rows, and reading replies with as many, against a serde derive of the same
//! fields.

use super::divan::Report;
use super::divan::bench;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

/// The goal of generated rows.
const HOLD: Goal = Goal::Ratio(0.9);

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let report = report(repository, &["--bench", "rows"])?;
    let figure = |bench: &str| anyhow::Ok(report.median(bench)? * 1e3);
    for (what, ours, anchor, goal) in [
        ("read 10000 rows", "reading/slots", "reading/serde_derive", HOLD),
        (
            "read them as `Value`",
            "reading/value",
            "reading/serde_derive",
            Goal::None,
        ),
        (
            "write the request that adds 10000 rows",
            "writing/slots",
            "writing/serde_derive",
            HOLD,
        ),
    ] {
        table.push(&Line {
            what: what.to_owned(),
            figure: figure(ours)?,
            unit: "ms",
            anchor: Some(("serde derive", figure(anchor)?)),
            goal,
        });
    }
    let report = self::report(repository, &["--features", "fortios", "--bench", "fortios_rows"])?;
    let figure = |bench: &str| anyhow::Ok(report.median(bench)? * 1e3);
    for (what, ours, anchor, goal) in [
        (
            "read a reply of 10000 FortiOS routes",
            "routes/reading/slots",
            "routes/reading/serde_derive",
            HOLD,
        ),
        (
            "read it as `Value`",
            "routes/reading/value",
            "routes/reading/serde_derive",
            Goal::None,
        ),
        (
            "write a FortiOS object with 10000 rows",
            "reservations/writing/slots",
            "reservations/writing/serde_derive",
            HOLD,
        ),
        (
            "read a reply of 10000 FortiOS sessions into the caller's type",
            "sessions/reading/own_type",
            "sessions/reading/serde_derive",
            Goal::None,
        ),
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

fn report(repository: &Repository, bench: &[&str]) -> anyhow::Result<Report> {
    let mut arguments = vec!["bench", "-q", "-p", "fmg-bindings", "--no-default-features"];
    arguments.extend(bench);
    self::bench(&repository.path(""), &arguments)
}
