//! Measures the compile time of generated code: `cargo check` of the bindings alone, with and without FortiOS, and with
//! and without 1,000 more endpoints; and release builds with and without 200.
//!
//! The measurement uses a copy of the checkout in the target folder, to which it adds specs. The dependencies are built
//! once.

use std::fs::{self, File};
use std::io::Write;
use std::time::SystemTime;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::catalogue::catalogue;
use fmg_codegen::render::Style;

use super::derived;
use super::synthetic::{DOCUMENT, Shape, group_of, groups};
use super::table::{Goal, Line, Table};
use crate::Outcome;
use crate::cargo::{cargo, processor_time, run, target};
use crate::repository::Repository;

const ENDPOINTS: usize = 1_000;
/// How many endpoints a release build has: derived serde takes some 20 ms for a row.
const RELEASED: usize = 200;
/// How often each check is timed. The median is the result.
const TIMES: usize = 3;

pub(super) fn measure(repository: &Repository, table: &mut Table, err: &mut impl Write) -> anyhow::Result<()> {
    let folder = target(&repository.path(""))?.join("bench");
    let bindings = Bindings::new(repository, &folder)?;
    let derived = Derived::new(repository, &folder)?;
    let fortios = bindings.fortios()?;
    let ours_alone = bindings.check(0, None, err)?;
    let theirs_alone = derived.check(0, None)?;
    table.push(&Line {
        what: "check the bindings alone, without a transport".to_owned(),
        figure: ours_alone,
        unit: "ms",
        anchor: None,
        goal: Goal::None,
    });
    table.push(&Line {
        what: "check them with FortiOS".to_owned(),
        figure: fortios.time,
        unit: "ms",
        anchor: Some(("without", ours_alone)),
        goal: Goal::None,
    });
    table.push(&Line {
        what: format!(
            "each of the {} endpoints of FortiOS, runtime included",
            fortios.endpoints
        ),
        figure: (fortios.time - ours_alone) / f64::from(fortios.endpoints),
        unit: "ms",
        anchor: None,
        goal: Goal::Figure(1.5),
    });
    let mut costs = Costs::default();
    for shape in [Shape::Members, Shape::Json, Shape::Row, Shape::Enum] {
        costs.push(
            shape,
            each(ours_alone, bindings.check(ENDPOINTS, Some(shape), err)?, ENDPOINTS),
            each(theirs_alone, derived.check(ENDPOINTS, Some(shape))?, ENDPOINTS),
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

    let ours_alone = bindings.release(None, err)?;
    let theirs_alone = derived.release(None)?;
    let mut costs = Costs::default();
    for shape in [Shape::Json, Shape::Row] {
        costs.push(
            shape,
            each(ours_alone, bindings.release(Some(shape), err)?, RELEASED),
            each(theirs_alone, derived.release(Some(shape))?, RELEASED),
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

/// A copy of the checkout.
struct Bindings {
    copy: Repository,
    target: Utf8PathBuf,
}

impl Bindings {
    fn new(repository: &Repository, folder: &Utf8Path) -> anyhow::Result<Self> {
        let root = folder.join("checkout");
        if root.exists() {
            fs::remove_dir_all(&root).with_context(|| format!("cannot remove `{root}`"))?;
        }
        copy(&repository.path(""), &root, folder)?;
        let documents = root.join("specs/documents.toml");
        File::options()
            .append(true)
            .open(&documents)
            .and_then(|mut file| file.write_all(DOCUMENT.as_bytes()))
            .with_context(|| format!("cannot write `{documents}`"))?;
        Ok(Self {
            copy: Repository::at(root),
            target: folder.join("target"),
        })
    }

    /// The check with all features of FortiOS.
    fn fortios(&self) -> anyhow::Result<Fortios> {
        let Some(api) = self
            .copy
            .specs(fmg_codegen::analyze, Style::Plain, &mut std::io::sink())?
        else {
            bail!("the specs have faults");
        };
        let entries = catalogue(&api).into_iter().filter(|entry| entry.product == "fortios");
        Ok(Fortios {
            endpoints: u32::try_from(entries.count())?,
            time: self.time(&["--features", "fortios"])?,
        })
    }

    /// The time of a check with the additional endpoints, in milliseconds.
    fn check(&self, endpoints: usize, shape: Option<Shape>, err: &mut impl Write) -> anyhow::Result<f64> {
        self.generate(endpoints, shape, err)?;
        self.time(&[])
    }

    /// The time of a release build with the additional endpoints, which reads and writes their rows, in milliseconds.
    fn release(&self, shape: Option<Shape>, err: &mut impl Write) -> anyhow::Result<f64> {
        self.generate(RELEASED, shape, err)?;
        let library = self.copy.path("fmg-bindings/src/lib.rs");
        let own = fs::read_to_string(&library).with_context(|| format!("cannot read `{library}`"))?;
        let rows = (shape == Some(Shape::Row)).then(|| {
            let path = |number| format!("crate::fmg::{}::Table{number}", group_of(number));
            derived::uses(RELEASED, "crate::serde_json", path)
        });
        write(&library, &format!("{own}{}", rows.unwrap_or_default()))?;
        let arguments = [
            "build",
            "-q",
            "--release",
            "--locked",
            "-p",
            "fmg-bindings",
            "--no-default-features",
        ];
        let time = median(&self.copy.path(""), &arguments, &self.target, &library);
        write(&library, &own)?;
        time
    }

    /// Generates the bindings with the endpoints added.
    fn generate(&self, endpoints: usize, shape: Option<Shape>, err: &mut impl Write) -> anyhow::Result<()> {
        let specs = self.copy.path("specs");
        for (path, _) in groups(ENDPOINTS, Shape::Members) {
            let path = specs.join(path);
            if path.exists() {
                fs::remove_file(&path).with_context(|| format!("cannot remove `{path}`"))?;
            }
        }
        for (path, text) in shape.into_iter().flat_map(|shape| groups(endpoints, shape)) {
            write(&specs.join(path), &text)?;
        }
        let generated = crate::generate::run(&self.copy, false, Style::Plain, &mut std::io::sink(), err)?;
        if matches!(generated, Outcome::Failure) {
            bail!("the synthetic specs do not fit the format of specs any more");
        }
        Ok(())
    }

    fn time(&self, features: &[&str]) -> anyhow::Result<f64> {
        let mut arguments = vec!["check", "-q", "--locked", "-p", "fmg-bindings", "--no-default-features"];
        arguments.extend(features);
        let library = self.copy.path("fmg-bindings/src/lib.rs");
        median(&self.copy.path(""), &arguments, &self.target, &library)
    }
}

/// The compile time of FortiOS.
struct Fortios {
    endpoints: u32,
    /// The time of the whole check, in milliseconds.
    time: f64,
}

/// The package of the anchor.
struct Derived {
    root: Utf8PathBuf,
    target: Utf8PathBuf,
}

impl Derived {
    fn new(repository: &Repository, folder: &Utf8Path) -> anyhow::Result<Self> {
        let root = folder.join("derived");
        write(&root.join("Cargo.toml"), derived::MANIFEST)?;
        // Both sides use the same version of serde.
        fs::copy(repository.path("Cargo.lock"), root.join("Cargo.lock"))
            .with_context(|| format!("cannot copy `Cargo.lock` to `{root}`"))?;
        Ok(Self {
            root,
            target: folder.join("target"),
        })
    }

    fn check(&self, endpoints: usize, shape: Option<Shape>) -> anyhow::Result<f64> {
        let text = shape.map(|shape| derived::library(endpoints, shape));
        self.time(&["check", "-q"], &text.unwrap_or_default())
    }

    /// The time of a release build whose rows are read and written.
    fn release(&self, shape: Option<Shape>) -> anyhow::Result<f64> {
        let mut text = shape.map_or_else(String::new, |shape| derived::library(RELEASED, shape));
        if shape == Some(Shape::Row) {
            text.push_str(&derived::uses(RELEASED, "serde_json", |number| {
                format!("Table{number}")
            }));
        }
        self.time(&["build", "-q", "--release"], &text)
    }

    fn time(&self, arguments: &[&str], text: &str) -> anyhow::Result<f64> {
        let library = self.root.join("src/lib.rs");
        write(&library, text)?;
        median(&self.root, arguments, &self.target, &library)
    }
}

/// The median time of a check of the package in `folder`, in milliseconds. Each check touches `library` first.
pub(super) fn median(
    folder: &Utf8Path,
    arguments: &[&str],
    target: &Utf8Path,
    library: &Utf8Path,
) -> anyhow::Result<f64> {
    let command = || {
        let mut command = cargo(folder, arguments);
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", target);
        command
    };
    // Builds the dependencies.
    run(&mut command())?;
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        File::options()
            .write(true)
            .open(library)
            .and_then(|file| file.set_modified(SystemTime::now()))
            .with_context(|| format!("cannot touch `{library}`"))?;
        times.push(processor_time(&mut command())?);
    }
    times.sort_unstable();
    Ok(times[TIMES / 2].as_secs_f64() * 1e3)
}

pub(super) fn write(path: &Utf8Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write `{path}`"))
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
