//! Tests of FortiManager's protocols beside JSON-RPC, over HTTPS against the simulator: the REST API, the GUI,
//! JSON-RPC in a session of the GUI, and calls from the appliance itself.

#![cfg(all(feature = "reqwest", feature = "web"))]
#[cfg(feature = "blocking")]
mod blocking;
mod examples;
mod fortimanager;
mod gui;
mod layers;
mod legacy;
mod local;
mod members;
mod misfits;
mod rest;
mod secrets;
mod transfers;
