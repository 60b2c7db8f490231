//! Runs the program `fmg-probe`. It is a process of its own, so that the commands here do not wait for the bindings to be
//! compiled.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Context;

use crate::Outcome;
use crate::repository::Repository;

/// Runs a command of the program with these arguments, in the current folder.
pub(crate) fn run(repository: &Repository, command: &str, arguments: &[OsString]) -> anyhow::Result<Outcome> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut program = Command::new(cargo);
    program
        .args(["run", "--quiet", "--package", "fmg-probe", "--manifest-path"])
        .arg(repository.path("Cargo.toml"))
        .args(["--", command])
        .args(arguments);
    let status = program.status().context("cannot run `fmg-probe`")?;
    Ok(if status.success() {
        Outcome::Success
    } else {
        Outcome::Failure
    })
}
