//! Repeats a step whose second execution changes nothing.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use futures_timer::Delay;

use crate::client::Sending;
use crate::error::Error;

/// The first and the longest delay between two attempts, before jitter.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);

/// Delays between attempts, until a point in time.
pub(super) struct Attempts {
    delays: ExponentialBackoff,
    until: Option<Instant>,
}

impl Attempts {
    /// Attempts for as long as `limit`.
    pub(super) fn within(limit: Duration) -> Self {
        let delays = ExponentialBuilder::default()
            .with_min_delay(SHORTEST)
            .with_max_delay(LONGEST)
            .with_jitter()
            .without_max_times();
        Self {
            delays: delays.build(),
            until: Instant::now().checked_add(limit),
        }
    }

    /// The end of the time for attempts; `None`: without limit.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// The time that is left; `None`: without limit.
    pub(super) fn left(&self) -> Option<Duration> {
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// Waits before the next attempt, at least for as long as the appliance asks for. `false`: there is no time left
    /// for another one.
    pub(super) async fn wait(&mut self, asked: Option<Duration>) -> bool {
        let (asked, left) = (asked.unwrap_or_default(), self.left().unwrap_or(Duration::MAX));
        if left.is_zero() || left < asked {
            return false;
        }
        // The last attempt is made when the time is over.
        let delay = self.delays.next().unwrap_or(LONGEST).max(asked).min(left);
        Delay::new(delay).await;
        true
    }
}

/// Repeats `step` for as long as `limit`, while its errors are temporary and not caused by the lock of another session.
pub(super) async fn repeated<'s, T>(limit: Duration, mut step: impl FnMut() -> Sending<'s, T>) -> Result<T, Error> {
    let mut attempts = Attempts::within(limit);
    let (mut number, mut was_lost) = (1, false);
    loop {
        let error = match step().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if !error.may_pass() || error.is_locked() || !attempts.wait(error.retry_after()).await {
            return Err(error.after(number, was_lost));
        }
        number += 1;
        was_lost |= error.is_outcome_unknown();
    }
}
