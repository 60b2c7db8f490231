//! The calls on workflow sessions, and the reasons that their errors add to FortiManager's message.

use crate::code::Code;
use crate::endpoint::Endpoint;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error};
use crate::fmg::workflow::{
    Approve, Discard, DropSession, List, Reject, Repair, Resume, Save, Start, Submit, WorkflowNote, WorkflowSession,
    WorkflowStart,
};
use crate::fmg::{AdomName, Client, JsonRpc, WorkflowSessionId};

/// A verb whose reply has only a status.
pub(in crate::fmg) enum Step {
    Save,
    Discard,
    Submit(Option<WorkflowNote>),
    Approve(Option<WorkflowNote>),
    Reject(Option<WorkflowNote>),
    Delete,
}

/// The session that the client is in after a start.
pub(in crate::fmg) struct Entered {
    pub(in crate::fmg) id: WorkflowSessionId,
    /// Whether the call has created the session.
    pub(in crate::fmg) is_new: bool,
}

/// Starts a session with this name and description.
pub(in crate::fmg) async fn start(
    client: &Client,
    adom: &AdomName,
    named: WorkflowStart,
) -> Result<WorkflowSessionId, Error> {
    let started = client.send(Start::new(adom).workflow(named)).await?;
    started.sessionid.ok_or_else(without_id::<Start>)
}

/// Enters a session again, or a new one if this one was submitted.
pub(in crate::fmg) async fn resume(client: &Client, adom: &AdomName, id: WorkflowSessionId) -> Result<Entered, Error> {
    let resumed = client.send(Resume::new(adom, id)).await;
    let resumed = explained(resumed, client, adom, id).await?;
    match resumed.sessionid {
        Some(entered) => Ok(Entered {
            id: entered,
            is_new: entered != id || resumed.new_session == Some(true),
        }),
        None if resumed.new_session == Some(false) => Ok(Entered { id, is_new: false }),
        None => Err(without_id::<Resume>()),
    }
}

/// Creates a session that repairs this one.
pub(super) async fn repair(
    client: &Client,
    adom: &AdomName,
    id: WorkflowSessionId,
    note: Option<WorkflowNote>,
) -> Result<WorkflowSessionId, Error> {
    let mut call = Repair::new(adom, id);
    call.workflow = note;
    let repaired = explained(client.send(call).await, client, adom, id).await?;
    repaired.sessionid.ok_or_else(without_id::<Repair>)
}

/// Calls a verb whose reply has only a status.
pub(in crate::fmg) async fn perform(
    client: &Client,
    adom: &AdomName,
    id: WorkflowSessionId,
    step: Step,
) -> Result<(), Error> {
    let done = match step {
        Step::Save => client.send(Save::new(adom, id)).await,
        Step::Discard => client.send(Discard::new(adom, id)).await,
        Step::Delete => client.send(DropSession::new(adom, id)).await,
        Step::Submit(note) => {
            let mut call = Submit::new(adom, id);
            call.workflow = note;
            client.send(call).await
        }
        Step::Approve(note) => {
            let mut call = Approve::new(adom, id);
            call.workflow = note;
            client.send(call).await
        }
        Step::Reject(note) => {
            let mut call = Reject::new(adom, id);
            call.workflow = note;
            client.send(call).await
        }
    };
    explained(done, client, adom, id).await
}

/// The sessions of an ADOM, the oldest first, as an approver has to decide on them.
pub(in crate::fmg) async fn list(client: &Client, adom: &AdomName) -> Result<Vec<WorkflowSession>, Error> {
    let mut rows = client.send(List::new(adom)).await?;
    rows.sort_by_key(|row| row.sessionid.map(WorkflowSessionId::get));
    Ok(rows)
}

/// Adds the creator of the session to the refusal of a verb that only the creator may call.
async fn explained<T>(
    outcome: Result<T, Error>,
    client: &Client,
    adom: &AdomName,
    id: WorkflowSessionId,
) -> Result<T, Error> {
    let error = match outcome {
        Err(error) if error.code() == Some(Code::NO_WORKFLOW_SESSION_PERMISSION) => error,
        outcome => return outcome,
    };
    // The refusal is the error, also if the creator cannot be read.
    let rows = list(client, adom).await.unwrap_or_default();
    let row = rows.into_iter().find(|row| row.sessionid == Some(id));
    Err(match row.and_then(|row| row.create_user) {
        Some(creator) => error.with_note(&format!("the session was created by `{creator}`")),
        None => error,
    })
}

/// The reply reports success, but does not say which session the client is in.
fn without_id<E: Endpoint<Protocol = JsonRpc>>() -> Error {
    let fault = DecodeError::new(DecodeErrorKind::NoData).at("data.sessionid".to_owned());
    Context::new(E::METHOD.as_str(), E::TEMPLATE).failed(fault)
}
