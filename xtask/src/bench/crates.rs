//! Two crates of their own: one with generated code, and one with the same types written by hand, with derived serde.

use std::fs::{self, File};
use std::time::SystemTime;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::ir::Api;
use fmg_codegen::{Target, generate};

use super::derived;
use crate::cargo::{cargo, processor_time, run};
use crate::repository::Repository;

/// How often each build is timed. The least time is the result.
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

    /// The times that the crate with generated code and the one with derived serde take, in milliseconds.
    ///
    /// They are built in turn.
    pub(super) fn both(&self, ours: &str, theirs: &str, arguments: &[&str]) -> anyhow::Result<(f64, f64)> {
        let (ours, theirs) = (self.package("ours", ours)?, self.package("theirs", theirs)?);
        let [ours, theirs] = least([&ours, &theirs], arguments)?;
        Ok((ours, theirs))
    }

    /// The time that the crate with generated code takes, in milliseconds.
    pub(super) fn ours(&self, text: &str, arguments: &[&str]) -> anyhow::Result<f64> {
        self.package("ours", text)?.least(arguments)
    }

    /// The package with this library.
    fn package(&self, name: &str, text: &str) -> anyhow::Result<Package> {
        let folder = self.folder.join(name);
        let library = folder.join("src/lib.rs");
        write(&library, text)?;
        Ok(Package {
            folder,
            target: self.target.clone(),
            library,
        })
    }
}

/// A package whose builds are timed.
pub(super) struct Package {
    pub(super) folder: Utf8PathBuf,
    /// The target folder of its builds.
    pub(super) target: Utf8PathBuf,
    /// The file that each build touches first.
    pub(super) library: Utf8PathBuf,
}

impl Package {
    /// The least time of several builds, in milliseconds. Other work of the machine only adds time.
    pub(super) fn least(&self, arguments: &[&str]) -> anyhow::Result<f64> {
        let [time] = least([self], arguments)?;
        Ok(time)
    }

    /// The processor time of one build, in milliseconds.
    fn build(&self, arguments: &[&str]) -> anyhow::Result<f64> {
        File::options()
            .write(true)
            .open(&self.library)
            .and_then(|file| file.set_modified(SystemTime::now()))
            .with_context(|| format!("cannot touch `{}`", self.library))?;
        let mut command = cargo(&self.folder, arguments);
        command
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", &self.target);
        Ok(processor_time(&mut command)?.as_secs_f64() * 1e3)
    }
}

/// The least time of several builds of each package, in milliseconds. They are built in turn, so that a machine that gets
/// slower slows all.
fn least<const N: usize>(packages: [&Package; N], arguments: &[&str]) -> anyhow::Result<[f64; N]> {
    // Builds the dependencies.
    for package in packages {
        package.build(arguments)?;
    }
    let mut least = [f64::INFINITY; N];
    for _ in 0..TIMES {
        for (package, least) in packages.iter().zip(&mut least) {
            *least = package.build(arguments)?.min(*least);
        }
    }
    Ok(least)
}

/// The generated library of an API.
pub(super) fn generated(api: &Api) -> String {
    let target = Target::one_file("library.rs").generator("`cargo xtask bench`");
    generate(api, &target).iter().map(|file| file.text()).collect()
}

pub(super) fn write(path: &Utf8Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write `{path}`"))
}
