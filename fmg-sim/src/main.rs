//! `fmg-sim`: a stand-in FortiManager and FortiGate over HTTPS, for programs that are tried out.
#![forbid(unsafe_code)]

mod announcement;
mod arguments;

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use serde_json::{Map, Value};

use self::arguments::Arguments;

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fmg-sim: {}", in_full(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(arguments: Arguments) -> Fallible<()> {
    // Without it a thousand connections are the end; that is no reason not to start.
    let _ = fmg_sim::raise_file_limit();
    let state = arguments
        .state
        .as_deref()
        .map(read_state)
        .transpose()?
        .unwrap_or_default();
    let json = arguments.json;
    let certificate = arguments.certificate.clone();

    let sim = arguments.into_builder(state).start().await?;
    if let Some(path) = certificate {
        fs::write(&path, sim.certificate_pem()).map_err(|error| about(&path, &error))?;
    }
    let text = if json {
        announcement::json(&sim)
    } else {
        announcement::text(&sim)
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    drop(out);
    told_to_end().await?;
    Ok(())
}

fn read_state(path: &Path) -> Fallible<Map<String, Value>> {
    let text = fs::read(path).map_err(|error| about(path, &error))?;
    Ok(serde_json::from_slice(&text).map_err(|error| about(path, &error))?)
}

fn about(path: &Path, error: &dyn Error) -> String {
    format!("{}: {error}", path.display())
}

/// Waits for Ctrl-C, or for what a service manager sends.
#[cfg(unix)]
async fn told_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn told_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// The error and what it comes from, in one line.
fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
