//! The options of a lock.

use std::time::Duration;

use crate::fmg::WorkflowSessionId;
use crate::fmg::workflow::WorkflowNote;

/// The options of a lock.
#[derive(Clone, Debug)]
pub(super) struct LockOptions {
    /// How long to wait for other sessions and guards.
    pub(super) wait: Duration,
    /// The name of a new workflow session.
    pub(super) name: String,
    pub(super) description: String,
    /// The workflow session to enter again.
    pub(super) resume: Option<WorkflowSessionId>,
    /// The note for the approvers.
    pub(super) note: Option<WorkflowNote>,
}

impl Default for LockOptions {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(60),
            name: "API".to_owned(),
            description: String::new(),
            resume: None,
            note: None,
        }
    }
}
