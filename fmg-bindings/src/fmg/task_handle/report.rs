//! The report of a FortiManager about a task.

use std::fmt;
use std::sync::Arc;

use super::final_state::{self, FinalState};
use super::outcome::TaskOutcome;
use crate::endpoint::forward_endpoint;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, FailedLine, TaskError, TaskErrorKind, TaskFacts};
use crate::fmg::TaskId;
use crate::fmg::json_rpc::JsonRpc;
use crate::fmg::task::{self, Task, TaskLine, TaskState};
use crate::misfits::{Misfit, Misfits};
use crate::open_enum::Open;
use crate::{Endpoint, Response};

/// The members of a task and of its lines that the outcome depends on.
const DECISIVE: [&str; 5] = ["state", "num_err", "num_warn", "line", "err"];

/// The report of a FortiManager about a task at one time: its state, its progress and its lines.
#[derive(Clone)]
pub struct TaskReport(Arc<Inner>);

struct Inner {
    id: TaskId,
    row: Task,
    facts: Arc<TaskFacts>,
}

impl TaskReport {
    /// A report on the task `id`, from a reply to [`ReadTask`].
    ///
    /// # Errors
    ///
    /// A value of the reply that the outcome depends on did not fit.
    pub(super) fn new(id: TaskId, seen: Seen, misfits: &Misfits) -> Result<Self, Error> {
        let Seen { row, facts } = seen;
        if let Some(path) = decisive(misfits, &row) {
            let fault = DecodeError::new(DecodeErrorKind::Mismatch).at(path);
            return Err(ReadTask::context().failed(fault));
        }
        Ok(Self(Arc::new(Inner {
            id,
            row,
            facts: Arc::new(facts.of(id.get())),
        })))
    }

    /// The report on a task before any was received.
    pub(super) fn unseen(id: TaskId) -> Self {
        Self(Arc::new(Inner {
            id,
            row: Task::default(),
            facts: Arc::new(TaskFacts::default().of(id.get())),
        }))
    }

    /// The number of the task.
    #[must_use]
    pub fn id(&self) -> TaskId {
        self.0.id
    }

    /// The work of the task, in the words of FortiManager. It may contain names. Empty if no report has come.
    #[must_use]
    pub fn title(&self) -> &str {
        self.0.row.title.as_deref().unwrap_or_default()
    }

    /// The state of the task. `None` if FortiManager reported none.
    #[must_use]
    pub fn state(&self) -> Option<&Open<TaskState>> {
        self.0.row.state.as_ref()
    }

    pub(super) fn known_state(&self) -> Option<TaskState> {
        self.state().and_then(Open::known)
    }

    /// The progress of the task, from 0 to 100. `None` if FortiManager reported none.
    #[must_use]
    pub fn percent(&self) -> Option<u8> {
        percent(self.0.row.percent)
    }

    /// The lines of the task, one for each target such as a device.
    #[must_use]
    pub fn lines(&self) -> &[TaskLine] {
        self.0.row.line.as_deref().unwrap_or_default()
    }

    /// The lines that have ended without success: failed, cancelled, aborted, or with an error number.
    pub fn failed_lines(&self) -> impl Iterator<Item = &TaskLine> {
        self.lines().iter().filter(|line| final_state::has_failed(line))
    }

    /// Everything that FortiManager reported of the task.
    #[must_use]
    pub fn row(&self) -> &Task {
        &self.0.row
    }

    /// Whether the task is over, successfully or not.
    #[must_use]
    pub fn is_over(&self) -> bool {
        final_state::of(&self.0.row).is_some()
    }

    /// The outcome of the task. `None`: it is not over.
    #[must_use]
    pub fn outcome(&self) -> Option<TaskOutcome> {
        let report = self.clone();
        Some(match final_state::of(&self.0.row)? {
            FinalState::Done => TaskOutcome::Done(report),
            FinalState::Warning => TaskOutcome::Warning(report),
            FinalState::Failed => TaskOutcome::Failed(report),
            FinalState::Cancelled => TaskOutcome::Cancelled(report),
            FinalState::Aborted => TaskOutcome::Aborted(report),
        })
    }

    /// The task as an error of this kind.
    pub(super) fn to_error(&self, kind: TaskErrorKind) -> Error {
        Error::of_no_call(TaskError::new(kind, Arc::clone(&self.0.facts)).into())
    }

    /// `error`, because of which nothing is known of the task since this report.
    pub(super) fn explain(&self, error: Error) -> Error {
        error.with_task(Arc::clone(&self.0.facts))
    }
}

/// Reports are equal if FortiManager reported the same.
impl PartialEq for TaskReport {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id && self.0.row == other.0.row
    }
}

/// Shows the report of FortiManager, including the names of the targets.
impl fmt::Debug for TaskReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskReport")
            .field("id", &self.0.id)
            .field("row", &self.0.row)
            .finish()
    }
}

/// Shows the name of the target, the state and the last event, as far as FortiManager reported them.
impl fmt::Display for TaskLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = state_text(self.state.as_ref());
        let parts = [self.name.as_deref(), Some(&*state), self.detail.as_deref()];
        let mut parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        f.write_str(parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| write!(f, ": {part}"))
    }
}

/// The path of a value of the reply that did not fit and that the outcome depends on.
fn decisive(misfits: &Misfits, row: &Task) -> Option<String> {
    if misfits.total() > misfits.listed().len() && (row.state.is_none() || row.num_err.is_none()) {
        // The missing value may be one of the misfits that are not listed.
        return Some("state".to_owned());
    }
    let paths = misfits.iter().map(Misfit::path);
    let mut decisive = paths.filter(|path| {
        let name = path.rsplit('.').next().and_then(|member| member.split('[').next());
        !path.contains(".history") && name.is_some_and(|name| DECISIVE.contains(&name))
    });
    decisive.next().map(str::to_owned)
}

fn percent(percent: Option<i64>) -> Option<u8> {
    u8::try_from(percent?.clamp(0, 100)).ok()
}

/// Reads a task as [`Seen`].
pub(super) struct ReadTask(pub(super) task::Get);

impl ReadTask {
    pub(super) fn context() -> Context {
        Context::new(Self::METHOD.as_str(), Self::TEMPLATE)
    }
}

impl Endpoint for ReadTask {
    type Protocol = JsonRpc;
    type Response = Seen;

    forward_endpoint!(task::Get, |read| read.0);
}

/// A task, and the facts that an error may report about it.
#[derive(Default)]
pub(super) struct Seen {
    row: Task,
    facts: TaskFacts,
}

impl Response for Seen {
    type Output = Self;

    const LACKING: DecodeErrorKind = <Task as Response>::LACKING;

    type Reader<'r> = <Task as Response>::Reader<'r>;

    fn reader(&mut self) -> &mut Self::Reader<'_> {
        self.row.reader()
    }

    fn finish(self, found_data: bool) -> Option<Self> {
        let row = self.row.finish(found_data)?;
        // The reply is being decoded, so the facts are made without the secrets of the call.
        let facts = facts(&row);
        Some(Self { row, facts })
    }
}

fn facts(row: &Task) -> TaskFacts {
    let lines = row.line.as_deref().unwrap_or_default();
    let failed = lines.iter().filter(|line| final_state::has_failed(line)).map(|line| {
        FailedLine::new(
            line.name.as_deref().unwrap_or_default(),
            line.vdom.as_deref(),
            &state_text(line.state.as_ref()),
            line.detail.as_deref().unwrap_or_default(),
            line.err,
        )
    });
    TaskFacts::new(
        row.title.as_deref().unwrap_or_default(),
        &state_text(row.state.as_ref()),
        percent(row.percent),
        lines.len(),
        failed.collect(),
    )
}

fn state_text(state: Option<&Open<TaskState>>) -> String {
    state.map(ToString::to_string).unwrap_or_default()
}
