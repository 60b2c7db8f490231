//! What sessions add to an error: that a login was not sent, and that the logout failed too.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Error, ErrorKind, Inner};

/// Why a login was not sent: the one before it was refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Withheld {
    /// With the same credentials.
    Refused,
    /// Until then.
    Until(Instant),
}

impl Error {
    /// An error of the user's own, for closures whose errors are of this type: those of `with_session`.
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

    /// The login was not sent: the one before it was refused, and so would this one be.
    ///
    /// The kind of the error, and what it answers otherwise, are those of the login that was refused. `login` of the
    /// client sends the same credentials once more; other credentials from `credentials_from` are sent by themselves.
    /// Where the appliance has said how long to wait, [`retry_after`](Self::retry_after) says how much of that is left,
    /// and nothing is sent before.
    #[must_use]
    pub fn is_login_withheld(&self) -> bool {
        self.0.withheld.is_some()
    }

    /// Why the logout failed as well that followed this error, at the end of `with_session` of a client.
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

    /// This error, and that the logout after it failed as well.
    pub(crate) fn with_logout(self, logout: Self) -> Self {
        Self(Arc::new(Inner {
            logout: Some(logout),
            ..self.parts()
        }))
    }

    /// The error of a login that is not sent, since this is how one like it has ended.
    pub(crate) fn withheld(&self, withheld: Withheld) -> Self {
        Self(Arc::new(Inner {
            withheld: Some(withheld),
            logout: None,
            ..self.parts()
        }))
    }

    /// How long it is until the login would be sent.
    pub(super) fn wait_left(&self) -> Option<Duration> {
        match self.0.withheld? {
            Withheld::Refused => None,
            Withheld::Until(time) => Some(time.saturating_duration_since(Instant::now())),
        }
    }

    fn parts(&self) -> Inner {
        Inner {
            call: self.0.call,
            kind: Arc::clone(&self.0.kind),
            retry_after: self.0.retry_after,
            withheld: self.0.withheld,
            told: self.0.told.clone(),
            logout: self.0.logout.clone(),
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str(
                "; the same credentials were refused so before and were not sent again: `login()` sends them once more",
            ),
            Self::Until(time) => {
                let left = time.saturating_duration_since(Instant::now()).as_secs_f64().ceil();
                write!(
                    f,
                    "; the login was not sent again: the appliance takes none for {left} s more"
                )
            }
        }
    }
}
