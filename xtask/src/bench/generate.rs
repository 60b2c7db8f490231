//! Measures generating, per endpoint on one core, against progenitor on the same endpoints.

use super::divan::Report;
use super::divan::bench;
use super::table::{Goal, Line, Table};
use crate::repository::Repository;

/// The allowed ratio of the cost of an endpoint among 10,000 to that of one among 100. Linear growth would be 1; caches
/// and noise add some.
const LINEAR: f64 = 1.25;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let root = repository.path("");
    let ours = bench(&root, &["bench", "-q", "-p", "fmg-codegen", "--bench", "generate"])?;
    // The anchor is a separate package and needs its own command; `--bench` is for divan.
    let anchor = repository.path("fmg-codegen/benches/anchor");
    let target = crate::cargo::target(&root)?.join("bench/anchor");
    let theirs = bench(
        &anchor,
        &[
            "run",
            "-q",
            "--release",
            "--locked",
            "--target-dir",
            target.as_str(),
            "--",
            "--bench",
        ],
    )?;

    let each = |report: &Report, bench: &str, endpoints: u32| {
        let median = report.median(&format!("{bench}/{endpoints}"))?;
        anyhow::Ok(median * 1e3 / f64::from(endpoints))
    };
    for endpoints in [100, 1_000, 10_000] {
        let figure = each(&ours, "all", endpoints)?;
        // The anchor has no run for 10,000: it would take minutes, and gigabytes.
        let anchor = each(&theirs, "progenitor", endpoints).ok();
        table.push(&Line {
            what: format!("generate, an endpoint of {endpoints}, on one core"),
            figure,
            unit: "ms",
            anchor: anchor.map(|anchor| ("progenitor", anchor)),
            goal: Goal::Figure(0.25),
        });
    }
    table.push(&Line {
        what: "generate, an endpoint of 10000: linear".to_owned(),
        figure: each(&ours, "all", 10_000)?,
        unit: "ms",
        anchor: Some(("of 100", each(&ours, "all", 100)?)),
        goal: Goal::Ratio(LINEAR),
    });
    table.push(&Line {
        what: "read and check the specs, an endpoint of 1000".to_owned(),
        figure: each(&ours, "without_emitting", 1_000)?,
        unit: "ms",
        anchor: Some(("all of it", each(&ours, "all", 1_000)?)),
        goal: Goal::None,
    });
    for endpoints in ["100", "1000", "10000"] {
        if let Some(figure) = ours.peak(endpoints) {
            table.push(&Line {
                what: format!("generate {endpoints} endpoints: most memory"),
                figure,
                unit: "MB",
                anchor: theirs.peak(endpoints).map(|anchor| ("progenitor", anchor)),
                goal: Goal::None,
            });
        }
    }
    Ok(())
}
