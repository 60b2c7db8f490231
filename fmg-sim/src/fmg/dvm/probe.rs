//! Connections to devices that are added, refreshed or retrieved.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::handle::ProbeFailure;
use crate::clock::seconds;
use crate::fmg::State;
use crate::fmg::answer::Context;
use crate::fmg::object::object;
use crate::fmg::scope::DEVICES;
use crate::fmg::session::Sid;
use crate::fmg::status::{DEVICE_OFFLINE, Refusal};
use crate::fmg::store::{Row, Table};

/// The addresses at which no device lets FortiManager log in.
#[derive(Debug, Default)]
pub(super) struct Probes(BTreeMap<String, ProbeFailure>);

impl Probes {
    pub(super) fn decide(&mut self, ip: String, failure: Option<ProbeFailure>) {
        match failure {
            Some(failure) => self.0.insert(ip, failure),
            None => self.0.remove(&ip),
        };
    }

    fn check(&self, ip: &str) -> Result<(), Refusal> {
        self.0.get(ip).map_or(Ok(()), |failure| Err(failure.refusal()))
    }
}

/// Connects to a managed device.
pub(super) fn connect(state: &State, device: &Row) -> Result<(), Refusal> {
    let text = |name: &str| device.get(name).and_then(Value::as_str).unwrap_or_default();
    // A model device is not there yet, so its connection is unknown.
    if text("conn_status") != "up" {
        return Err(DEVICE_OFFLINE);
    }
    state.dvm.probes.check(text("ip"))
}

/// Connects to an address, and returns what the device there states about itself, as in captures.
pub(super) fn discover(context: &Context<'_>, ip: &str) -> Result<Row, Refusal> {
    context.state.dvm.probes.check(ip)?;
    let known = device_at(context.state, ip);
    let text = |name: &str| known.and_then(|row| row.get(name)?.as_str()).map(str::to_owned);
    let serial = text("sn").unwrap_or_else(|| serial_number(ip));
    Ok(object([
        ("beta", json!(-1)),
        ("branch_pt", json!(2702)),
        ("build", json!(2702)),
        ("conn_mode", json!("passive")),
        ("conn_status", json!("up")),
        ("dev_status", json!("unknown")),
        ("hostname", json!(text("hostname").unwrap_or_else(|| serial.clone()))),
        ("ip", json!(ip)),
        ("last_checked", json!(seconds(context.now))),
        ("maxvdom", json!(10)),
        ("mr", json!(4)),
        ("os_type", json!("fos")),
        ("os_ver", json!("7.0")),
        ("patch", json!(5)),
        ("platform_str", json!("FortiGate-VM64")),
        ("relver_info", json!("GA")),
        ("sn", json!(serial)),
        ("source", json!(1)),
        ("tab_status", json!("<unknown>")),
        ("version", json!(700)),
    ]))
}

/// The managed device at an address.
fn device_at<'s>(state: &'s State, ip: &str) -> Option<&'s Row> {
    let mut devices = state.store.table(Sid::NONE, DEVICES).into_iter().flat_map(Table::iter);
    let found = devices.find(|(_, row)| row.get("ip").is_some_and(|own| own == ip));
    found.map(|(_, row)| row)
}

/// The serial number of the device at an address: another one for each address, and always the same.
fn serial_number(ip: &str) -> String {
    let hash = ip.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("FGVM02{:010}", hash % 10_000_000_000)
}
