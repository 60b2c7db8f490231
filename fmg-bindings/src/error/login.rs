//! FortiOS does not let the user in.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A login to FortiOS has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginError {
    kind: LoginErrorKind,
    retry_after: Option<Duration>,
}

/// Why FortiOS does not let the user in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoginErrorKind {
    /// User or password is wrong.
    Refused,
    /// Too many logins have failed: for a while FortiOS does not look at any.
    LockedOut,
    /// User and password are right, and the code of a second factor is needed beside them.
    SecondFactorNeeded,
    /// The code of the second factor is wrong, or too old.
    SecondFactorRefused,
    /// A banner has to be acknowledged before anything else is answered.
    Banner,
    /// The password has to be changed before anything else is answered.
    PasswordChange,
    /// FortiOS reports success, but names no session to call in.
    NoSession,
}

impl LoginError {
    /// How long to wait before trying again, if FortiOS has named it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Why FortiOS does not let the user in.
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

    /// Keeps how long the lock-out lasts.
    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            LoginErrorKind::Refused => "FortiOS refuses the login: user or password is wrong",
            LoginErrorKind::LockedOut => {
                "FortiOS lets nobody in for a while, because too many logins have failed; to try again lengthens the wait"
            }
            LoginErrorKind::SecondFactorNeeded => {
                "FortiOS accepts user and password and wants the code of the second factor beside them"
            }
            LoginErrorKind::SecondFactorRefused => "FortiOS refuses the code of the second factor",
            LoginErrorKind::Banner => {
                "FortiOS accepts the login, but has a banner acknowledged before it answers anything else"
            }
            LoginErrorKind::PasswordChange => {
                "FortiOS accepts the login, but has the password changed before it answers anything else"
            }
            LoginErrorKind::NoSession => {
                "FortiOS reports a login, but names no session; is a banner shown after login, or is the user allowed \
                 to log in only elsewhere?"
            }
        })?;
        super::rest::wait(f, self.retry_after)
    }
}

impl Error for LoginError {}
