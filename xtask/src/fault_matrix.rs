//! `cargo xtask fault-matrix`: tries every operation of the bindings with every fault of the simulator, and prints the
//! counts.

use std::io::Write;
use std::process::Command;

use anyhow::Context;

use crate::Outcome;
use crate::repository::Repository;

/// The test that runs all cases; the usual tests run a sample.
const TEST: [&str; 10] = [
    "test",
    "--package",
    "fmg-bindings",
    "--all-features",
    "--test",
    "fault_matrix",
    "--",
    "--ignored",
    "--nocapture",
    "every_case_keeps_every_promise",
];

/// The variable by which the test knows the operations to run.
const ONLY: &str = "FAULT_MATRIX_ONLY";

pub(crate) fn run(repository: &Repository, only: &str, err: &mut impl Write) -> anyhow::Result<Outcome> {
    writeln!(err, "running all cases, which takes some minutes ...")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut test = Command::new(cargo);
    test.current_dir(repository.path("")).args(TEST).env(ONLY, only);
    let status = test.status().context("cannot run `cargo test`")?;
    Ok(if status.success() {
        Outcome::Success
    } else {
        Outcome::Failure
    })
}
