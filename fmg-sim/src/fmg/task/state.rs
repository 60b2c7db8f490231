//! How a task, or one of its lines, stands.

use crate::fmg::named;

/// The state of a task or of one of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskState {
    /// Waiting for its turn.
    Pending,
    /// At work.
    Running,
    /// Asked to stop.
    Cancelling,
    /// Stopped before its end.
    Cancelled,
    /// Over, and successful.
    Done,
    /// Over, and failed.
    Error,
    /// Over and successful, with warnings.
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
            Self::Warning => "warning",
        }
    }

    /// Whether nothing changes any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Done | Self::Error | Self::Warning)
    }

    /// Whether it is over and has done what it was to do.
    pub(crate) fn is_good(self) -> bool {
        matches!(self, Self::Done | Self::Warning)
    }

    /// Its number on the wire.
    pub(super) fn number(self) -> Option<i64> {
        named::number("TaskState", self.name())
    }
}
