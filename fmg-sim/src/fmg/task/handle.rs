//! Methods with which tests inspect and start tasks.

use super::{TaskPlan, TaskView};
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

    /// Whether the user has unfinished tasks, which would fail at the end of the user's session.
    #[must_use]
    pub fn has_running_tasks(&self, user: &str) -> bool {
        let (state, now) = (self.state(), self.clock.now());
        let own = |sid: &_| state.sessions.user_of(*sid) == Some(user);
        let mut sids = state.sessions.sids().into_iter().filter(own);
        sids.any(|sid| state.tasks.busy(sid, now))
    }
}
