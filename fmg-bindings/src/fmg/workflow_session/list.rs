//! Finds the workflow sessions of an ADOM, each as the type of its state.

use super::{
    ApprovedSession, OpenSession, RejectedSession, Session, SubmittedSession, WorkflowSession, WorkflowSessionId, calls,
};
use crate::client::AnyClient;
use crate::error::Error;
use crate::fmg::workflow::{WorkflowStart, WorkflowState};
use crate::fmg::{Adom, AdomName, Client};
use crate::{Field, Open};

/// A workflow session, in whichever state it is.
#[derive(Debug)]
#[non_exhaustive]
pub enum AnySession<'c, C> {
    /// Started, and not submitted yet.
    Open(OpenSession<'c, C>),
    /// Waits for an approver.
    Submitted(SubmittedSession<'c, C>),
    /// Approved.
    Approved(ApprovedSession<'c, C>),
    /// Rejected, and perhaps repaired since.
    ///
    /// No document has the number of this state. So a session counts as rejected if an approver has decided on it and
    /// its state is undocumented.
    Rejected(RejectedSession<'c, C>),
    /// The state has another number, or the row has no state.
    Other(Box<WorkflowSession>),
}

impl<'c, C> AnySession<'c, C> {
    /// Reads the state of a row.
    fn of(client: &'c C, adom: &AdomName, row: WorkflowSession) -> Self {
        let Some(id) = row.sessionid else {
            return Self::Other(Box::new(row));
        };
        let (state, is_decided) = (
            row.state.clone(),
            row.audit_user.as_ref().is_some_and(|user| !user.is_empty()),
        );
        let session = Session {
            row: Some(Box::new(row)),
            ..Session::new(client, adom.clone(), id)
        };
        match (state, session) {
            (Some(Open::Known(WorkflowState::Open)), session) => Self::Open(OpenSession { session }),
            (Some(Open::Known(WorkflowState::Submitted)), session) => Self::Submitted(SubmittedSession { session }),
            (Some(Open::Known(WorkflowState::Approved)), session) => Self::Approved(ApprovedSession { session }),
            (Some(_), session) if is_decided => Self::Rejected(RejectedSession { session }),
            (_, Session { row, .. }) => Self::Other(row.unwrap_or_default()),
        }
    }

    /// Number of the session; `None` only if FortiManager names none.
    #[must_use]
    pub fn id(&self) -> Option<WorkflowSessionId> {
        self.row().and_then(|row| row.sessionid)
    }

    /// Name, description, administrators, times and history of the session.
    #[must_use]
    pub fn row(&self) -> Option<&WorkflowSession> {
        match self {
            Self::Open(session) => session.row(),
            Self::Submitted(session) => session.row(),
            Self::Approved(session) => session.row(),
            Self::Rejected(session) => session.row(),
            Self::Other(row) => Some(row),
        }
    }
}

/// The workflow sessions of the ADOM.
impl<'c, C: AnyClient<AsyncClient = Client>> Adom<'c, C> {
    /// Starts a [workflow session](super) with this name and description, and enters it. This client must hold the lock
    /// on the ADOM.
    ///
    /// If the answer is lost, the session may exist: [`workflow_sessions`](Self::workflow_sessions) finds it by its
    /// name.
    ///
    /// # Errors
    ///
    /// The ADOM is not locked by this client, has as many sessions as it can have, or is not in workflow mode.
    pub fn start_workflow(
        &self,
        name: impl Into<String>,
        description: impl Into<String>,
    ) -> C::Outcome<'c, Result<OpenSession<'c, C>, Error>> {
        let (client, adom) = (self.client(), self.name().clone());
        let named = WorkflowStart {
            name: Field::Set(name.into()),
            desc: Field::Set(description.into()),
            ..WorkflowStart::default()
        };
        client.outcome(async move {
            let id = calls::start(client.async_client(), &adom, named).await?;
            Ok(OpenSession::new(client, adom, id))
        })
    }

    /// Lists the [workflow sessions](super) of the ADOM, each as the type of its state, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the call.
    #[must_use]
    pub fn workflow_sessions(&self) -> C::Outcome<'c, Result<Vec<AnySession<'c, C>>, Error>> {
        let (client, adom) = (self.client(), self.name().clone());
        client.outcome(async move {
            let rows = calls::list(client.async_client(), &adom).await?;
            Ok(rows.into_iter().map(|row| AnySession::of(client, &adom, row)).collect())
        })
    }

    /// Finds a [workflow session](super) by its number; `None` if there is no such session.
    ///
    /// # Errors
    ///
    /// Those of the call.
    #[must_use]
    pub fn workflow_session(&self, id: WorkflowSessionId) -> C::Outcome<'c, Result<Option<AnySession<'c, C>>, Error>> {
        let (client, adom) = (self.client(), self.name().clone());
        client.outcome(async move {
            let rows = calls::list(client.async_client(), &adom).await?;
            let row = rows.into_iter().find(|row| row.sessionid == Some(id));
            Ok(row.map(|row| AnySession::of(client, &adom, row)))
        })
    }
}
