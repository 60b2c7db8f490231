//! A login or logout that continues when its caller is dropped.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use futures_util::future::Shared;
use tokio::runtime::Handle;

use crate::error::Error;

type Work<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A running login or logout. Clones share it, and all who wait receive its outcome.
///
/// Each waiting caller polls it. If a caller is dropped, the next one continues. In between, the tokio runtime in which
/// it began runs it; without a runtime it is suspended.
pub(super) struct Task<T> {
    work: Shared<Work<T>>,
    /// Whether a waiting caller was dropped, so that the task may have been suspended.
    abandoned: Arc<AtomicBool>,
    runtime: Option<Handle>,
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// The work starts when a caller waits for it.
    pub(super) fn new(work: impl Future<Output = Result<T, Error>> + Send + 'static, runtime: Option<Handle>) -> Self {
        let work: Work<T> = Box::pin(work);
        Self {
            work: work.shared(),
            abandoned: Arc::default(),
            runtime,
        }
    }

    /// Whether a waiting caller was dropped.
    pub(super) fn was_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    /// Waits for the outcome. If this future is dropped, the task stays for other callers.
    pub(super) async fn wait(self) -> Result<T, Error> {
        let mut waiter = Waiter {
            task: self,
            done: false,
        };
        let outcome = (&mut waiter.task.work).await;
        waiter.done = true;
        outcome
    }

    /// Lets the runtime finish the task, if there is one.
    pub(super) fn finish_in_background(&self) {
        // Spawned only once, because the runtime runs it to its end.
        if !self.abandoned.swap(true, Ordering::AcqRel)
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
            abandoned: Arc::clone(&self.abandoned),
            runtime: self.runtime.clone(),
        }
    }
}

/// A caller that waits.
struct Waiter<T: Clone + Send + Sync + 'static> {
    task: Task<T>,
    done: bool,
}

impl<T: Clone + Send + Sync + 'static> Drop for Waiter<T> {
    fn drop(&mut self) {
        if !self.done {
            self.task.finish_in_background();
        }
    }
}

/// The outcome of `work`. A panic becomes an error, because other callers wait for the outcome as well.
pub(super) async fn catch_panic<T>(what: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
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
