//! Tries every operation with every fault of the simulator, at every step of the operation.
//!
//! An operation is run once without a fault, which shows how many requests it makes. Then it is run against a fresh
//! simulator for each of these requests, with each fault there: once, or from there on. Async operations are also
//! dropped there. After each run the state of the simulator shows whether the operation has kept its promises.
//!
//! `cargo xtask fault-matrix` runs all cases and prints their counts. The usual test runs a sample.

#![cfg(all(
    feature = "reqwest",
    feature = "blocking",
    feature = "fortios",
    feature = "web",
    feature = "tracing"
))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test reports by panicking, and prints what it counts"
)]

mod broken_promises;
mod case;
mod counts;
mod faults;
#[path = "../support/notes.rs"]
mod notes;
mod operation;
mod operations;
mod operator;
mod promises;
mod runner;
mod secrets;

use case::Case;
use counts::Counts;

/// How many cases the usual test runs, at most.
const SAMPLE: usize = 400;

/// Runs the cases, prints the counts, and fails if a promise was broken.
fn try_all(choose: impl FnOnce(Vec<Case>) -> Vec<Case>) {
    runner::silence_wanted_panics();
    let operations = runner::chosen(operations::all());
    let cases = choose(runner::cases(&operations));
    let results = runner::run(cases, runner::MANY);
    let counts = Counts::of(&results);
    println!("{counts}");
    let broken = results.iter().filter(|result| !result.broken.is_empty()).count();
    assert!(broken == 0, "{broken} of {} cases broke a promise", results.len());
}

/// A sample of the matrix, spread over all operations, faults and steps.
#[test]
fn a_sample_keeps_every_promise() {
    try_all(|cases| runner::sample(cases, SAMPLE));
}

/// The whole matrix, which takes some minutes.
#[test]
#[ignore = "takes some minutes: run it by `cargo xtask fault-matrix`"]
fn every_case_keeps_every_promise() {
    try_all(|cases| cases);
}
