//! Measures the compile time of generated code: `cargo check` of the bindings alone, with and without FortiOS; and of a
//! crate with 1,000 generated calls, beside one with the same structs and derived serde. Also measures release builds of
//! 200 calls.
//!
//! The bindings are checked in a copy of the checkout in the target folder, whose files can be touched. The dependencies
//! are built once.

use std::fs;

use anyhow::{Context, bail};
use camino::Utf8Path;
use fmg_codegen::{SpecTree, analyze};

use super::crates::{Crates, Package, generated};
use super::derived;
use super::synthetic::{DOCUMENT, Shape, group_of, groups};
use super::table::{Goal, Line, Table};
use crate::cargo::target;
use crate::repository::Repository;

const ENDPOINTS: usize = 1_000;
/// How many endpoints a release build has: derived serde takes some 130 ms for a row.
const RELEASED: usize = 200;

/// The url parameters of the endpoints, which are those of the bindings.
const URL_PARAMETERS: &str = r#"
[[parameter]]
type = "AdomName"
kind = "name"
path = "fmg::AdomName"
placeholders = ["adom"]
doc = "Name of an ADOM."

[[parameter]]
type = "DeviceName"
kind = "name"
path = "fmg::DeviceName"
placeholders = ["device"]
doc = "Name of a device."

[[parameter]]
type = "VdomName"
kind = "name"
path = "VdomName"
placeholders = ["vdom"]
doc = "Name of a VDOM."
"#;

pub(super) fn measure(repository: &Repository, table: &mut Table) -> anyhow::Result<()> {
    let folder = target(&repository.path(""))?.join("bench");
    bindings(repository, &folder, table)?;
    let crates = Crates::new(repository, &folder.join("calls"), "default-features = false")?;
    check(&crates, table)?;
    release(&crates, table)
}

/// The check of the bindings alone, and with all features of FortiOS.
fn bindings(repository: &Repository, folder: &Utf8Path, table: &mut Table) -> anyhow::Result<()> {
    let root = folder.join("checkout");
    if root.exists() {
        fs::remove_dir_all(&root).with_context(|| format!("cannot remove `{root}`"))?;
    }
    copy(&repository.path(""), &root, folder)?;
    let package = Package {
        library: root.join("fmg-bindings/src/lib.rs"),
        target: folder.join("target"),
        folder: root,
    };
    let time = |features: &[&str]| {
        let mut arguments = vec!["check", "-q", "--locked", "-p", "fmg-bindings", "--no-default-features"];
        arguments.extend(features);
        package.least(&arguments)
    };
    let alone = time(&[])?;
    table.push(&Line {
        what: "check the bindings alone, without a transport".to_owned(),
        figure: alone,
        unit: "ms",
        anchor: None,
        goal: Goal::None,
    });
    table.push(&Line {
        what: "check them with FortiOS".to_owned(),
        figure: time(&["--features", "fortios"])?,
        unit: "ms",
        anchor: Some(("without", alone)),
        goal: Goal::None,
    });
    Ok(())
}

/// The check of generated calls, rows and enums.
fn check(crates: &Crates, table: &mut Table) -> anyhow::Result<()> {
    let arguments = ["check", "-q", "--locked"];
    let (ours_alone, theirs_alone) = crates.both("", "", &arguments)?;
    let mut costs = Costs::default();
    for shape in [Shape::Members, Shape::Json, Shape::Row, Shape::Enum] {
        let theirs = derived::library(ENDPOINTS, shape);
        let (ours, theirs) = crates.both(&library(ENDPOINTS, shape)?, &theirs, &arguments)?;
        costs.push(
            shape,
            each(ours_alone, ours, ENDPOINTS),
            each(theirs_alone, theirs, ENDPOINTS),
        );
    }
    costs.line(
        "check a request with 8 members and its method",
        Shape::Members,
        None,
        Some(0.5),
        table,
    );
    costs.line(
        "check a typed row of 8 fields",
        Shape::Row,
        Some(Shape::Json),
        Some(0.15),
        table,
    );
    costs.line(
        "check an enum of 5 values and a field of it",
        Shape::Enum,
        Some(Shape::Row),
        None,
        table,
    );
    Ok(())
}

/// The release build of generated rows, all of which are read and written.
fn release(crates: &Crates, table: &mut Table) -> anyhow::Result<()> {
    let arguments = ["build", "-q", "--locked", "--release"];
    let (ours_alone, theirs_alone) = crates.both("", "", &arguments)?;
    let mut costs = Costs::default();
    for shape in [Shape::Json, Shape::Row] {
        let mut ours = library(RELEASED, shape)?;
        let mut theirs = derived::library(RELEASED, shape);
        if shape == Shape::Row {
            let path = |number| format!("crate::fmg::{}::Table{number}", group_of(number));
            ours.push_str(&derived::uses(RELEASED, "::fmg_bindings::serde_json", path));
            let path = |number| format!("crate::Table{number}");
            theirs.push_str(&derived::uses(RELEASED, "::serde_json", path));
        }
        let (ours, theirs) = crates.both(&ours, &theirs, &arguments)?;
        costs.push(
            shape,
            each(ours_alone, ours, RELEASED),
            each(theirs_alone, theirs, RELEASED),
        );
    }
    costs.line(
        "release build of a typed row, read and written",
        Shape::Row,
        Some(Shape::Json),
        Some(0.15),
        table,
    );
    Ok(())
}

/// The generated library of the endpoints.
fn library(endpoints: usize, shape: Shape) -> anyhow::Result<String> {
    let mut files = vec![
        ("documents.toml".to_owned(), DOCUMENT.to_owned()),
        ("fmg/url-parameters.toml".to_owned(), URL_PARAMETERS.to_owned()),
    ];
    files.extend(groups(endpoints, shape));
    match analyze(&SpecTree::from_files(files)) {
        Ok(api) => Ok(generated(&api)),
        Err(faults) => bail!("the synthetic specs have {} faults: {:?}", faults.len(), faults.first()),
    }
}

/// The time that one of the endpoints adds.
#[expect(clippy::cast_precision_loss, reason = "a thousand is exact")]
fn each(without: f64, with: f64, endpoints: usize) -> f64 {
    (with - without) / endpoints as f64
}

/// The compile time of an endpoint of each shape, generated and with derived serde.
#[derive(Default)]
struct Costs(Vec<(Shape, f64, f64)>);

impl Costs {
    fn push(&mut self, shape: Shape, ours: f64, theirs: f64) {
        self.0.push((shape, ours, theirs));
    }

    fn of(&self, shape: Shape) -> (f64, f64) {
        let found = self.0.iter().find(|(own, ..)| *own == shape);
        found.map_or((f64::NAN, f64::NAN), |(_, ours, theirs)| (*ours, *theirs))
    }

    /// The line of a shape, without the cost that it shares with the shape `without`.
    fn line(&self, what: &str, shape: Shape, without: Option<Shape>, most: Option<f64>, table: &mut Table) {
        let (ours, theirs) = self.of(shape);
        let (our_rest, their_rest) = without.map_or((0.0, 0.0), |shape| self.of(shape));
        table.push(&Line {
            what: what.to_owned(),
            figure: ours - our_rest,
            unit: "ms",
            anchor: Some(("derived serde", theirs - their_rest)),
            goal: most.map_or(Goal::None, Goal::Ratio),
        });
    }
}

/// Copies a checkout without target folders, without its history and without `except`.
fn copy(from: &Utf8Path, to: &Utf8Path, except: &Utf8Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create `{to}`"))?;
    for entry in from.read_dir_utf8().with_context(|| format!("cannot read `{from}`"))? {
        let entry = entry.with_context(|| format!("cannot read `{from}`"))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().with_context(|| format!("cannot read `{path}`"))?;
        if matches!(entry.file_name(), "target" | ".git") || path == except {
            continue;
        }
        if kind.is_dir() {
            copy(path, &target, except)?;
        } else if kind.is_file() {
            fs::copy(path, &target).with_context(|| format!("cannot copy `{path}`"))?;
        }
    }
    Ok(())
}
