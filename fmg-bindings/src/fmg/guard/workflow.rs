//! The workflow session of a guard.

use super::exclusion::Exclusion;
use super::held::PERSISTENCE;
use super::options::LockOptions;
use super::repeat::{may_pass, repeated};
use crate::Endpoint;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind};
use crate::fmg::workflow::{
    Discard, List, Resume, Save, Start, Submit, WorkflowSession, WorkflowStart, WorkflowStarted, WorkflowState,
};
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
    let started = repeated(PERSISTENCE, || client.send(Resume::new(adom, session)).into_future()).await?;
    number::<Resume>(&started)
}

/// Starts a session. If the answer is lost, looks for the session that may have been started.
async fn start(client: &Client, adom: &AdomName, options: &LockOptions) -> Result<WorkflowSessionId, Error> {
    let before = repeated(PERSISTENCE, || Box::pin(sessions(client, adom))).await?;
    repeated(PERSISTENCE, || {
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
    let lost = match client.send(Start::new(adom).workflow(session)).await {
        Ok(started) => return number::<Start>(&started),
        Err(error) if is_refused(&error) => return Err(error),
        Err(error) => error,
    };
    let is_new = |session: &&WorkflowSession| {
        let is_old = before.iter().any(|old| old.sessionid == session.sessionid);
        !is_old && is_open(session) && session.name.as_deref() == Some(&options.name)
    };
    let now = repeated(PERSISTENCE, || Box::pin(sessions(client, adom))).await?;
    match now.iter().find(is_new).and_then(|session| session.sessionid) {
        Some(session) => resume(client, adom, session).await,
        None => Err(lost),
    }
}

/// Saves the changes in the session. Doing so twice changes nothing.
pub(super) async fn save(client: &Client, adom: &AdomName, session: WorkflowSessionId) -> Result<(), Error> {
    let save = || client.send(Save::new(adom, session)).into_future();
    repeated(PERSISTENCE, save).await.map(drop)
}

/// Discards what was saved in the session. Doing so twice changes nothing.
pub(super) async fn discard(client: &Client, adom: &AdomName, session: WorkflowSessionId) -> Result<(), Error> {
    let discard = || client.send(Discard::new(adom, session)).into_future();
    repeated(PERSISTENCE, discard).await.map(drop)
}

/// Submits the session. If the answer is lost, reads whether the session was submitted.
pub(super) async fn submit(
    client: &Client,
    adom: &AdomName,
    session: WorkflowSessionId,
    options: &LockOptions,
) -> Result<(), Error> {
    repeated(PERSISTENCE, || {
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
    let mut request = Submit::new(adom, session);
    if let Some(note) = &options.note {
        request = request.workflow(note.clone());
    }
    let lost = match client.send(request).await {
        Ok(()) => return Ok(()),
        Err(error) if is_refused(&error) => return Err(error),
        Err(error) => error,
    };
    let is_submitted = |of: &WorkflowSession| of.sessionid == Some(session) && !is_open(of);
    let now = repeated(PERSISTENCE, || Box::pin(sessions(client, adom))).await?;
    if now.iter().any(is_submitted) {
        Ok(())
    } else {
        Err(lost)
    }
}

/// Whether the appliance has certainly not done what it was asked for, or it makes no sense to ask whether it has.
fn is_refused(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Api(_)) || !may_pass(error)
}

async fn sessions(client: &Client, adom: &AdomName) -> Result<Vec<WorkflowSession>, Error> {
    client.send(List::new(adom)).await
}

fn is_open(session: &WorkflowSession) -> bool {
    session.state.as_ref().and_then(crate::Open::known) == Some(WorkflowState::Open)
}

/// The number of a session that was started by the call `E`.
fn number<E: Endpoint<Protocol = crate::fmg::JsonRpc>>(started: &WorkflowStarted) -> Result<WorkflowSessionId, Error> {
    started.sessionid.ok_or_else(|| {
        let call = Context::new(E::METHOD.as_str(), E::TEMPLATE);
        let fault = DecodeError::new(DecodeErrorKind::Mismatch).at("sessionid".to_owned());
        call.failed(fault)
    })
}
