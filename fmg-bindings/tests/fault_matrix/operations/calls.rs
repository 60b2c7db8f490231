//! Single calls and sessions, of both products.

use fmg_bindings::fmg::FirmwareRelease;
use fmg_bindings::fmg::address::{self, Address};
use fmg_bindings::fmg::dvm::NewDevice;
use fmg_bindings::fmg::package::{Package, ScopeMember};
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::serde_json::json;
use fmg_bindings::{Ending, Error, Fleet, fmg, fortios, mkey, name, package, path, table};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use super::{NAME, address, addresses, blocking_client, blocking_fortigate, client, demo, fortigate, rows};
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
        fmg("call: ensure_rows", ensure_rows, addresses),
        fmg("call: ensure_by", ensure_by, policies),
        fmg("call: ensure_members", ensure_members, members),
        fmg("call: ensure_device", ensure_device, devices),
        fmg("batch: get", batch_get, addresses).without_effect(),
        fmg("batch: add", batch_add, addresses),
        fmg("batch: add, one by one", batch_add_apart, addresses),
        fmg("batch: delete", batch_delete, without_first),
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
        fgt("FortiOS batch: create", fortios_batch, fortios_addresses),
        fgt("fleet: create", fleet, fortios_addresses),
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

/// The address of the matrix, and another one.
fn adds() -> Vec<address::Add> {
    let other = Address {
        name: "beside".into(),
        ..address()
    };
    let add = |row| address::Add::new(Objects::new(demo()), row);
    [address(), other].map(add).into()
}

fn batch_get(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let list = || address::List::new(Objects::new(demo()));
        let (first, second) = fmg.batch((list(), list())).await?;
        first?;
        second?;
        Ok(Claim::NotDone)
    })
}

pub(super) fn batch_add(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.batch(adds()).await?.swap_remove(0)?;
        Ok(Claim::Done)
    })
}

/// In two HTTP requests, of which the second is that of the address.
fn batch_add_apart(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adds = adds().into_iter().rev().collect::<Vec<_>>();
        fmg.batch(adds).max_requests(1).await?.swap_remove(1)?;
        Ok(Claim::Done)
    })
}

pub(super) fn batch_delete(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let delete = |name| address::Delete::new(Objects::new(demo()), name);
        let names = [name!("host_002"), name!("host_003")];
        fmg.batch(names.map(delete).into_iter().collect::<Vec<_>>())
            .await?
            .swap_remove(0)?;
        Ok(Claim::Done)
    })
}

fn ensure(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().ensure(address()).await?;
        Ok(Claim::Done)
    })
}

fn ensure_rows(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.adom(demo()).objects().ensure_rows([address()]).await?;
        Ok(Claim::Done)
    })
}

fn ensure_by(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let policy = Policy {
            name: NAME.into(),
            ..Policy::default()
        };
        let package = package!("ppkg_001");
        fmg.adom(demo())
            .package(package)
            .ensure_by(Policy::NAME, policy)
            .await?;
        Ok(Claim::Done)
    })
}

fn policies(sim: &Sim) -> usize {
    rows(sim, "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy", "name", NAME)
}

fn ensure_members(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let target = ScopeMember::device("dev_002", "root");
        let packages = fmg.adom(demo()).packages();
        packages
            .ensure_members::<Package>(package!("ppkg_001"), [target])
            .await?;
        Ok(Claim::Done)
    })
}

fn members(sim: &Sim) -> usize {
    let package = sim.fmg().row("/pm/pkg/adom/demo/ppkg_001").unwrap();
    let members = package["scope member"].as_array().unwrap();
    members.iter().filter(|member| member["name"] == "dev_002").count()
}

fn ensure_device(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let device = NewDevice::model(NAME, "FGT60F0000000001", FirmwareRelease::new(7, 4));
        fmg.adom(demo()).ensure_device(device).await?;
        Ok(Claim::Done)
    })
}

fn devices(sim: &Sim) -> usize {
    rows(sim, "/dvmdb/device", "name", NAME)
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

fn fortios_batch(fgt: fortios::Client) -> Running {
    Box::pin(async move {
        let create = |name: &str| {
            let row = json!({"name": name, "subnet": "10.9.0.0/16"});
            fortios::Raw::new(fortios::Method::Post, path!("/api/v2/cmdb/firewall/address")).body(row)
        };
        let results = fgt
            .batch(vec![create("beside"), create(NAME), create("behind")])
            .await?;
        results
            .into_iter()
            .nth(1)
            .map_or(Ok(Claim::NotDone), |own| own.map(|_| Claim::Done))
    })
}

fn fleet(fgt: fortios::Client) -> Running {
    Box::pin(async move {
        let connect = async |_: &&str| Ok(fgt.clone());
        let outcomes = Fleet::new(["fgt"]).run(connect, async |_, fgt| create(fgt).await).await;
        match outcomes.into_iter().next().map(|outcome| outcome.ending) {
            Some(Ending::Succeeded(claim)) => Ok(claim),
            Some(Ending::Failed(error)) => Err(error),
            other => panic!("{other:?}"),
        }
    })
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
