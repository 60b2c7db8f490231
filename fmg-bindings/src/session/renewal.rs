//! Replaces a session that has ended, once for all the calls that failed in it.
//!
//! FortiManager reports an ended session and a missing permission by the same error. So the session is checked first, by
//! one request for all calls that wait, and calls that lack a permission do not cause further checks or logins.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use super::task::{Task, catch_panic};
use super::{Authenticator, Phase, Session, Shared, State};
use crate::error::Error;
use crate::trace;

/// The number of calls that are remembered because they lack a permission.
const REMEMBERED: usize = 64;

/// How long a call is remembered that lacks a permission.
const LACKING: Duration = Duration::from_secs(60);

/// The number of checks in one session whose outcome holds only for the calls that waited for them.
const FREE: u32 = 8;

/// How long the outcome of each further check holds for other calls.
const CONFIRMED: Duration = Duration::from_secs(1);

/// How long no session is replaced after a new one was refused as well.
const USELESS: Duration = Duration::from_secs(60);

/// The known facts about calls that failed as if their session had ended.
#[derive(Default)]
pub(super) struct Suspicions {
    /// The latest session that had ended, as a check showed.
    ended: u64,
    /// Calls that were refused in an open session, and when.
    lacking: VecDeque<(u64, Instant)>,
    /// How often the session was found to be open.
    confirmations: u32,
    confirmed: Option<Instant>,
    /// When a call was refused in the session that was opened for it.
    useless: Option<Instant>,
}

impl Suspicions {
    /// A session was opened.
    pub(super) fn opened(&mut self) {
        self.confirmations = 0;
        self.confirmed = None;
    }

    /// Forgets the facts about calls, because the caller asks for a login.
    pub(super) fn forget_calls(&mut self) {
        self.lacking.clear();
        self.useless = None;
    }

    fn confirm(&mut self, now: Instant) {
        self.confirmations = self.confirmations.saturating_add(1);
        self.confirmed = Some(now);
    }

    fn note_lacking(&mut self, call: u64, now: Instant) {
        self.lacking.retain(|(known, _)| *known != call);
        if self.lacking.len() == REMEMBERED {
            self.lacking.pop_front();
        }
        self.lacking.push_back((call, now));
    }

    /// Whether it is known without a check that the session of this call is open, or that a new one is of no use.
    fn is_known(&self, call: u64, now: Instant) -> bool {
        let within = |then: Instant, time| now.saturating_duration_since(then) < time;
        let lacks = |(known, then): &(u64, Instant)| *known == call && within(*then, LACKING);
        self.lacking.iter().any(lacks)
            || (self.confirmations > FREE && self.confirmed.is_some_and(|then| within(then, CONFIRMED)))
            || self.useless.is_some_and(|then| within(then, USELESS))
    }
}

/// The next step of a call whose session seems to have ended.
enum Renewal<P> {
    /// It is known whether the call is made again.
    Known(bool),
    /// The check of its session decides whether the call is made again.
    Probe(Task<bool>, Arc<P>),
    /// Its session has ended, and is still to be replaced.
    End(Arc<P>),
}

impl<A: Authenticator> Session<A> {
    /// After a call in the session `number` failed as in a session that has ended: whether it may be made again, because
    /// that session has ended. The next call opens another one. `call` is a hash of the call.
    pub(crate) async fn renew(&self, number: u64, call: u64) -> bool {
        let token = match self.0.renewal(number, call) {
            Renewal::Known(may_repeat) => return may_repeat,
            Renewal::End(token) => token,
            Renewal::Probe(task, token) => match task.wait().await {
                Ok(false) => token,
                Ok(true) => {
                    self.0.lock().suspicions.note_lacking(call, Instant::now());
                    return false;
                }
                // It is not known whether the session has ended.
                Err(_) => return false,
            },
        };
        // The refusal does not prove that the session has ended, so the client also ends it on the appliance.
        let ended = self.end(Some(&token)).await;
        ended.is_ok() || !self.is_open()
    }

    /// Notes that a call was refused in the session that was opened for it.
    pub(crate) fn note_useless(&self) {
        self.0.lock().suspicions.useless = Some(Instant::now());
    }
}

impl<A: Authenticator> Shared<A> {
    fn renewal(self: &Arc<Self>, number: u64, call: u64) -> Renewal<A::Token> {
        let mut guard = self.lock();
        let state = &mut *guard;
        match &state.phase {
            Phase::Open { token, .. } if state.turn == number => {
                if state.suspicions.ended == number {
                    return Renewal::End(Arc::clone(token));
                }
                if state.suspicions.is_known(call, Instant::now()) {
                    return Renewal::Known(false);
                }
                let token = Arc::clone(token);
                Renewal::Probe(self.probe(state, &token), token)
            }
            // Otherwise the caller has ended it, and a late call must not open another.
            _ => Renewal::Known(number <= state.suspicions.ended),
        }
    }

    /// The check whether the session is still open: the running one, or else a new one.
    pub(super) fn probe(self: &Arc<Self>, state: &mut State<A::Token>, token: &Arc<A::Token>) -> Task<bool> {
        let turn = state.turn;
        let runtime = Handle::try_current().ok().or_else(|| state.runtime.clone());
        let Phase::Open { probe, .. } = &mut state.phase else {
            // Not called in another phase.
            return Task::new(std::future::ready(Ok(false)), runtime);
        };
        let begin = || {
            let (authenticator, token) = (Arc::clone(&self.authenticator), Arc::clone(token));
            // Weak, because the shared state holds the task.
            let shared = Arc::downgrade(self);
            let work = async move {
                let alive = catch_panic("check of the session", authenticator.is_alive(&token)).await;
                if let Some(shared) = shared.upgrade() {
                    shared.probed(turn, &alive);
                }
                alive
            };
            Task::new(work, runtime)
        };
        probe.get_or_insert_with(begin).clone()
    }

    fn probed(&self, turn: u64, alive: &Result<bool, Error>) {
        let mut guard = self.lock();
        let state = &mut *guard;
        if state.turn != turn {
            return;
        }
        if let Phase::Open { maybe_ended, probe, .. } = &mut state.phase {
            *probe = None;
            match alive {
                Ok(true) => {
                    *maybe_ended = false;
                    state.suspicions.confirm(Instant::now());
                }
                Ok(false) => {
                    state.suspicions.ended = turn;
                    trace::session_ended();
                }
                Err(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_lacks_a_permission_is_remembered_for_a_while() {
        let now = Instant::now();
        let mut suspicions = Suspicions::default();
        assert!(!suspicions.is_known(7, now));
        suspicions.note_lacking(7, now);
        assert!(suspicions.is_known(7, now + LACKING / 2) && !suspicions.is_known(8, now));
        assert!(!suspicions.is_known(7, now + LACKING));
        suspicions.opened();
        assert!(suspicions.is_known(7, now), "a new session has the same permissions");
        for call in 100..100 + REMEMBERED as u64 {
            suspicions.note_lacking(call, now);
        }
        assert_eq!(suspicions.lacking.len(), REMEMBERED);
        assert!(!suspicions.is_known(7, now) && suspicions.is_known(100, now));
        suspicions.forget_calls();
        assert!(!suspicions.is_known(100, now));
    }

    #[test]
    fn after_many_checks_their_outcome_holds_for_other_calls() {
        let now = Instant::now();
        let mut suspicions = Suspicions::default();
        for _ in 0..FREE {
            suspicions.confirm(now);
            assert!(
                !suspicions.is_known(1, now),
                "each of the first checks is for its callers alone"
            );
        }
        suspicions.confirm(now);
        assert!(suspicions.is_known(1, now + CONFIRMED / 2) && !suspicions.is_known(1, now + CONFIRMED));
        suspicions.opened();
        assert!(!suspicions.is_known(1, now));
    }

    #[test]
    fn a_session_that_was_of_no_use_is_not_replaced_again_soon() {
        let now = Instant::now();
        let mut suspicions = Suspicions {
            useless: Some(now),
            ..Suspicions::default()
        };
        assert!(suspicions.is_known(1, now + USELESS / 2) && !suspicions.is_known(1, now + USELESS));
        suspicions.forget_calls();
        assert!(!suspicions.is_known(1, now));
    }
}
