//! The one session that all clones of a client share.
//!
//! Sessions are few on an appliance and linger until they time out, so a client opens one, however many calls begin at
//! once, and no client logs in again by itself: what a lost session held, such as locks, is gone with it, and a call
//! that went through in a new session would write without them.
//!
//! Login and logout belong to the session and not to a caller. A caller that gives up leaves them as they are, and the
//! next one goes on waiting for the same.

mod ending;
mod methods;
mod refusal;
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

use self::ending::{LogoutOutcome, is_settled, leave, logout_outcome};
pub(crate) use self::methods::{Done, Lifecycle, NoSession, closed, closed_within, session_methods};
pub(crate) use self::refusal::Refused;
#[cfg(feature = "blocking")]
pub(crate) use self::scope::joined;
pub(crate) use self::scope::scoped;
use self::task::{Task, guarded};
use crate::credentials::{Credentials, Source};
use crate::error::{Context, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::trace;

/// How the sessions of one product are opened and ended.
pub(crate) trait Authenticator: Send + Sync + 'static {
    /// The secrets by which a call belongs to the session.
    type Token: Send + Sync + 'static;

    /// The call that ends a session, for errors.
    const LOGOUT: Context;

    fn log_in(&self, credentials: &Credentials) -> impl Future<Output = Result<Self::Token, Error>> + Send;

    fn log_out(&self, token: &Arc<Self::Token>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Whether this still is a session, after a call in it was answered as in one that has ended. Some products say the
    /// same of a lack of permission.
    fn is_alive(&self, token: &Arc<Self::Token>) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// A session that is opened when it is first needed. Clones are the same one.
pub(crate) struct Session<A: Authenticator>(Arc<Shared<A>>);

struct Shared<A: Authenticator> {
    authenticator: Arc<A>,
    credentials: Source,
    state: Mutex<State<A::Token>>,
}

struct State<P> {
    phase: Phase<P>,
    /// How the last login failed, if it must not be repeated as it was.
    refused: Option<Refused>,
    /// Counts logins and logouts, so that one that has been superseded changes nothing.
    turn: u64,
    /// Where the last login or logout began, and what is left behind can be cleaned up.
    runtime: Option<Handle>,
}

enum Phase<P> {
    Closed,
    Opening(Task<Arc<P>>),
    Open {
        token: Arc<P>,
        /// Somebody has been given it.
        used: bool,
        /// A call was answered as calls are in a session that has ended.
        doubted: bool,
    },
    Closing(Task<()>),
    /// The logout may have arrived, and its answer did not: nothing is called in it any more, and it may still have to be
    /// ended.
    Doubtful(Arc<P>),
}

/// What is to be done next by who wants a session.
enum Next<P> {
    Have(Arc<P>),
    Wait(Task<Arc<P>>),
    WaitForLogout(Task<()>),
    /// Find out whether this one still is one.
    Probe(Arc<P>),
}

/// What is to be done next by who wants none.
enum Ending<P> {
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
            }),
        }))
    }

    /// Who opens the session.
    #[cfg(feature = "web")]
    pub(crate) fn authenticator(&self) -> &A {
        &self.0.authenticator
    }

    pub(crate) fn credentials(&self) -> &Source {
        &self.0.credentials
    }

    /// Shows whose session it is, and whether it is open.
    pub(crate) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        shown
            .field("user", self.credentials())
            .field("logged_in", &self.is_open());
    }

    /// Whether a session is open as far as this client knows.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.0.lock().phase, Phase::Open { .. })
    }

    /// The session to call in, opened if there is none.
    pub(crate) async fn token(&self) -> Result<Arc<A::Token>, Error> {
        self.open(false).await
    }

    /// Opens the session if there is none, or no longer: also with credentials that were refused before.
    pub(crate) async fn log_in(&self) -> Result<(), Error> {
        self.open(true).await.map(drop)
    }

    /// Opens the session; `anew`: after what has been refused or lost as well.
    async fn open(&self, mut anew: bool) -> Result<Arc<A::Token>, Error> {
        let mut again = true;
        loop {
            let next = self.0.next(&mut anew);
            match next {
                Next::Have(token) => return Ok(token),
                Next::Wait(task) => {
                    let was_left = task.was_left();
                    match task.wait().await {
                        // It rested, or went with another runtime, and its connection broke meanwhile.
                        Err(error) if was_left && again && error.is_transport() => again = false,
                        Err(error) if anew && error.is_login_withheld() => {}
                        Err(error) => return Err(error),
                        Ok(token) => {
                            self.0.mark_used(&token);
                            return Ok(token);
                        }
                    }
                }
                Next::WaitForLogout(task) => {
                    let _ = task.wait().await;
                }
                Next::Probe(token) => {
                    // Boxed, since it is rare: every call would have room for it, and be moved with that.
                    if Box::pin(self.0.authenticator.is_alive(&token)).await? {
                        self.0.trust(&token);
                    } else {
                        // Where it only looks like an end, it is one now: no session is left behind.
                        let ended = Box::pin(self.end(Some(&token))).await;
                        if self.is_open() {
                            ended?;
                        }
                    }
                }
            }
        }
    }

    /// Ends the session, if there is one or one is being opened.
    ///
    /// One that has ended already is no error. A logout that was certainly not carried out keeps the session. One that may
    /// have been leaves it for no call, but logging out can be tried again.
    pub(crate) async fn log_out(&self) -> Result<(), Error> {
        self.end(None).await
    }

    /// Ends the session; `only`: if it is this one, and not one that has taken its place meanwhile.
    async fn end(&self, only: Option<&Arc<A::Token>>) -> Result<(), Error> {
        let mut again = true;
        loop {
            let ending = self.0.ending(only);
            match ending {
                Ending::Nothing => return Ok(()),
                Ending::WaitForLogin(task) => {
                    let _ = task.wait().await;
                }
                Ending::Wait(task) => {
                    let was_left = task.was_left();
                    match task.wait().await {
                        Err(error) if was_left && again && error.is_transport() => again = false,
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

    /// Drops the session without a call, and forgets what was refused. A login or a logout under way goes on.
    pub(crate) fn forget(&self) {
        let mut state = self.0.lock();
        state.refused = None;
        if !matches!(state.phase, Phase::Opening(_)) {
            state.turn += 1;
            state.phase = Phase::Closed;
        }
    }

    /// Ends the session without anybody who waits, if there is a runtime to do it; else it is kept.
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

    /// A call in this session has failed so.
    pub(crate) fn note(&self, token: &Arc<A::Token>, error: &Error) {
        // A page that is asked for without a session leads to the login.
        let leads_away = error.http_status().is_some_and(|status| (300..400).contains(&status));
        if (leads_away || has_ended(error))
            && let Phase::Open {
                token: open, doubted, ..
            } = &mut self.0.lock().phase
        {
            *doubted |= Arc::ptr_eq(open, token);
        }
    }

    /// Who is to be told how a call in this session fails.
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
        let mut state = self.lock();
        match &mut state.phase {
            Phase::Open { token, doubted, .. } if *anew && *doubted => Next::Probe(Arc::clone(token)),
            Phase::Open { token, used, .. } => {
                *used = true;
                Next::Have(Arc::clone(token))
            }
            Phase::Opening(task) => Next::Wait(task.clone()),
            Phase::Closing(task) => Next::WaitForLogout(task.clone()),
            Phase::Closed | Phase::Doubtful(_) => {
                if std::mem::take(anew) {
                    // How long to wait is the appliance's to say.
                    let now = Instant::now();
                    state.refused = state.refused.take().filter(|refused| refused.holds(now).is_some());
                }
                Next::Wait(self.begin_login(&mut state))
            }
        }
    }

    fn begin_login(self: &Arc<Self>, state: &mut State<A::Token>) -> Task<Arc<A::Token>> {
        state.turn += 1;
        state.runtime = Handle::try_current().ok();
        let (turn, refused) = (state.turn, state.refused.clone());
        let mut before = match &state.phase {
            Phase::Doubtful(token) => Some(Arc::clone(token)),
            _ => None,
        };
        let (authenticator, credentials) = (Arc::clone(&self.authenticator), self.credentials.clone());
        // Weak, because the shared state holds the task.
        let shared = Arc::downgrade(self);
        let work = async move {
            if let Some(token) = &before
                && is_settled(&*authenticator, token).await
            {
                before = None;
            }
            let mut refusal = None;
            let login = enter(&*authenticator, &credentials, refused, &mut refusal);
            let outcome = guarded("login", login).await.map(Arc::new);
            match (shared.upgrade(), &outcome) {
                (Some(shared), _) => shared.opened(turn, &outcome, refusal, before),
                // All clients are gone, and nobody has seen the session.
                (None, Ok(token)) => drop(authenticator.log_out(token).await),
                (None, Err(_)) => {}
            }
            outcome
        };
        let task = Task::new(work, state.runtime.clone());
        state.phase = Phase::Opening(task.clone());
        task
    }

    /// A login has ended so; `before` is the session before it, if it still may have to be ended.
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
                state.phase = Phase::Open {
                    token: Arc::clone(token),
                    used: false,
                    doubted: false,
                };
            }
            Err(error) => {
                if !error.is_login_withheld() {
                    state.refused = refusal;
                }
                state.phase = before.map_or(Phase::Closed, Phase::Doubtful);
            }
        }
    }

    fn ending(self: &Arc<Self>, only: Option<&Arc<A::Token>>) -> Ending<A::Token> {
        let mut state = self.lock();
        match &state.phase {
            Phase::Closed => Ending::Nothing,
            Phase::Open { token, .. } | Phase::Doubtful(token)
                if only.is_some_and(|only| !Arc::ptr_eq(only, token)) =>
            {
                Ending::Nothing
            }
            Phase::Opening(_) if only.is_some() => Ending::Nothing,
            Phase::Opening(task) => Ending::WaitForLogin(task.clone()),
            Phase::Closing(task) => Ending::Wait(task.clone()),
            Phase::Open { token, .. } | Phase::Doubtful(token) => {
                let token = Arc::clone(token);
                Ending::Wait(self.begin_logout(&mut state, token))
            }
        }
    }

    fn begin_logout(self: &Arc<Self>, state: &mut State<A::Token>, token: Arc<A::Token>) -> Task<()> {
        state.turn += 1;
        state.runtime = Handle::try_current().ok().or(state.runtime.take());
        let turn = state.turn;
        let doubtful = matches!(state.phase, Phase::Doubtful(_));
        let authenticator = Arc::clone(&self.authenticator);
        let shared = Arc::downgrade(self);
        let work = async move {
            let outcome = leave(&*authenticator, &token).await;
            if let Some(shared) = shared.upgrade() {
                let mut state = shared.lock();
                if state.turn == turn {
                    state.phase = match logout_outcome(&outcome) {
                        LogoutOutcome::Ended => Phase::Closed,
                        LogoutOutcome::Open if !doubtful => Phase::Open {
                            token,
                            used: true,
                            doubted: false,
                        },
                        // That this logout was not carried out says nothing of the one before.
                        LogoutOutcome::Open | LogoutOutcome::Unknown => Phase::Doubtful(token),
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

    /// The session still is one.
    fn trust(&self, known: &Arc<A::Token>) {
        if let Phase::Open { token, doubted, .. } = &mut self.lock().phase {
            *doubted &= !Arc::ptr_eq(token, known);
        }
    }
}

/// The last clone of the client is gone.
impl<A: Authenticator> Drop for Shared<A> {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut state.phase, Phase::Closed) {
            // Of a logout that may have arrived, its caller has been told.
            Phase::Closed | Phase::Doubtful(_) => {}
            // It finds that nobody is left, and logs out.
            Phase::Opening(task) => task.carry_on(),
            Phase::Closing(task) => task.carry_on(),
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

/// Logs in, unless it is known how that would end; leaves in `refusal` what is to be remembered of it.
async fn enter<A: Authenticator>(
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
        // What has failed for another reason says nothing of what was refused.
        None => refused,
    };
    outcome
}

/// Whether a call in a session was answered as it is when that has ended.
///
/// FortiManager says the same of a lack of permission.
fn has_ended(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Api(_) => error.is_permission(),
        ErrorKind::Http(http) => http.status() == 401,
        _ => error.is_session_ended(),
    }
}

/// Whether a text that a login answers can be a session: one that has lost a character, or holds white space, can neither
/// be used nor be logged out of.
pub(crate) fn is_id(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == char::REPLACEMENT_CHARACTER;
    !text.is_empty() && !text.chars().any(is_odd)
}

/// Whether there is a session, by the outcome of a call that every session may make.
pub(crate) fn alive(outcome: Result<(), Error>) -> Result<bool, Error> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if has_ended(&error) => Ok(false),
        // Whatever else it says, it says so in the session.
        Err(error) if error.code().is_some() => Ok(true),
        Err(error) => Err(error),
    }
}
