//! What values that were dropped have left to be done, and `close` waits for.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Work on threads that nobody can take back, such as making the file that a download is written to. If the future that
/// waited for it is dropped, it cleans up behind itself. Clones are the same.
#[derive(Clone, Default)]
pub struct Leftovers(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    under_way: usize,
    waiting: Vec<Waker>,
}

impl Leftovers {
    /// Something is under way, until what this gives is dropped.
    pub(crate) fn begin(&self) -> PendingWork {
        self.lock().under_way += 1;
        PendingWork(self.clone())
    }

    /// Waits until nothing is under way.
    pub(crate) async fn done(&self) {
        poll_fn(|waking| {
            let mut state = self.lock();
            if state.under_way == 0 {
                return Poll::Ready(());
            }
            state.waiting.push(waking.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Leftovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leftovers")
            .field("under_way", &self.lock().under_way)
            .finish()
    }
}

/// Something that is under way.
pub(crate) struct PendingWork(Leftovers);

impl Drop for PendingWork {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.under_way -= 1;
        if state.under_way == 0 {
            let waiting = std::mem::take(&mut state.waiting);
            drop(state);
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

#[cfg(all(test, any(feature = "fortios", feature = "web")))]
mod tests {
    use super::Leftovers;

    #[tokio::test]
    async fn all_that_is_under_way_is_waited_for() {
        let leftovers = Leftovers::default();
        leftovers.done().await;
        let (one, other) = (leftovers.begin(), leftovers.begin());
        let waiting = leftovers.clone();
        let waiting = tokio::spawn(async move { waiting.done().await });
        tokio::task::yield_now().await;
        drop(one);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(other);
        waiting.await.unwrap();
    }
}
