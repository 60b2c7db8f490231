//! How long and how often tasks are read.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// The shortest pause between two reads, so that no setting makes a busy loop.
const SHORTEST: Duration = Duration::from_millis(1);

/// The longest pause between two reads.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How much longer each pause is than the one before.
const GROWTH: f32 = 1.5;

/// The options of a wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitOptions {
    pub(crate) timeout: Duration,
    /// The first pause and the longest one.
    pub(crate) pauses: (Duration, Duration),
    /// How many reads may fail one after the other.
    pub(crate) failures: u32,
}

impl WaitOptions {
    pub(crate) const USUAL: Self = Self {
        timeout: Duration::from_secs(60 * 60),
        pauses: (Duration::from_secs(1), Duration::from_secs(10)),
        failures: 20,
    };

    /// For the task of a commit, which ends soon. A lock is held meanwhile, and so is everybody who waits for it.
    pub(crate) const COMMIT: Self = Self {
        timeout: Self::USUAL.timeout,
        pauses: (Duration::from_millis(200), Duration::from_secs(5)),
        failures: 10,
    };

    /// For reading a task once.
    pub(super) const BRIEF: Self = Self {
        timeout: Duration::from_secs(60),
        pauses: (Duration::from_millis(200), Duration::from_secs(5)),
        failures: 5,
    };

    /// The shortest pause.
    pub(super) fn shortest(&self) -> Duration {
        self.pauses.0.clamp(SHORTEST, LONGEST)
    }

    /// The pauses between reads.
    pub(super) fn delays(&self) -> Delays {
        let shortest = self.shortest();
        let longest = self.pauses.1.clamp(shortest, LONGEST);
        let growing = ExponentialBuilder::new()
            .with_factor(GROWTH)
            .with_min_delay(shortest)
            // The random part is up to as long as the pause itself.
            .with_max_delay((longest / 2).max(shortest))
            .without_max_times()
            .with_jitter();
        Delays {
            growing: growing.build(),
            longest,
        }
    }
}

/// Pauses that grow, and vary at random, so that programs that started together do not stay in step.
pub(super) struct Delays {
    growing: ExponentialBackoff,
    longest: Duration,
}

impl Delays {
    pub(super) fn next(&mut self) -> Duration {
        let delay = self.growing.next().unwrap_or(self.longest);
        delay.min(self.longest)
    }
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self::USUAL
    }
}

/// The methods that set the field `options`.
macro_rules! wait_option_methods {
    () => {
        /// Sets the time after which the wait gives up. It counts from the reply to the call that started the task. The
        /// default is an hour.
        ///
        /// The task is not stopped. If the appliance asks to be left alone until after that time, the wait ends early.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.options.timeout = timeout;
            self
        }

        /// Sets the pauses between two reads of the task: the first, and the longest. The default is one second to ten.
        ///
        /// Each pause is longer than the one before and partly random. A pause that the appliance asks for by
        /// `Retry-After` may be longer. Pauses below a millisecond count as one, and those above a day as a day.
        pub fn poll_every(mut self, pauses: ::std::ops::RangeInclusive<::std::time::Duration>) -> Self {
            self.options.pauses = pauses.into_inner();
            self
        }

        /// Sets how many reads of the task may fail one after the other. The default is 20; with 0, the first failure
        /// ends the wait.
        ///
        /// Only a read that may succeed later is repeated: after a broken connection, a damaged reply, or an answer
        /// that the appliance is busy.
        pub fn poll_failures(mut self, count: u32) -> Self {
            self.options.failures = count;
            self
        }
    };
}
pub(in crate::fmg) use wait_option_methods;

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn delays(first: Duration, longest: Duration) -> Vec<Duration> {
        let options = WaitOptions {
            pauses: (first, longest),
            ..WaitOptions::USUAL
        };
        let mut delays = options.delays();
        (0..200).map(|_| delays.next()).collect()
    }

    #[test]
    fn pauses_grow_vary_and_stay_within_their_bounds() {
        let pauses = delays(SECOND, SECOND * 10);
        assert!(
            pauses.iter().all(|pause| (SECOND..=SECOND * 10).contains(pause)),
            "{pauses:?}"
        );
        assert!(pauses[0] < SECOND * 2);
        let late = &pauses[100..];
        assert!(late.iter().all(|pause| *pause >= SECOND * 5), "{late:?}");
        assert!(late.iter().any(|pause| *pause != late[0]), "{late:?}");
    }

    #[test]
    fn two_waits_do_not_keep_in_step() {
        assert_ne!(delays(SECOND, SECOND * 10), delays(SECOND, SECOND * 10));
    }

    #[test]
    fn extreme_pauses_are_bounded() {
        for (first, longest) in [
            (Duration::ZERO, Duration::ZERO),
            (Duration::MAX, Duration::MAX),
            (Duration::MAX, Duration::ZERO),
            (Duration::ZERO, Duration::MAX),
        ] {
            let pauses = delays(first, longest);
            assert_eq!(pauses.len(), 200);
            assert!(
                pauses.iter().all(|pause| (SHORTEST..=LONGEST).contains(pause)),
                "{pauses:?}"
            );
        }
    }

    #[test]
    fn a_commit_that_cannot_be_read_keeps_its_lock_for_less_than_a_minute_of_pauses() {
        let options = WaitOptions::COMMIT;
        let mut delays = options.delays();
        let pauses: Duration = (0..options.failures).map(|_| delays.next()).sum();
        assert!(pauses < SECOND * 60, "{pauses:?}");
    }
}
