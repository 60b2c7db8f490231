//! Imports of made-up descriptions: the handling of their oddities, and their faults.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "a test writes a description where it needs it"
)]

mod attributes;
mod bad_files;
mod calls;
#[cfg(feature = "cli")]
mod commands;
mod described;
mod diff;
mod enums;
mod facts;
mod golden;
mod mutations;
mod names;
mod nesting;
mod oddities;
mod overlays;
mod patterns;
mod responses;
mod secrets;
mod snapshots;
mod swagger;
mod syntax;
mod versions;
