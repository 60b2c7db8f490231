//! Measures imports of a made-up FortiGate: 20 tables, a whole configuration and the Monitor calls. Also measures those
//! of the tables of a made-up FortiManager. Each import is generated and checked; the 20 tables are also built as a
//! release. The anchor of the 20 tables are the same types with derived serde.

mod derived;

use std::fs;
use std::io::Write;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::import::{Import, Imported};
use fmg_codegen::{Target, generate};

use super::compile::{median, write};
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
    let crates = Crates::new(repository, folder)?;
    let configuration = description::configuration(TABLES);
    let objects = manager::objects(manager::TABLES);
    let wide = crates.import("cmdb.json", &configuration, &[WIDE])?;
    let whole = crates.import("cmdb.json", &configuration, &[])?;
    let monitor = crates.import("monitor.json", &description::monitor(), &[])?;
    let wide_of_manager = crates.import("obj.json", &objects, &[manager::WIDE])?;
    let manager = crates.import("obj.json", &objects, &[])?;
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
    let nothing = crates.ours(None, &check)?;
    let nothing_by_hand = crates.theirs(None, &check)?;
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
        let figure = crates.ours(Some(imported), &check)? - nothing;
        let anchor = crates.theirs(Some(imported), &check)? - nothing_by_hand;
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
            figure: crates.ours(Some(imported), &check)? - nothing,
            unit: "ms",
            anchor: None,
            goal,
        });
    }
    let release = ["build", "-q", "--locked", "--release"];
    let ours = crates.ours(Some(&wide), &release)? - crates.ours(None, &release)?;
    let theirs = crates.theirs(Some(&wide), &release)? - crates.theirs(None, &release)?;
    table.push(&Line {
        what: "release build of 21 imported tables, read and written".to_owned(),
        figure: ours,
        unit: "ms",
        anchor: Some(("derived serde", theirs)),
        goal: Goal::None,
    });
    Ok(())
}

/// A crate with imported types, and one with the same types by hand.
struct Crates {
    folder: Utf8PathBuf,
    target: Utf8PathBuf,
}

impl Crates {
    fn new(repository: &Repository, folder: &Utf8Path) -> anyhow::Result<Self> {
        let bindings = repository.path("fmg-bindings").canonicalize_utf8();
        let bindings = bindings.context("cannot find `fmg-bindings`")?;
        let bindings = serde_json::Value::String(bindings.into_string());
        let ours = folder.join("ours");
        write(
            &ours.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"ours\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\nfmg-bindings = {{ path = {bindings} }}\n"
            ),
        )?;
        let theirs = folder.join("theirs");
        write(&theirs.join("Cargo.toml"), super::derived::MANIFEST)?;
        for own in [&ours, &theirs] {
            write(&own.join("src/lib.rs"), "")?;
            fs::copy(repository.path("Cargo.lock"), own.join("Cargo.lock"))
                .with_context(|| format!("cannot copy `Cargo.lock` to `{own}`"))?;
            // The lock of the repository has packages that these do not have.
            crate::cargo::run(&mut crate::cargo::cargo(own, &["metadata", "--format-version", "1"]))?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            target: folder.join("target"),
        })
    }

    fn import(&self, name: &str, description: &serde_json::Value, only: &[&str]) -> anyhow::Result<Imported> {
        let path = self.folder.join(name);
        write(&path, &description.to_string())?;
        let imported = Import::new().description(path).only(only.iter().copied()).read();
        match imported {
            Ok(imported) => Ok(imported),
            Err(faults) => bail!("the made-up description has {} faults: {}", faults.len(), faults[0]),
        }
    }

    /// The time that a crate of the import takes, in milliseconds; `None`: of an empty one.
    fn ours(&self, imported: Option<&Imported>, arguments: &[&str]) -> anyhow::Result<f64> {
        let folder = self.folder.join("ours");
        let mut library = String::new();
        if let Some(imported) = imported {
            let target = Target::one_file("imported.rs").generator("`cargo xtask bench`");
            for file in generate(&imported.api, &target).iter() {
                library.push_str(&file.text());
            }
            library.push_str(&derived::uses(&imported.api, "::fmg_bindings::serde_json"));
        }
        self.time(&folder, &library, arguments)
    }

    /// The time that a crate of the same types with derived serde takes, in milliseconds.
    fn theirs(&self, imported: Option<&Imported>, arguments: &[&str]) -> anyhow::Result<f64> {
        let folder = self.folder.join("theirs");
        let library = imported.map(|imported| derived::library(&imported.api));
        self.time(&folder, &library.unwrap_or_default(), arguments)
    }

    fn time(&self, folder: &Utf8Path, text: &str, arguments: &[&str]) -> anyhow::Result<f64> {
        let library = folder.join("src/lib.rs");
        write(&library, text)?;
        median(folder, arguments, &self.target, &library)
    }
}
