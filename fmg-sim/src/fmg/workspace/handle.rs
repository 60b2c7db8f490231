//! Methods with which tests inspect and change workspaces and workflow sessions.

use std::time::SystemTime;

use super::{OTHER_SESSION, WorkspaceMode, release, take_over};
use crate::fmg::FortiManager;
use crate::fmg::lock::{Lock, Scope};
use crate::fmg::workflow::WorkflowState;

/// A lock in an ADOM.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockView {
    /// The user who holds it.
    pub user: String,
    /// The number of the session that holds it, which is not the token of a login.
    pub session: u32,
    /// The locked target: empty for the whole ADOM, else the name of a device or a package, or the path of a policy or
    /// an object.
    pub path: String,
    /// The time at which it was taken.
    pub taken: SystemTime,
}

impl FortiManager {
    /// Sets the workspace mode, as `workspace_mode` of the initial state does. Locks and drafts are not changed.
    pub fn set_workspace_mode(&self, mode: WorkspaceMode) {
        self.state().workspace.mode = mode;
    }

    /// Sets whether single policies can be locked, as `per_policy_lock` of the initial state does. The call that locks
    /// one has the status 0 either way, as that of a FortiManager.
    pub fn set_per_policy_lock(&self, on: bool) {
        self.state().workspace.per_policy_lock = on;
    }

    /// Sets whether a commit starts a task; by default it does not.
    pub fn set_commit_starts_task(&self, on: bool) {
        self.state().workspace.commit_starts_task = on;
    }

    /// The locks in an ADOM, the oldest first.
    #[must_use]
    pub fn locks(&self, adom: &str) -> Vec<LockView> {
        let mut state = self.state();
        state.catch_up(self.clock.now());
        let view = |lock: &Lock| LockView {
            user: lock.user.clone(),
            session: lock.sid.0,
            path: lock.scope.path(),
            taken: lock.taken,
        };
        state.workspace.locks.in_adom(adom).iter().map(view).collect()
    }

    /// Takes the lock on a whole ADOM as a user in another session. Whoever holds this lock, or one within the ADOM,
    /// loses it together with all uncommitted changes.
    pub fn lock_in_another_session(&self, adom: &str, user: &str) {
        let lock = Lock {
            scope: Scope::Adom,
            sid: OTHER_SESSION,
            user: user.to_owned(),
            taken: self.clock.now(),
        };
        take_over(&mut self.state(), adom, lock);
    }

    /// Releases the lock of [`lock_in_another_session`](Self::lock_in_another_session).
    pub fn unlock_in_another_session(&self, adom: &str) {
        let now = self.clock.now();
        release(&mut self.state(), adom, &Scope::Adom, OTHER_SESSION, now);
    }

    /// The state of a workflow session of an ADOM. `None`: there is no such session.
    #[must_use]
    pub fn workflow_state(&self, adom: &str, id: u64) -> Option<WorkflowState> {
        self.state().workflows.state(adom, id)
    }
}
