//! The session that all clones of a client share.
//!
//! An appliance has few sessions, and an unused one stays open until it times out. So a client opens only one session,
//! even if many calls start at once. No client logs in again automatically unless it was told to: the locks of a lost
//! session are gone, and a call in a new session would write without them.
//!
//! Login and logout belong to the session, not to a caller. If a caller drops its future, the login or logout
//! continues, and the next caller waits for the same one.

mod ending;
mod methods;
mod refusal;
mod renewal;
mod scope;
mod task;
#[cfg(test)]
mod tests;

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};
use tokio::runtime::Handle;

use self::ending::{LogoutOutcome, end_previous, end_session, logout_outcome};
pub(crate) use self::methods::{Done, Lifecycle, NoSession, closed, closed_within, session_methods};
pub(crate) use self::refusal::Refused;
use self::renewal::Suspicions;
#[cfg(feature = "blocking")]
pub(crate) use self::scope::joined;
pub(crate) use self::scope::scoped;
use self::task::{Task, catch_panic};
use crate::credentials::{Credentials, Source};
use crate::error::{Context, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::trace;

/// Opens and ends the sessions of one product.
pub(crate) trait Authenticator: Send + Sync + 'static {
    /// The secrets that identify the session in each call.
    type Token: Send + Sync + 'static;

    /// The call that ends a session, for errors.
    const LOGOUT: Context;

    fn log_in(&self, credentials: &Credentials) -> impl Future<Output = Result<Self::Token, Error>> + Send;

    fn log_out(&self, token: &Arc<Self::Token>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Checks whether the session is still open, after a response that can mean that it has ended. Some products respond
    /// the same if a permission is missing.
    fn is_alive(&self, token: &Arc<Self::Token>) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// A session that is opened when it is first needed. Clones share it.
pub(crate) struct Session<A: Authenticator>(Arc<Shared<A>>);

struct Shared<A: Authenticator> {
    authenticator: Arc<A>,
    credentials: Source,
    state: Mutex<State<A::Token>>,
}

struct State<P> {
    phase: Phase<P>,
    /// The failure of the last login, if the login must not be repeated unchanged.
    refused: Option<Refused>,
    /// Counts logins and logouts, so that an outdated one changes nothing. While a session is open, it is its number.
    turn: u64,
    /// The runtime of the last login or logout, which can finish abandoned work.
    runtime: Option<Handle>,
    /// What is known about calls that failed as if their session had ended.
    suspicions: Suspicions,
}

enum Phase<P> {
    Closed,
    Opening(Task<Arc<P>>),
    Open {
        token: Arc<P>,
        /// Whether a caller has received the token.
        used: bool,
        /// Whether a call failed as if the session had ended.
        maybe_ended: bool,
        /// The check whether the session is still open, for all who need it.
        probe: Option<Task<bool>>,
    },
    Closing(Task<()>),
    /// The logout was sent and got no response. No call uses the session any more, but it may still have to be ended.
    Unconfirmed(Arc<P>),
}

/// The next step of a caller that needs a session.
enum Next<P> {
    Have(Arc<P>, u64),
    Wait(Task<Arc<P>>, u64),
    WaitForLogout(Task<()>),
    /// Check whether this session is still open.
    Probe(Task<bool>, Arc<P>),
}

/// The next step of a caller that ends the session.
enum LogoutStep<P> {
    Nothing,
    WaitForLogin(Task<Arc<P>>),
    Wait(Task<()>),
}

impl<A: Authenticator> Session<A> {
    pub(crate) fn new(authenticator: A, credentials: Source) -> Self {
        Self(Arc::new(Shared {
            authenticator: Arc::new(authenticator),
            credentials,
            state: Mutex::new(State {
                phase: Phase::Closed,
                refused: None,
                turn: 0,
                runtime: None,
                suspicions: Suspicions::default(),
            }),
        }))
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

    /// The token of the session, which is opened if there is none, and the number of the session.
    pub(crate) async fn enter(&self) -> Result<(Arc<A::Token>, u64), Error> {
        self.open(false).await
    }

    /// The token of the session.
    #[cfg(test)]
    async fn token(&self) -> Result<Arc<A::Token>, Error> {
        self.enter().await.map(|(token, _)| token)
    }

    /// Opens the session if there is none or it was lost, even with credentials that were refused before.
    pub(crate) async fn log_in(&self) -> Result<(), Error> {
        self.0.lock().suspicions.forget_calls();
        self.open(true).await.map(drop)
    }

    /// Opens the session. `anew`: even after a refused login or a lost session.
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
                            // The session may still be open, so it is ended: none stays open on the appliance. Boxed
                            // because it is rare: otherwise the future of every call would be larger.
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
    /// It is no error if the session has ended already. If the logout was certainly not carried out, the session stays
    /// open. If it may have been, no call uses the session, but logging out can be repeated.
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

    /// Drops the session without a call, and forgets refused logins. A running login or logout continues.
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

    /// Notes the error of a call in this session.
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

    /// The function that receives the error of a call in this session.
    pub(crate) fn on_failure(&self, token: Arc<A::Token>) -> impl FnOnce(&Error) + Send + '_ {
        move |error| self.note(&token, error)
    }
}

impl<A: Authenticator> Clone for Session<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Authenticator> Shared<A> {
    fn lock(&self) -> MutexGuard<'_, State<A::Token>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(self: &Arc<Self>, anew: &mut bool) -> Next<A::Token> {
        let mut guard = self.lock();
        let state = &mut *guard;
        match &mut state.phase {
            Phase::Open { token, maybe_ended, .. } if *anew && *maybe_ended => {
                let token = Arc::clone(token);
                Next::Probe(self.probe(state, &token), token)
            }
            Phase::Open { token, used, .. } => {
                *used = true;
                Next::Have(Arc::clone(token), state.turn)
            }
            Phase::Opening(task) => Next::Wait(task.clone(), state.turn),
            Phase::Closing(task) => Next::WaitForLogout(task.clone()),
            Phase::Closed | Phase::Unconfirmed(_) => {
                if std::mem::take(anew) {
                    // A login on request is sent even after a refusal, unless the appliance has named a time to wait.
                    let now = Instant::now();
                    state.refused = state.refused.take().filter(|refused| refused.holds(now).is_some());
                }
                Next::Wait(self.begin_login(state), state.turn)
            }
        }
    }

    fn begin_login(self: &Arc<Self>, state: &mut State<A::Token>) -> Task<Arc<A::Token>> {
        state.turn += 1;
        state.runtime = Handle::try_current().ok();
        let (turn, refused) = (state.turn, state.refused.clone());
        let mut before = match &state.phase {
            Phase::Unconfirmed(token) => Some(Arc::clone(token)),
            _ => None,
        };
        let (authenticator, credentials) = (Arc::clone(&self.authenticator), self.credentials.clone());
        // Weak, because the shared state holds the task.
        let shared = Arc::downgrade(self);
        let work = async move {
            if let Some(token) = &before
                && end_previous(&*authenticator, token).await
            {
                before = None;
            }
            let mut refusal = None;
            let login = log_in_unless_refused(&*authenticator, &credentials, refused, &mut refusal);
            let outcome = catch_panic("login", login).await.map(Arc::new);
            match (shared.upgrade(), &outcome) {
                (Some(shared), _) => shared.opened(turn, &outcome, refusal, before),
                // All clients were dropped, and no caller has received the session.
                (None, Ok(token)) => drop(authenticator.log_out(token).await),
                (None, Err(_)) => {}
            }
            outcome
        };
        let task = Task::new(work, state.runtime.clone());
        state.phase = Phase::Opening(task.clone());
        task
    }

    /// Stores the outcome of a login. `before` is the previous session, if it may still have to be ended.
    fn opened(
        &self,
        turn: u64,
        outcome: &Result<Arc<A::Token>, Error>,
        refusal: Option<Refused>,
        before: Option<Arc<A::Token>>,
    ) {
        let mut state = self.lock();
        if state.turn != turn {
            return;
        }
        match outcome {
            Ok(token) => {
                state.refused = None;
                state.suspicions.opened();
                state.phase = Phase::Open {
                    token: Arc::clone(token),
                    used: false,
                    maybe_ended: false,
                    probe: None,
                };
            }
            Err(error) => {
                if !error.is_login_withheld() {
                    state.refused = refusal;
                }
                state.phase = before.map_or(Phase::Closed, Phase::Unconfirmed);
            }
        }
    }

    fn logout_step(self: &Arc<Self>, only: Option<&Arc<A::Token>>) -> LogoutStep<A::Token> {
        let mut state = self.lock();
        match &state.phase {
            Phase::Closed => LogoutStep::Nothing,
            Phase::Open { token, .. } | Phase::Unconfirmed(token)
                if only.is_some_and(|only| !Arc::ptr_eq(only, token)) =>
            {
                LogoutStep::Nothing
            }
            Phase::Opening(_) if only.is_some() => LogoutStep::Nothing,
            Phase::Opening(task) => LogoutStep::WaitForLogin(task.clone()),
            Phase::Closing(task) => LogoutStep::Wait(task.clone()),
            Phase::Open { token, .. } | Phase::Unconfirmed(token) => {
                let token = Arc::clone(token);
                LogoutStep::Wait(self.begin_logout(&mut state, token))
            }
        }
    }

    fn begin_logout(self: &Arc<Self>, state: &mut State<A::Token>, token: Arc<A::Token>) -> Task<()> {
        state.turn += 1;
        state.runtime = Handle::try_current().ok().or(state.runtime.take());
        let turn = state.turn;
        let unconfirmed = matches!(state.phase, Phase::Unconfirmed(_));
        let authenticator = Arc::clone(&self.authenticator);
        let shared = Arc::downgrade(self);
        let work = async move {
            let outcome = end_session(&*authenticator, &token).await;
            if let Some(shared) = shared.upgrade() {
                let mut state = shared.lock();
                if state.turn == turn {
                    state.phase = match logout_outcome(&outcome) {
                        LogoutOutcome::Ended => Phase::Closed,
                        LogoutOutcome::Open if !unconfirmed => Phase::Open {
                            token,
                            used: true,
                            maybe_ended: false,
                            probe: None,
                        },
                        // The failure of this logout does not show that the previous one failed, too.
                        LogoutOutcome::Open | LogoutOutcome::Unknown => Phase::Unconfirmed(token),
                    };
                }
            }
            outcome
        };
        let task = Task::new(work, state.runtime.clone());
        state.phase = Phase::Closing(task.clone());
        task
    }

    fn mark_used(&self, opened: &Arc<A::Token>) {
        if let Phase::Open { token, used, .. } = &mut self.lock().phase {
            *used |= Arc::ptr_eq(token, opened);
        }
    }
}

/// Runs when the last clone of the client is dropped.
impl<A: Authenticator> Drop for Shared<A> {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut state.phase, Phase::Closed) {
            // The caller of the unconfirmed logout has received its error.
            Phase::Closed | Phase::Unconfirmed(_) => {}
            // When the login has finished, it logs out, because no client is left.
            Phase::Opening(task) => task.finish_in_background(),
            Phase::Closing(task) => task.finish_in_background(),
            Phase::Open { used: true, .. } => trace::session_left_open(),
            Phase::Open { token, .. } => {
                if let Some(runtime) = &state.runtime {
                    let authenticator = Arc::clone(&self.authenticator);
                    runtime.spawn(async move { authenticator.log_out(&token).await });
                }
            }
        }
    }
}

/// Logs in, unless the login would be refused again. Stores in `refusal` what to remember of a refused login.
async fn log_in_unless_refused<A: Authenticator>(
    authenticator: &A,
    credentials: &Source,
    refused: Option<Refused>,
    refusal: &mut Option<Refused>,
) -> Result<A::Token, Error> {
    if let Some(error) = refused.as_ref().and_then(|refused| refused.holds(Instant::now())) {
        return Err(error);
    }
    let credentials = credentials.get().await?;
    if let Some(error) = refused.as_ref().and_then(|refused| refused.applies_to(&credentials)) {
        return Err(error);
    }
    let outcome = authenticator.log_in(&credentials).await;
    *refusal = match outcome
        .as_ref()
        .err()
        .and_then(|error| Refused::new(&credentials, error))
    {
        Some(refusal) => Some(refusal.after(refused)),
        // Another error does not change what was refused before.
        None => refused,
    };
    outcome
}

/// Whether the error of a call is one that a call in an ended session has.
pub(crate) fn may_have_ended(error: &Error) -> bool {
    // A page that is requested without a session redirects to the login.
    let is_redirect = error.http_status().is_some_and(|status| (300..400).contains(&status));
    is_redirect || has_ended(error)
}

/// Whether the error of a call means that the session has ended.
///
/// FortiManager reports the same error if a permission is missing.
fn has_ended(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Api(_) => error.is_permission(),
        ErrorKind::Http(http) => http.status() == 401,
        _ => error.is_session_ended(),
    }
}

/// Whether the session text of a login is valid. One with a damaged character or white space can be used neither for
/// calls nor for a logout.
pub(crate) fn is_id(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == char::REPLACEMENT_CHARACTER;
    !text.is_empty() && !text.chars().any(is_odd)
}

/// Whether the session is open, according to the outcome of a call that every user may make.
pub(crate) fn alive(outcome: Result<(), Error>) -> Result<bool, Error> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if has_ended(&error) => Ok(false),
        // Any other status code comes from an open session.
        Err(error) if error.code().is_some() => Ok(true),
        Err(error) => Err(error),
    }
}
