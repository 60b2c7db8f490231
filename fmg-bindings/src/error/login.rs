//! The errors of logins to FortiOS.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A login to FortiOS has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginError {
    kind: LoginErrorKind,
    retry_after: Option<Duration>,
}

/// Why a login to FortiOS failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoginErrorKind {
    /// User or password is wrong.
    Refused,
    /// FortiOS refuses all logins for a while, because too many have failed.
    LockedOut,
    /// User and password are right, and the code of the second factor is also needed.
    SecondFactorNeeded,
    /// The code of the second factor is wrong or too old.
    SecondFactorRefused,
    /// The banner has to be acknowledged before other calls are possible.
    Banner,
    /// The password has to be changed before other calls are possible.
    PasswordChange,
    /// FortiOS reports success without a session.
    NoSession,
}

impl LoginError {
    /// The time to wait before the next attempt, if FortiOS names it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Why the login failed.
    #[must_use]
    pub fn kind(&self) -> LoginErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: LoginErrorKind) -> Self {
        Self {
            kind,
            retry_after: None,
        }
    }

    /// Sets how long the lockout lasts.
    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            LoginErrorKind::Refused => "FortiOS refuses the login: user or password is wrong",
            LoginErrorKind::LockedOut => {
                "FortiOS refuses all logins for a while, as too many have failed; another attempt lengthens the wait"
            }
            LoginErrorKind::SecondFactorNeeded => {
                "FortiOS accepts user and password, and also needs the code of the second factor"
            }
            LoginErrorKind::SecondFactorRefused => "FortiOS refuses the code of the second factor",
            LoginErrorKind::Banner => {
                "FortiOS accepts the login, but its banner has to be acknowledged before other calls"
            }
            LoginErrorKind::PasswordChange => {
                "FortiOS accepts the login, but the password has to be changed before other calls"
            }
            LoginErrorKind::NoSession => {
                "FortiOS reports a login without a session; is a banner shown after login, or is the user allowed \
                 to log in only elsewhere?"
            }
        })?;
        super::rest::wait(f, self.retry_after)
    }
}

impl Error for LoginError {}
