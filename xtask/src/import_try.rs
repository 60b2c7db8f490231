//! `cargo xtask import try`: imports a description, generates and compiles the bindings, and tries all of them against a
//! simulator of the same description.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::command::Input;
use fmg_codegen::render::{Style, print_faults};
use fmg_codegen::{Target, generate};

use crate::Outcome;
use crate::cargo::{self, processor_time, run as run_command};
use crate::repository::Repository;

/// The folder of the crates below the target folder. It stays, so that a second try builds less.
const FOLDER: &str = "import-try";

/// The crate of the bindings: a warning of the compiler is an error.
const LIBRARY: &str =
    "//! Imported bindings.\n#![deny(warnings, missing_docs)]\n#![forbid(unsafe_code)]\n\ninclude!(\"imported.rs\");\n";

pub(crate) fn run(
    repository: &Repository,
    input: &Input,
    document: bool,
    style: Style,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    if input.is_of_versions() {
        bail!("a simulator simulates one version: try each without `--versions`");
    }
    let start = Instant::now();
    let imported = match input.import().read() {
        Ok(imported) => imported,
        Err(faults) => {
            print_faults(&faults, style, err)?;
            return Ok(Outcome::Failure);
        }
    };
    let read = start.elapsed();
    print_faults(&imported.report.left_out, style, err)?;
    write!(out, "{}", imported.report)?;

    let crates = Crates::new(repository)?;
    let start = Instant::now();
    let target = Target::one_file("bindings/src/imported.rs")
        .generator("`cargo xtask import try`")
        .trial("driver/src/cases.rs");
    let mut lines = 0;
    for file in generate(&imported.api, &target).iter() {
        let text = file.text();
        lines += text.lines().count();
        crates.write(file.path().as_str(), &text)?;
    }
    let generated = start.elapsed();
    writeln!(
        out,
        "\nread in {} ms, generated in {} ms: {lines} lines",
        read.as_millis(),
        generated.as_millis()
    )?;
    crates.packages(repository, input.sources())?;

    let layout = crates.layout(repository)?;
    writeln!(
        out,
        "{}",
        if layout.is_empty() {
            "laid out as rustfmt has it"
        } else {
            layout.as_str()
        }
    )?;
    // Builds the dependencies, whose time does not count.
    let mut check = crates.cargo(&["check", "--quiet", "--package", "imported"]);
    run_command(&mut check)?;
    crates.write("bindings/src/lib.rs", LIBRARY)?;
    let time = processor_time(&mut check)?;
    writeln!(
        out,
        "check: {:.1} s of processor time, without warnings",
        time.as_secs_f64()
    )?;
    if document {
        let mut command = crates.cargo(&["doc", "--quiet", "--no-deps", "--package", "imported"]);
        run_command(command.env("RUSTDOCFLAGS", "-D warnings"))?;
        writeln!(out, "documentation: without warnings")?;
    }
    out.flush()?;
    let status = crates
        .cargo(&["run", "--quiet", "--package", "driver"])
        .status()
        .context("cannot run cargo")?;
    Ok(if status.success() && layout.is_empty() {
        Outcome::Success
    } else {
        Outcome::Failure
    })
}

/// The crates of a try: the bindings, and a program that uses all of them.
struct Crates {
    root: Utf8PathBuf,
    target: Utf8PathBuf,
}

impl Crates {
    fn new(repository: &Repository) -> anyhow::Result<Self> {
        let target = cargo::target(&repository.path(""))?;
        Ok(Self {
            root: target.join(FOLDER),
            target,
        })
    }

    /// A command in the folder of the crates.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo::cargo(&self.root, arguments);
        command
            .env("CARGO_TARGET_DIR", self.target.join(FOLDER).join("target"))
            .env("CARGO_INCREMENTAL", "0");
        command
    }

    fn write(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let path = self.root.join(path);
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .with_context(|| format!("cannot write `{path}`"))
    }

    /// Writes the manifests and the program.
    fn packages(&self, repository: &Repository, sources: &[Utf8PathBuf]) -> anyhow::Result<()> {
        let path = |name: &str| -> anyhow::Result<String> {
            let path = repository.path(name).canonicalize_utf8();
            let path = path.with_context(|| format!("cannot find `{name}`"))?;
            Ok(serde_json::Value::String(path.into_string()).to_string())
        };
        self.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"bindings\", \"driver\"]\n\n[profile.dev]\ndebug = false\n",
        )?;
        let package = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        let bindings = path("fmg-bindings")?;
        self.write(
            "bindings/Cargo.toml",
            &format!(
                "{}\n[dependencies]\nfmg-bindings = {{ path = {bindings} }}\n",
                package("imported")
            ),
        )?;
        self.write("bindings/src/lib.rs", LIBRARY)?;
        self.write(
            "driver/Cargo.toml",
            &format!(
                "{}\n[dependencies]\nfmg-bindings = {{ path = {bindings} }}\nfmg-trial = {{ path = {} }}\n\
                 imported = {{ path = \"../bindings\" }}\ntokio = {{ version = \"1\", features = [\"rt-multi-thread\"] }}\n",
                package("driver"),
                path("xtask/trial")?
            ),
        )?;
        let mut paths = Vec::new();
        for source in sources {
            let path = source
                .canonicalize_utf8()
                .with_context(|| format!("cannot find `{source}`"))?;
            paths.push(format!("{:?}.into()", path.as_str()));
        }
        self.write(
            "driver/src/main.rs",
            &include_str!("import_try/driver.rs").replace("/* the descriptions */", &paths.join(", ")),
        )?;
        let lock = repository.path("Cargo.lock");
        fs::copy(&lock, self.root.join("Cargo.lock")).with_context(|| format!("cannot copy `{lock}`"))?;
        Ok(())
    }

    /// The difference that rustfmt would make; empty if the layout is that of rustfmt.
    fn layout(&self, repository: &Repository) -> anyhow::Result<String> {
        let config = repository.path("rustfmt.toml");
        let output = Command::new("rustfmt")
            .args(["--check", "--edition", "2024", "--config-path", config.as_str()])
            .arg(self.root.join("bindings/src/imported.rs"))
            .output()
            .context("cannot run `rustfmt`")?;
        if output.status.success() {
            return Ok(String::new());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let shown: Vec<_> = text.lines().take(40).collect();
        if shown.is_empty() {
            bail!("rustfmt failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(format!("rustfmt would change the layout:\n{}", shown.join("\n")))
    }
}
