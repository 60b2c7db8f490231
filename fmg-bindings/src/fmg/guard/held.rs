//! A workspace lock of this session: it is taken, checked and released, and changes under it are saved.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};

use super::LockMode;
use super::exclusion::{AbandonedWork, Entered, Exclusion, Reservation};
use super::lock_identity::{LockIdentity, holders};
use super::mode::Settings;
use super::options::LockOptions;
use super::release::{release_abandoned, release_in_background};
use super::repeat::{Attempts, repeated};
use super::target::{LockTarget, Reported};
use super::workflow;
use crate::client::Sending;
use crate::error::{Error, ErrorKind, WorkspaceError, WorkspaceErrorKind};
use crate::fmg::task_handle::{TaskOutcome, WaitOptions, wait_for};
use crate::fmg::workspace::{DeviceDirty, Dirty};
use crate::fmg::{Client, TaskId, WorkflowSessionId};
use crate::trace;

/// How long a read, a commit or an unlock is repeated while its errors are temporary.
pub(super) const REPEAT_FOR: Duration = Duration::from_secs(10);

/// A lock of this session. If it is dropped, the lock is released in the background, by the next guard, or when the
/// session is closed.
pub(super) struct Held {
    client: Client,
    target: LockTarget,
    mode: LockMode,
    /// Whether the lock may exist on the appliance.
    is_locked: bool,
    identity: Option<LockIdentity>,
    workflow: Option<WorkflowSessionId>,
    progress: Mutex<Progress>,
    /// `None` when the lock has ended.
    reservation: Option<Reservation>,
}

/// The saves and the tasks under the lock.
#[derive(Default)]
struct Progress {
    /// The number of requests, when the last save began, that may have changed something.
    writes_at_save: u64,
    /// Whether something was saved in the workflow session.
    is_saved: bool,
    /// The tasks that may still need the lock.
    tasks: Vec<TaskUnderLock>,
}

/// A task that needs the lock, and how long to wait for it.
#[derive(Clone, Debug)]
pub(super) struct TaskUnderLock {
    id: TaskId,
    options: WaitOptions,
}

impl Held {
    /// Takes the lock, as soon as nobody else holds it.
    pub(super) async fn take(client: &Client, target: LockTarget, options: &LockOptions) -> Result<Self, Error> {
        let mut attempts = Attempts::within(options.wait);
        let reservation = enter(client, &target, &attempts).await?;
        let adom = target.adom();
        let wait = attempts.left().unwrap_or(Duration::MAX);
        let settings = repeated(wait, || Box::pin(Settings::read(client, adom.as_ref()))).await?;
        if matches!(target, LockTarget::Policy(..)) && settings.policy_locks == Some(false) {
            return Err(WorkspaceError::new(WorkspaceErrorKind::PolicyLocksOff).into());
        }
        let mut held = Self {
            client: client.clone(),
            target,
            mode: settings.mode.unwrap_or(LockMode::Normal),
            is_locked: false,
            identity: None,
            workflow: None,
            progress: Mutex::new(Progress {
                writes_at_save: client.exclusion().writes(),
                ..Progress::default()
            }),
            reservation: Some(reservation),
        };
        if held.mode != LockMode::Off {
            if let Some(reservation) = &held.reservation {
                reservation.hold();
            }
            if let Err(error) = held.lock(&mut attempts).await {
                // Blocking clients release no lock in the background, so a release is tried here, once.
                if held.is_locked && held.target.unlock(client).await.is_ok() {
                    held.is_locked = false;
                }
                return Err(error);
            }
        }
        if held.mode != LockMode::Off
            && let Err(error) = held.begin(options).await
        {
            return Err(error.followed_by_unlock(held.discard().await));
        }
        held.progress().writes_at_save = held.exclusion().writes();
        Ok(held)
    }

    /// Takes the lock on the appliance, and waits for other sessions to release it.
    async fn lock(&mut self, attempts: &mut Attempts) -> Result<(), Error> {
        loop {
            let may_be_locked = self.is_locked;
            // Set before the request, because its answer can be lost, and this future can be dropped.
            self.is_locked = true;
            let error = match self.target.lock(&self.client).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            // A refusal means that this session does not hold the lock: FortiManager grants a lock to its holder again.
            let is_refused = matches!(error.kind(), ErrorKind::Api(_));
            self.is_locked = !is_refused && (may_be_locked || !error.is_undone());
            if error.is_workspace_off() {
                self.mode = LockMode::Off;
                return Ok(());
            }
            if !error.may_pass() {
                return Err(error);
            }
            if !attempts.wait(error.retry_after()).await {
                return Err(if error.is_locked() {
                    self.held_by_others().await
                } else {
                    error
                });
            }
        }
    }

    /// The error of a lock that other sessions hold.
    async fn held_by_others(&self) -> Error {
        // If the holders cannot be read, the error names none.
        let locks = self.target.locks(&self.client).await.unwrap_or_default();
        WorkspaceError::held(holders(&locks, None)).into()
    }

    /// Records how the appliance reports the new lock, and enters a workflow session in workflow mode.
    async fn begin(&mut self, options: &LockOptions) -> Result<(), Error> {
        self.identity = match repeated(REPEAT_FOR, || Box::pin(self.target.reported(&self.client))).await? {
            Reported::Locked(lock) => Some(LockIdentity::of(&lock)),
            Reported::Free => return Err(self.lost().await),
            Reported::Unknown => None,
        };
        if self.mode == LockMode::Workflow
            && let Some(adom) = self.target.adom()
        {
            let session = workflow::enter(&self.client, self.exclusion(), &adom, options).await?;
            self.workflow = Some(session);
        }
        Ok(())
    }

    pub(super) fn mode(&self) -> LockMode {
        self.mode
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Remembers a task that needs the lock until the task is over.
    pub(super) fn note_task(&self, id: TaskId, options: WaitOptions) {
        self.exclusion().watch(id);
        self.progress().tasks.push(TaskUnderLock { id, options });
    }

    /// Removes a task that does not need the lock any more.
    pub(super) fn forget_task(&self, task: TaskId) {
        self.exclusion().unwatch(task);
        self.progress().tasks.retain(|own| own.id != task);
    }

    pub(super) fn target(&self) -> &LockTarget {
        &self.target
    }

    pub(super) fn workflow(&self) -> Option<WorkflowSessionId> {
        self.workflow
    }

    /// Whether requests since the last save may have changed something.
    pub(super) fn is_changed(&self) -> bool {
        self.unsaved_writes() > 0
    }

    /// The number of requests since the last save that may have changed something.
    fn unsaved_writes(&self) -> u64 {
        let writes = self.exclusion().writes();
        writes.saturating_sub(self.progress().writes_at_save)
    }

    /// Saves the changes so far. The lock stays.
    pub(super) async fn save(&self) -> Result<(), Error> {
        let writes = self.exclusion().writes();
        if !self.is_changed() {
            return Ok(());
        }
        match (self.mode, self.workflow, self.target.adom()) {
            (LockMode::Off, ..) => {}
            (LockMode::Workflow, Some(session), Some(adom)) => {
                self.check_owner().await?;
                workflow::save(&self.client, &adom, session).await?;
                self.progress().is_saved = true;
            }
            _ => {
                self.check_owner().await?;
                self.commit().await?;
                self.check_saved().await.map_err(unconfirmed)?;
            }
        }
        self.progress().writes_at_save = writes;
        Ok(())
    }

    /// Commits the changes, and waits for the task that does it, if there is one.
    async fn commit(&self) -> Result<(), Error> {
        let commit = || -> Sending<'_, _> { Box::pin(self.target.commit(&self.client)) };
        let committed = repeated(REPEAT_FOR, commit).await?;
        if let Some(task) = committed.task {
            wait_for(&self.client, task, &WaitOptions::COMMIT)
                .await?
                .into_result()?;
        }
        Ok(())
    }

    /// Checks that nothing is left to be saved, and that the lock was there all the time: without it, a commit
    /// succeeds and saves nothing.
    async fn check_saved(&self) -> Result<(), Error> {
        let is_dirty = repeated(REPEAT_FOR, || Box::pin(self.is_dirty())).await?;
        self.check_owner().await?;
        if is_dirty {
            return Err(WorkspaceError::new(WorkspaceErrorKind::NotSaved).into());
        }
        Ok(())
    }

    /// Whether the appliance has unsaved changes of this session.
    pub(super) async fn is_dirty(&self) -> Result<bool, Error> {
        if self.mode == LockMode::Off {
            return Ok(false);
        }
        let dirty = match self.target.clone() {
            LockTarget::Database(scope) => self.client.send(Dirty::new(scope)).await?.dirty,
            LockTarget::Device(adom, device) => self.client.send(DeviceDirty::new(adom, device)).await?.dirty,
            LockTarget::Package(..) | LockTarget::Policy(..) | LockTarget::Object(..) => {
                match self.target.reported(&self.client).await? {
                    Reported::Locked(lock) => lock.dirty,
                    Reported::Free | Reported::Unknown => None,
                }
            }
        };
        Ok(dirty.unwrap_or(false))
    }

    /// Checks that this session still holds the lock, if the appliance listed the lock when it was taken.
    pub(super) async fn check_owner(&self) -> Result<(), Error> {
        let Some(identity) = &self.identity else {
            return Ok(());
        };
        match repeated(REPEAT_FOR, || Box::pin(self.target.reported(&self.client))).await {
            Ok(Reported::Locked(lock)) if identity.is(&LockIdentity::of(&lock)) => Ok(()),
            Ok(Reported::Locked(_) | Reported::Free) => Err(self.lost().await),
            Ok(Reported::Unknown) => Ok(()),
            // The session could read the lock before. So a missing permission means that the session and its lock have
            // ended.
            Err(error) if matches!(error.kind(), ErrorKind::Api(_)) && error.is_permission() => {
                Err(WorkspaceError::lost(Vec::new()).into())
            }
            Err(error) => Err(error),
        }
    }

    async fn lost(&self) -> Error {
        let locks = self.target.locks(&self.client).await.unwrap_or_default();
        WorkspaceError::lost(holders(&locks, self.identity.as_ref())).into()
    }

    /// Saves all changes, submits them in workflow mode, and releases the lock. If a save or the submission fails,
    /// [discards](Self::discard) the changes and releases the lock. Returns whether requests may have changed something
    /// since the last save, or whether something was saved in the workflow session.
    ///
    /// # Errors
    ///
    /// Also that of a task under the lock, after the changes were saved.
    pub(super) async fn finish(mut self, options: &LockOptions) -> Result<bool, Error> {
        let had_changes = self.is_changed() || self.progress().is_saved;
        if let Err(error) = self.save_and_submit(options).await {
            return Err(error.followed_by_unlock(self.discard().await));
        }
        let task = self.finish_tasks().await;
        match self.release().await {
            Ok(()) => task.map(|()| had_changes),
            Err(unlock) => {
                let error = Error::from(WorkspaceError::new(WorkspaceErrorKind::NotReleased));
                Err(error.followed_by_unlock(Err(unlock)))
            }
        }
    }

    async fn save_and_submit(&mut self, options: &LockOptions) -> Result<(), Error> {
        self.save().await?;
        if let (Some(session), Some(adom)) = (self.workflow, self.target.adom()) {
            if self.progress().is_saved {
                workflow::submit(&self.client, &adom, session, options).await?;
            } else {
                self.exclusion().keep_unused(adom, session);
            }
            // There is nothing left to discard.
            self.workflow = None;
        }
        Ok(())
    }

    /// Discards the uncommitted changes, also those that were saved in a workflow session. Releases the lock.
    pub(super) async fn discard(mut self) -> Result<(), Error> {
        let mut failed = None;
        if let (Some(session), Some(adom)) = (self.workflow, self.target.adom()) {
            let is_saved = self.progress().is_saved;
            let discarded = if is_saved {
                workflow::discard(&self.client, &adom, session).await
            } else {
                Ok(())
            };
            match discarded {
                Ok(()) => self.exclusion().keep_unused(adom, session),
                // The lock is released all the same.
                Err(error) if matches!(error.kind(), ErrorKind::Api(_)) => failed = Some(error),
                Err(error) => return Err(error),
            }
            self.workflow = None;
        }
        let released = self.release().await;
        failed.map_or(Ok(()), Err).and(released)
    }

    /// Waits for the tasks that need the lock.
    ///
    /// # Errors
    ///
    /// The first task that has not succeeded, after all are over.
    async fn finish_tasks(&self) -> Result<(), Error> {
        let tasks = self.progress().tasks.clone();
        let finished = finished(&self.client, &tasks).await;
        self.progress().tasks.clear();
        finished
    }

    /// Cancels the tasks that need the lock, because they would fail without it. A later wait for one of them takes at
    /// most [`REPEAT_FOR`].
    pub(super) async fn cancel_tasks(&self) {
        let tasks = self.progress().tasks.clone();
        for task in tasks {
            // A task that cannot be cancelled fails when the lock is released.
            let _ = self.client.running_task(task.id).cancel().await;
        }
        for TaskUnderLock { options, .. } in &mut self.progress().tasks {
            options.timeout = options.timeout.min(REPEAT_FOR);
        }
    }

    /// Releases the lock, and checks that it is released.
    async fn release(&mut self) -> Result<(), Error> {
        if self.is_locked {
            // Whatever their outcome, the lock is released.
            let _ = self.finish_tasks().await;
            unlock(&self.client, &self.target).await?;
            self.is_locked = false;
            if let Some(identity) = &self.identity {
                let reported = repeated(REPEAT_FOR, || Box::pin(self.target.reported(&self.client))).await;
                if let Ok(Reported::Locked(lock)) = reported
                    && identity.is(&LockIdentity::of(&lock))
                {
                    self.is_locked = true;
                    return Err(WorkspaceError::new(WorkspaceErrorKind::NotReleased).into());
                }
            }
        }
        self.reservation = None;
        Ok(())
    }

    fn exclusion(&self) -> &Arc<Exclusion> {
        self.client.exclusion()
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for tasks that need a lock.
///
/// # Errors
///
/// The first task that has not succeeded, or could not be read, after all were awaited. A task is skipped if the
/// program has read its final state, even if the task has failed.
pub(super) async fn finished(client: &Client, tasks: &[TaskUnderLock]) -> Result<(), Error> {
    let exclusion = client.exclusion();
    let mut finished = Ok(());
    for TaskUnderLock { id, options } in tasks {
        if !exclusion.is_end_read(*id) {
            let outcome = wait_for(client, *id, options).await;
            finished = finished.and(outcome.and_then(TaskOutcome::into_result).map(drop));
        }
        exclusion.unwatch(*id);
    }
    finished
}

/// Releases a lock on the appliance. If the session has lost the lock, nothing has to be released.
pub(super) async fn unlock(client: &Client, target: &LockTarget) -> Result<(), Error> {
    match repeated(REPEAT_FOR, || Box::pin(target.unlock(client))).await {
        // Only a status of FortiManager shows that the lock is gone. An HTTP error can come from a gateway.
        Err(error)
            if error.is_lock_lost()
                || matches!(error.kind(), ErrorKind::Api(_)) && (error.is_permission() || error.is_workspace_off()) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Adds to the error of a check, after a commit that was answered with success, that the changes may be saved.
fn unconfirmed(error: Error) -> Error {
    match error.workspace().map(WorkspaceError::kind) {
        Some(WorkspaceErrorKind::NotSaved) => error,
        _ => error.unconfirmed(
            "the commit was answered with success, but could not be checked: it may have saved the changes",
        ),
    }
}

/// Waits until no guard of this session holds an overlapping lock.
async fn enter(client: &Client, target: &LockTarget, attempts: &Attempts) -> Result<Reservation, Error> {
    let exclusion = client.exclusion();
    let until = attempts.until();
    loop {
        let free = || match exclusion.enter(target) {
            Entered::Busy => None,
            entered => Some(entered),
        };
        match exclusion.when(until, free).await {
            Some(Entered::Free(reservation)) => return Ok(reservation),
            Some(_) => within(until, release_abandoned(client)).await?,
            None => return Err(WorkspaceError::new(WorkspaceErrorKind::HeldInThisSession).into()),
        }
    }
}

/// Waits for a release, at most until `until`.
async fn within(until: Option<Instant>, release: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let Some(until) = until else {
        return release.await;
    };
    let left = until.saturating_duration_since(Instant::now());
    match select(pin!(release), Delay::new(left)).await {
        Either::Left((released, _)) => released,
        Either::Right(_) => Err(WorkspaceError::new(WorkspaceErrorKind::HeldInThisSession).into()),
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(reservation) = self.reservation.take().filter(|_| self.is_locked) else {
            return;
        };
        trace::lock_left(self.target.kind(), self.unsaved_writes());
        let progress = std::mem::take(&mut *self.progress());
        reservation.give_up(AbandonedWork {
            workflow: self.workflow.filter(|_| progress.is_saved),
            tasks: progress.tasks,
        });
        release_in_background(&self.client);
    }
}
