//! Repeats calls that failed with a transient error.
//!
//! Only this layer knows both the effect of a call and its error. A transport cannot decide whether a request may be
//! sent again, because FortiManager reports its errors with HTTP status 200. The loop is compiled once for each client
//! and protocol. It takes an encoded call, and a function that decodes a response and stores the result for the caller.

mod budget;
mod course;
mod delays;
mod exchange;
mod outgoing;
#[cfg(any(feature = "fortios", feature = "web"))]
mod receive;
mod settle;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use self::budget::Budget;
pub(crate) use self::exchange::{Attempt, Stage, exchange};
pub(crate) use self::outgoing::{CallPreparation, Decoder, Outgoing};
pub(crate) use self::outgoing::{RetryChoice, retry_methods};
#[cfg(any(feature = "fortios", feature = "web"))]
pub(crate) use self::receive::{ReceiveAttempt, receive};

/// The shortest wait before a further attempt, so that no setting repeats calls without a pause.
const SHORTEST: Duration = Duration::from_millis(1);

/// The longest wait before a further attempt, and the longest deadline.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How a client repeats calls that fail with a transient error ([`Error::is_retryable`]): an overloaded appliance, a
/// broken connection, a lock that another session holds.
///
/// The builders of all clients take one ([`retry`](crate::fmg::Builder::retry)), and so does [each
/// call](crate::Call::retry). Without one, every call is sent once.
///
/// ```
/// use std::time::Duration;
///
/// use fmg_bindings::{Error, Retry, fmg};
///
/// # fn build(key: String) -> Result<fmg::Client, Error> {
/// let fmg = fmg::Client::builder("https://fmg.example")
///     .api_key(key)
///     .retry(Retry::new().attempts(6).deadline(Duration::from_secs(120)))
///     .build()?;
/// # Ok(fmg)
/// # }
/// ```
///
/// # Which calls are repeated
///
/// | the call | is repeated |
/// |---|---|
/// | `get`, `set`, `update`, `delete`, `replace`, `unset`, `put`; `GET`, `PUT`, `DELETE` | after every transient error, because a second identical call changes nothing |
/// | `add`, `exec`, `clone`, `move`; `POST`; all methods of the GUI's proxy except `get` | only if the appliance certainly has not carried it out |
/// | `set` of a row without a key, which creates a new row, and `set` of [JSON](crate::fmg::Client::call) at a url that does not end with a placeholder | as `add` |
/// | the upload of a reader or a stream, which can be read only once | never |
/// | a download | before the first byte of the file is received |
///
/// The appliance certainly has not carried out a call
///
/// - if no connection was made, so that it was never sent;
/// - if the login before it failed; the login is repeated by the same rules;
/// - if it is refused because of a lock ([`Error::is_locked`]);
/// - if it is refused with HTTP status 429, or with 503 and the header `Retry-After`. A 503 without this header may come
///   from a gateway that has passed the call on.
///
/// If a `delete` is repeated after its response was lost, and the object does not exist then, the call has succeeded.
///
/// # Creations whose response is lost
///
/// If the response to an `add` was lost and the caller chose the key of the row, the client reads the row. This holds
/// for [`Tables::add`](crate::fmg::Tables::add), and for `create` of a row type of FortiOS that names its key:
///
/// | the read finds | the call |
/// |---|---|
/// | no row | is sent again |
/// | a row with all values that were sent, in whatever spelling | has succeeded, and returns the reply of the read |
/// | a row with other values, or with values that are not read back, such as passwords | fails with the error of the creation, and [`Error::is_other_object`] is true |
/// | (the read fails as well) | fails with the error of the creation |
///
/// So no row is created twice, and a row with other values never counts as created by the call.
///
/// # Waits
///
/// The wait doubles from [`first_delay`](Self::first_delay) to [`longest_delay`](Self::longest_delay). A random part of
/// up to the same length is added, so that clients do not come back all at once. If the response has the header
/// `Retry-After`, the wait is at least that long. A call that is refused because of a lock is repeated until the
/// deadline, if there is one, however many attempts that takes.
///
/// If all attempts fail, the error is that of the last one, and [`Error::attempts`] counts them.
///
/// [`Error::is_retryable`]: crate::Error::is_retryable
/// [`Error::is_locked`]: crate::Error::is_locked
/// [`Error::is_other_object`]: crate::Error::is_other_object
/// [`Error::attempts`]: crate::Error::attempts
#[derive(Clone)]
#[must_use = "a `Retry` has no effect until it is passed to a client or a call"]
pub struct Retry {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    jitter: bool,
    deadline: Option<Duration>,
    budget: Budget,
}

impl Retry {
    /// Four attempts, waits from half a second to ten seconds, a deadline of one minute, and a
    /// [budget](Self::budget) of 100 repetitions.
    pub fn new() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(10),
            jitter: true,
            deadline: Some(Duration::from_secs(60)),
            budget: Budget::new(100),
        }
    }

    /// How often a call is sent at most, the first time included; 0 counts as 1.
    ///
    /// A call that is refused because of a lock is sent more often, until the [`deadline`](Self::deadline) if there is
    /// one. These attempts count if another error follows.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The wait before the second attempt, without its random part: from a millisecond to a day. Each further wait is
    /// twice as long.
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay.clamp(SHORTEST, LONGEST);
        self
    }

    /// The longest wait before an attempt, without its random part: from a millisecond to a day. A longer `Retry-After`
    /// is respected.
    pub fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay.clamp(SHORTEST, LONGEST);
        self
    }

    /// Leaves out the random part of the waits.
    pub fn without_jitter(mut self) -> Self {
        self.jitter = false;
        self
    }

    /// How long after the start of a call a further attempt may begin; `None`: without limit. At most a day.
    ///
    /// If the next wait would end after the deadline, the call fails at once with the error of the last attempt. An
    /// attempt that is running is not cut off, because its outcome would be unknown; the timeout of the call limits
    /// each attempt.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.deadline = deadline.into().map(|deadline| deadline.min(LONGEST));
        self
    }

    /// How many repetitions all calls together may have in reserve; `None`: without limit.
    ///
    /// Each repetition takes one from the reserve. If there is a [`deadline`](Self::deadline), repetitions after
    /// a refusal because of a lock take none. Ten calls that succeed give one back. So calls to an appliance that is
    /// down soon fail after one attempt instead of multiplying its load. All clones of this value share one reserve,
    /// and so do all clones of a client with it.
    pub fn budget(mut self, repetitions: impl Into<Option<u32>>) -> Self {
        self.budget = repetitions.into().map_or(Budget::UNLIMITED, Budget::new);
        self
    }
}

/// As [`new`](Retry::new).
impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("attempts", &self.attempts)
            .field("first_delay", &self.first_delay)
            .field("longest_delay", &self.longest_delay)
            .field("jitter", &self.jitter)
            .field("deadline", &self.deadline)
            .field("budget", &self.budget)
            .finish()
    }
}
