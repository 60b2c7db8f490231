//! Work that belongs to nobody who waits for it.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use futures_util::future::Shared;
use tokio::runtime::Handle;

use crate::error::Error;

type Work<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A login or a logout under way. Clones are the same one, and its outcome is that of all who wait for it.
///
/// Whoever waits polls it. If somebody gives up, the next one goes on; meanwhile it is carried on by the tokio runtime
/// in which it began, and rests if there is none.
pub(super) struct Task<T> {
    work: Shared<Work<T>>,
    /// Somebody has given up waiting, so it may have rested.
    left: Arc<AtomicBool>,
    runtime: Option<Handle>,
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Nothing is done before somebody waits.
    pub(super) fn new(work: impl Future<Output = Result<T, Error>> + Send + 'static, runtime: Option<Handle>) -> Self {
        let work: Work<T> = Box::pin(work);
        Self {
            work: work.shared(),
            left: Arc::default(),
            runtime,
        }
    }

    /// Whether somebody has given up waiting for it.
    pub(super) fn was_left(&self) -> bool {
        self.left.load(Ordering::Acquire)
    }

    /// Waits for its outcome. A future that is dropped before that leaves it to others.
    pub(super) async fn wait(self) -> Result<T, Error> {
        let mut waiting = Waiting {
            task: self,
            done: false,
        };
        let outcome = (&mut waiting.task.work).await;
        waiting.done = true;
        outcome
    }

    /// Has the runtime carry it to its end, if there is one.
    pub(super) fn carry_on(&self) {
        // Once is enough: the runtime gives up nothing.
        if !self.left.swap(true, Ordering::AcqRel)
            && let Some(runtime) = &self.runtime
        {
            runtime.spawn(self.work.clone());
        }
    }
}

impl<T> Clone for Task<T> {
    fn clone(&self) -> Self {
        Self {
            work: self.work.clone(),
            left: Arc::clone(&self.left),
            runtime: self.runtime.clone(),
        }
    }
}

/// Somebody who waits.
struct Waiting<T: Clone + Send + Sync + 'static> {
    task: Task<T>,
    done: bool,
}

impl<T: Clone + Send + Sync + 'static> Drop for Waiting<T> {
    fn drop(&mut self) {
        if !self.done {
            self.task.carry_on();
        }
    }
}

/// The outcome of `work`; an error if it panics, since it is not only the one who polls it that waits for it.
pub(super) async fn guarded<T>(what: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().copied();
            let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            Err(Error::other(format!(
                "the {what} panicked: {}",
                text.unwrap_or("no message")
            )))
        }
    }
}
