//! Calls of FortiOS that FortiManager forwards.

use fmg_bindings::fmg::DeviceName;
use fmg_bindings::fortigate_proxy::ProxyTarget;
use fmg_bindings::fortios::cmdb::firewall::Address;
use fmg_bindings::fortios::monitor::system::Status;
use fmg_bindings::{Error, device, fmg};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use super::calls::fortios_addresses;
use super::retries::retry;
use super::tasks::{LONGEST, PAUSES};
use super::{NAME, builder, client, demo};
use crate::operation::{Claim, Operation, Running, Work};
use crate::secrets::{PASSWORD, USER};

/// A device whose connection is up: it is the FortiGate of the sim.
const DEVICE: DeviceName = device!("dev_001");

pub(super) fn all() -> Vec<Operation> {
    let off = |sim: &Sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let operation = |name, client: fn(&Sim) -> fmg::Client, run| {
        Operation::new(name, Work::Fmg { client, run }, fortios_addresses).prepared(off)
    };
    vec![
        operation("proxy: get", client, get).without_effect(),
        operation("proxy: create", client, create),
        operation("proxy: create with retries", patient, create),
        operation("proxy: create on devices", client, create_on_devices),
        operation("proxy: as a task", client, as_task).without_effect(),
    ]
}

fn patient(sim: &Sim) -> fmg::Client {
    builder(sim).credentials(USER, PASSWORD).retry(retry()).build().unwrap()
}

fn row() -> Address {
    Address {
        name: Some(NAME.into()),
        subnet: Some("10.1.0.0 255.255.0.0".into()),
        ..Address::default()
    }
}

fn get(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.fortigate(demo(), DEVICE).cmdb().list::<Address>().await?;
        Ok(Claim::NotDone)
    })
}

fn create(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.fortigate(demo(), DEVICE).cmdb().create(&row()).await?;
        Ok(Claim::Done)
    })
}

fn create_on_devices(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let gates = fmg.fortigates([ProxyTarget::device(demo(), DEVICE)]);
        let one = fmg.fortigate(demo(), DEVICE);
        let create = one.cmdb().create(&row());
        for each in gates.send(create.request()).await? {
            each.outcome?;
        }
        Ok(Claim::Done)
    })
}

fn as_task(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let gates = fmg.fortigates([ProxyTarget::device(demo(), DEVICE)]);
        let started = gates.send_as_task(Status::new()).start().await?;
        let wait = started.wait().poll_every(PAUSES).timeout(LONGEST);
        wait.await?.into_result()?;
        let task = started.task().ok_or_else(|| Error::other("no task"))?;
        for each in gates.results::<Status>(task.id()).await? {
            each.outcome?;
        }
        Ok(Claim::NotDone)
    })
}
