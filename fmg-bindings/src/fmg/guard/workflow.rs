//! The workflow session of a guard.

use super::exclusion::Exclusion;
use super::held::REPEAT_FOR;
use super::options::LockOptions;
use super::repeat::repeated;
use crate::error::{Error, ErrorKind};
use crate::fmg::workflow::{WorkflowSession, WorkflowStart, WorkflowState};
use crate::fmg::workflow_session::calls::{self, Step};
use crate::fmg::{AdomName, Client, WorkflowSessionId};

/// Enters the workflow session that the options name, an unused one, or a new one.
pub(super) async fn enter(
    client: &Client,
    exclusion: &Exclusion,
    adom: &AdomName,
    options: &LockOptions,
) -> Result<WorkflowSessionId, Error> {
    if let Some(session) = options.resume {
        return resume(client, adom, session).await;
    }
    if let Some(session) = exclusion.take_unused(adom) {
        match resume(client, adom, session).await {
            // It was submitted, or deleted by an approver.
            Err(error) if matches!(error.kind(), ErrorKind::Api(_)) => {}
            result => return result,
        }
    }
    start(client, adom, options).await
}

/// Enters an open session again. Doing so twice changes nothing.
async fn resume(client: &Client, adom: &AdomName, session: WorkflowSessionId) -> Result<WorkflowSessionId, Error> {
    let entered = repeated(REPEAT_FOR, || Box::pin(calls::resume(client, adom, session))).await?;
    Ok(entered.id)
}

/// Starts a session. If the answer is lost, looks for the session that may have been started.
async fn start(client: &Client, adom: &AdomName, options: &LockOptions) -> Result<WorkflowSessionId, Error> {
    let before = repeated(REPEAT_FOR, || Box::pin(calls::list(client, adom))).await?;
    repeated(REPEAT_FOR, || {
        Box::pin(start_unless_started(client, adom, options, &before))
    })
    .await
}

async fn start_unless_started(
    client: &Client,
    adom: &AdomName,
    options: &LockOptions,
    before: &[WorkflowSession],
) -> Result<WorkflowSessionId, Error> {
    let session = WorkflowStart {
        name: options.name.as_str().into(),
        desc: options.description.as_str().into(),
        ..WorkflowStart::default()
    };
    let lost = match calls::start(client, adom, session).await {
        Ok(started) => return Ok(started),
        Err(error) if is_refused(&error) => return Err(error),
        Err(error) => error,
    };
    let is_new = |session: &&WorkflowSession| {
        let is_old = before.iter().any(|old| old.sessionid == session.sessionid);
        !is_old && is_open(session) && session.name.as_deref() == Some(&options.name)
    };
    let now = repeated(REPEAT_FOR, || Box::pin(calls::list(client, adom))).await?;
    match now.iter().find(is_new).and_then(|session| session.sessionid) {
        Some(session) => resume(client, adom, session).await,
        None => Err(lost),
    }
}

/// Saves the changes in the session. Doing so twice changes nothing.
pub(super) async fn save(client: &Client, adom: &AdomName, session: WorkflowSessionId) -> Result<(), Error> {
    repeated(REPEAT_FOR, || {
        Box::pin(calls::perform(client, adom, session, Step::Save))
    })
    .await
}

/// Discards what was saved in the session. Doing so twice changes nothing.
pub(super) async fn discard(client: &Client, adom: &AdomName, session: WorkflowSessionId) -> Result<(), Error> {
    repeated(REPEAT_FOR, || {
        Box::pin(calls::perform(client, adom, session, Step::Discard))
    })
    .await
}

/// Submits the session. If the answer is lost, reads whether the session was submitted.
pub(super) async fn submit(
    client: &Client,
    adom: &AdomName,
    session: WorkflowSessionId,
    options: &LockOptions,
) -> Result<(), Error> {
    repeated(REPEAT_FOR, || {
        Box::pin(submit_unless_submitted(client, adom, session, options))
    })
    .await
}

async fn submit_unless_submitted(
    client: &Client,
    adom: &AdomName,
    session: WorkflowSessionId,
    options: &LockOptions,
) -> Result<(), Error> {
    let submit = Step::Submit(options.note.clone());
    let lost = match calls::perform(client, adom, session, submit).await {
        Ok(()) => return Ok(()),
        Err(error) if is_refused(&error) => return Err(error),
        Err(error) => error,
    };
    let is_submitted = |of: &WorkflowSession| of.sessionid == Some(session) && !is_open(of);
    let now = repeated(REPEAT_FOR, || Box::pin(calls::list(client, adom))).await;
    // If the sessions cannot be read, it is unknown whether this one was submitted.
    if now.is_ok_and(|now| now.iter().any(is_submitted)) {
        Ok(())
    } else {
        Err(lost)
    }
}

/// Whether the appliance has certainly not carried out the request, or a read could not find out whether it has.
fn is_refused(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Api(_)) || !error.may_pass()
}

fn is_open(session: &WorkflowSession) -> bool {
    session.state.as_ref().and_then(crate::Open::known) == Some(WorkflowState::Open)
}
