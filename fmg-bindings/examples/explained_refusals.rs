//! Prints how the client explains each kind of refusal of a row, on a FortiManager and on a FortiGate: the appliance
//! itself seldom says which member of the row it refuses.
//!
//! The appliances are simulated, and faults make them refuse.
//!
//! `cargo run -p fmg-bindings --example explained_refusals`

use std::error::Error;

use fmg_bindings::fmg::{self, address_group};
use fmg_bindings::fortios::{self, cmdb::firewall};
use fmg_bindings::{FirmwareVersion, RowCheck, adom};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::WorkspaceMode;
use fmg_sim::fortios::Firmware;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    for line in refusals().await? {
        println!("{line}\n");
    }
    Ok(())
}

/// The refusals of both appliances, a line for each.
pub(crate) async fn refusals() -> Result<Vec<String>, Box<dyn Error>> {
    let sim = Sim::start().await?;
    let mut lines = of_fortimanager(&sim).await?;
    lines.extend(of_fortios(&sim).await?);
    Ok(lines)
}

/// The next write of a group is refused with this code, or with this HTTP status.
fn refuse(sim: &Sim, code: i64) {
    let rule = Rule::new(Fault::RefuseWrite(code)).url("*/firewall/addrgrp");
    sim.faults().arm(rule.first(1));
}

async fn of_fortimanager(sim: &Sim) -> Result<Vec<String>, Box<dyn Error>> {
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    sim.fmg().answer(
        "get",
        "/sys/status",
        |_| json!({"Version": "v6.2.3-build1310 200625 (GA)"}),
    )?;
    let builder = || {
        fmg::Client::builder(sim.fmg_url())
            .root_certificate(sim.certificate_pem())
            .credentials("admin", "admin")
    };
    let group = address_group::AddressGroup {
        name: "depots".into(),
        member: ["depot-1", "depot-2"].into(),
        fabric_object: true.into(),
        color: 90_000.into(),
        comment: "All depots. ".repeat(25).into(),
        ..Default::default()
    };
    let mut lines = Vec::new();
    let fmg = builder().build()?;
    for code in [-10, -8, -9001, -651, -10131] {
        refuse(sim, code);
        if let Err(error) = fmg.adom(adom!("demo")).objects().add(group.clone()).await {
            lines.push(format!("FortiManager {code}: {error}"));
        }
    }
    fmg.close().await?;

    // This client compares a row before it sends it.
    let strict = builder()
        .row_check(RowCheck::Refuse)
        .firmware(FirmwareVersion::new(6, 2, 3))
        .build()?;
    if let Err(error) = strict.adom(adom!("demo")).objects().add(group).await {
        lines.push(format!("FortiManager, not sent: {error}"));
    }
    Ok(lines)
}

async fn of_fortios(sim: &Sim) -> Result<Vec<String>, Box<dyn Error>> {
    sim.fortios().set_firmware(Firmware::V5_6);
    let builder = || {
        fortios::Client::builder(sim.fortios_url())
            .root_certificate(sim.certificate_pem())
            .credentials("admin", "fortigate")
    };
    let group = firewall::AddressGroup {
        name: Some("depots".into()),
        member: Some(["depot-1", "depot-2"].into()),
        fabric_object: Some(true),
        color: Some(90_000),
        comment: Some("All depots. ".repeat(25)),
        ..Default::default()
    };
    let mut lines = Vec::new();
    let fgt = builder().build()?;
    for (kind, code) in [("-651", -651), ("-8", -8), ("-3", -3), ("400", 400), ("500", 500)] {
        refuse(sim, code);
        if let Err(error) = fgt.cmdb().create(&group).await {
            lines.push(format!("FortiOS {kind}: {error}"));
        }
    }
    fgt.close().await?;

    let strict = builder().row_check(RowCheck::Refuse).build()?;
    if let Err(error) = strict.cmdb().create(&group).await {
        lines.push(format!("FortiOS, not sent: {error}"));
    }
    Ok(lines)
}
