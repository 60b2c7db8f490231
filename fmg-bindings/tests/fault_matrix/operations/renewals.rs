//! Sessions that are replaced when they have ended, as the clients were told to.

use fmg_bindings::fmg::address::Address;
use fmg_bindings::serde_json::json;
use fmg_bindings::{Error, fmg, fortios, mkey, table};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use super::calls::fortios_addresses;
use super::guards::ensure;
use super::retries::retry;
use super::{NAME, address, addresses, builder, demo, fortigate_builder};
use crate::operation::{Claim, Operation, Running, Work};
use crate::secrets::{PASSWORD, USER};

pub(super) fn all() -> Vec<Operation> {
    let off = |sim: &Sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let fmg = |name, run, effects| Operation::new(name, Work::Fmg { client, run }, effects);
    vec![
        fmg("renewal: get, add", calls, addresses).prepared(off),
        fmg("renewal: three at a time, then add", several, addresses).prepared(off),
        fmg("renewal: guard", ensure, addresses).under_locks(),
        Operation::new(
            "FortiOS renewal: get, create",
            Work::FortiOs {
                client: fortigate,
                run: fortios_calls,
            },
            fortios_addresses,
        ),
    ]
}

fn client(sim: &Sim) -> fmg::Client {
    let builder = builder(sim).credentials(USER, PASSWORD).retry(retry());
    builder.login_again().build().unwrap()
}

fn fortigate(sim: &Sim) -> fortios::Client {
    let builder = fortigate_builder(sim).credentials(USER, PASSWORD).retry(retry());
    builder.login_again().build().unwrap()
}

async fn added(fmg: &fmg::Client) -> Result<Claim, Error> {
    fmg.adom(demo()).objects().add(address()).await?;
    Ok(Claim::Done)
}

fn calls(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().list::<Address>().await?;
        added(&fmg).await
    })
}

fn several(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let read = || async { fmg.sys().status().await };
        futures_util::future::try_join3(read(), read(), read()).await?;
        added(&fmg).await
    })
}

fn fortios_calls(fgt: fortios::Client) -> Running {
    Box::pin(async move {
        let addresses = fgt.cmdb().table(table!("firewall/address"));
        addresses.get(mkey!("all")).await?;
        addresses
            .create(&json!({"name": NAME, "subnet": "10.9.0.0/16"}))
            .await?;
        Ok(Claim::Done)
    })
}
