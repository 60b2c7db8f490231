//! Work under a lock.

use std::fmt;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::{Either, select};
use futures_util::{FutureExt, TryFutureExt};

use super::release::release_abandoned;
use super::{LockRequest, Saved, WorkspaceGuard};
use crate::error::{Error, WorkspaceError, WorkspaceErrorKind};
use crate::fmg::database::Database;
use crate::fmg::{AdomOrGlobal, Client};

/// The future that stops the work.
type Stop<'c> = Pin<Box<dyn Future<Output = ()> + Send + 'c>>;

/// Some work under a lock, which begins when this future is awaited.
///
/// Dropping it before it is done discards all uncommitted changes. The lock is then released in the background, or by
/// the next guard, `close` or the end of `with_session`.
#[must_use = "nothing is locked before the future is awaited"]
pub struct LockedWork<'c, W> {
    work: Pin<Box<W>>,
    stop: Arc<Mutex<Option<Stop<'c>>>>,
}

impl<'c, W> LockedWork<'c, W> {
    /// Stops the work when `stop` resolves, with any value. Then the uncommitted changes are discarded, running tasks
    /// of the guard are cancelled, and the lock is released. The result is an error ([`Error::is_interrupted`]). Use it
    /// for signals and deadlines. Changes that were committed before stay, such as those that [`install_package`] has
    /// committed. In workflow mode, the changes that were saved in the workflow session are discarded too.
    ///
    /// [`install_package`]: WorkspaceGuard::install_package
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, name};
    /// # async fn example(fmg: fmg::Client, shutdown: impl Future<Output = ()> + Send) -> Result<(), Error> {
    /// fmg.adom(adom!("demo"))
    ///     .locked(async |adom| {
    ///         adom.objects().delete::<fmg::address::Address>(name!("host_001")).await.map(drop)
    ///     })
    ///     .until(shutdown) // such as `tokio::signal::ctrl_c()`
    ///     .await
    /// # }
    /// ```
    pub fn until<S: Future + Send + 'c>(self, stop: S) -> Self {
        let stop: Stop<'c> = Box::pin(stop.map(drop));
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
        self
    }
}

impl<T, W: Future<Output = Result<T, Error>>> Future for LockedWork<'_, W> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context)
    }
}

impl<W> fmt::Debug for LockedWork<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockedWork").finish_non_exhaustive()
    }
}

impl<'c, D: Clone + Into<AdomOrGlobal> + Send + Sync + 'c> Database<'c, Client, D> {
    /// Runs `work` under the lock of the whole database, and then saves and submits its changes. If `work` returns an
    /// error or panics, all uncommitted changes are discarded. The lock is released in any case.
    ///
    /// `work` gets a [`WorkspaceGuard`], which offers the same handles as this database. [`lock`](Self::lock) has
    /// options, and there are locks of parts of the database: `database.lock_package(…).run(…)`. With
    /// [`run_saved`](LockRequest::run_saved), the workflow session that was submitted is returned as well.
    ///
    /// # Errors
    ///
    /// The first error: of the lock, of `work`, of the save, of a task under the lock, or of the release. If the
    /// release fails as well, the error of `work` contains the other one: [`Error::unlock_error`].
    pub fn locked<T, F>(&self, work: F) -> LockedWork<'c, impl Future<Output = Result<T, Error>> + use<'c, T, F, D>>
    where
        F: AsyncFnOnce(&WorkspaceGuard<'_, Client, D>) -> Result<T, Error>,
    {
        self.lock().run(work)
    }
}

impl<'c, D: Send + Sync + 'c> LockRequest<'c, Client, D> {
    /// Runs `work` under the lock, as [`Database::locked`] does for the whole database.
    ///
    /// # Errors
    ///
    /// As [`Database::locked`].
    pub fn run<T, F>(self, work: F) -> LockedWork<'c, impl Future<Output = Result<T, Error>> + use<'c, T, F, D>>
    where
        F: AsyncFnOnce(&WorkspaceGuard<'_, Client, D>) -> Result<T, Error>,
    {
        let LockedWork { work, stop } = self.run_saved(work);
        LockedWork {
            work: Box::pin(work.map_ok(|(value, _)| value)),
            stop,
        }
    }

    /// Runs `work` as [`run`](Self::run) does, and also returns what was saved, such as the workflow session that waits
    /// for its approver.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
    /// # async fn example(fmg: fmg::Client, depot: Address) -> Result<(), Error> {
    /// let lock = fmg.adom(adom!("demo")).lock().workflow("CHG-17", "The new depot");
    /// let (_, saved) = lock.run_saved(async |adom| adom.objects().ensure(depot).await).await?;
    /// if let Some(session) = saved.submitted {
    ///     println!("session {} waits for its approver", session.id());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Database::locked`].
    pub fn run_saved<T, F>(
        self,
        work: F,
    ) -> LockedWork<'c, impl Future<Output = Result<(T, Saved<'c, Client>), Error>> + use<'c, T, F, D>>
    where
        F: AsyncFnOnce(&WorkspaceGuard<'_, Client, D>) -> Result<T, Error>,
    {
        let stop = Arc::new(Mutex::new(None::<Stop<'c>>));
        let stopping = Arc::clone(&stop);
        let work = async move {
            let stop = stopping.lock().unwrap_or_else(PoisonError::into_inner).take();
            let mut stop = stop.unwrap_or_else(|| Box::pin(std::future::pending()));
            let client = self.database.client();
            let guard = match select(self.into_future(), &mut stop).await {
                Either::Left((guard, _)) => guard?,
                Either::Right(((), waiting)) => {
                    drop(waiting);
                    return Err(interrupted(release_abandoned(client).await));
                }
            };
            let work = Box::pin(AssertUnwindSafe(work(&guard)).catch_unwind());
            let ended = match select(work, stop).await {
                Either::Left((ended, _)) => ended,
                Either::Right(((), work)) => {
                    drop(work);
                    guard.held.cancel_tasks().await;
                    Ok(Err(interrupted(Ok(()))))
                }
            };
            match ended {
                Ok(Ok(value)) => guard.commit().await.map(|saved| (value, saved)),
                Ok(Err(error)) => Err(error.followed_by_unlock(guard.discard().await)),
                Err(panic) => {
                    // The panic is resumed in place of this error.
                    let _ = guard.discard().await;
                    resume_unwind(panic)
                }
            }
        };
        LockedWork {
            work: Box::pin(work),
            stop,
        }
    }
}

#[cfg(feature = "blocking")]
mod blocking {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use super::super::{LockRequest, Saved, WorkspaceGuard};
    use crate::error::Error;
    use crate::fmg::AdomOrGlobal;
    use crate::fmg::blocking::Client;
    use crate::fmg::database::Database;

    impl<'c, D: Clone + Into<AdomOrGlobal> + Send + Sync + 'c> Database<'c, Client, D> {
        /// Runs `work` under the lock of the whole database, and then saves and submits its changes. If `work` returns
        /// an error or panics, all uncommitted changes are discarded. The lock is released in any case.
        ///
        /// # Errors
        ///
        /// The first error: of the lock, of `work`, of the save, of a task under the lock, or of the release. If the
        /// release fails as well, the error of `work` contains the other one: [`Error::unlock_error`].
        pub fn locked<T>(
            &self,
            work: impl FnOnce(&WorkspaceGuard<'_, Client, D>) -> Result<T, Error>,
        ) -> Result<T, Error> {
            self.lock().run(work)
        }
    }

    impl<'c, D: Send + Sync + 'c> LockRequest<'c, Client, D> {
        /// Runs `work` under the lock, as [`Database::locked`] does for the whole database.
        ///
        /// # Errors
        ///
        /// As [`Database::locked`].
        pub fn run<T>(self, work: impl FnOnce(&WorkspaceGuard<'_, Client, D>) -> Result<T, Error>) -> Result<T, Error> {
            self.run_saved(work).map(|(value, _)| value)
        }

        /// Runs `work` as [`run`](Self::run) does, and also returns what was saved, such as the workflow session that
        /// waits for its approver.
        ///
        /// # Errors
        ///
        /// As [`Database::locked`].
        pub fn run_saved<T>(
            self,
            work: impl FnOnce(&WorkspaceGuard<'_, Client, D>) -> Result<T, Error>,
        ) -> Result<(T, Saved<'c, Client>), Error> {
            let guard = self.send()?;
            let ended = catch_unwind(AssertUnwindSafe(|| work(&guard)));
            match ended {
                Ok(Ok(value)) => guard.commit().map(|saved| (value, saved)),
                Ok(Err(error)) => Err(error.followed_by_unlock(guard.discard())),
                Err(panic) => {
                    let _ = guard.discard();
                    resume_unwind(panic)
                }
            }
        }
    }
}

/// The error of work that was stopped, and of the release after it.
fn interrupted(released: Result<(), Error>) -> Error {
    Error::from(WorkspaceError::new(WorkspaceErrorKind::Interrupted)).followed_by_unlock(released)
}
