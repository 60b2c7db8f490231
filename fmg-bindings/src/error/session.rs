//! The parts of an error that concern sessions: that a login was not sent, and that the logout failed too.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Error, ErrorKind, Inner};

/// Why a login was not sent after another one was refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Withheld {
    /// The credentials are the same.
    Refused,
    /// The appliance accepts no login until this time.
    Until(Instant),
}

impl Error {
    /// Makes an error of the user's own, for closures that return this type, such as those of `with_session`.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// fmg.with_session(async |fmg| {
    ///     let status = fmg.sys().status().await?;
    ///     std::fs::write("status.txt", status.version.unwrap_or_default()).map_err(Error::other)
    /// })
    /// .await
    /// # }
    /// ```
    pub fn other(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::of_no_call(ErrorKind::Other(error.into()))
    }

    /// The login was not sent, because the appliance refused the previous one and would refuse this one.
    ///
    /// Kind and predicates are those of the refused login. `login` of the client sends the same credentials once more;
    /// other credentials from `credentials_from` are sent automatically. If the appliance named a time to wait,
    /// [`retry_after`](Self::retry_after) is the rest of it, and no login is sent before.
    #[must_use]
    pub fn is_login_withheld(&self) -> bool {
        self.0.withheld.is_some()
    }

    /// The error of the logout after this error, if the logout at the end of `with_session` failed as well.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(fmg: fmg::Client) {
    /// if let Err(error) = fmg.with_session(async |fmg| fmg.sys().status().await).await {
    ///     eprintln!("{error}");
    ///     if let Some(logout) = error.logout_error() {
    ///         eprintln!("the session is left open, too: {logout}");
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn logout_error(&self) -> Option<&Self> {
        self.0.logout.as_ref()
    }

    /// This error, with the error of the logout that followed.
    pub(crate) fn with_logout(self, logout: Self) -> Self {
        Self(Arc::new(Inner {
            logout: Some(logout),
            ..self.parts()
        }))
    }

    /// The error of releasing a workspace lock after this error, if that failed as well: the lock may be left.
    #[must_use]
    pub fn unlock_error(&self) -> Option<&Self> {
        self.0.unlock.as_ref()
    }

    /// This error, with that of the release of the workspace lock that followed, if the release failed.
    pub(crate) fn followed_by_unlock(self, released: Result<(), Self>) -> Self {
        match released {
            Ok(()) => self,
            Err(unlock) => Self(Arc::new(Inner {
                unlock: Some(unlock),
                ..self.parts()
            })),
        }
    }

    /// The error of a login that is not sent, made from the error of the refused login.
    pub(crate) fn withheld(&self, withheld: Withheld) -> Self {
        Self(Arc::new(Inner {
            withheld: Some(withheld),
            logout: None,
            ..self.parts()
        }))
    }

    /// The time until the login would be sent.
    pub(super) fn wait_left(&self) -> Option<Duration> {
        match self.0.withheld? {
            Withheld::Refused => None,
            Withheld::Until(time) => Some(time.saturating_duration_since(Instant::now())),
        }
    }

    pub(super) fn parts(&self) -> Inner {
        Inner {
            call: self.0.call,
            kind: Arc::clone(&self.0.kind),
            retry_after: self.0.retry_after,
            withheld: self.0.withheld,
            facts: self.0.facts.clone(),
            note: self.0.note.clone(),
            rows: self.0.rows.clone(),
            logout: self.0.logout.clone(),
            unlock: self.0.unlock.clone(),
            task: self.0.task.clone(),
            attempts: self.0.attempts,
            was_lost: self.0.was_lost,
            has_other_object: self.0.has_other_object,
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str(
                "; these credentials were refused before, so they were not sent again: `login()` sends them once more",
            ),
            Self::Until(time) => {
                let left = time.saturating_duration_since(Instant::now()).as_secs_f64().ceil();
                write!(
                    f,
                    "; the login was not sent again: the appliance accepts none for {left} s"
                )
            }
        }
    }
}
