//! States of tasks and their lines.

use crate::fmg::named;

/// The state of a task or of one of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskState {
    /// Waiting to start.
    Pending,
    /// Running.
    Running,
    /// Being cancelled.
    Cancelling,
    /// Cancelled.
    Cancelled,
    /// Finished successfully.
    Done,
    /// Failed.
    Error,
    /// Being aborted.
    Aborting,
    /// Aborted.
    Aborted,
    /// Finished successfully, with warnings.
    Warning,
}

impl TaskState {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
            Self::Error => "error",
            Self::Aborting => "aborting",
            Self::Aborted => "aborted",
            Self::Warning => "warning",
        }
    }

    /// Whether the state is final.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Done | Self::Error | Self::Aborted | Self::Warning
        )
    }

    /// Whether it has finished successfully, with warnings or without.
    pub(crate) fn is_good(self) -> bool {
        matches!(self, Self::Done | Self::Warning)
    }

    /// Its number on the wire.
    pub(super) fn number(self) -> Option<i64> {
        named::number("TaskState", self.name())
    }
}
