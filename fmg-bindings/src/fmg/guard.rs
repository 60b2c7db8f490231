//! Workspace locks that end with a commit, or discard all uncommitted changes.
//!
//! `adom.locked(…)` runs a piece of work under the lock of an ADOM. The same code works in every workspace mode of the
//! ADOM. Without workspace mode, nothing is locked. In normal mode, the changes are committed. In workflow mode, they
//! are saved in a workflow session and submitted to the approvers.
//!
//! ```
//! use fmg_bindings::fmg::{self, address::Address};
//! use fmg_bindings::{Error, adom};
//!
//! async fn add_depot(fmg: &fmg::Client) -> Result<(), Error> {
//!     fmg.adom(adom!("demo"))
//!         .locked(async |adom| {
//!             let depot = Address { name: "depot".into(), subnet: "10.1.0.0/16".into(), ..Address::default() };
//!             adom.objects().ensure(depot).await.map(drop)
//!         })
//!         .await
//! }
//! ```

mod exclusion;
mod held;
mod lock_identity;
mod mode;
mod options;
mod release;
mod repeat;
mod request;
mod target;
mod task;
mod work;
mod workflow;

use std::fmt;
use std::ops::Deref;

pub(super) use self::exclusion::{Exclusion, is_about_locks, may_change};
use self::held::Held;
pub use self::mode::LockMode;
use self::options::LockOptions;
pub(super) use self::release::release_abandoned;
pub use self::request::LockRequest;
pub use self::target::LockTarget;
pub use self::task::LockedTask;
pub use self::work::LockedWork;
use super::database::Database;
use super::workflow_session::SubmittedSession;
use super::{Client, WorkflowSessionId};
use crate::client::AnyClient;
use crate::error::Error;

/// A lock on a database, or on a part of it, that this session holds. It has the methods of the handle of the database.
///
/// End it with [`commit`](Self::commit) or [`discard`](Self::discard). A guard that is dropped instead loses all
/// uncommitted changes. With the feature `tracing`, an error is logged if changes may be lost, and a warning if only
/// the lock is left. The lock is then released in the background, or by the next guard, `close` or the end of
/// `with_session`.
///
/// Guards of one client, of its clones, and of all clients with the same API key exclude each other: a guard waits for
/// another one that overlaps it. While a guard is held, the client does not log in again, because the lock would be
/// gone.
///
/// ```
/// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
/// # async fn example(fmg: fmg::Client, depot: Address) -> Result<(), Error> {
/// let adom = fmg.adom(adom!("demo")).lock().await?;
/// adom.objects().ensure(depot).await?;
/// let saved = adom.commit().await?;
/// println!("{}", if saved.is_changed { "saved" } else { "nothing to save" });
/// # Ok(())
/// # }
/// ```
#[must_use = "a guard that is dropped discards the uncommitted changes; end it by `commit` or `discard`"]
pub struct WorkspaceGuard<'c, C, D> {
    database: Database<'c, C, D>,
    held: Held,
    options: LockOptions,
}

/// The result of the commit of a [`WorkspaceGuard`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Saved<'c, C> {
    /// The workspace mode of the database.
    pub mode: LockMode,
    /// Whether requests may have changed something since the last save; in workflow mode, since the lock was taken. All
    /// requests of the session count, not only those under this lock.
    pub is_changed: bool,
    /// The workflow session that was submitted, in workflow mode. An approver decides on it.
    pub submitted: Option<SubmittedSession<'c, C>>,
}

impl<C, D> WorkspaceGuard<'_, C, D> {
    /// The workspace mode of the database.
    #[must_use]
    pub fn mode(&self) -> LockMode {
        self.held.mode()
    }

    /// The target of the lock.
    #[must_use]
    pub fn target(&self) -> &LockTarget {
        self.held.target()
    }

    /// The workflow session of the changes, in workflow mode.
    #[must_use]
    pub fn workflow_session(&self) -> Option<WorkflowSessionId> {
        self.held.workflow()
    }
}

/// Await the results on an async client; a blocking client returns them directly.
impl<'c, C: AnyClient<AsyncClient = Client>, D> WorkspaceGuard<'c, C, D> {
    /// Whether the appliance has changes of this session that are not saved.
    ///
    /// Always `false` without workspace mode, for the lock of a policy, and for the lock of a package or an object that
    /// the appliance does not list.
    ///
    /// # Errors
    ///
    /// The appliance does not answer, or refuses.
    pub fn is_dirty(&self) -> C::Outcome<'_, Result<bool, Error>> {
        self.client().outcome(self.held.is_dirty())
    }

    /// Checks that this session still holds the lock, if the appliance listed the lock when it was taken. It lists no
    /// lock of a policy. A commit of changes makes this check by itself.
    ///
    /// # Errors
    ///
    /// The lock is lost ([`Error::is_lock_lost`]), or the appliance does not answer.
    pub fn check(&self) -> C::Outcome<'_, Result<(), Error>> {
        self.client().outcome(self.held.check_owner())
    }

    /// Saves the changes so far, and keeps the lock: commits them in normal mode, and saves them in the workflow session
    /// in workflow mode. Does nothing if no request can have changed anything.
    ///
    /// Changes that were committed cannot be discarded any more.
    ///
    /// # Errors
    ///
    /// The lock is lost ([`Error::is_lock_lost`]), the appliance reports that changes are still unsaved, the task of the
    /// commit fails, or the appliance does not answer. The guard still holds the lock, unless it is lost.
    pub fn save(&self) -> C::Outcome<'_, Result<(), Error>> {
        self.client().outcome(self.held.save())
    }

    /// Saves the changes, submits the workflow session if there is one, and releases the lock.
    ///
    /// # Errors
    ///
    /// As [`save`](Self::save), or the submission fails; the uncommitted changes are then discarded, and the lock is
    /// released. Two errors come after the changes were saved:
    ///
    /// - A task that [`LockedTask::start`] began has not succeeded, and the program has not read its end.
    /// - The lock could not be released. The kind is
    ///   [`NotReleased`](crate::error::WorkspaceErrorKind::NotReleased), and [`Error::unlock_error`] says why.
    pub fn commit(self) -> C::Outcome<'c, Result<Saved<'c, C>, Error>> {
        let client = self.database.client();
        let (mode, workflow) = (self.mode(), self.workflow_session().zip(self.target().adom()));
        client.outcome(async move {
            let is_changed = self.held.finish(&self.options).await?;
            let submitted = workflow.filter(|_| is_changed);
            Ok(Saved {
                mode,
                is_changed,
                submitted: submitted.map(|(session, adom)| SubmittedSession::new(client, adom, session)),
            })
        })
    }

    /// Discards all changes that were not committed, and releases the lock. Without workspace mode there is nothing to
    /// discard: changes took effect at once.
    ///
    /// # Errors
    ///
    /// FortiManager refuses to discard the workflow session; the lock is released all the same. Or the lock could not
    /// be released: the next guard, `close` or the end of `with_session` tries it again.
    pub fn discard(self) -> C::Outcome<'c, Result<(), Error>> {
        self.database.client().outcome(self.held.discard())
    }

    fn client(&self) -> &'c C {
        self.database.client()
    }
}

impl<'c, C, D> Deref for WorkspaceGuard<'c, C, D> {
    type Target = Database<'c, C, D>;

    fn deref(&self) -> &Database<'c, C, D> {
        &self.database
    }
}

impl<C, D> fmt::Debug for WorkspaceGuard<'_, C, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkspaceGuard")
            .field("mode", &self.mode())
            .field("target", self.target())
            .finish_non_exhaustive()
    }
}
