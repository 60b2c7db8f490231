//! The waits between the attempts of a call.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use super::Retry;

/// The waits between attempts, each twice as long as the one before, with a random part.
pub(super) struct Delays(<ExponentialBuilder as BackoffBuilder>::Backoff);

impl Delays {
    pub(super) fn of(retry: &Retry) -> Self {
        let delays = ExponentialBuilder::new()
            .with_min_delay(retry.first_delay.min(retry.longest_delay))
            .with_max_delay(retry.longest_delay)
            .without_max_times();
        Self(if retry.jitter { delays.with_jitter() } else { delays }.build())
    }

    /// The next wait, of at least `least`.
    pub(super) fn next(&mut self, least: Option<Duration>) -> Duration {
        // The waits never end.
        let delay = self.0.next().unwrap_or_default();
        delay.max(least.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn retry() -> Retry {
        Retry::new().first_delay(SECOND).longest_delay(5 * SECOND)
    }

    #[test]
    fn each_wait_is_twice_as_long_up_to_the_longest() {
        let mut delays = Delays::of(&retry().without_jitter());
        let waits: Vec<_> = (0..5).map(|_| delays.next(None).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 5, 5]);
        let mut delays = Delays::of(&retry().first_delay(30 * SECOND).without_jitter());
        assert_eq!(
            delays.next(None),
            5 * SECOND,
            "the first wait is not longer than the longest"
        );
    }

    #[test]
    fn the_random_part_is_at_most_as_long_as_the_wait_and_differs() {
        let mut seen = Vec::new();
        for _ in 0..50 {
            let mut delays = Delays::of(&retry());
            for least in [1, 2, 4, 5, 5] {
                let delay = delays.next(None);
                assert!(delay >= least * SECOND && delay <= 2 * least * SECOND, "{delay:?}");
                seen.push(delay);
            }
        }
        seen.sort();
        seen.dedup();
        assert!(seen.len() > 200, "{} of 250 waits differ", seen.len());
    }

    #[test]
    fn a_wait_that_the_appliance_names_is_the_least() {
        let mut delays = Delays::of(&retry().without_jitter());
        assert_eq!(delays.next(Some(60 * SECOND)), 60 * SECOND);
        assert_eq!(delays.next(Some(Duration::ZERO)), 2 * SECOND);
    }

    #[test]
    fn every_setting_has_waits_and_pauses() {
        for delay in [Duration::ZERO, SECOND, Duration::MAX] {
            let retry = Retry::new().first_delay(delay).longest_delay(delay);
            let mut delays = Delays::of(&retry);
            for _ in 0..200 {
                let wait = delays.next(None);
                assert!(
                    wait >= super::super::SHORTEST && wait <= 2 * super::super::LONGEST,
                    "{wait:?}"
                );
            }
        }
    }
}
