//! How a wait for a task has ended.

use super::report::TaskReport;
use crate::error::{Error, TaskErrorKind};
use crate::fmg::task::TaskLine;

/// How a task has ended, or that the wait for it has ended first.
///
/// The status of the call that started a task is not its outcome: only [`Done`](Self::Done) and
/// [`Warning`](Self::Warning) are success.
///
/// ```
/// # use fmg_bindings::{Error, adom, fmg};
/// use fmg_bindings::fmg::TaskOutcome;
///
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// match fmg.workspace().commit_adom(adom!("demo")).wait().await? {
///     TaskOutcome::Done(_) | TaskOutcome::NothingToDo => println!("committed"),
///     TaskOutcome::Failed(report) => {
///         for line in report.failed_lines() {
///             println!("{:?}: {:?}", line.name, line.detail);
///         }
///     }
///     other => println!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// A program for which all else is an error uses [`into_result`](Self::into_result).
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a task may have failed"]
pub enum TaskOutcome {
    /// All of it was done.
    Done(TaskReport),
    /// All of it was done, with warnings.
    Warning(TaskReport),
    /// It has failed as a whole, or some of its lines have: [`TaskReport::failed_lines`].
    Failed(TaskReport),
    /// It was cancelled. Some of it may have been done.
    Cancelled(TaskReport),
    /// FortiManager aborted it. Some of it may have been done.
    Aborted(TaskReport),
    /// It was not over when the time to wait ended, and may still run. The report is the last one.
    TimedOut(TaskReport),
    /// The call has started no task, because there was nothing to do or it was done at once.
    NothingToDo,
}

impl TaskOutcome {
    /// Whether all that there was to do is done, with warnings or without.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Warning(_) | Self::NothingToDo)
    }

    /// The last report on the task. `None`: there was no task.
    #[must_use]
    pub const fn report(&self) -> Option<&TaskReport> {
        match self {
            Self::Done(report)
            | Self::Warning(report)
            | Self::Failed(report)
            | Self::Cancelled(report)
            | Self::Aborted(report)
            | Self::TimedOut(report) => Some(report),
            Self::NothingToDo => None,
        }
    }

    /// The lines of the last report, one for each target such as a device. Each displays as its name, its state and its
    /// message. Without a task, the list is empty.
    #[must_use]
    pub fn lines(&self) -> &[TaskLine] {
        self.report().map_or(&[], TaskReport::lines)
    }

    /// The last report on a task that has succeeded, with warnings or without; `None`: there was no task.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// fmg.workspace().commit_adom(adom!("demo")).wait().await?.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The task has not succeeded, or was not over in time: [`Error::task`] says more.
    pub fn into_result(self) -> Result<Option<TaskReport>, Error> {
        match self {
            Self::Done(report) | Self::Warning(report) => Ok(Some(report)),
            Self::NothingToDo => Ok(None),
            Self::Failed(report) => Err(report.to_error(TaskErrorKind::Failed)),
            Self::Cancelled(report) => Err(report.to_error(TaskErrorKind::Cancelled)),
            Self::Aborted(report) => Err(report.to_error(TaskErrorKind::Aborted)),
            Self::TimedOut(report) => Err(report.to_error(TaskErrorKind::TimedOut)),
        }
    }
}
