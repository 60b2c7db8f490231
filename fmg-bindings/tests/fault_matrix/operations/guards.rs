//! Changes under workspace guards, by async clients.

use std::panic::AssertUnwindSafe;

use fmg_bindings::error::{WorkspaceError, WorkspaceErrorKind};
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::dhcp_server::DhcpServer;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::{self, Adom, PolicyId};
use fmg_bindings::{Error, Field, device, object, package, vdom};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;
use futures_util::FutureExt;

use super::{NAME, address, addresses, branch, client, demo, keyed, over_gui, rows};
use crate::operation::{Claim, Operation, Running, Work};
use crate::operations::workflow::submitted;
use crate::runner::WANTED;

/// How long a lock may take.
const WAIT: std::time::Duration = std::time::Duration::from_secs(2);

pub(super) fn all() -> Vec<Operation> {
    let normal = |sim: &Sim| sim.fmg().set_workspace_mode(WorkspaceMode::Normal);
    vec![
        guard("guard: ADOM, mode off", |fmg| ensure(fmg), addresses)
            .prepared(|sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled)),
        guard("guard: ADOM", ensure, addresses).under_locks(),
        guard("guard: ADOM, mode normal everywhere", ensure, addresses)
            .prepared(normal)
            .under_locks(),
        guard("guard: ADOM, an add", add, addresses).under_locks(),
        guard("guard: ADOM, the commit is a task", ensure, addresses)
            .prepared(|sim| sim.fmg().set_commit_starts_task(true))
            .under_locks(),
        guard("guard: ADOM, mode workflow", in_workflow, |sim| submitted(sim, NAME)).under_locks(),
        guard("guard: global database", global, |sim| {
            rows(sim, "/pm/config/global/obj/firewall/address", "name", NAME)
        })
        .prepared(normal)
        .under_locks(),
        guard("guard: package", package, policies).under_locks(),
        guard("guard: policy", policy, |sim| {
            rows(
                sim,
                "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy",
                "comments",
                NAME,
            )
        })
        .prepared(|sim| sim.fmg().set_per_policy_lock(true))
        .under_locks(),
        guard("guard: object", one_object, |sim| {
            rows(sim, "/pm/config/adom/demo/obj/firewall/address", "comment", NAME)
        })
        .under_locks(),
        guard("guard: device", one_device, |sim| {
            rows(
                sim,
                "/pm/config/device/dev_001/vdom/root/system/dhcp/server",
                "default-gateway",
                "10.77.0.1",
            )
        })
        .under_locks(),
        guard("guard: save, then commit", save_and_commit, addresses).under_locks(),
        guard("guard: discard", discard, addresses)
            .without_effect()
            .under_locks(),
        guard("guard: the work fails", fails, addresses)
            .without_effect()
            .under_locks(),
        guard("guard: the work panics", panics, addresses)
            .without_effect()
            .under_locks(),
        guard("guard: the work is stopped", stopped, addresses)
            .without_effect()
            .under_locks(),
        guard("guard: dropped", dropped, addresses)
            .without_effect()
            .under_locks(),
        guard("guard: within a session", within_session, addresses).under_locks(),
        guard("guard: two of one client", two, addresses).under_locks(),
        Operation::new(
            "guard: ADOM, over the GUI",
            Work::Fmg {
                client: over_gui,
                run: ensure,
            },
            addresses,
        )
        .under_locks(),
        Operation::new(
            "guard: ADOM, with an API key",
            Work::Fmg {
                client: keyed,
                run: ensure,
            },
            addresses,
        )
        .under_locks(),
    ]
}

fn guard(name: &'static str, run: fn(fmg::Client) -> Running, effects: fn(&Sim) -> usize) -> Operation {
    Operation::new(name, Work::Fmg { client, run }, effects)
}

/// Makes sure that the address exists.
async fn write(adom: &Adom<'_, fmg::Client>) -> Result<(), Error> {
    adom.objects().ensure(address()).await.map(drop)
}

pub(super) fn ensure(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(demo());
        adom.lock().wait(WAIT).run(async |adom| write(adom).await).await?;
        Ok(Claim::Done)
    })
}

fn add(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(demo());
        let work = adom
            .lock()
            .wait(WAIT)
            .run(async |adom| adom.objects().add(address()).await.map(drop));
        work.await?;
        Ok(Claim::Done)
    })
}

fn in_workflow(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(branch());
        let request = adom.lock().wait(WAIT).workflow("fault matrix", "");
        let ((), saved) = request.run_saved(async |adom| write(adom).await).await?;
        assert_eq!(saved.submitted.is_some(), saved.is_changed);
        Ok(Claim::Done)
    })
}

fn global(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let global = fmg.global();
        let work = global
            .lock()
            .wait(WAIT)
            .run(async |global| global.objects().ensure(address()).await.map(drop));
        work.await?;
        Ok(Claim::Done)
    })
}

/// A policy, whose number FortiManager chooses.
pub(crate) fn new_policy() -> Policy {
    Policy {
        name: Field::Set(NAME.to_owned()),
        srcintf: "any".into(),
        dstintf: "any".into(),
        srcaddr: "all".into(),
        dstaddr: "all".into(),
        service: "ALL".into(),
        schedule: "always".into(),
        ..Policy::default()
    }
}

/// How many policies have the name.
pub(crate) fn policies(sim: &Sim) -> usize {
    rows(sim, "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy", "name", NAME)
}

fn package(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let request = fmg.adom(demo()).lock_package(package!("ppkg_001")).wait(WAIT);
        let work = request.run(async |adom| adom.package(package!("ppkg_001")).add(new_policy()).await.map(drop));
        work.await?;
        Ok(Claim::Done)
    })
}

fn policy(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let first = PolicyId::new(1);
        let request = fmg.adom(demo()).lock_policy(package!("ppkg_001"), first).wait(WAIT);
        let work = request.run(async |adom| {
            let change = Policy {
                comments: Field::Set(NAME.to_owned()),
                ..Policy::default()
            };
            adom.package(package!("ppkg_001")).update(first, change).await.map(drop)
        });
        work.await?;
        Ok(Claim::Done)
    })
}

fn one_object(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(demo());
        let package = adom.lock_package(package!("ppkg_001")).wait(WAIT).await?;
        let host = package.lock_object(object!("firewall/address/host_001")).wait(WAIT);
        let work = host.run(async |adom| {
            let change = Address {
                name: "host_001".into(),
                comment: Field::Set(NAME.to_owned()),
                ..Address::default()
            };
            adom.objects().ensure(change).await.map(drop)
        });
        let outcome = work.await;
        let released = package.discard().await;
        outcome?;
        // The change is committed, whether or not the other lock was released.
        drop(released);
        Ok(Claim::Done)
    })
}

fn one_device(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let request = fmg.adom(demo()).lock_device(device!("dev_001")).wait(WAIT);
        let work = request.run(async |_| {
            let server = DhcpServer {
                default_gateway: Field::Set("10.77.0.1".parse().map_err(Error::other)?),
                netmask: Field::Set("255.255.255.0".parse().map_err(Error::other)?),
                ..DhcpServer::default()
            };
            let vdom = fmg.device(device!("dev_001")).vdom(vdom!("root"));
            vdom.add(server).await.map(drop)
        });
        work.await?;
        Ok(Claim::Done)
    })
}

fn save_and_commit(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(demo()).lock().wait(WAIT).await?;
        write(&adom).await?;
        if !adom.is_dirty().await? {
            return Err(Error::other("there is a change"));
        }
        // Either is enough.
        match (adom.save().await, adom.commit().await) {
            (Ok(()), _) | (_, Ok(_)) => {}
            (Err(saved), Err(_)) if saved.is_outcome_unknown() => return Err(saved),
            (Err(_), Err(committed)) => return Err(committed),
        }
        Ok(Claim::Done)
    })
}

fn discard(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(demo()).lock().wait(WAIT).await?;
        let written = write(&adom).await;
        adom.discard().await?;
        written?;
        Ok(Claim::NotDone)
    })
}

fn fails(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let work = fmg.adom(demo()).lock().wait(WAIT).run(async |adom| {
            write(adom).await?;
            Err::<(), _>(Error::other(WANTED))
        });
        match work.await {
            Err(error) if error.to_string() == WANTED => Ok(Claim::NotDone),
            Err(error) => Err(error),
            Ok(()) => Ok(Claim::Done),
        }
    })
}

fn panics(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let work = fmg.adom(demo()).lock().wait(WAIT).run(async |adom| {
            write(adom).await?;
            if true {
                std::panic::panic_any(WANTED);
            }
            Ok(())
        });
        match AssertUnwindSafe(work).catch_unwind().await {
            Err(panic) if panic.downcast_ref() == Some(&WANTED) => Ok(Claim::NotDone),
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(outcome) => outcome.map(|()| Claim::Done),
        }
    })
}

fn stopped(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
        let work = fmg.adom(demo()).lock().wait(WAIT).run(async move |adom| {
            write(adom).await?;
            let _ = stop.send(());
            std::future::pending().await
        });
        match work.until(stopping).await {
            Err(error) if error.is_interrupted() && error.unlock_error().is_none() => Ok(Claim::NotDone),
            outcome => outcome,
        }
    })
}

fn dropped(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(demo()).lock().wait(WAIT).await?;
        let written = write(&adom).await;
        drop(adom);
        written?;
        Ok(Claim::NotDone)
    })
}

fn within_session(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let outcome = fmg.with_session(async |fmg| {
            let request = fmg.adom(demo()).lock().wait(WAIT);
            request.run(async |adom| write(adom).await).await?;
            Ok(Claim::Done)
        });
        outcome.await
    })
}

/// Two guards at a time, which exclude each other. The second one finds the address of the first.
fn two(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let other = fmg.clone();
        let (one, other) = futures_util::future::join(ensure(fmg), ensure(other)).await;
        let says = |error: &Error| {
            let kind = error.workspace().map(WorkspaceError::kind);
            error.is_outcome_unknown() || kind == Some(WorkspaceErrorKind::NotReleased)
        };
        match (one, other) {
            (Ok(claim), _) | (_, Ok(claim)) => Ok(claim),
            (Err(one), Err(_)) if says(&one) => Err(one),
            (Err(_), Err(other)) => Err(other),
        }
    })
}
