//! Changes under workspace guards, by blocking clients.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use fmg_bindings::Error;
use fmg_bindings::fmg::blocking::Client;
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use super::{NAME, address, addresses, blocking_client, branch, demo};
use crate::operation::{Claim, Operation, Work};
use crate::operations::workflow::submitted;
use crate::runner::WANTED;

/// How long a lock may take.
const WAIT: Duration = Duration::from_secs(2);

pub(super) fn all() -> Vec<Operation> {
    vec![
        guard("blocking guard: ADOM, mode off", ensure, addresses)
            .prepared(|sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled)),
        guard("blocking guard: ADOM", ensure, addresses).under_locks(),
        guard("blocking guard: ADOM, mode workflow", in_workflow, |sim| {
            submitted(sim, NAME)
        })
        .under_locks(),
        guard("blocking guard: discard", discard, addresses)
            .without_effect()
            .under_locks(),
        guard("blocking guard: the work panics", panics, addresses)
            .without_effect()
            .under_locks(),
        guard("blocking guard: dropped", dropped, addresses)
            .without_effect()
            .under_locks()
            .releasing_late(),
        guard("blocking guard: within a session", within_session, addresses).under_locks(),
    ]
}

fn guard(name: &'static str, run: fn(&Client) -> Result<Claim, Error>, effects: fn(&Sim) -> usize) -> Operation {
    let client = blocking_client;
    Operation::new(name, Work::FmgBlocking { client, run }, effects)
}

fn ensure(fmg: &Client) -> Result<Claim, Error> {
    let request = fmg.adom(demo()).lock().wait(WAIT);
    request.run(|adom| adom.objects().ensure(address()).map(drop))?;
    Ok(Claim::Done)
}

fn in_workflow(fmg: &Client) -> Result<Claim, Error> {
    let request = fmg.adom(branch()).lock().wait(WAIT).workflow("fault matrix", "");
    let (_, saved) = request.run_saved(|adom| adom.objects().ensure(address()))?;
    assert_eq!(saved.submitted.is_some(), saved.is_changed);
    Ok(Claim::Done)
}

fn discard(fmg: &Client) -> Result<Claim, Error> {
    let adom = fmg.adom(demo()).lock().wait(WAIT).send()?;
    let written = adom.objects().ensure(address());
    adom.discard()?;
    written?;
    Ok(Claim::NotDone)
}

fn panics(fmg: &Client) -> Result<Claim, Error> {
    let work = || {
        let request = fmg.adom(demo()).lock().wait(WAIT);
        request.run(|adom| {
            adom.objects().ensure(address())?;
            if true {
                std::panic::panic_any(WANTED);
            }
            Ok(Claim::Done)
        })
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Err(panic) if panic.downcast_ref() == Some(&WANTED) => Ok(Claim::NotDone),
        Err(panic) => std::panic::resume_unwind(panic),
        Ok(outcome) => outcome,
    }
}

fn dropped(fmg: &Client) -> Result<Claim, Error> {
    let adom = fmg.adom(demo()).lock().wait(WAIT).send()?;
    let written = adom.objects().ensure(address());
    drop(adom);
    written?;
    Ok(Claim::NotDone)
}

fn within_session(fmg: &Client) -> Result<Claim, Error> {
    fmg.with_session(|fmg| {
        let request = fmg.adom(demo()).lock().wait(WAIT);
        request.run(|adom| adom.objects().ensure(address()).map(drop))?;
        Ok(Claim::Done)
    })
}
