//! What a test sees of workspaces and workflow sessions, and what it changes in them.

use std::time::SystemTime;

use super::{ELSEWHERE, WorkspaceMode, release, seize};
use crate::fmg::FortiManager;
use crate::fmg::lock::{Lock, Scope};
use crate::fmg::workflow::WorkflowState;

/// A lock in an ADOM.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockView {
    /// Who holds it.
    pub user: String,
    /// The number of the session that holds it. It is not the token of a login.
    pub session: u32,
    /// What is locked: empty for the whole ADOM, else the name of a device or a package, or the path of a policy or an
    /// object.
    pub path: String,
    /// When it was taken.
    pub taken: SystemTime,
}

impl FortiManager {
    /// Sets which ADOMs have a workspace, as `workspace_mode` of the state to start from does. Locks and drafts stay as they
    /// are.
    pub fn set_workspace_mode(&self, mode: WorkspaceMode) {
        self.state().workspace.mode = mode;
    }

    /// Sets whether single policies can be locked, as `per_policy_lock` of the state to start from does. The call that locks
    /// one answers 0 either way, as that of a FortiManager does.
    pub fn set_per_policy_lock(&self, on: bool) {
        self.state().workspace.per_policy_lock = on;
    }

    /// Sets whether a commit starts a task: not, unless something else is said.
    pub fn set_commit_starts_task(&self, on: bool) {
        self.state().workspace.commit_starts_task = on;
    }

    /// The locks in an ADOM, the oldest first.
    #[must_use]
    pub fn locks(&self, adom: &str) -> Vec<LockView> {
        let mut state = self.state();
        state.end_idle_sessions(self.clock.now());
        let view = |lock: &Lock| LockView {
            user: lock.user.clone(),
            session: lock.sid.0,
            path: lock.scope.path(),
            taken: lock.taken,
        };
        state.workspace.locks.in_adom(adom).iter().map(view).collect()
    }

    /// Lets somebody at the GUI take the lock on a whole ADOM. Whoever holds it, or one in it, loses it together with all
    /// that is not committed.
    pub fn lock_elsewhere(&self, adom: &str, user: &str) {
        let lock = Lock {
            scope: Scope::Adom,
            sid: ELSEWHERE,
            user: user.to_owned(),
            taken: self.clock.now(),
        };
        seize(&mut self.state(), adom, lock);
    }

    /// Ends what [`lock_elsewhere`](Self::lock_elsewhere) began.
    pub fn unlock_elsewhere(&self, adom: &str) {
        release(&mut self.state(), adom, &Scope::Adom, ELSEWHERE);
    }

    /// How far a workflow session of an ADOM has come. `None`: there is no such session.
    #[must_use]
    pub fn workflow_state(&self, adom: &str, id: u64) -> Option<WorkflowState> {
        self.state().workflows.state(adom, id)
    }
}
