//! Generates bindings in build scripts. Only this module and the commands of `fmg-import` print and write files.

use std::borrow::Cow;
use std::env;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Diagnostic, Location};
use crate::import::Import;
use crate::ir::Api;
use crate::source::SpecTree;
use crate::target::{Target, TargetFault};
use crate::{analyze, generate};

/// The files that `include_generated!` and `include_generated_tests!` of `fmg-bindings` include.
const BINDINGS: &str = "fmg_bindings.rs";
const EXCHANGES: &str = "fmg_exchanges.rs";

/// The file that `include_imported!` of `fmg-bindings` includes. A crate can have specs and an import.
const IMPORTED: &str = "fmg_imported.rs";

/// How long `cargo check` of an import without patterns may take before cargo warns, in milliseconds of processor time.
const COSTLY: usize = 2_000;

/// Generates bindings in the build script of a crate.
///
/// ```no_run
/// // The `main` of build.rs:
/// fmg_codegen::Build::specs("specs").run();
/// ```
///
/// The crate includes them with `fmg_bindings::include_generated!()`, and a test for each documented exchange with
/// `fmg_bindings::include_generated_tests!()`. A product becomes a module: `fmg`, `fortios`.
///
/// A fault of the specs is an error of the build, with its line and its correction.
#[derive(Clone, Debug)]
pub struct Build {
    input: Input,
    runtime: Option<String>,
    module: Option<String>,
    crate_name: Option<String>,
    examples: bool,
}

/// The input of the generator.
#[derive(Clone, Debug)]
enum Input {
    /// The folder of the specs, relative to the folder of the package.
    Specs(Utf8PathBuf),
    Api(Box<Api>),
    Import(Box<Import>),
}

/// The reason why a build script has generated nothing.
#[derive(Debug)]
enum Fault {
    /// A variable that cargo sets for build scripts is missing.
    Variable(&'static str),
    /// The specs in this folder have faults.
    Specs(Utf8PathBuf, Vec<Diagnostic>, Box<SpecTree>),
    /// The descriptions below this folder have faults.
    Import(Utf8PathBuf, Vec<Diagnostic>),
    /// A name that the target cannot take.
    Name(TargetFault),
    /// A file that cannot be written.
    File(Utf8PathBuf, io::Error),
    /// The instructions for cargo cannot be written.
    Output(io::Error),
}

impl Build {
    /// Generates from a folder of specs, relative to the folder of the package.
    pub fn specs(folder: impl Into<Utf8PathBuf>) -> Self {
        Self::new(Input::Specs(folder.into()))
    }

    /// Generates from the description of an API that needs no specs.
    #[must_use]
    pub fn api(api: Api) -> Self {
        Self::new(Input::Api(Box::new(api)))
    }

    /// Generates from the descriptions that an appliance gives of its tables and calls. The crate includes the
    /// bindings with `fmg_bindings::include_imported!()`.
    #[must_use]
    pub fn import(import: Import) -> Self {
        Self::new(Input::Import(Box::new(import)))
    }

    fn new(input: Input) -> Self {
        Self {
            input,
            runtime: None,
            module: None,
            crate_name: None,
            examples: false,
        }
    }

    /// Sets the name of the dependency `fmg-bindings`, if the crate has renamed it. See [`Target::runtime`].
    #[must_use]
    pub fn runtime(mut self, name: impl Into<String>) -> Self {
        self.runtime = Some(name.into());
        self
    }

    /// Sets the module that includes the bindings, if it is not the root of the crate. See [`Target::in_module`].
    #[must_use]
    pub fn in_module(mut self, path: impl Into<String>) -> Self {
        self.module = Some(path.into());
        self
    }

    /// Sets the name of the library, if it is not that of the package. Generated tests and examples use it.
    #[must_use]
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.crate_name = Some(name.into());
        self
    }

    /// Sets whether the documentation of macros has examples, which are tests of the documentation.
    #[must_use]
    pub fn examples(mut self, wanted: bool) -> Self {
        self.examples = wanted;
        self
    }

    /// Generates the bindings, and prints for cargo the files on which they depend. A fault is printed as an error,
    /// with which cargo ends the build.
    ///
    /// The environment variables of build scripts name the package and the folder for the output.
    pub fn run(self) {
        let mut out = io::stdout().lock();
        let outcome = self.generate(&|name| env::var(name).ok(), &mut out);
        // Cargo reads this output. Without it, only the exit status can report a fault.
        let finished = outcome.and_then(|()| out.flush().map_err(Fault::Output));
        if let Err(fault) = finished {
            let reported = report(&fault, &mut out);
            drop(out);
            if reported.is_err() || matches!(fault, Fault::Output(_)) {
                std::process::exit(1);
            }
        }
    }

    /// Generates with these environment variables, and writes the instructions for cargo to `out`.
    fn generate(&self, variables: &dyn Fn(&'static str) -> Option<String>, out: &mut dyn Write) -> Result<(), Fault> {
        let variable = |name| variables(name).ok_or(Fault::Variable(name));
        let package = Utf8PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
        let folder = Utf8PathBuf::from(variable("OUT_DIR")?);
        let is_import = matches!(self.input, Input::Import(_));
        let bindings = if is_import { IMPORTED } else { BINDINGS };
        let mut target = Target::one_file(bindings).generator("a build script");
        if let Some(name) = &self.runtime {
            target = target.runtime(name).map_err(Fault::Name)?;
        }
        if let Some(path) = &self.module {
            target = target.in_module(path).map_err(Fault::Name)?;
        }
        let name = match &self.crate_name {
            Some(name) => name.clone(),
            None => variable("CARGO_PKG_NAME")?.replace('-', "_"),
        };
        if self.examples {
            target = target.examples(&name).map_err(Fault::Name)?;
        }
        let files = match &self.input {
            Input::Specs(specs) => package.join(specs),
            Input::Api(_) | Input::Import(_) => package.clone(),
        };
        // The tests are below the module that includes the bindings.
        let path = match &self.module {
            Some(module) => format!("{name}::{module}"),
            None => name,
        };
        if !is_import {
            target = target.exchanges(EXCHANGES, &path, &files).map_err(Fault::Name)?;
        }
        let understood;
        let api = match &self.input {
            Input::Api(api) => api,
            Input::Specs(specs) => {
                // Also after a fault, so that cargo builds again when the specs are corrected.
                writeln!(out, "cargo::rerun-if-changed={files}").map_err(Fault::Output)?;
                understood = read(specs, &files)?;
                &understood
            }
            Input::Import(import) => {
                for path in import.inputs() {
                    let path = package.join(path);
                    writeln!(out, "cargo::rerun-if-changed={path}").map_err(Fault::Output)?;
                }
                understood = imported(import, &package, out)?;
                &understood
            }
        };
        for file in generate(api, &target).iter() {
            let path = folder.join(file.path());
            let written = File::create(&path).and_then(|opened| {
                let mut opened = BufWriter::new(opened);
                file.write_to(&mut opened)?;
                opened.flush()
            });
            written.map_err(|error| Fault::File(path, error))?;
        }
        Ok(())
    }
}

/// Reads the descriptions of an import, and warns of the compile time of bindings for all of them.
fn imported(import: &Import, package: &Utf8Path, out: &mut dyn Write) -> Result<Api, Fault> {
    let import = import.clone().root(package);
    let imported = import
        .read()
        .map_err(|faults| Fault::Import(package.to_owned(), faults))?;
    let report = &imported.report;
    let mut warn = |text: &str| writeln!(out, "cargo::warning={text}").map_err(Fault::Output);
    if !report.described.is_filtered && report.check_milliseconds() > COSTLY {
        warn(&format!(
            "the import is not filtered: {}; `only` selects the tables and calls that are used",
            report.cost()
        ))?;
    }
    let text = |file: &Utf8Path| fs::read_to_string(package.join(file)).ok();
    for fault in &report.left_out {
        let fault = described(fault, Utf8Path::new(""), &text);
        warn(&format!("left out: {}", one_line(&fault)))?;
    }
    Ok(imported.api)
}

/// Reads the specs of a folder. `named` is its path relative to the package.
fn read(named: &Utf8Path, folder: &Utf8Path) -> Result<Api, Fault> {
    let named = named.to_owned();
    match SpecTree::read(folder) {
        Ok(tree) => analyze(&tree).map_err(|faults| Fault::Specs(named, faults, Box::new(tree))),
        Err(faults) => Err(Fault::Specs(named, faults, Box::default())),
    }
}

/// Writes a fault as errors for cargo, one line each.
fn report(fault: &Fault, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |text: &str| writeln!(out, "cargo::error={}", one_line(text));
    match fault {
        Fault::Specs(folder, faults, tree) => {
            for fault in faults {
                line(&described(fault, folder, &|file| tree.text(file).map(Cow::into_owned)))?;
            }
        }
        Fault::Import(package, faults) => {
            for fault in faults {
                let text = |file: &Utf8Path| fs::read_to_string(package.join(file)).ok();
                line(&described(fault, Utf8Path::new(""), &text))?;
            }
        }
        fault => line(&fault.to_string())?,
    }
    out.flush()
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.lines().map(str::trim).collect();
    words.join(" ")
}

/// The text of a file with faults.
type TextOf<'a> = dyn Fn(&Utf8Path) -> Option<String> + 'a;

/// A fault with its place: "specs/fmg/sys.toml:12:5: nothing declares the type `Foo` (S010); help: …".
fn described(fault: &Diagnostic, folder: &Utf8Path, text_of: &TextOf<'_>) -> String {
    let primary = &fault.primary;
    let mut text = place(&primary.location, folder, text_of);
    if !text.is_empty() {
        text.push_str(": ");
    }
    let _ = write!(text, "{} ({})", fault.message, fault.code);
    if !primary.text.is_empty() {
        text.push_str("; ");
        text.push_str(&primary.text);
    }
    for label in &fault.secondary {
        let _ = write!(text, "; {}: {}", place(&label.location, folder, text_of), label.text);
    }
    if let Some(help) = &fault.help {
        text.push_str("; help: ");
        text.push_str(help);
    }
    text
}

/// The file with line and column, or with the JSON pointer; empty for a fault of no file.
fn place(location: &Location, folder: &Utf8Path, text_of: &TextOf<'_>) -> String {
    if location.file.as_str().is_empty() {
        return String::new();
    }
    let file = folder.join(&location.file);
    if !location.pointer.is_empty() {
        return format!("{file}#{}", location.pointer);
    }
    let text = Some(&location.file).filter(|_| !location.span.is_empty());
    let text = text.and_then(|file| text_of(file));
    let Some(before) = text.as_ref().and_then(|text| text.get(..location.span.start)) else {
        return file.to_string();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("{file}:{line}:{column}")
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(
                f,
                "the variable `{name}` is not set; `fmg_codegen::Build` runs in build scripts, where cargo sets it"
            ),
            Self::Specs(folder, faults, _) => write!(f, "the specs in `{folder}` have {} faults", faults.len()),
            Self::Import(_, faults) => write!(f, "the descriptions have {} faults", faults.len()),
            Self::Name(fault) => fault.fmt(f),
            Self::File(path, error) => write!(f, "cannot write `{path}`: {error}"),
            Self::Output(error) => write!(f, "cannot write for cargo: {error}"),
        }
    }
}

impl Error for Fault {}

#[cfg(test)]
mod tests;
