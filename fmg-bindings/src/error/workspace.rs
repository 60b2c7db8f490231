//! The error of a workspace lock.

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use super::{Error, ErrorKind, excerpt};

/// The longest name of a user that an error repeats, in characters.
const LONGEST_USER: usize = 80;

/// Why a workspace lock could not be taken, kept or released, or why its changes were not saved.
#[derive(Debug)]
pub struct WorkspaceError {
    kind: WorkspaceErrorKind,
    holders: Vec<LockHolder>,
}

/// Why a workspace lock could not be taken, kept or released, or why its changes were not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkspaceErrorKind {
    /// Another session holds the lock, and did not release it in the time to wait. Nothing was changed.
    Held,
    /// Another guard of this program holds an overlapping lock in the same session, and did not release it in the time
    /// to wait. Nothing was changed.
    HeldInThisSession,
    /// The session does not hold the lock any more. Changes that were not saved before are lost.
    Lost,
    /// The appliance answered the save with success, but there are still unsaved changes.
    NotSaved,
    /// The lock could not be released: the appliance does not answer the unlock, or answers it with success and keeps the
    /// lock. If a commit returns this error, its changes are saved.
    NotReleased,
    /// The appliance does not lock single policies, because its setting `per-policy-lock` is off. Nothing was changed.
    PolicyLocksOff,
    /// The future that was given to `until` resolved. The work was stopped, and its uncommitted changes were discarded.
    Interrupted,
}

/// A session that holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockHolder {
    /// The administrator.
    pub user: Option<String>,
    /// The number of the session on the appliance, which is not its token.
    pub session: Option<i64>,
    /// When the lock was taken.
    pub since: Option<SystemTime>,
}

impl LockHolder {
    /// A holder as an appliance describes it; `since` is in seconds since 1970-01-01 UTC.
    pub(crate) fn new(user: Option<&str>, session: Option<i64>, since: Option<i64>) -> Self {
        let since = since.and_then(|seconds| u64::try_from(seconds).ok());
        Self {
            user: user.map(|user| excerpt::message(user, LONGEST_USER)),
            session,
            since: since.and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))),
        }
    }
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.user {
            Some(user) => write!(f, "`{user}`")?,
            None => f.write_str("an unnamed user")?,
        }
        if let Some(session) = self.session {
            write!(f, " in session {session}")?;
        }
        match self.since {
            // A time after the year 9999 has no HTTP date, so it is left out.
            Some(since) if is_representable(since) => write!(f, " since {}", httpdate::fmt_http_date(since)),
            _ => Ok(()),
        }
    }
}

/// Whether a time can be written as an HTTP date, which ends with the year 9999.
fn is_representable(time: SystemTime) -> bool {
    const END: u64 = 253_402_300_800;
    time.duration_since(SystemTime::UNIX_EPOCH)
        .is_ok_and(|since| since.as_secs() < END)
}

impl WorkspaceError {
    pub(crate) fn new(kind: WorkspaceErrorKind) -> Self {
        Self {
            kind,
            holders: Vec::new(),
        }
    }

    /// The lock is held by these sessions.
    pub(crate) fn held(holders: Vec<LockHolder>) -> Self {
        Self {
            kind: WorkspaceErrorKind::Held,
            holders,
        }
    }

    /// The lock was lost to these sessions.
    pub(crate) fn lost(holders: Vec<LockHolder>) -> Self {
        Self {
            kind: WorkspaceErrorKind::Lost,
            holders,
        }
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> WorkspaceErrorKind {
        self.kind
    }

    /// The sessions that hold the lock now, or one that overlaps it, as far as the appliance tells.
    #[must_use]
    pub fn holders(&self) -> &[LockHolder] {
        &self.holders
    }
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            WorkspaceErrorKind::Held => "another session holds the lock, and did not release it in the time to wait",
            WorkspaceErrorKind::HeldInThisSession => {
                "another guard of this program holds an overlapping lock in the same session, and did not release it in \
                 the time to wait; end that guard first"
            }
            WorkspaceErrorKind::Lost => {
                "the session does not hold the lock any more, so the changes that were not saved are lost"
            }
            WorkspaceErrorKind::NotSaved => {
                "the appliance answered the save with success, but there are still unsaved changes"
            }
            WorkspaceErrorKind::NotReleased => {
                "the lock could not be released, and may still be held; changes that were committed are saved"
            }
            WorkspaceErrorKind::PolicyLocksOff => {
                "the appliance does not lock single policies: its setting `per-policy-lock` is off; lock the package \
                 instead"
            }
            WorkspaceErrorKind::Interrupted => {
                "the work was interrupted, and the uncommitted changes under its lock were discarded"
            }
        })?;
        for (number, holder) in self.holders.iter().enumerate() {
            let before = match (number, self.kind) {
                (0, WorkspaceErrorKind::Lost) => "; the lock is now held by ",
                (0, _) => ": held by ",
                _ => ", ",
            };
            write!(f, "{before}{holder}")?;
        }
        Ok(())
    }
}

impl StdError for WorkspaceError {}

impl From<WorkspaceError> for Error {
    fn from(error: WorkspaceError) -> Self {
        Self::of_no_call(ErrorKind::Workspace(error))
    }
}

impl Error {
    /// The error of a workspace lock, with the sessions that hold it.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg};
    /// # async fn example(fmg: fmg::Client) {
    /// if let Err(error) = fmg.adom(adom!("demo")).lock().await
    ///     && let Some(workspace) = error.workspace()
    /// {
    ///     for holder in workspace.holders() {
    ///         eprintln!("{holder}");
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn workspace(&self) -> Option<&WorkspaceError> {
        match self.kind() {
            ErrorKind::Workspace(error) => Some(error),
            _ => None,
        }
    }

    /// The work under a lock was stopped by the future that was given to `until`.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.workspace_kind() == Some(WorkspaceErrorKind::Interrupted)
    }

    /// The session does not hold the workspace lock any more. Changes that were not saved are lost.
    #[must_use]
    pub fn is_lock_lost(&self) -> bool {
        self.workspace_kind() == Some(WorkspaceErrorKind::Lost)
    }

    pub(super) fn workspace_kind(&self) -> Option<WorkspaceErrorKind> {
        self.workspace().map(WorkspaceError::kind)
    }
}

#[cfg(test)]
mod tests {
    use super::{LockHolder, WorkspaceError};

    #[test]
    fn the_text_says_whether_the_holders_had_the_lock_before() {
        let holders = || {
            vec![
                LockHolder::new(Some("admin"), Some(5), None),
                LockHolder::new(None, None, None),
            ]
        };
        let held = WorkspaceError::held(holders()).to_string();
        assert!(
            held.ends_with("in the time to wait: held by `admin` in session 5, an unnamed user"),
            "{held}"
        );
        let lost = WorkspaceError::lost(holders()).to_string();
        assert!(
            lost.ends_with("are lost; the lock is now held by `admin` in session 5, an unnamed user"),
            "{lost}"
        );
        assert!(WorkspaceError::lost(Vec::new()).to_string().ends_with("are lost"));
    }
}
