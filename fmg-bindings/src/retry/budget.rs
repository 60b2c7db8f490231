//! The reserve of repetitions that many calls share.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of successful calls that give back one repetition.
const SUCCESSES: u64 = 10;

/// A reserve of repetitions. Clones share it.
#[derive(Clone)]
pub(super) struct Budget(Option<Arc<Reserve>>);

/// Counts in units of which [`SUCCESSES`] make a repetition.
struct Reserve {
    most: u64,
    left: AtomicU64,
}

impl Budget {
    /// Any number of repetitions.
    pub(super) const UNLIMITED: Self = Self(None);

    /// A full reserve of this many repetitions.
    pub(super) fn new(repetitions: u32) -> Self {
        let most = u64::from(repetitions) * SUCCESSES;
        Self(Some(Arc::new(Reserve {
            most,
            left: most.into(),
        })))
    }

    /// Takes one repetition out of the reserve; `false`: the reserve is empty.
    pub(super) fn take(&self) -> bool {
        self.0.as_ref().is_none_or(|reserve| {
            let less = |left: u64| left.checked_sub(SUCCESSES);
            reserve
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
                .is_ok()
        })
    }

    /// Notes that a call has succeeded.
    pub(super) fn succeeded(&self) {
        if let Some(reserve) = &self.0 {
            let more = |left: u64| (left < reserve.most).then_some(left + 1);
            // A full reserve stays as it is.
            let _ = reserve.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }
}

/// Shows the size of the reserve and its rest, in repetitions.
impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("unlimited"),
            Some(reserve) => {
                let left = reserve.left.load(Ordering::Relaxed) / SUCCESSES;
                write!(f, "{left} of {}", reserve.most / SUCCESSES)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_successes_give_back_one_repetition() {
        let budget = Budget::new(2);
        let clone = budget.clone();
        assert!(budget.take() && clone.take() && !budget.take());
        for _ in 0..9 {
            clone.succeeded();
        }
        assert!(!budget.take());
        budget.succeeded();
        assert!(clone.take() && !budget.take());
        for _ in 0..100 {
            budget.succeeded();
        }
        assert_eq!(format!("{budget:?}"), "2 of 2", "it is never more than full");
    }

    #[test]
    fn an_empty_reserve_allows_nothing_and_none_allows_everything() {
        assert!(!Budget::new(0).take());
        Budget::new(0).succeeded();
        assert!((0..1000).all(|_| Budget::UNLIMITED.take()));
        let most = Budget::new(u32::MAX);
        most.succeeded();
        assert!(most.take());
    }
}
