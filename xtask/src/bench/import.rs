//! Measures imports of a made-up FortiGate: 20 tables, a whole configuration and the Monitor calls. Also measures those
//! of the tables of a made-up FortiManager. Each import is generated and checked; the 20 tables are also built as a
//! release. The anchor of the 20 tables are the same types with derived serde.

mod derived;

use std::io::Write;

use anyhow::bail;
use camino::Utf8Path;
use fmg_codegen::import::{Import, Imported};

use super::crates::{Crates, generated, write};
use super::description::{self, TABLES, VERSIONS, WIDE};
use super::divan::bench;
use super::manager;
use super::table::{Goal, Line, Table};
use crate::cargo::target;
use crate::repository::Repository;

pub(super) fn measure(repository: &Repository, table: &mut Table, err: &mut impl Write) -> anyhow::Result<()> {
    let root = repository.path("");
    let report = bench(&root, &["bench", "-q", "-p", "fmg-codegen", "--bench", "import"])?;
    for (what, name, number, goal) in [
        (format!("import {TABLES} tables"), "all", TABLES, Goal::Figure(500.0)),
        (
            format!("import {} tables of a FortiManager", manager::TABLES),
            "manager_tables",
            manager::TABLES,
            Goal::None,
        ),
        (
            format!("merge {VERSIONS} versions of {TABLES} tables"),
            "merge",
            VERSIONS,
            Goal::None,
        ),
    ] {
        table.push(&Line {
            what: format!("{what}: read, check and generate, on one core"),
            figure: report.median(&format!("{name}/{number}"))? * 1e3,
            unit: "ms",
            anchor: None,
            goal,
        });
        if let Some(figure) = report.peak(&number.to_string()) {
            table.push(&Line {
                what: format!("{what}: most memory"),
                figure,
                unit: "MB",
                anchor: None,
                goal: Goal::None,
            });
        }
    }
    compile(repository, &target(&root)?.join("bench/import"), table, err)
}

/// The cost of compiling the imported bindings.
fn compile(repository: &Repository, folder: &Utf8Path, table: &mut Table, err: &mut impl Write) -> anyhow::Result<()> {
    let crates = Crates::new(repository, folder, "")?;
    let configuration = description::configuration(TABLES);
    let objects = manager::objects(manager::TABLES);
    let wide = import(folder, "cmdb.json", &configuration, &[WIDE])?;
    let whole = import(folder, "cmdb.json", &configuration, &[])?;
    let monitor = import(folder, "monitor.json", &description::monitor(), &[])?;
    let wide_of_manager = import(folder, "obj.json", &objects, &[manager::WIDE])?;
    let manager = import(folder, "obj.json", &objects, &[])?;
    for (what, imported) in [
        ("21 tables", &wide),
        ("whole configuration", &whole),
        ("monitor", &monitor),
        ("20 tables of a FortiManager", &wide_of_manager),
        ("whole FortiManager", &manager),
    ] {
        writeln!(err, "  {what}: {}", imported.report.cost())?;
    }

    let check = ["check", "-q", "--locked"];
    let (nothing, nothing_by_hand) = crates.both("", "", &check)?;
    for (what, imported, goals) in [
        (
            "check 21 imported tables",
            &wide,
            &[Goal::Ratio(0.15), Goal::Figure(2_000.0)][..],
        ),
        (
            "check 20 imported tables of a FortiManager",
            &wide_of_manager,
            &[Goal::Ratio(0.15)],
        ),
    ] {
        let (ours, theirs) = crates.both(&library(imported), &derived::library(&imported.api), &check)?;
        let (figure, anchor) = (ours - nothing, theirs - nothing_by_hand);
        for goal in goals {
            table.push(&Line {
                what: what.to_owned(),
                figure,
                unit: "ms",
                anchor: Some(("derived serde", anchor)),
                goal: *goal,
            });
        }
    }
    for (what, imported, goal) in [
        ("check a whole imported configuration", &whole, Goal::Figure(12_000.0)),
        ("check a whole imported FortiManager", &manager, Goal::None),
        ("check all imported Monitor calls", &monitor, Goal::None),
    ] {
        table.push(&Line {
            what: what.to_owned(),
            figure: crates.ours(&library(imported), &check)? - nothing,
            unit: "ms",
            anchor: None,
            goal,
        });
    }
    let release = ["build", "-q", "--locked", "--release"];
    let (nothing, nothing_by_hand) = crates.both("", "", &release)?;
    let (ours, theirs) = crates.both(&library(&wide), &derived::library(&wide.api), &release)?;
    table.push(&Line {
        what: "release build of 21 imported tables, read and written".to_owned(),
        figure: ours - nothing,
        unit: "ms",
        anchor: Some(("derived serde", theirs - nothing_by_hand)),
        goal: Goal::None,
    });
    Ok(())
}

/// The import of a made-up description, which is written to `name`.
fn import(folder: &Utf8Path, name: &str, description: &serde_json::Value, only: &[&str]) -> anyhow::Result<Imported> {
    let path = folder.join(name);
    write(&path, &description.to_string())?;
    let imported = Import::new().description(path).only(only.iter().copied()).read();
    match imported {
        Ok(imported) => Ok(imported),
        Err(faults) => bail!("the made-up description has {} faults: {}", faults.len(), faults[0]),
    }
}

/// The library of an import.
fn library(imported: &Imported) -> String {
    let mut library = generated(&imported.api);
    library.push_str(&derived::uses(&imported.api, "::fmg_bindings::serde_json"));
    library
}
