//! Configuration of a FortiGate: what is sent for each call, and what becomes of the answer, without a network.

#![cfg(feature = "fortios")]
mod device;
mod document;
mod monitor;
mod options;
mod rows;
