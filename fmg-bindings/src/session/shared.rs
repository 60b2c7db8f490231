//! The state that the clones of a client share, and the logins and logouts that change it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;

use super::Authenticator;
use super::ending::{LogoutOutcome, end_previous, end_session, logout_outcome};
use super::refusal::Refused;
use super::renewal::Suspicions;
use super::task::{Task, catch_panic};
use crate::credentials::Source;
use crate::error::Error;
use crate::trace;

/// The state that the clones of a session share.
pub(super) struct Shared<A: Authenticator> {
    pub(super) authenticator: Arc<A>,
    pub(super) credentials: Source,
    state: Mutex<State<A::Token>>,
}

pub(super) struct State<P> {
    pub(super) phase: Phase<P>,
    /// The failure of the last login, if the login must not be repeated unchanged.
    pub(super) refused: Option<Refused>,
    /// Counts logins and logouts, so that an outdated one changes nothing. While a session is open, it is its number.
    pub(super) turn: u64,
    /// The runtime of the last login or logout, which can finish abandoned work.
    pub(super) runtime: Option<Handle>,
    /// The known facts about calls that failed as if their session had ended.
    pub(super) suspicions: Suspicions,
}

pub(super) enum Phase<P> {
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
pub(super) enum Next<P> {
    Have(Arc<P>, u64),
    Wait(Task<Arc<P>>, u64),
    WaitForLogout(Task<()>),
    /// Check whether this session is still open.
    Probe(Task<bool>, Arc<P>),
}

/// The next step of a caller that ends the session.
pub(super) enum LogoutStep<P> {
    Nothing,
    WaitForLogin(Task<Arc<P>>),
    Wait(Task<()>),
}

impl<P> State<P> {
    /// The token and the number of the session for a caller, if it is open.
    pub(super) fn enter(&mut self) -> Option<(Arc<P>, u64)> {
        match &mut self.phase {
            Phase::Open { token, used, .. } => {
                *used = true;
                Some((Arc::clone(token), self.turn))
            }
            _ => None,
        }
    }
}

impl<A: Authenticator> Shared<A> {
    pub(super) fn new(authenticator: A, credentials: Source) -> Self {
        Self {
            authenticator: Arc::new(authenticator),
            credentials,
            state: Mutex::new(State {
                phase: Phase::Closed,
                refused: None,
                turn: 0,
                runtime: None,
                suspicions: Suspicions::default(),
            }),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<A::Token>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn next(self: &Arc<Self>, anew: &mut bool) -> Next<A::Token> {
        let mut guard = self.lock();
        let state = &mut *guard;
        let is_doubtful = *anew && matches!(state.phase, Phase::Open { maybe_ended: true, .. });
        if !is_doubtful && let Some((token, number)) = state.enter() {
            return Next::Have(token, number);
        }
        match &state.phase {
            Phase::Open { token, .. } => {
                let token = Arc::clone(token);
                Next::Probe(self.probe(state, &token), token)
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

    pub(super) fn logout_step(self: &Arc<Self>, only: Option<&Arc<A::Token>>) -> LogoutStep<A::Token> {
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

    pub(super) fn mark_used(&self, opened: &Arc<A::Token>) {
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

/// Logs in, unless the login would be refused again. Stores the facts about a refused login in `refusal`.
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
        // Another error does not change an earlier refusal.
        None => refused,
    };
    outcome
}
