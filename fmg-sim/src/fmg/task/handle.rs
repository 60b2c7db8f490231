//! Methods with which tests inspect and start tasks.

use super::{Cause, TaskPlan, TaskView};
use crate::fmg::FortiManager;

impl FortiManager {
    /// Starts a task without a call, and returns its number.
    #[expect(clippy::must_use_candidate, reason = "a test may start tasks that it only lists")]
    pub fn start_task(&self, plan: TaskPlan) -> u64 {
        self.state().tasks.start(plan, self.clock.now())
    }

    /// The current state of a task. `None`: there is no such task.
    #[must_use]
    pub fn task(&self, id: u64) -> Option<TaskView> {
        self.state().tasks.view(id, self.clock.now())
    }

    /// Cancels a running task, as deleting it does. Lines that are finished stay as they are; the others end one second
    /// later. Returns whether the task was running.
    #[expect(clippy::must_use_candidate, reason = "a test may know that the task is running")]
    pub fn cancel_task(&self, id: u64) -> bool {
        self.state().tasks.stop(id, Cause::Cancelled, self.clock.now())
    }

    /// Aborts a running task, in the same way. Returns whether the task was running.
    #[expect(clippy::must_use_candidate, reason = "a test may know that the task is running")]
    pub fn abort_task(&self, id: u64) -> bool {
        self.state().tasks.stop(id, Cause::Aborted, self.clock.now())
    }

    /// Whether the user has unfinished tasks, which would fail at the end of the user's session.
    #[must_use]
    pub fn has_running_tasks(&self, user: &str) -> bool {
        let (state, now) = (self.state(), self.clock.now());
        let own = |sid: &_| state.sessions.user_of(*sid) == Some(user);
        let mut sids = state.sessions.sids().into_iter().filter(own);
        sids.any(|sid| state.tasks.busy(sid, now))
    }
}
