//! `fmg-probe`: reads the descriptions that an appliance gives of its tables and calls, and tries the bindings on the
//! appliance.
#![forbid(unsafe_code)]

mod arguments;
mod connection;
mod fetching;
mod probing;
mod progress;
mod secret_input;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use self::arguments::{Arguments, Command};

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fmg-probe: {}", in_full(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(arguments: Arguments) -> Fallible<ExitCode> {
    match arguments.command {
        Command::Fetch(fetch) => fetching::run(fetch).await,
        Command::Probe(probe) => probing::run(probe).await,
    }
}

/// The message of an error with those of its causes.
fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
