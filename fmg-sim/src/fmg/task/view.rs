//! The visible state of a task at a point in time.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::Task;
use super::plan::{LineResult, TaskTarget};
use super::progress::{Course, Progress, Stop};
use super::state::TaskState;
use crate::clock::seconds;
use crate::fmg::date;
use crate::fmg::object::object;
use crate::fmg::store::Row;

/// The state of a task at a point in time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TaskView {
    /// Its number.
    pub id: u64,
    /// Its title.
    pub title: String,
    /// The administrator who started it.
    pub user: String,
    /// The state.
    pub state: TaskState,
    /// The total progress, in percent.
    pub percent: u8,
    /// The time of its start.
    pub started: SystemTime,
    /// The time of its end, if it has ended.
    pub ended: Option<SystemTime>,
    /// Its lines.
    pub lines: Vec<LineView>,
    source: &'static str,
    adom: i64,
}

/// The state of a line of a task at a point in time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LineView {
    /// The name of its target.
    pub name: String,
    /// The VDOM of its target; empty without a VDOM.
    pub vdom: String,
    /// The state.
    pub state: TaskState,
    /// The progress, in percent.
    pub percent: u8,
    /// The latest message.
    pub detail: String,
    /// The error number; 0: no error.
    pub error: i64,
    started: SystemTime,
    ended: Option<SystemTime>,
    oid: i64,
    ip: String,
    steps: Vec<Step>,
}

/// A step in the history of a line.
#[derive(Clone, Debug)]
struct Step {
    at: SystemTime,
    detail: String,
    percent: u8,
    state: TaskState,
}

impl TaskView {
    pub(super) fn of(task: &Task, now: SystemTime) -> Self {
        let plan = &task.plan;
        let line = |(at, target)| LineView::of(&task.course, at, target, task.stop, now);
        let lines: Vec<LineView> = plan.targets.iter().enumerate().map(line).collect();
        let over = lines.iter().all(|line| line.state.is_over());
        Self {
            id: task.id,
            title: plan.title.clone(),
            user: plan.user.clone(),
            state: state_of(&lines),
            percent: mean(&lines),
            started: task.course.start(),
            ended: lines.iter().filter_map(|line| line.ended).max().filter(|_| over),
            lines,
            source: plan.source,
            adom: plan.adom,
        }
    }

    /// The number of its lines in a state.
    #[must_use]
    pub fn count(&self, state: TaskState) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// The task as a row of a table: with names, which a reply converts to numbers where required.
    pub(super) fn row(&self) -> Row {
        object([
            ("adom", json!(self.adom)),
            ("end_tm", json!(self.ended.map_or(0, seconds))),
            ("flags", json!(0)),
            ("id", json!(self.id)),
            // A failed line is finished, but not counted as done, as captures show.
            (
                "num_done",
                json!(self.count(TaskState::Done) + self.count(TaskState::Warning)),
            ),
            ("num_err", json!(self.count(TaskState::Error))),
            ("num_lines", json!(self.lines.len())),
            ("num_warn", json!(self.count(TaskState::Warning))),
            ("percent", json!(self.percent)),
            ("pid", json!(0)),
            ("src", json!(self.source)),
            ("start_tm", json!(seconds(self.started))),
            ("state", json!(self.state.name())),
            ("title", json!(self.title)),
            ("tot_percent", json!(total(&self.lines))),
            ("user", json!(self.user)),
            ("line", self.lines.iter().map(LineView::row).collect()),
            ("history", self.history().into_iter().collect()),
        ])
    }

    /// The steps of all lines, in chronological order.
    pub(super) fn history(&self) -> Vec<Row> {
        let of_line =
            |line: &LineView| -> Vec<_> { line.steps.iter().map(|step| (step.at, line.step(step))).collect() };
        let mut steps: Vec<_> = self.lines.iter().flat_map(of_line).collect();
        steps.sort_by_key(|(at, _)| *at);
        steps.into_iter().map(|(_, row)| row).collect()
    }
}

impl LineView {
    fn of(course: &Course, at: usize, target: &TaskTarget, stop: Option<Stop>, now: SystemTime) -> Self {
        let progress = course.progress(at, &target.result, stop, now);
        let steps = steps(course, at, target, stop, progress, now);
        Self {
            name: target.name.clone(),
            state: progress.state,
            percent: progress.percent,
            detail: steps.last().map(|step| step.detail.clone()).unwrap_or_default(),
            error: match (progress.state, &target.result) {
                (TaskState::Error, LineResult::Error(number, _)) => *number,
                (TaskState::Error, _) => -1,
                _ => 0,
            },
            started: course.start(),
            ended: progress.end,
            oid: target.oid,
            ip: target.ip.clone(),
            vdom: target.vdom.clone(),
            steps,
        }
    }

    /// The time of its end, if it has ended.
    pub(in crate::fmg) fn ended(&self) -> Option<SystemTime> {
        self.ended
    }

    pub(super) fn row(&self) -> Row {
        object([
            ("detail", json!(self.detail)),
            ("end_tm", json!(self.ended.map_or(0, seconds))),
            ("err", json!(self.error)),
            ("history", self.steps.iter().map(|step| self.step(step)).collect()),
            ("ip", json!(self.ip)),
            ("name", json!(self.name)),
            ("oid", json!(self.oid)),
            ("percent", json!(self.percent)),
            ("poid", json!(0)),
            ("start_tm", json!(seconds(self.started))),
            ("state", json!(self.state.name())),
            ("vdom", json!(self.vdom)),
        ])
    }

    /// A step as a reply shows it: its state is always a number, and a missing VDOM is null.
    fn step(&self, step: &Step) -> Row {
        object([
            (
                "detail",
                json!(format!(
                    "{} {}:{}",
                    date::day(step.at),
                    date::time_of_day(step.at),
                    step.detail
                )),
            ),
            ("name", json!(self.name)),
            ("percent", json!(step.percent)),
            ("state", json!(step.state.number())),
            (
                "vdom",
                if self.vdom.is_empty() {
                    Value::Null
                } else {
                    json!(self.vdom)
                },
            ),
        ])
    }
}

fn steps(
    course: &Course,
    at: usize,
    target: &TaskTarget,
    broken_off: Option<Stop>,
    reached: Progress,
    now: SystemTime,
) -> Vec<Step> {
    let step = |at, detail: &str, percent, state| Step {
        at,
        detail: detail.to_owned(),
        percent,
        state,
    };
    let until = reached.end.unwrap_or(now);
    let mut steps = vec![step(course.start(), "", 0, TaskState::Pending)];
    if let Some(begin) = course.begin().filter(|begin| *begin < until) {
        steps.push(step(begin, "start", 1, TaskState::Running));
    }
    let middle = course.middle(at).filter(|_| target.result != LineResult::Stall);
    if let Some(middle) = middle.filter(|middle| *middle < until) {
        steps.push(step(middle, "in progress", 50, TaskState::Running));
    }
    let last = match (reached.state, &target.result) {
        (TaskState::Done, _) => &target.success,
        (TaskState::Warning, LineResult::Warning(detail)) | (TaskState::Error, LineResult::Error(_, detail)) => detail,
        (TaskState::Error, _) => match broken_off.and_then(|stop| stop.cause.failure()) {
            Some(failure) => failure,
            None => return steps,
        },
        (TaskState::Cancelled | TaskState::Cancelling | TaskState::Aborted | TaskState::Aborting, _) => {
            reached.state.name()
        }
        _ => return steps,
    };
    steps.push(step(until, last, reached.percent, reached.state));
    steps
}

/// The state of a task from those of its lines.
pub(in crate::fmg) fn state_of(lines: &[LineView]) -> TaskState {
    let any = |state| lines.iter().any(|line| line.state == state);
    let over = lines.iter().all(|line| line.state.is_over());
    match over {
        true if any(TaskState::Error) => TaskState::Error,
        true if any(TaskState::Aborted) => TaskState::Aborted,
        true if any(TaskState::Cancelled) => TaskState::Cancelled,
        true if any(TaskState::Warning) => TaskState::Warning,
        true => TaskState::Done,
        false if any(TaskState::Aborting) => TaskState::Aborting,
        false if any(TaskState::Cancelling) => TaskState::Cancelling,
        false if lines.iter().all(|line| line.state == TaskState::Pending) => TaskState::Pending,
        false => TaskState::Running,
    }
}

fn total(lines: &[LineView]) -> usize {
    lines.iter().map(|line| usize::from(line.percent)).sum()
}

fn mean(lines: &[LineView]) -> u8 {
    u8::try_from(total(lines) / lines.len().max(1)).unwrap_or(100)
}
