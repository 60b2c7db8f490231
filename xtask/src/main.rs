//! Maintainer commands: `cargo xtask gen`, `list`, `show`, `profile`, `import`, `fetch`, `probe`, `bench`, `fault-matrix`.
#![forbid(unsafe_code)]

mod bench;
mod cargo;
mod configuration;
mod counts;
mod diagnostics;
mod fault_matrix;
mod generate;
mod import_try;
mod list;
mod probe;
mod profile;
mod repository;
mod show;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Parser, Subcommand, ValueEnum};
use fmg_codegen::command::{ImportCommand, Input};
use fmg_codegen::render::Style;

use self::repository::Repository;

/// Maintains this repository: generates the bindings, shows the specs, imports descriptions, and measures and tests the
/// bindings.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    /// The root of the repository [default: the checkout of the current folder].
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<Utf8PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the bindings that the specs describe, and removes obsolete ones.
    Gen {
        /// Writes nothing; prints the changes and fails if there are any.
        #[arg(long)]
        check: bool,
    },
    /// Lists the endpoints.
    List {
        /// Only endpoints that have all of these words in url, method, client method, Rust path or summary.
        #[arg(value_name = "WORD")]
        words: Vec<String>,
        /// The output format.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Shows one endpoint with the fields of the rows that it sends and receives; or shows one row.
    Show {
        /// The url, the client method or the Rust path; or words that only this endpoint has in its url, method, client
        /// method, Rust path or summary.
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
    },
    /// Prints the commands that create the least-privileged access profile for some calls and tables of FortiOS.
    Profile {
        /// The calls of the Monitor API, each by its url or its path: `firewall/policy`,
        /// `GET /api/v2/monitor/firewall/policy`; and tables of the specs: `cmdb/firewall/address`, or
        /// `GET cmdb/firewall/address` for read access. For other tables, ask the device for the access group by
        /// `?action=schema`.
        #[arg(required = true, value_name = "CALL")]
        calls: Vec<String>,
        /// The name of the profile on the device.
        #[arg(long, default_value = "automation")]
        name: String,
    },
    /// Imports the descriptions that a FortiGate or a FortiManager gives of its tables and calls, or the vendor's
    /// Swagger files about them.
    Import {
        #[command(subcommand)]
        command: Import,
    },
    /// Reads the descriptions that an appliance gives of its tables and calls: `fetch` of the program `fmg-probe`,
    /// with its arguments.
    #[command(disable_help_flag = true)]
    Fetch {
        /// The arguments, such as `fortios --out schema`, or `--help`.
        #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Sends an appliance every call that only reads, and reports values that do not fit their types: `probe` of the
    /// program `fmg-probe`, with its arguments.
    #[command(disable_help_flag = true)]
    Probe {
        /// The arguments, such as `fmg --json`, or `--help`.
        #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measures speed, memory and build times, and prints one table. Takes minutes; needs an otherwise idle machine.
    Bench {
        /// Only these parts; may be repeated.
        #[arg(long, value_enum, value_name = "PART")]
        only: Vec<bench::Part>,
    },
    /// Runs every operation of the bindings with every fault of the simulator at every step, and prints how the cases
    /// have ended. Takes some minutes.
    FaultMatrix {
        /// Only operations with this text in their name, such as `guard`.
        #[arg(value_name = "TEXT", default_value = "")]
        only: String,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    #[command(flatten)]
    Command(ImportCommand),
    /// Imports a description, generates and compiles the bindings, and tries all of them against a simulator with the
    /// same description. The command creates, reads, updates and deletes a row of each table, and sends each call.
    /// Takes minutes for a whole firmware.
    Try {
        #[command(flatten)]
        input: Input,
        /// Builds the documentation of the bindings as well, without warnings.
        #[arg(long)]
        document: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One line for each endpoint.
    Table,
    /// A JSON array with one object for each endpoint.
    Json,
    /// The totals; the endpoints by method, group, access group and response; and the parameters by type.
    Counts,
}

/// The exit status of a command.
enum Outcome {
    Success,
    /// The command ran, and found faults, differences, or no match.
    Failure,
    /// The outcome of a command about descriptions.
    Import(fmg_codegen::command::Outcome),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::Failure) => ExitCode::FAILURE,
        Ok(Outcome::Import(outcome)) => outcome.into(),
        // `cargo xtask list | head` closes the pipe, which is not an error.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let style = if io::stderr().is_terminal() {
        Style::Colored
    } else {
        Style::Plain
    };
    let mut out = io::stdout().lock();
    let mut err = io::stderr().lock();
    // Commands about descriptions also work outside of the repository, so only other commands look it up.
    let repository = || match &arguments.root {
        Some(root) => Ok(Repository::at(root.clone())),
        None => Repository::current(),
    };
    match arguments.command {
        Command::Gen { check } => generate::run(&repository()?, check, style, &mut out, &mut err),
        Command::List { words, format } => list::run(&repository()?, &words, format, style, &mut out, &mut err),
        Command::Show { words } => show::run(&repository()?, &words, style, &mut out, &mut err),
        Command::Profile { calls, name } => profile::run(&repository()?, &calls, &name, style, &mut out, &mut err),
        Command::Import {
            command: Import::Command(command),
        } => {
            let outcome = command.run(style, &mut out, &mut err)?;
            Ok(Outcome::Import(outcome))
        }
        Command::Import {
            command: Import::Try { input, document },
        } => import_try::run(&repository()?, &input, document, style, &mut out, &mut err),
        Command::Fetch { arguments } => probe::run(&repository()?, "fetch", &arguments),
        Command::Probe { arguments } => probe::run(&repository()?, "probe", &arguments),
        Command::Bench { only } => bench::run(&repository()?, &only, &mut out, &mut err),
        Command::FaultMatrix { only } => fault_matrix::run(&repository()?, &only, &mut err),
    }
}
