//! `fmg-sim`: a simulated FortiManager and FortiGate over HTTPS, for trying out programs.
#![forbid(unsafe_code)]

mod announcement;
mod arguments;
mod command;

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use fmg_sim::Sim;
use tempfile::NamedTempFile;

use self::arguments::Arguments;

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fmg-sim: {}", in_full(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(arguments: Arguments) -> Fallible<ExitCode> {
    // If it fails, there can be about a thousand connections, which is enough to start.
    let _ = fmg_sim::raise_file_limit();
    let json = arguments.json;
    let certificate = arguments.certificate.clone();
    let command = arguments.command.clone();

    let sim = arguments.into_builder().start().await?;
    if let Some(path) = certificate {
        fs::write(&path, sim.certificate_pem()).map_err(|error| about(&path, &error))?;
    }
    // Before anything is printed, so that no signal is missed.
    let end = stop_signal()?;
    if command.is_empty() {
        let text = if json {
            announcement::json(&sim)
        } else {
            announcement::text(&sim)
        };
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        drop(out);
        end.await;
        return Ok(ExitCode::SUCCESS);
    }
    let certificate = authority(&sim)?;
    tokio::select! {
        code = command::run(&command, &sim, certificate.path()) => {
            Ok(code.map_err(|error| about(Path::new(&command[0]), &error))?)
        }
        () = end => Ok(ExitCode::SUCCESS),
    }
}

/// Writes the certificate of the authority to a temporary file, which is removed when the value is dropped.
fn authority(sim: &Sim) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("fmg-sim-").suffix(".pem").tempfile()?;
    file.write_all(sim.certificate_pem().as_bytes())?;
    Ok(file)
}

fn about(path: &Path, error: &dyn Error) -> String {
    format!("{}: {error}", path.display())
}

/// Returns a future that resolves on Ctrl-C or on the signal of a service manager. Signals are caught from this call
/// on, even before the future is polled.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that resolves on Ctrl-C, which is caught from this call on, even before the future is polled.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}

/// The error and its sources, in one line.
fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
