//! Decides after each failed attempt of a call whether another one follows.

use std::time::{Duration, Instant};

use http::StatusCode;

use super::Retry;
use super::delays::Delays;
use super::exchange::Stage;
use super::outgoing::Plan;
use crate::error::Error;
use crate::raw_response::{Earlier, Expected, PendingCall, RawResponse};
use crate::{session, trace};

/// The attempts of a call so far.
pub(super) struct Course<'p> {
    plan: &'p Plan,
    begun: Instant,
    delays: Option<Delays>,
    attempts: u32,
    /// Whether an attempt may have been carried out, because its response was lost.
    was_lost: bool,
    /// Whether a new session was opened for the call.
    has_renewed: bool,
}

impl<'p> Course<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self::begun_at(plan, Instant::now())
    }

    /// The attempts of a call that is a part of another one, which began at this time.
    pub(super) fn begun_at(plan: &'p Plan, begun: Instant) -> Self {
        Self {
            plan,
            begun,
            delays: None,
            attempts: 0,
            was_lost: false,
            has_renewed: false,
        }
    }

    pub(super) fn plan(&self) -> &'p Plan {
        self.plan
    }

    pub(super) fn begun(&self) -> Instant {
        self.begun
    }

    /// The call has succeeded.
    pub(super) fn succeeded(&self) {
        if let Some(retry) = &self.plan.retry {
            retry.budget.succeeded();
        }
    }

    /// The response to a deletion that an earlier attempt has carried out. This error shows it: that attempt had no
    /// response, and now the object does not exist.
    pub(super) fn deleted(&self, error: &Error, stage: &Stage) -> Option<PendingCall<'static>> {
        let body = self.plan.deleted?;
        let is_gone = self.was_lost && stage.is_sent() && error.is_object_missing();
        is_gone.then(|| {
            let (call, expected) = (self.plan.call, Expected::default());
            PendingCall::plain(RawResponse::plain(call, expected, StatusCode::OK, body.as_bytes()))
        })
    }

    /// Notes that an attempt has failed.
    pub(super) fn failed(&mut self, error: &Error, stage: &Stage) {
        self.attempts += 1;
        self.was_lost |= stage.is_sent() && error.is_outcome_unknown();
    }

    /// Whether a read has to show if an object was created. It has to if the response to this attempt was lost, or if
    /// the object exists and the response to an earlier attempt was lost.
    pub(super) fn is_to_settle(&self, error: &Error, stage: &Stage) -> bool {
        stage.is_sent() && (error.is_outcome_unknown() || (self.was_lost && error.is_exists()))
    }

    /// The wait before the read that tells if an object was created; `None`: the budget permits no read.
    ///
    /// After the deadline the object is still read once, because only this read shows the effect of the call.
    pub(super) fn wait_to_settle(&mut self) -> Option<Duration> {
        let retry = self.plan.retry.as_ref()?;
        if !retry.budget.take() {
            return None;
        }
        let wait = self.delays.get_or_insert_with(|| Delays::of(retry)).next(None);
        Some(if is_within(retry, self.begun, wait) {
            wait
        } else {
            Duration::ZERO
        })
    }

    /// Whether an object that was not created may be created by a further attempt.
    pub(super) fn may_go_on(&self) -> bool {
        let retry = self.plan.retry.as_ref();
        retry.is_some_and(|retry| self.attempts < retry.attempts && is_within(retry, self.begun, Duration::ZERO))
    }

    /// The session of the call, if the call failed as in a session that has ended, and such a session is replaced.
    pub(super) fn ended_session(&self, error: &Error, stage: &Stage) -> Option<u64> {
        stage
            .session()
            .filter(|_| self.plan.login_again && session::may_have_ended(error))
    }

    pub(super) fn has_renewed(&self) -> bool {
        self.has_renewed
    }

    /// The call is sent again at once, in a new session.
    pub(super) fn renewed(&mut self) {
        self.has_renewed = true;
    }

    /// The wait before another attempt; `None`: the call is not repeated.
    pub(super) fn wait(&mut self, error: &Error, stage: &Stage) -> Option<Duration> {
        let retry = self.plan.retry.as_ref()?;
        // A login is never made twice unless the first one was certainly not carried out: each opens a session.
        let is_safe = error.is_undone() || (stage.is_sent() && self.plan.may_repeat);
        (is_safe && error.is_retryable()).then_some(())?;
        let wait = self.permitted(retry, error)?;
        trace::repeated(self.plan.call, self.attempts, wait, error);
        Some(wait)
    }

    /// The wait that attempts, deadline and budget permit.
    fn permitted(&mut self, retry: &Retry, error: &Error) -> Option<Duration> {
        // The appliance is up, and the lock will be released some time.
        let waits_for_lock = error.is_locked() && retry.deadline.is_some();
        if self.attempts >= retry.attempts && !waits_for_lock {
            return None;
        }
        let delays = self.delays.get_or_insert_with(|| Delays::of(retry));
        let wait = delays.next(error.retry_after());
        if !is_within(retry, self.begun, wait) {
            return None;
        }
        (waits_for_lock || retry.budget.take()).then_some(wait)
    }

    /// The attempts so far.
    pub(super) fn earlier(&self) -> Earlier {
        Earlier {
            attempts: self.attempts,
            was_lost: self.was_lost,
        }
    }

    /// The error of the whole call, made from that of its last attempt.
    pub(super) fn conclude(&self, error: Error) -> Error {
        error.after(self.attempts, self.was_lost)
    }
}

/// Whether the end of this wait is within the deadline.
fn is_within(retry: &Retry, begun: Instant, wait: Duration) -> bool {
    retry
        .deadline
        .is_none_or(|deadline| begun.elapsed().saturating_add(wait) <= deadline)
}
