//! Single calls and sessions, of both products.

use fmg_bindings::fmg::address::Address;
use fmg_bindings::serde_json::json;
use fmg_bindings::{Error, fmg, fortios, mkey, name, table};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use super::{NAME, address, addresses, blocking_client, blocking_fortigate, client, demo, fortigate};
use crate::operation::{Claim, Operation, Running, Work};

pub(super) fn all() -> Vec<Operation> {
    let off = |sim: &Sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let fmg = |name, run, effects| Operation::new(name, Work::Fmg { client, run }, effects).prepared(off);
    let fgt = |name, run, effects| {
        let client = fortigate;
        Operation::new(name, Work::FortiOs { client, run }, effects)
    };
    vec![
        fmg("call: get", get, addresses).without_effect(),
        fmg("call: add", add, addresses),
        fmg("call: delete", delete, without_first),
        fmg("call: ensure", ensure, addresses),
        fmg("session: login, call, logout", session, addresses),
        Operation::new(
            "blocking session: login, call, logout",
            Work::FmgBlocking {
                client: blocking_client,
                run: session_blocking,
            },
            addresses,
        )
        .prepared(off),
        fgt("FortiOS call: get", fortios_get, fortios_addresses).without_effect(),
        fgt("FortiOS call: create", fortios_create, fortios_addresses),
        fgt(
            "FortiOS session: login, call, logout",
            fortios_session,
            fortios_addresses,
        ),
        Operation::new(
            "blocking FortiOS session: login, call, logout",
            Work::FortiOsBlocking {
                client: blocking_fortigate,
                run: fortios_session_blocking,
            },
            fortios_addresses,
        ),
    ]
}

/// Whether the first address of the simulator was deleted.
pub(super) fn without_first(sim: &Sim) -> usize {
    usize::from(
        sim.fmg()
            .row("/pm/config/adom/demo/obj/firewall/address/host_002")
            .is_none(),
    )
}

pub(super) fn fortios_addresses(sim: &Sim) -> usize {
    let rows = sim.fortios().rows("root", "firewall/address");
    rows.iter().filter(|row| row["name"] == NAME).count()
}

fn get(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().list::<Address>().await?;
        Ok(Claim::NotDone)
    })
}

fn add(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().add(address()).await?;
        Ok(Claim::Done)
    })
}

fn delete(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().delete::<Address>(name!("host_002")).await?;
        Ok(Claim::Done)
    })
}

fn ensure(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().ensure(address()).await?;
        Ok(Claim::Done)
    })
}

fn session(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let work = fmg.with_session(async |fmg| {
            fmg.adom(demo()).objects().add(address()).await?;
            Ok(Claim::Done)
        });
        work.await
    })
}

fn session_blocking(fmg: &fmg::blocking::Client) -> Result<Claim, Error> {
    fmg.with_session(|fmg| {
        fmg.adom(demo()).objects().add(address()).send()?;
        Ok(Claim::Done)
    })
}

fn fortios_get(fgt: fortios::Client) -> Running {
    Box::pin(async move {
        fgt.cmdb().table(table!("firewall/address")).get(mkey!("all")).await?;
        Ok(Claim::NotDone)
    })
}

async fn create(fgt: &fortios::Client) -> Result<Claim, Error> {
    let row = json!({"name": NAME, "subnet": "10.9.0.0/16"});
    fgt.cmdb().table(table!("firewall/address")).create(&row).await?;
    Ok(Claim::Done)
}

fn fortios_create(fgt: fortios::Client) -> Running {
    Box::pin(async move { create(&fgt).await })
}

fn fortios_session(fgt: fortios::Client) -> Running {
    Box::pin(async move { fgt.with_session(async |fgt| create(fgt).await).await })
}

fn fortios_session_blocking(fgt: &fortios::blocking::Client) -> Result<Claim, Error> {
    fgt.with_session(|fgt| {
        let row = json!({"name": NAME, "subnet": "10.9.0.0/16"});
        fgt.cmdb().table(table!("firewall/address")).create(&row).send()?;
        Ok(Claim::Done)
    })
}
