//! The error of a task that did not succeed, and the known facts about a task with an unknown outcome.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::{Error, ErrorKind, Inner, excerpt};
use crate::code::Code;

/// The longest detail of a line that is kept, in characters.
const LONGEST_DETAIL: usize = 500;

/// The longest title and state that are kept, in characters.
const LONGEST_NAME: usize = 200;

/// How many details the text of an error shows.
const SHOWN: usize = 3;

/// A task that did not succeed, or whose outcome is not known: work that an appliance does after the reply to the call
/// that started it.
///
/// Its text shows the details of some lines, as the appliance wrote them. Titles and names of devices may be
/// confidential, so only accessors return them.
///
/// ```
/// # use fmg_bindings::{Error, adom, fmg};
/// # async fn example(fmg: fmg::Client) {
/// let commit = fmg.workspace().commit_adom(adom!("demo"));
/// if let Err(error) = commit.wait().await.and_then(fmg::TaskOutcome::into_result)
///     && let Some(task) = error.task()
/// {
///     for line in task.failed_lines() {
///         eprintln!("{}: {}", line.name(), line.detail());
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct TaskError {
    kind: TaskErrorKind,
    facts: Arc<TaskFacts>,
}

/// Why a task is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TaskErrorKind {
    /// The task has failed, as a whole or for some of its targets.
    Failed,
    /// Somebody cancelled the task.
    Cancelled,
    /// The appliance aborted the task.
    Aborted,
    /// The task was not over when the time to wait ended. It may still run.
    TimedOut,
    /// The task cannot be read any more. It may still run. The kind of the [`Error`] says why.
    Unknown,
}

/// The report of an appliance about a task, without the secrets of the call that read it.
#[derive(Clone, Debug, Default)]
pub(crate) struct TaskFacts {
    id: u64,
    title: Box<str>,
    /// Empty: no state was reported.
    state: Box<str>,
    percent: Option<u8>,
    lines: usize,
    failed: Box<[FailedLine]>,
}

/// A part of a task that did not succeed: its work on one target, such as a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedLine {
    name: Box<str>,
    vdom: Option<Box<str>>,
    state: Box<str>,
    detail: Box<str>,
    code: Option<Code>,
}

impl TaskFacts {
    /// A report on a task of `lines` lines. Call it while the reply is decoded: the secrets of the call are removed
    /// from the texts.
    pub(crate) fn new(title: &str, state: &str, percent: Option<u8>, lines: usize, failed: Vec<FailedLine>) -> Self {
        Self {
            id: 0,
            title: excerpt::message(title, LONGEST_NAME).into(),
            state: excerpt::message(state, LONGEST_NAME).into(),
            percent,
            lines,
            failed: failed.into(),
        }
    }

    /// The facts of the task with this number.
    pub(crate) fn of(self, id: u64) -> Self {
        Self { id, ..self }
    }

    /// Writes the state and the progress. Writes nothing and returns `false` if neither is known.
    fn write_progress(&self, f: &mut fmt::Formatter<'_>) -> Result<bool, fmt::Error> {
        if self.state.is_empty() {
            return Ok(false);
        }
        write!(f, "was `{}`", self.state)?;
        if let Some(percent) = self.percent {
            write!(f, " at {percent} %")?;
        }
        Ok(true)
    }

    /// Writes how many lines failed, and the details of some.
    fn write_failed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.failed.is_empty() {
            return Ok(());
        }
        let lines = self.lines.max(self.failed.len());
        write!(f, "; {} of {lines} lines did not succeed", self.failed.len())?;
        let mut details: Vec<&str> = Vec::new();
        for line in &self.failed {
            let detail = line.detail();
            if !detail.is_empty() && !details.contains(&detail) {
                details.push(detail);
            }
            if details.len() > SHOWN {
                break;
            }
        }
        for (at, detail) in details.iter().enumerate() {
            match at {
                0 => write!(f, ": {detail}")?,
                SHOWN => f.write_str("; …")?,
                _ => write!(f, "; {detail}")?,
            }
        }
        Ok(())
    }
}

impl FailedLine {
    /// A line for this target. Call it while the reply is decoded: the secrets of the call are removed from the texts.
    pub(crate) fn new(name: &str, vdom: Option<&str>, state: &str, detail: &str, code: Option<Code>) -> Self {
        Self {
            name: name.into(),
            vdom: vdom.filter(|vdom| !vdom.is_empty()).map(Into::into),
            state: excerpt::message(state, LONGEST_NAME).into(),
            detail: excerpt::message(detail, LONGEST_DETAIL).into(),
            code,
        }
    }

    /// The name of the target, such as a device.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The VDOM of the target. `None`: the line is about a whole device.
    #[must_use]
    pub fn vdom(&self) -> Option<&str> {
        self.vdom.as_deref()
    }

    /// The state of the line, such as `error`. Empty if the appliance reported none.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// The last event, in the words of the appliance, without the secrets that they quote.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The error number of the line, if the appliance reported one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.code
    }
}

impl TaskError {
    pub(crate) fn new(kind: TaskErrorKind, facts: Arc<TaskFacts>) -> Self {
        Self { kind, facts }
    }

    /// Why it is an error.
    #[must_use]
    pub fn kind(&self) -> TaskErrorKind {
        self.kind
    }

    /// The number of the task.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.facts.id
    }

    /// The work of the task, in the words of the appliance. It may contain names. Empty if no report has come.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.facts.title
    }

    /// The last state that the appliance reported, such as `running`. Empty if no report has come.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.facts.state
    }

    /// The last progress that the appliance reported, from 0 to 100.
    #[must_use]
    pub fn percent(&self) -> Option<u8> {
        self.facts.percent
    }

    /// The lines that did not succeed so far.
    #[must_use]
    pub fn failed_lines(&self) -> &[FailedLine] {
        &self.facts.failed
    }

    /// The addition to the text of the error because of which the task cannot be read.
    pub(super) fn write_last_seen(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "; task {} ", self.id())?;
        if self.facts.write_progress(f)? {
            f.write_str(" when it was last read, and may still run")
        } else {
            f.write_str("was started, and may still run")
        }
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {} ", self.id())?;
        match self.kind {
            TaskErrorKind::Failed => f.write_str("has failed")?,
            TaskErrorKind::Cancelled => f.write_str("was cancelled")?,
            TaskErrorKind::Aborted => f.write_str("was aborted")?,
            TaskErrorKind::TimedOut | TaskErrorKind::Unknown => {
                if !self.facts.write_progress(f)? {
                    f.write_str("was in no known state")?;
                }
                f.write_str(match self.kind {
                    TaskErrorKind::TimedOut => " when the time to wait ended, and may still run",
                    _ => " when it was last read, and may still run",
                })?;
            }
        }
        self.facts.write_failed(f)
    }
}

/// Shows neither title nor names, which may be confidential.
impl fmt::Debug for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskError")
            .field("kind", &self.kind)
            .field("id", &self.id())
            .field("state", &self.state())
            .field("percent", &self.percent())
            .field("failed_lines", &self.failed_lines().len())
            .finish_non_exhaustive()
    }
}

impl StdError for TaskError {}

impl Error {
    /// The task that the error is about: one that did not succeed, or one that could not be read to its end.
    ///
    /// In the second case the [kind](TaskError::kind) of the task is [`Unknown`](TaskErrorKind::Unknown). Kind and
    /// predicates of the error are then those of the read that failed.
    #[must_use]
    pub fn task(&self) -> Option<&TaskError> {
        match self.kind() {
            ErrorKind::Task(task) => Some(task),
            _ => self.0.task.as_deref(),
        }
    }

    /// A task has ended without success: it has failed, or was cancelled or aborted.
    ///
    /// [`task`](Self::task) returns its lines that failed.
    #[must_use]
    pub fn is_task_failed(&self) -> bool {
        use TaskErrorKind::{Aborted, Cancelled, Failed};
        self.task()
            .is_some_and(|task| matches!(task.kind(), Failed | Cancelled | Aborted))
    }

    /// This error, because of which the outcome of a task is not known.
    pub(crate) fn with_task(self, facts: Arc<TaskFacts>) -> Self {
        Self(Arc::new(Inner {
            task: Some(Box::new(TaskError::new(TaskErrorKind::Unknown, facts))),
            ..self.parts()
        }))
    }
}
