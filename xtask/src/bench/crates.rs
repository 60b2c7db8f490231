//! Two crates of their own: one with generated code, and one with the same types written by hand, with derived serde.

use std::fs::{self, File};
use std::time::SystemTime;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};

use super::derived;
use crate::cargo::{cargo, processor_time, run};
use crate::repository::Repository;

/// How often each build is timed. The median is the result.
const TIMES: usize = 3;

/// The two crates. Each consists of one library file, which is written anew for each measurement.
pub(super) struct Crates {
    folder: Utf8PathBuf,
    target: Utf8PathBuf,
}

impl Crates {
    /// The crates in `folder`. `features` are those of the bindings, as a manifest states them.
    pub(super) fn new(repository: &Repository, folder: &Utf8Path, features: &str) -> anyhow::Result<Self> {
        let bindings = repository.path("fmg-bindings").canonicalize_utf8();
        let bindings = bindings.context("cannot find `fmg-bindings`")?;
        let bindings = serde_json::Value::String(bindings.into_string());
        let ours = folder.join("ours");
        write(
            &ours.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"ours\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies.fmg-bindings]\npath = {bindings}\n{features}\n"
            ),
        )?;
        let theirs = folder.join("theirs");
        write(&theirs.join("Cargo.toml"), derived::MANIFEST)?;
        for own in [&ours, &theirs] {
            write(&own.join("src/lib.rs"), "")?;
            // Both sides use the same version of serde.
            fs::copy(repository.path("Cargo.lock"), own.join("Cargo.lock"))
                .with_context(|| format!("cannot copy `Cargo.lock` to `{own}`"))?;
            // The lock of the repository has packages that these do not have.
            run(&mut cargo(own, &["metadata", "--format-version", "1"]))?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            target: folder.join("target"),
        })
    }

    /// The time that the crate with generated code takes, in milliseconds.
    pub(super) fn ours(&self, text: &str, arguments: &[&str]) -> anyhow::Result<f64> {
        self.time("ours", text, arguments)
    }

    /// The time that the crate with derived serde takes, in milliseconds.
    pub(super) fn theirs(&self, text: &str, arguments: &[&str]) -> anyhow::Result<f64> {
        self.time("theirs", text, arguments)
    }

    fn time(&self, name: &str, text: &str, arguments: &[&str]) -> anyhow::Result<f64> {
        let folder = self.folder.join(name);
        let library = folder.join("src/lib.rs");
        write(&library, text)?;
        median(&folder, arguments, &self.target, &library)
    }
}

/// The median time of a build of the package in `folder`, in milliseconds. Each build touches `library` first.
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
