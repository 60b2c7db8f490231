//! The verbs of each state.

use super::calls::{self, Step};
use super::{ApprovedSession, OpenSession, RejectedSession, RepairedSession, SavedSession, Session, SubmittedSession};
use crate::client::AnyClient;
use crate::error::Error;
use crate::fmg::workflow::WorkflowNote;
use crate::fmg::{AdomName, Client, WorkflowSessionId};

/// The session that [`OpenSession::resume`] has entered.
#[derive(Debug)]
#[must_use = "the session may be another one than was asked for"]
pub enum Resumed<'c, C> {
    /// The session itself, with the changes that were saved in it.
    Same(OpenSession<'c, C>),
    /// A new session without changes, because the other one takes none any more: it was submitted meanwhile.
    New(OpenSession<'c, C>),
}

impl<'c, C: AnyClient<AsyncClient = Client>> Session<'c, C> {
    /// Calls a verb, and returns the session as the type of its next state.
    fn step<N: Send + 'c>(self, step: Step, next: fn(Self) -> N) -> C::Outcome<'c, Result<N, Error>> {
        let client = self.client;
        client.outcome(async move {
            calls::perform(client.async_client(), &self.adom, self.id, step).await?;
            Ok(next(self))
        })
    }

    fn delete(self) -> C::Outcome<'c, Result<(), Error>> {
        self.step(Step::Delete, drop)
    }

    fn resume(self) -> C::Outcome<'c, Result<Resumed<'c, C>, Error>> {
        let client = self.client;
        client.outcome(async move {
            let entered = calls::resume(client.async_client(), &self.adom, self.id).await?;
            Ok(if entered.is_new {
                Resumed::New(OpenSession::new(client, self.adom, entered.id))
            } else {
                Resumed::Same(OpenSession { session: self })
            })
        })
    }
}

impl<'c, C> OpenSession<'c, C> {
    /// The session with this number, which was just started.
    pub(crate) fn new(client: &'c C, adom: AdomName, id: WorkflowSessionId) -> Self {
        let session = Session::new(client, adom, id);
        Self { session }
    }
}

impl<'c, C> SubmittedSession<'c, C> {
    /// The session with this number, which was just submitted.
    pub(crate) fn new(client: &'c C, adom: AdomName, id: WorkflowSessionId) -> Self {
        let session = Session::new(client, adom, id);
        Self { session }
    }
}

/// Await the results on an async client; a blocking client returns them directly.
impl<'c, C: AnyClient<AsyncClient = Client>> OpenSession<'c, C> {
    /// Saves the changes that this client has made in the session.
    ///
    /// # Errors
    ///
    /// The lock on the ADOM is not held, this client is not in the session, or the session is another administrator's.
    #[must_use]
    pub fn save(self) -> C::Outcome<'c, Result<SavedSession<'c, C>, Error>> {
        self.session.step(Step::Save, |session| SavedSession { session })
    }

    /// Discards the changes of the session, saved ones too. The session itself stays open for new changes.
    ///
    /// # Errors
    ///
    /// The lock on the ADOM is not held, or the session is another administrator's.
    #[must_use]
    pub fn discard(self) -> C::Outcome<'c, Result<Self, Error>> {
        self.session.step(Step::Discard, |session| Self { session })
    }

    /// Enters the session, which sees its saved changes and takes more. This client must hold the lock on the ADOM.
    ///
    /// # Errors
    ///
    /// The lock is not held, the session is another administrator's, or it was deleted.
    #[must_use]
    pub fn resume(self) -> C::Outcome<'c, Result<Resumed<'c, C>, Error>> {
        self.session.resume()
    }

    /// Deletes the session, and every session that is based on it. For approvers only.
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, or the session was approved meanwhile.
    #[must_use]
    pub fn delete(self) -> C::Outcome<'c, Result<(), Error>> {
        self.session.delete()
    }
}

/// Await the results on an async client; a blocking client returns them directly.
impl<'c, C: AnyClient<AsyncClient = Client>> SavedSession<'c, C> {
    /// Submits the saved changes to the approvers. The session takes no changes afterwards.
    ///
    /// `note` is a text for the approvers, or a [`WorkflowNote`] that also names the recipients of mail.
    ///
    /// # Errors
    ///
    /// The lock on the ADOM is not held, the ADOM has no approvers, or the session is another administrator's.
    pub fn submit(self, note: impl Into<WorkflowNote>) -> C::Outcome<'c, Result<SubmittedSession<'c, C>, Error>> {
        let step = Step::Submit(note.into().if_any());
        self.session.step(step, |session| SubmittedSession { session })
    }

    /// The session, to make more changes and save them. That takes no call: the session is still open.
    pub fn into_open(self) -> OpenSession<'c, C> {
        OpenSession { session: self.session }
    }

    /// Discards the saved changes. The session itself stays open for new changes.
    ///
    /// # Errors
    ///
    /// The lock on the ADOM is not held, or the session is another administrator's.
    #[must_use]
    pub fn discard(self) -> C::Outcome<'c, Result<OpenSession<'c, C>, Error>> {
        self.into_open().discard()
    }

    /// Deletes the session, and every session that is based on it. For approvers only.
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, or the session was approved meanwhile.
    #[must_use]
    pub fn delete(self) -> C::Outcome<'c, Result<(), Error>> {
        self.session.delete()
    }
}

/// Await the results on an async client; a blocking client returns them directly.
impl<'c, C: AnyClient<AsyncClient = Client>> SubmittedSession<'c, C> {
    /// Approves the session: its changes take effect in the ADOM. For approvers only.
    ///
    /// `note` is the comment of the approver, as a text or a [`WorkflowNote`].
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, earlier sessions have to be decided first, or the session was decided
    /// or deleted meanwhile.
    pub fn approve(self, note: impl Into<WorkflowNote>) -> C::Outcome<'c, Result<ApprovedSession<'c, C>, Error>> {
        let step = Step::Approve(note.into().if_any());
        self.session.step(step, |session| ApprovedSession { session })
    }

    /// Rejects the session. For approvers only.
    ///
    /// `note` says why, as a text or a [`WorkflowNote`].
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, or the session was decided or deleted meanwhile.
    pub fn reject(self, note: impl Into<WorkflowNote>) -> C::Outcome<'c, Result<RejectedSession<'c, C>, Error>> {
        let step = Step::Reject(note.into().if_any());
        self.session.step(step, |session| RejectedSession { session })
    }

    /// Deletes the session, and every session that is based on it. For approvers only.
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, or the session was approved meanwhile.
    #[must_use]
    pub fn delete(self) -> C::Outcome<'c, Result<(), Error>> {
        self.session.delete()
    }
}

/// Await the results on an async client; a blocking client returns them directly.
impl<'c, C: AnyClient<AsyncClient = Client>> RejectedSession<'c, C> {
    /// Creates a new session that starts with the changes of this one.
    ///
    /// `note` explains the repair, as a text or a [`WorkflowNote`].
    ///
    /// # Errors
    ///
    /// The session was repaired or deleted meanwhile.
    pub fn repair(self, note: impl Into<WorkflowNote>) -> C::Outcome<'c, Result<RepairedSession<'c, C>, Error>> {
        let (client, note) = (self.session.client, note.into().if_any());
        client.outcome(async move {
            let Session { adom, id: repairs, .. } = self.session;
            let id = calls::repair(client.async_client(), &adom, repairs, note).await?;
            let session = Session::new(client, adom, id);
            Ok(RepairedSession { session, repairs })
        })
    }

    /// Deletes the session, and every session that is based on it. For approvers only.
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, or the session was approved meanwhile.
    #[must_use]
    pub fn delete(self) -> C::Outcome<'c, Result<(), Error>> {
        self.session.delete()
    }
}

/// Await the results on an async client; a blocking client returns them directly.
impl<'c, C: AnyClient<AsyncClient = Client>> RepairedSession<'c, C> {
    /// Saves the repaired changes, as [`OpenSession::save`] does.
    ///
    /// # Errors
    ///
    /// As [`OpenSession::save`].
    #[must_use]
    pub fn save(self) -> C::Outcome<'c, Result<SavedSession<'c, C>, Error>> {
        self.into_open().save()
    }

    /// Enters the session, as [`OpenSession::resume`] does. It is needed if this client did not hold the lock on the
    /// ADOM during the repair.
    ///
    /// # Errors
    ///
    /// As [`OpenSession::resume`].
    #[must_use]
    pub fn resume(self) -> C::Outcome<'c, Result<Resumed<'c, C>, Error>> {
        self.session.resume()
    }

    /// The session as an open one.
    pub fn into_open(self) -> OpenSession<'c, C> {
        OpenSession { session: self.session }
    }

    /// Deletes the session, and every session that is based on it. For approvers only.
    ///
    /// # Errors
    ///
    /// The user is not an approver of the ADOM, or the session was approved meanwhile.
    #[must_use]
    pub fn delete(self) -> C::Outcome<'c, Result<(), Error>> {
        self.session.delete()
    }
}
