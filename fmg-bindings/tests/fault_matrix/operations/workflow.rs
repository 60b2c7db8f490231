//! The verbs of workflow sessions.

use fmg_bindings::Error;
use fmg_bindings::fmg::workflow_session::{AnySession, OpenSession, Resumed};
use fmg_bindings::fmg::{self, WorkflowSessionId};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkflowState;

use super::{NAME, address, approver, blocking_as, branch, client, rows};
use crate::operation::{Claim, Operation, Running, Work};
use crate::secrets::{APPROVER, USER};

/// The number of the session that a fresh simulator has.
const FIRST: u64 = 1;

pub(super) fn all() -> Vec<Operation> {
    // The lock is taken by a plain call, so it ends with the session at the latest.
    let author = |name, run, effects| Operation::new(name, Work::Fmg { client, run }, effects).releasing_late();
    let decider = |name, run, effects| Operation::new(name, Work::Fmg { client: approver, run }, effects);
    vec![
        author("workflow: start, save, submit", submit, |sim| submitted(sim, NAME)).under_locks(),
        author("workflow: resume, discard", discard, |sim| {
            in_state(sim, WorkflowState::Submitted)
        })
        .prepared(saved)
        .without_effect(),
        author("workflow: repair, submit", repair, |sim| submitted(sim, NAME)).prepared(rejected),
        decider("workflow: approve", approve, |sim| {
            in_state(sim, WorkflowState::Approved)
        })
        .prepared(waiting),
        decider("workflow: reject", reject, |sim| in_state(sim, WorkflowState::Rejected)).prepared(waiting),
        decider("workflow: delete", delete, |sim| {
            usize::from(sim.fmg().workflow_state("ZTP_SINGLE", FIRST).is_none())
        })
        .prepared(waiting),
    ]
}

/// How many sessions are in this state.
fn in_state(sim: &Sim, state: WorkflowState) -> usize {
    let states = (1..=20).filter_map(|id| sim.fmg().workflow_state("ZTP_SINGLE", id));
    states.filter(|of| *of == state).count()
}

/// How often an address with this name was submitted. Approves it, as only that shows the content.
pub(super) fn submitted(sim: &Sim, name: &str) -> usize {
    let sessions = in_state(sim, WorkflowState::Submitted);
    if sessions != 1 {
        return sessions;
    }
    let fmg = blocking_as(sim, APPROVER);
    for session in fmg.adom(branch()).workflow_sessions().unwrap() {
        if let AnySession::Submitted(session) = session {
            session.approve("").unwrap();
        }
    }
    fmg.close().unwrap();
    rows(sim, "/pm/config/adom/ZTP_SINGLE/obj/firewall/address", "name", name)
}

/// Saves a session.
fn saved(sim: &Sim) {
    let fmg = blocking_as(sim, USER);
    fmg.workspace().lock_adom(branch()).send().unwrap();
    let session = fmg.adom(branch()).start_workflow("prepared", "").unwrap();
    fmg.adom(branch()).objects().ensure(address()).unwrap();
    drop(session.save().unwrap());
    fmg.close().unwrap();
}

/// Submits a session.
fn waiting(sim: &Sim) {
    let fmg = blocking_as(sim, USER);
    fmg.workspace().lock_adom(branch()).send().unwrap();
    let session = fmg.adom(branch()).start_workflow("prepared", "").unwrap();
    fmg.adom(branch()).objects().ensure(address()).unwrap();
    session.save().unwrap().submit("").unwrap();
    fmg.close().unwrap();
}

/// Rejects a session.
fn rejected(sim: &Sim) {
    waiting(sim);
    let fmg = blocking_as(sim, APPROVER);
    for session in fmg.adom(branch()).workflow_sessions().unwrap() {
        if let AnySession::Submitted(session) = session {
            session.reject("").unwrap();
        }
    }
    fmg.close().unwrap();
}

async fn found(fmg: &fmg::Client) -> Result<AnySession<'_, fmg::Client>, Error> {
    let session = fmg
        .adom(branch())
        .workflow_session(WorkflowSessionId::new(FIRST))
        .await?;
    session.ok_or_else(|| Error::other("the session is there"))
}

async fn entered(fmg: &fmg::Client) -> Result<OpenSession<'_, fmg::Client>, Error> {
    match found(fmg).await? {
        AnySession::Open(session) => match session.resume().await? {
            Resumed::Same(session) => Ok(session),
            Resumed::New(_) => Err(Error::other("the session is open")),
        },
        _ => Err(Error::other("the session is open")),
    }
}

fn submit(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let adom = fmg.adom(branch());
        fmg.workspace().lock_adom(branch()).await?;
        let session = adom.start_workflow("fault matrix", "").await?;
        adom.objects().ensure(address()).await?;
        session.save().await?.submit("please look").await?;
        // The session is submitted, whether or not the lock is released.
        let _ = fmg.workspace().unlock_adom(branch()).await;
        Ok(Claim::Done)
    })
}

fn discard(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.workspace().lock_adom(branch()).await?;
        drop(entered(&fmg).await?.discard().await?);
        fmg.workspace().unlock_adom(branch()).await?;
        Ok(Claim::NotDone)
    })
}

fn repair(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        fmg.workspace().lock_adom(branch()).await?;
        let AnySession::Rejected(session) = found(&fmg).await? else {
            return Err(Error::other("the session is rejected"));
        };
        let repaired = session.repair("").await?;
        repaired.save().await?.submit("again").await?;
        let _ = fmg.workspace().unlock_adom(branch()).await;
        Ok(Claim::Done)
    })
}

fn approve(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        if let AnySession::Submitted(session) = found(&fmg).await? {
            session.approve("good").await?;
        }
        Ok(Claim::Done)
    })
}

fn reject(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        if let AnySession::Submitted(session) = found(&fmg).await? {
            session.reject("wrong").await?;
        }
        Ok(Claim::Done)
    })
}

fn delete(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        if let AnySession::Submitted(session) = found(&fmg).await? {
            session.delete().await?;
        }
        Ok(Claim::Done)
    })
}
