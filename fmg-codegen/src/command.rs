//! The commands about descriptions: `check`, `list`, `diff`, `rust`, `spec`. The program `fmg-import` and
//! `cargo xtask import` have them.

mod list;
mod write;

use std::io::{self, Write};
use std::process::ExitCode;

use camino::Utf8PathBuf;

use crate::diagnostic::Diagnostic;
use crate::import::{Difference, Import, Imported, specs};
use crate::prose::counted;
use crate::render::{Style, print_faults};
use crate::target::Target;

/// A command about the descriptions that an appliance gives of its tables and calls.
#[derive(Clone, Debug, clap::Subcommand)]
#[non_exhaustive]
pub enum ImportCommand {
    /// Prints the size of the descriptions and of the bindings, the estimated compile time, and the oddities. Fails if
    /// something cannot be imported.
    Check {
        /// The descriptions.
        #[command(flatten)]
        input: Input,
    },
    /// Lists tables and calls, each with the pattern that selects it and with its type in Rust.
    List {
        /// The descriptions.
        #[command(flatten)]
        input: Input,
    },
    /// Compares two descriptions, such as those of a device before and after an upgrade. Lists the tables, calls,
    /// fields, types, values, ranges, lengths and defaults that were added, removed or changed.
    ///
    /// Tables inside of rows are compared by the names of their attributes. A pattern has to select something in one of
    /// the descriptions. Defaults of secrets are not shown.
    Diff {
        /// A file or folder with the older description.
        old: Utf8PathBuf,
        /// A file or folder with the newer one.
        new: Utf8PathBuf,
        /// Only what fits this pattern, such as `cmdb firewall/*` or `monitor system/status`; may be repeated.
        #[arg(long, value_name = "PATTERN")]
        only: Vec<String>,
        /// Leaves out broken parts of the descriptions.
        #[arg(long)]
        lenient: bool,
        /// Exits with 1 if there is a difference, as `diff` and `git diff --exit-code` do. Faults are 2 in any case.
        #[arg(long)]
        exit_code: bool,
    },
    /// Writes the bindings as files, to look at. A build script makes the same bindings from the same descriptions.
    Rust {
        /// The descriptions.
        #[command(flatten)]
        input: Input,
        /// The folder for the modules. `FOLDER.rs` beside it is the module around them.
        #[arg(long, value_name = "FOLDER")]
        out: Utf8PathBuf,
    },
    /// Writes a spec file that you can maintain by hand: names, types and numbers, without the texts of the vendor.
    Spec {
        /// The descriptions.
        #[command(flatten)]
        input: Input,
        /// The file to write, for tables of one module. Without it, the spec of each module is printed after the name of
        /// its file.
        #[arg(long, value_name = "FILE")]
        out: Option<Utf8PathBuf>,
    },
}

/// The outcome of a command. It is also the exit status of a program that runs it: 0, 1 and 2, as those of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The command has succeeded.
    Done,
    /// The command has succeeded, the descriptions differ, and the status was to report that.
    Different,
    /// The command has failed, and its faults were printed.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Different => 1,
            Outcome::Failed => 2,
        })
    }
}

/// The descriptions of a command.
#[derive(Clone, Debug, clap::Args)]
pub struct Input {
    /// Files and folders with descriptions: answers of a FortiGate to `?action=schema`, answers of a FortiManager to `get`
    /// with `option: ["syntax"]`, or Swagger 2.0 files of either (JSON or YAML).
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<Utf8PathBuf>,
    /// Merges several versions of a firmware into one description. A source is the file of one version, or a folder with
    /// a file or folder for each version. The answers state their versions.
    #[arg(long)]
    versions: bool,
    /// Only what fits this pattern, such as `cmdb firewall/*`, `monitor system/status` or `obj firewall/address`; may be
    /// repeated.
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,
    /// A TOML file with corrections of the descriptions.
    #[arg(long, value_name = "FILE")]
    overlay: Option<Utf8PathBuf>,
    /// Leaves out broken parts of the descriptions.
    #[arg(long)]
    lenient: bool,
}

impl Input {
    /// The import of these descriptions.
    #[must_use]
    pub fn import(&self) -> Import {
        let mut import = Import::new().only(&self.only).lenient(self.lenient);
        for source in &self.sources {
            import = match self.versions {
                false => import.description(source),
                true if source.is_file() => import.version(source),
                true => import.versions(source),
            };
        }
        match &self.overlay {
            Some(overlay) => import.overlay(overlay),
            None => import,
        }
    }

    /// Whether they are of several versions.
    #[must_use]
    pub fn is_of_versions(&self) -> bool {
        self.versions
    }

    /// The files and folders.
    #[must_use]
    pub fn sources(&self) -> &[Utf8PathBuf] {
        &self.sources
    }

    /// Imports the descriptions, or prints their faults to `err`.
    fn read(&self, style: Style, err: &mut dyn Write) -> io::Result<Option<Imported>> {
        match self.import().read() {
            Ok(imported) => {
                let left_out = &imported.report.left_out;
                print_faults(left_out, style, err)?;
                if !left_out.is_empty() {
                    writeln!(
                        err,
                        "warning: {} of the descriptions left out",
                        counted(left_out.len(), "broken part")
                    )?;
                }
                Ok(Some(imported))
            }
            Err(faults) => {
                print_all_faults(&faults, "nothing was emitted", style, err)?;
                Ok(None)
            }
        }
    }
}

/// Prints the faults of an import, and how many there are.
fn print_all_faults(faults: &[Diagnostic], consequence: &str, style: Style, err: &mut dyn Write) -> io::Result<()> {
    print_faults(faults, style, err)?;
    writeln!(
        err,
        "error: the import has {}; {consequence}",
        counted(faults.len(), "fault")
    )
}

impl ImportCommand {
    /// Runs the command. If it has failed, its faults were printed to `err`.
    ///
    /// # Errors
    ///
    /// A file cannot be written, or the output.
    pub fn run(&self, style: Style, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
        match self {
            Self::Check { input } => {
                let Some(imported) = input.read(style, err)? else {
                    return Ok(Outcome::Failed);
                };
                write!(out, "{}", imported.report)?;
                Ok(Outcome::Done)
            }
            Self::List { input } => {
                let Some(imported) = input.read(style, err)? else {
                    return Ok(Outcome::Failed);
                };
                list::write(&imported.api, out)?;
                Ok(Outcome::Done)
            }
            Self::Diff {
                old,
                new,
                only,
                lenient,
                exit_code,
            } => {
                let import = |path| Import::new().description(path).only(only).lenient(*lenient);
                match Difference::of(&import(old), &import(new)) {
                    Ok(difference) => {
                        write!(out, "{difference}")?;
                        Ok(if difference.is_empty() || !exit_code {
                            Outcome::Done
                        } else {
                            Outcome::Different
                        })
                    }
                    Err(faults) => {
                        print_all_faults(&faults, "nothing was compared", style, err)?;
                        Ok(Outcome::Failed)
                    }
                }
            }
            Self::Rust { input, out: folder } => {
                let Some(imported) = input.read(style, err)? else {
                    return Ok(Outcome::Failed);
                };
                let target = Target::modules(folder).generator("`import rust`");
                let count = write::files(&imported.api, &target, folder)?;
                writeln!(out, "{}: {}", counted(count, "file"), imported.report.cost())?;
                Ok(Outcome::Done)
            }
            Self::Spec { input, out: file } => {
                let Some(imported) = input.read(style, err)? else {
                    return Ok(Outcome::Failed);
                };
                let files = specs(&imported.api);
                let fault = match (files.as_slice(), file) {
                    ([], _) => "the selection has no table; specs are made of tables only".to_owned(),
                    ([one], Some(path)) => {
                        write::new_file(path, one)?;
                        return Ok(Outcome::Done);
                    }
                    (many, Some(_)) => format!(
                        "the selection has tables of {} modules, and a spec file is for one; select tables of one module \
                         with `--only`, or print them all without `--out`",
                        many.len()
                    ),
                    (many, None) => {
                        out.write_all(many.concat().as_bytes())?;
                        return Ok(Outcome::Done);
                    }
                };
                writeln!(err, "error: {fault}")?;
                Ok(Outcome::Failed)
            }
        }
    }
}
