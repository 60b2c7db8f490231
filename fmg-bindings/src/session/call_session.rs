//! The session of one call.

use std::sync::Arc;

use super::{Authenticator, Session};
use crate::error::Error;
use crate::raw_response::PendingCall;
use crate::retry::Stage;

/// The session that a call is sent in, if it needs one.
pub(crate) struct CallSession<'s, A: Authenticator>(Option<Entered<'s, A>>);

struct Entered<'s, A: Authenticator> {
    session: &'s Session<A>,
    token: Arc<A::Token>,
    number: u64,
}

impl<'s, A: Authenticator> CallSession<'s, A> {
    /// Enters the session, and opens it if need be. `None`: the call needs no session.
    pub(crate) async fn enter(session: Option<&'s Session<A>>) -> Result<Self, Error> {
        let Some(session) = session else { return Ok(Self(None)) };
        let (token, number) = session.enter().await?;
        Ok(Self(Some(Entered { session, token, number })))
    }

    /// As [`enter`](Self::enter), without a wait. Returns `None` if the session is not open.
    pub(crate) fn enter_open(session: Option<&'s Session<A>>) -> Option<Self> {
        let Some(session) = session else {
            return Some(Self(None));
        };
        let (token, number) = session.enter_open()?;
        Some(Self(Some(Entered { session, token, number })))
    }

    pub(crate) fn token(&self) -> Option<&Arc<A::Token>> {
        self.0.as_ref().map(|entered| &entered.token)
    }

    /// Notes that the call is sent.
    pub(crate) fn note_sent(&self, stage: &mut Stage) {
        match &self.0 {
            Some(entered) => stage.send_in(entered.number),
            None => stage.send(),
        }
    }

    /// Lets the session learn of an error of the call.
    pub(crate) fn note(&self, error: &Error) {
        if let Some(Entered { session, token, .. }) = &self.0 {
            session.note(token, error);
        }
    }

    /// Lets the session learn of an error of the call while its response is decoded.
    pub(crate) fn watch(self, pending: PendingCall<'s>) -> PendingCall<'s> {
        match self.0 {
            Some(Entered { session, token, .. }) => pending.on_failure(session.on_failure(token)),
            None => pending,
        }
    }
}
