//! Tests of FortiGate configuration calls without a network: encoded requests and decoded responses.

#![cfg(feature = "fortios")]
mod described;
mod device;
mod document;
mod generated;
mod monitor;
mod options;
mod rows;
