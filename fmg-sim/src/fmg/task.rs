//! Tasks: operations that continue after the reply to the call that started them.

mod answer;
mod handle;
mod plan;
mod progress;
mod state;
mod view;

use std::collections::BTreeMap;
use std::time::SystemTime;

pub(super) use self::answer::answer;
pub use self::plan::{LineResult, TaskPlan, TaskTarget};
pub(super) use self::progress::Cause;
use self::progress::{Course, Stop};
pub use self::state::TaskState;
pub(super) use self::view::state_of;
pub use self::view::{LineView, TaskView};
use super::session::Sid;

/// The number of tasks that are kept, the newest ones.
const KEPT: usize = 10_000;

/// The tasks of a FortiManager.
///
/// Nothing runs in the background: the state of a task is computed from its start, its duration and the current time.
#[derive(Debug)]
pub(super) struct Tasks {
    by_id: BTreeMap<u64, Task>,
    last: u64,
    speed: f64,
}

/// A task and its early end, if any.
#[derive(Clone, Debug)]
struct Task {
    id: u64,
    plan: TaskPlan,
    course: Course,
    stop: Option<Stop>,
}

impl Tasks {
    /// No tasks. Later ones run `speed` times as fast as the clock; an invalid speed stops them.
    pub(super) fn new(speed: f64) -> Self {
        Self {
            by_id: BTreeMap::new(),
            last: 0,
            speed: if speed.is_nan() { 0.0 } else { speed.max(0.0) },
        }
    }

    /// Starts a task and returns its number.
    pub(super) fn start(&mut self, plan: TaskPlan, now: SystemTime) -> u64 {
        let plan = plan.complete();
        self.last = self.last.saturating_add(1);
        let task = Task {
            id: self.last,
            course: Course::new(now, plan.takes, self.speed, plan.targets.len()),
            plan,
            stop: None,
        };
        self.by_id.insert(task.id, task);
        while self.by_id.len() > KEPT {
            self.by_id.pop_first();
        }
        self.last
    }

    /// The state of a task at a point in time.
    pub(super) fn view(&self, id: u64, now: SystemTime) -> Option<TaskView> {
        self.by_id.get(&id).map(|task| task.view(now))
    }

    /// The states of all tasks at a point in time, the oldest first.
    pub(super) fn views(&self, now: SystemTime) -> impl Iterator<Item = TaskView> {
        self.by_id.values().map(move |task| task.view(now))
    }

    /// Removes a finished task, or cancels a running one. `None`: there is no such task.
    pub(super) fn delete(&mut self, id: u64, now: SystemTime) -> Option<()> {
        let task = self.by_id.get_mut(&id)?;
        if task.view(now).state.is_over() {
            self.by_id.remove(&id);
        } else {
            task.stop(Cause::Cancelled, now);
        }
        Some(())
    }

    /// Ends a running task. Returns whether it was running.
    pub(super) fn stop(&mut self, id: u64, cause: Cause, now: SystemTime) -> bool {
        let task = self.by_id.get_mut(&id);
        let running = task.filter(|task| !task.view(now).state.is_over());
        running.map(|task| task.stop(cause, now)).is_some()
    }

    /// Makes the unfinished tasks of a session fail, as at a logout.
    pub(super) fn session_ended(&mut self, sid: Sid, now: SystemTime) {
        for task in self.by_id.values_mut().filter(|task| task.plan.session == Some(sid)) {
            if !task.view(now).state.is_over() {
                task.stop(Cause::SessionEnded, now);
            }
        }
    }

    /// Whether a session has unfinished tasks.
    pub(super) fn busy(&self, sid: Sid, now: SystemTime) -> bool {
        let own = |task: &&Task| task.plan.session == Some(sid);
        self.by_id
            .values()
            .filter(own)
            .any(|task| !task.view(now).state.is_over())
    }
}

impl Task {
    fn view(&self, now: SystemTime) -> TaskView {
        TaskView::of(self, now)
    }

    /// Ends it early. A task that is being cancelled or aborted ends as begun, except for the end of its session or the
    /// loss of a lock: both make it fail.
    fn stop(&mut self, cause: Cause, at: SystemTime) {
        if self.stop.is_none() || cause.failure().is_some() {
            self.stop = Some(Stop { at, cause });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::fault::Injected;
    use crate::fmg::named;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn at(seconds: u64) -> SystemTime {
        START + Duration::from_secs(seconds)
    }

    fn install() -> TaskPlan {
        TaskPlan::new("install")
            .source("install device")
            .takes(Duration::from_secs(100))
    }

    fn two_devices() -> TaskPlan {
        install()
            .target(TaskTarget::new("dev_001").vdom("root"))
            .target(TaskTarget::new("dev_002"))
    }

    #[test]
    fn a_task_ends_with_its_last_line() {
        let mut tasks = Tasks::new(1.0);
        let id = tasks.start(two_devices(), START);
        let seen = |seconds| {
            let view = tasks.view(id, at(seconds)).unwrap();
            (view.state, view.percent, view.count(TaskState::Done))
        };
        assert_eq!(seen(0), (TaskState::Pending, 0, 0));
        assert_eq!(seen(10), (TaskState::Running, 1, 0));
        assert_eq!(seen(60), (TaskState::Running, 77, 1));
        assert_eq!(seen(100), (TaskState::Done, 100, 2));
        assert_eq!(tasks.view(id, at(200)).unwrap().ended, Some(at(100)));
        assert!(tasks.view(id + 1, START).is_none());
    }

    #[test]
    fn a_task_has_the_state_of_its_worst_line() {
        let mut tasks = Tasks::new(1.0);
        let warns = tasks.start(two_devices().injected(Some(Injected::TaskWarns)), START);
        let fails = tasks.start(two_devices().injected(Some(Injected::TaskFails)), START);
        let stalls = tasks.start(install().injected(Some(Injected::TaskStalls)), START);
        let cancelled = tasks.start(two_devices().injected(Some(Injected::TaskCancelled)), START);
        let aborts = tasks.start(two_devices().injected(Some(Injected::TaskAborts)), START);
        let lock = tasks.start(install().injected(Some(Injected::LockedByAnother)), START);
        let state = |id| tasks.view(id, at(1_000)).unwrap().state;
        assert_eq!(
            [warns, fails, stalls, cancelled, aborts, lock].map(state),
            [
                TaskState::Warning,
                TaskState::Error,
                TaskState::Running,
                TaskState::Cancelled,
                TaskState::Aborted,
                TaskState::Done
            ]
        );
        let row = tasks.view(fails, at(1_000)).unwrap().row();
        assert_eq!((row["num_done"].as_i64(), row["num_err"].as_i64()), (Some(1), Some(1)));
        assert_eq!(row["line"][1]["err"], -1);
    }

    #[test]
    fn deleting_cancels_first_and_then_removes() {
        let mut tasks = Tasks::new(1.0);
        let id = tasks.start(two_devices(), START);
        assert_eq!(tasks.delete(id, at(60)), Some(()));
        assert_eq!(tasks.view(id, at(60)).unwrap().state, TaskState::Cancelling);
        let stopped = tasks.view(id, at(70)).unwrap();
        assert_eq!(
            (stopped.state, stopped.lines[0].state),
            (TaskState::Cancelled, TaskState::Done)
        );
        assert_eq!(tasks.delete(id, at(70)), Some(()));
        assert_eq!(tasks.delete(id, at(70)), None);
    }

    #[test]
    fn a_running_task_is_stopped_once() {
        let mut tasks = Tasks::new(1.0);
        let id = tasks.start(two_devices(), START);
        assert!(tasks.stop(id, Cause::Aborted, at(60)));
        assert!(tasks.stop(id, Cause::Cancelled, at(60)), "it is still being aborted");
        let view = tasks.view(id, at(61)).unwrap();
        assert_eq!(
            (view.state, view.percent, view.ended),
            (TaskState::Aborted, 77, Some(at(61)))
        );
        assert_eq!(view.lines[1].detail, "aborted");
        assert!(!tasks.stop(id, Cause::LockReleased, at(62)) && !tasks.stop(id + 1, Cause::Aborted, at(62)));
        let locked = tasks.start(two_devices(), START);
        assert!(tasks.stop(locked, Cause::LockReleased, at(60)));
        let view = tasks.view(locked, at(60)).unwrap();
        assert_eq!((view.state, view.count(TaskState::Done)), (TaskState::Error, 1));
        assert_eq!(view.lines[1].detail, "no write permission");
    }

    #[test]
    fn a_task_fails_when_its_session_ends() {
        let mut tasks = Tasks::new(1.0);
        let (mine, theirs) = (Sid(1), Sid(2));
        let early = tasks.start(install().session(mine), START);
        let late = tasks.start(install().session(mine), at(50));
        let other = tasks.start(install().session(theirs), at(50));
        tasks.session_ended(mine, at(120));
        let state = |id| tasks.view(id, at(120)).unwrap().state;
        assert_eq!(
            [early, late, other].map(state),
            [TaskState::Done, TaskState::Error, TaskState::Running]
        );
        let detail = tasks.view(late, at(120)).unwrap().lines[0].detail.clone();
        assert_eq!(detail, "the session has ended");
    }

    #[test]
    fn the_newest_tasks_are_kept() {
        let mut tasks = Tasks::new(1.0);
        for _ in 0..=KEPT {
            tasks.start(install(), START);
        }
        assert!(tasks.view(1, START).is_none());
        assert_eq!(tasks.views(START).count(), KEPT);
    }

    #[test]
    fn rows_are_those_of_captures() {
        let mut tasks = Tasks::new(1.0);
        let id = tasks.start(two_devices().user("devops").adom(165), at(1_723_443_366));
        let view = tasks.view(id, at(1_723_443_366 + 100)).unwrap();
        let row = view.row();
        assert_eq!(
            (row["state"].as_str(), row["src"].as_str()),
            (Some("done"), Some("install device"))
        );
        assert_eq!(
            (row["tot_percent"].as_i64(), row["end_tm"].as_i64()),
            (Some(200), Some(1_723_443_466))
        );
        let step = &row["line"][0]["history"][1];
        assert_eq!(step["detail"], "2024-08-12 06:16:16:start");
        assert_eq!((step["state"].as_i64(), step["vdom"].as_str()), (Some(1), Some("root")));
        assert!(row["line"][1]["history"][0]["vdom"].is_null());
        assert_eq!(view.history().len(), 8);
    }

    #[test]
    fn every_state_is_in_the_specs() {
        use TaskState::{Aborted, Aborting, Cancelled, Cancelling, Done, Error, Pending, Running, Warning};
        for state in [
            Pending, Running, Cancelling, Cancelled, Done, Error, Aborting, Aborted, Warning,
        ] {
            assert!(named::number("TaskState", state.name()).is_some(), "{state:?}");
        }
    }

    #[test]
    fn an_extreme_time_does_not_panic() {
        let mut tasks = Tasks::new(f64::NAN);
        let end = START.checked_add(Duration::from_secs(1 << 50)).unwrap();
        let id = tasks.start(install(), end);
        assert_eq!(tasks.view(id, end).unwrap().history().len(), 1);
    }
}
