//! `fmg-import`: checks descriptions of appliances, such as the schemas of a FortiGate, and writes bindings of them.
#![forbid(unsafe_code)]

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use fmg_codegen::command::{ImportCommand, Outcome};
use fmg_codegen::render::Style;

/// Makes typed Rust bindings from the descriptions that an appliance gives of its tables and calls.
#[derive(Debug, Parser)]
#[command(name = "fmg-import", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: ImportCommand,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let style = if io::stderr().is_terminal() {
        Style::Colored
    } else {
        Style::Plain
    };
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    match arguments.command.run(style, &mut out, &mut err) {
        Ok(outcome) => outcome.into(),
        // `fmg-import check … | head` closes the pipe, which is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(err, "error: {error}");
            Outcome::Failed.into()
        }
    }
}
