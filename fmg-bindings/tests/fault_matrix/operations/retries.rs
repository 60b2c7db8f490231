//! Calls that are repeated after transient errors, of both products.

use std::time::Duration;

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::{self, Adom};
use fmg_bindings::serde_json::json;
use fmg_bindings::{Error, Retry, fortios, mkey, name, package, table};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use super::calls::{batch_add, batch_delete, fortios_addresses, without_first};
use super::guards::{new_policy, policies};
use super::{NAME, address, addresses, builder, demo, fortigate_builder};
use crate::operation::{Claim, Operation, Running, Work};
use crate::secrets::{PASSWORD, USER};

pub(super) fn all() -> Vec<Operation> {
    let off = |sim: &Sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let fmg = |name, run, effects| Operation::new(name, Work::Fmg { client: patient, run }, effects).prepared(off);
    let fgt = |name, run, effects| {
        let client = patient_fortigate;
        Operation::new(name, Work::FortiOs { client, run }, effects)
    };
    vec![
        fmg("retry: get", get, addresses).without_effect(),
        fmg("retry: add", add, addresses),
        fmg("retry: add, FortiManager chooses the key", add_policy, policies),
        fmg("retry: delete", delete, without_first),
        fmg("retry: ensure", ensure, addresses),
        fmg("retry: batch: add", batch_add, addresses),
        fmg("retry: batch: delete", batch_delete, without_first),
        fmg("retry: batch: set", batch_set, addresses),
        fmg("retry: three at a time", three, addresses).without_effect(),
        fmg("retry: within a session", session, addresses),
        fgt("FortiOS retry: get", fortios_get, fortios_addresses).without_effect(),
        fgt("FortiOS retry: create", fortios_create, fortios_addresses),
        fgt("FortiOS retry: within a session", fortios_session, fortios_addresses),
    ]
}

pub(super) fn retry() -> Retry {
    Retry::new()
        .first_delay(Duration::from_millis(10))
        .longest_delay(Duration::from_millis(100))
}

/// A client that repeats calls, one at a time.
fn patient(sim: &Sim) -> fmg::Client {
    let builder = builder(sim).credentials(USER, PASSWORD);
    builder.retry(retry()).max_in_flight(1).build().unwrap()
}

fn patient_fortigate(sim: &Sim) -> fortios::Client {
    let builder = fortigate_builder(sim).credentials(USER, PASSWORD);
    builder.retry(retry()).max_in_flight(1).build().unwrap()
}

async fn added(adom: Adom<'_, fmg::Client>) -> Result<Claim, Error> {
    adom.objects().add(address()).await?;
    Ok(Claim::Done)
}

fn get(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().list::<Address>().await?;
        Ok(Claim::NotDone)
    })
}

fn add(fmg: fmg::Client) -> Running {
    Box::pin(async move { added(fmg.adom(demo())).await })
}

fn add_policy(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).package(package!("ppkg_001")).add(new_policy()).await?;
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

fn batch_set(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let other = Address {
            name: "beside".into(),
            ..address()
        };
        let adom = fmg.adom(demo());
        let sets = adom.objects().set_rows([address(), other]).each();
        sets.await?.swap_remove(0)?;
        Ok(Claim::Done)
    })
}

fn three(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let read = || async { fmg.sys().status().await };
        futures_util::future::try_join3(read(), read(), read()).await?;
        Ok(Claim::NotDone)
    })
}

fn session(fmg: fmg::Client) -> Running {
    Box::pin(async move { fmg.with_session(async |fmg| added(fmg.adom(demo())).await).await })
}

fn fortios_get(fgt: fortios::Client) -> Running {
    Box::pin(async move {
        fgt.cmdb().table(table!("firewall/address")).get(mkey!("all")).await?;
        Ok(Claim::NotDone)
    })
}

async fn created(fgt: &fortios::Client) -> Result<Claim, Error> {
    let row = json!({"name": NAME, "subnet": "10.9.0.0/16"});
    fgt.cmdb().table(table!("firewall/address")).create(&row).await?;
    Ok(Claim::Done)
}

fn fortios_create(fgt: fortios::Client) -> Running {
    Box::pin(async move { created(&fgt).await })
}

fn fortios_session(fgt: fortios::Client) -> Running {
    Box::pin(async move { fgt.with_session(async |fgt| created(fgt).await).await })
}
