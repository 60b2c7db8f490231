//! Plans of tasks.

use std::time::Duration;

use crate::fault::Injected;
use crate::fmg::session::Sid;

/// A task to start: its title, its targets, its duration and its result.
///
/// ```
/// use std::time::Duration;
///
/// use fmg_sim::fmg::{LineResult, TaskPlan, TaskTarget};
///
/// let install = TaskPlan::new("install package ppkg_001")
///     .source("install device")
///     .takes(Duration::from_secs(30))
///     .target(TaskTarget::new("dev_001").vdom("root"))
///     .target(TaskTarget::new("dev_002").vdom("root").result(LineResult::Error(-20082, "no tunnel".to_owned())));
/// ```
#[derive(Clone, Debug)]
pub struct TaskPlan {
    pub(super) title: String,
    pub(super) source: &'static str,
    pub(super) user: String,
    pub(super) session: Option<Sid>,
    pub(super) adom: i64,
    pub(super) targets: Vec<TaskTarget>,
    pub(super) takes: Duration,
}

/// The target of one line of a task.
#[derive(Clone, Debug)]
pub struct TaskTarget {
    pub(super) name: String,
    pub(super) oid: i64,
    pub(super) ip: String,
    pub(super) vdom: String,
    pub(super) result: LineResult,
    /// The message of the line after a success.
    pub(super) success: String,
}

/// The result of a line of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LineResult {
    /// Success.
    #[default]
    Done,
    /// Success, with this warning.
    Warning(String),
    /// An error with this number and message.
    Error(i64, String),
    /// None: it stops progressing half-way.
    Stall,
    /// It is cancelled half-way.
    Cancelled,
    /// It is aborted half-way.
    Aborted,
}

impl TaskPlan {
    /// The default duration of a task: long enough to be polled more than once.
    pub const USUAL: Duration = Duration::from_secs(6);

    /// A task with this title. Without [targets](Self::target), it has one line for the FortiManager itself.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            source: "device manager",
            user: "system".to_owned(),
            session: None,
            adom: 0,
            targets: Vec::new(),
            takes: Self::USUAL,
        }
    }

    /// Sets the component of the FortiManager that starts the task, by its name in the specs.
    #[must_use]
    pub fn source(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    /// Sets the name of the administrator who starts it.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = user.into();
        self
    }

    /// Sets the object id of the ADOM that it works in.
    #[must_use]
    pub fn adom(mut self, oid: i64) -> Self {
        self.adom = oid;
        self
    }

    /// Adds a line.
    #[must_use]
    pub fn target(mut self, target: TaskTarget) -> Self {
        self.targets.push(target);
        self
    }

    /// Sets the duration.
    #[must_use]
    pub fn takes(mut self, time: Duration) -> Self {
        self.takes = time;
        self
    }

    /// Ties it to a session: the task fails when the session ends.
    pub(in crate::fmg) fn session(mut self, sid: Sid) -> Self {
        self.session = Some(sid);
        self
    }

    /// Sets the result of the last line if a fault demands it.
    pub(in crate::fmg) fn injected(mut self, fault: Option<Injected>) -> Self {
        let result = match fault {
            Some(Injected::TaskFails) => LineResult::Error(-1, "failed on demand".to_owned()),
            Some(Injected::TaskWarns) => LineResult::Warning("warned on demand".to_owned()),
            Some(Injected::TaskStalls) => LineResult::Stall,
            Some(Injected::TaskCancelled) => LineResult::Cancelled,
            Some(Injected::TaskAborts) => LineResult::Aborted,
            _ => return self,
        };
        self = self.complete();
        if let Some(last) = self.targets.last_mut() {
            last.result = result;
        }
        self
    }

    /// Adds a line if the task has none: every task of a FortiManager has one.
    pub(super) fn complete(mut self) -> Self {
        if self.targets.is_empty() {
            self.targets.push(TaskTarget::new(self.title.clone()));
        }
        self
    }
}

impl TaskTarget {
    /// A target with this name: a device, a package, or another item.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            oid: 0,
            ip: String::new(),
            vdom: String::new(),
            result: LineResult::Done,
            success: "done".to_owned(),
        }
    }

    /// Sets its object id.
    #[must_use]
    pub fn oid(mut self, oid: i64) -> Self {
        self.oid = oid;
        self
    }

    /// Sets its IP address.
    #[must_use]
    pub fn ip(mut self, ip: impl Into<String>) -> Self {
        self.ip = ip.into();
        self
    }

    /// Sets its VDOM.
    #[must_use]
    pub fn vdom(mut self, vdom: impl Into<String>) -> Self {
        self.vdom = vdom.into();
        self
    }

    /// Sets the message of its line after a success; `done` by default.
    #[must_use]
    pub fn success(mut self, message: impl Into<String>) -> Self {
        self.success = message.into();
        self
    }

    /// Sets the result of its line.
    #[must_use]
    pub fn result(mut self, result: LineResult) -> Self {
        self.result = result;
        self
    }
}
