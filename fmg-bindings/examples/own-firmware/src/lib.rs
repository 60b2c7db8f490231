//! Bindings for the firmware of our FortiGates: the tables and calls that `build.rs` selects from the answers in `schema`.
//!
//! The answers here are made up, in the form of those of a FortiGate. Replace them by those of your own device.
//!
//! The bindings are a crate of their own, so that they are compiled once and not with each change of a program.

fmg_bindings::include_imported!();
