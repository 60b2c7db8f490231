//! The session that all clones of a client share.
//!
//! An appliance has few sessions, and an unused one stays open until it times out. So a client opens only one session,
//! even if many calls start at once. A client does not log in again automatically unless it was told to. The locks of a
//! lost session are gone, and a call in a new session would write without them.
//!
//! Login and logout belong to the session, not to a caller. If a caller drops its future, the login or logout
//! continues, and the next caller waits for the same one.

mod call_session;
mod ending;
mod evidence;
mod methods;
mod refusal;
mod renewal;
mod scope;
mod shared;
mod task;
#[cfg(test)]
mod tests;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_timer::Delay;
use futures_util::future::{Either, select};
use tokio::runtime::Handle;

pub(crate) use self::call_session::CallSession;
use self::evidence::has_ended;
pub(crate) use self::evidence::{alive, is_id, may_have_ended};
#[cfg(feature = "web")]
pub(crate) use self::methods::NoSession;
pub(crate) use self::methods::{Done, Lifecycle, closed, closed_within, lifecycle_of, session_methods};
#[cfg(feature = "web")]
pub(crate) use self::refusal::Refused;
#[cfg(feature = "blocking")]
pub(crate) use self::scope::joined;
pub(crate) use self::scope::scoped;
use self::shared::{LogoutStep, Next, Phase, Shared, State};
use crate::credentials::{Credentials, Source};
use crate::error::{Context, Error, TransportError, TransportErrorKind};

/// Opens and ends the sessions of one product.
pub(crate) trait Authenticator: Send + Sync + 'static {
    /// The secrets that identify the session in each call.
    type Token: Send + Sync + 'static;

    /// The method and the url template of the logout, which errors name.
    const LOGOUT: Context;

    fn log_in(&self, credentials: &Credentials) -> impl Future<Output = Result<Self::Token, Error>> + Send;

    fn log_out(&self, token: &Arc<Self::Token>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Asks the appliance whether the session is still open. FortiManager refuses a call with the same status if the
    /// session has ended and if a permission is missing.
    fn is_alive(&self, token: &Arc<Self::Token>) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// A session that is opened when it is first needed. Clones share it.
pub(crate) struct Session<A: Authenticator>(Arc<Shared<A>>);

impl<A: Authenticator> Session<A> {
    pub(crate) fn new(authenticator: A, credentials: Source) -> Self {
        Self(Arc::new(Shared::new(authenticator, credentials)))
    }

    /// The authenticator of the session.
    #[cfg(feature = "web")]
    pub(crate) fn authenticator(&self) -> &A {
        &self.0.authenticator
    }

    pub(crate) fn credentials(&self) -> &Source {
        &self.0.credentials
    }

    /// Adds the user and the state of the session to a `Debug` output.
    pub(crate) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        shown
            .field("user", self.credentials())
            .field("logged_in", &self.is_open());
    }

    /// Whether a session is open, as far as this client knows.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.0.lock().phase, Phase::Open { .. })
    }

    /// Returns the token of the session and its number in this client. Opens a session if none is open.
    pub(crate) async fn enter(&self) -> Result<(Arc<A::Token>, u64), Error> {
        self.open(false).await
    }

    /// As [`enter`](Self::enter), without a wait: `None` if the session is not open.
    pub(crate) fn enter_open(&self) -> Option<(Arc<A::Token>, u64)> {
        self.0.lock().enter()
    }

    /// The token of the session.
    #[cfg(test)]
    async fn token(&self) -> Result<Arc<A::Token>, Error> {
        self.enter().await.map(|(token, _)| token)
    }

    /// Opens a session if none is open or the open one has ended, even with credentials that were refused before.
    pub(crate) async fn log_in(&self) -> Result<(), Error> {
        self.0.lock().suspicions.forget_calls();
        self.open(true).await.map(drop)
    }

    /// Opens the session. With `anew`, credentials that were refused are sent again, and a session that may have ended
    /// is checked first.
    async fn open(&self, mut anew: bool) -> Result<(Arc<A::Token>, u64), Error> {
        let mut again = true;
        loop {
            let next = self.0.next(&mut anew);
            match next {
                Next::Have(token, number) => return Ok((token, number)),
                Next::Wait(task, number) => {
                    let was_abandoned = task.was_abandoned();
                    match task.wait().await {
                        // The task was suspended, or ran in another runtime that has ended, so its connection broke.
                        Err(error) if was_abandoned && again && error.is_transport() => again = false,
                        Err(error) if anew && error.is_login_withheld() => {}
                        Err(error) => return Err(error),
                        Ok(token) => {
                            self.0.mark_used(&token);
                            return Ok((token, number));
                        }
                    }
                }
                Next::WaitForLogout(task) => {
                    let _ = task.wait().await;
                }
                Next::Probe(task, token) => {
                    let was_abandoned = task.was_abandoned();
                    match task.wait().await {
                        Err(error) if was_abandoned && again && error.is_transport() => again = false,
                        Err(error) => return Err(error),
                        Ok(true) => {}
                        Ok(false) => {
                            // The refusal does not prove that the session has ended, so the client also ends it on the
                            // appliance. Boxed, because a future in place would enlarge the future of every call.
                            let ended = Box::pin(self.end(Some(&token))).await;
                            if self.is_open() {
                                ended?;
                            }
                        }
                    }
                }
            }
        }
    }

    /// Ends the session that is open or being opened.
    ///
    /// If the session has ended already, this succeeds. If the logout was certainly not carried out, the session stays
    /// open. If the logout may have been carried out, no call uses the session any more, but the logout can be
    /// repeated.
    pub(crate) async fn log_out(&self) -> Result<(), Error> {
        self.end(None).await
    }

    /// Ends the session. With `only`, ends that session, but not a newer one.
    async fn end(&self, only: Option<&Arc<A::Token>>) -> Result<(), Error> {
        let mut again = true;
        loop {
            let ending = self.0.logout_step(only);
            match ending {
                LogoutStep::Nothing => return Ok(()),
                LogoutStep::WaitForLogin(task) => {
                    let _ = task.wait().await;
                }
                LogoutStep::Wait(task) => {
                    let was_abandoned = task.was_abandoned();
                    match task.wait().await {
                        Err(error) if was_abandoned && again && error.is_transport() => again = false,
                        outcome => return outcome,
                    }
                }
            }
        }
    }

    /// Ends the session in at most this time.
    pub(crate) async fn log_out_within(&self, limit: Duration) -> Result<(), Error> {
        match select(pin!(self.log_out()), Delay::new(limit)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => Err(Error::new(A::LOGOUT, TransportError::from(TransportErrorKind::Timeout))),
        }
    }

    /// Drops the session without a call, and forgets refused logins. A running login still opens a session; a running
    /// logout continues.
    pub(crate) fn forget(&self) {
        let mut state = self.0.lock();
        state.refused = None;
        state.suspicions.forget_calls();
        if !matches!(state.phase, Phase::Opening(_)) {
            state.turn += 1;
            state.phase = Phase::Closed;
        }
    }

    /// Ends the session in the background if there is a runtime; otherwise keeps it.
    pub(crate) fn log_out_later(&self) {
        let runtime = {
            let state = self.0.lock();
            match state.phase {
                Phase::Closed => return,
                _ => state.runtime.clone(),
            }
        };
        if let Some(runtime) = Handle::try_current().ok().or(runtime) {
            let session = self.clone();
            runtime.spawn(async move { session.log_out().await });
        }
    }

    /// Marks the open session as possibly ended, if this error of one of its calls can mean that.
    pub(crate) fn note(&self, token: &Arc<A::Token>, error: &Error) {
        if may_have_ended(error)
            && let Phase::Open {
                token: open,
                maybe_ended,
                ..
            } = &mut self.0.lock().phase
        {
            *maybe_ended |= Arc::ptr_eq(open, token);
        }
    }

    /// Returns a function that passes the error of a call to [`note`](Self::note).
    pub(crate) fn on_failure(&self, token: Arc<A::Token>) -> impl FnOnce(&Error) + Send + '_ {
        move |error| self.note(&token, error)
    }
}

impl<A: Authenticator> Clone for Session<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
