//! Finds how a task has ended, from the report of the FortiManager.
//!
//! Public programs differ: some take a progress of 100 % for success, some do not know every final state, and some
//! ignore lines that failed. Here a task has succeeded only if its state, its counts and its lines show it.

use crate::fmg::task::{Task, TaskLine, TaskState};
use crate::open_enum::Open;

/// How a task has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FinalState {
    Done,
    Warning,
    Failed,
    Cancelled,
    Aborted,
}

/// How the task has ended. `None`: the task is not over, or the report does not show how it has ended.
pub(super) fn of(task: &Task) -> Option<FinalState> {
    match task.state.as_ref().and_then(Open::known) {
        Some(TaskState::Cancelled) => Some(FinalState::Cancelled),
        Some(TaskState::Aborted) => Some(FinalState::Aborted),
        Some(TaskState::Error) => Some(FinalState::Failed),
        Some(TaskState::Done) => Some(of_lines(task)),
        Some(TaskState::Warning) => Some(match of_lines(task) {
            FinalState::Done => FinalState::Warning,
            other => other,
        }),
        // The state is unknown. The progress, with the count of errors or the lines, shows whether the task is over.
        Some(TaskState::Unknown) | None => {
            let is_known = task.num_err.is_some() || are_over(lines(task));
            (task.percent.is_some_and(|percent| percent >= 100) && is_known).then(|| of_lines(task))
        }
        Some(
            TaskState::Pending
            | TaskState::Running
            | TaskState::Cancelling
            | TaskState::Aborting
            | TaskState::ToContinue,
        ) => None,
    }
}

/// Whether the line has ended without success. If the line has a warning, its number is that of the warning.
pub(super) fn has_failed(line: &TaskLine) -> bool {
    match line.state.as_ref().and_then(Open::known) {
        Some(TaskState::Error | TaskState::Aborted | TaskState::Cancelled) => true,
        Some(TaskState::Warning) => false,
        _ => line.err.is_some_and(|err| err.value() != 0),
    }
}

/// The final state of a task that is over and was not stopped.
fn of_lines(task: &Task) -> FinalState {
    let is_some = |count: Option<i64>| count.is_some_and(|count| count != 0);
    let warns = |line: &TaskLine| line.state == Some(TaskState::Warning.into());
    if is_some(task.num_err) || lines(task).iter().any(has_failed) {
        FinalState::Failed
    } else if is_some(task.num_warn) || lines(task).iter().any(warns) {
        FinalState::Warning
    } else {
        FinalState::Done
    }
}

fn lines(task: &Task) -> &[TaskLine] {
    task.line.as_deref().unwrap_or_default()
}

/// Whether there are lines, and all of them are over.
fn are_over(lines: &[TaskLine]) -> bool {
    use TaskState::{Aborted, Cancelled, Done, Error, Warning};
    let is_over = |line: &TaskLine| {
        let state = line.state.as_ref().and_then(Open::known);
        matches!(state, Some(Done | Warning | Error | Aborted | Cancelled))
    };
    !lines.is_empty() && lines.iter().all(is_over)
}

#[cfg(test)]
mod tests;
