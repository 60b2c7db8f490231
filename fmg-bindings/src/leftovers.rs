//! Counts the unfinished work of dropped values, which `close` waits for.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Counts work on blocking threads that cannot be cancelled, such as creating the file of a download. If the future
/// that waits for the work is dropped, the work cleans up after itself. Clones share the count.
#[derive(Clone, Default)]
pub struct Leftovers(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    pending: usize,
    waiting: Vec<Waker>,
}

impl Leftovers {
    /// Counts a piece of work until the result is dropped.
    pub(crate) fn begin(&self) -> PendingWork {
        self.lock().pending += 1;
        PendingWork(self.clone())
    }

    /// Waits until no work is left.
    pub(crate) async fn done(&self) {
        poll_fn(|waking| {
            let mut state = self.lock();
            if state.pending == 0 {
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
            .field("pending", &self.lock().pending)
            .finish()
    }
}

/// A piece of work in progress.
pub(crate) struct PendingWork(Leftovers);

impl Drop for PendingWork {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.pending -= 1;
        if state.pending == 0 {
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
    async fn done_waits_for_all_work() {
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
