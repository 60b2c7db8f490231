//! Logins that were refused, and that are not sent again.

use std::sync::Arc;
use std::time::Instant;

use crate::credentials::Credentials;
use crate::error::{DecodeErrorKind, Error, ErrorKind, LoginErrorKind, Withheld};

/// So many credentials are remembered.
const REMEMBERED: usize = 16;

/// How a login has failed that must not be repeated as it was: an appliance counts failed logins, and locks out user or
/// address.
#[derive(Clone)]
pub(crate) struct Refused {
    /// The credentials that were refused for good, the latest first.
    credentials: Vec<Arc<Credentials>>,
    error: Error,
    /// When it may be sent again, if the appliance has said so.
    until: Option<Instant>,
}

impl Refused {
    /// What to remember of a login with these credentials that has failed so; `None` if it may be tried again.
    pub(crate) fn new(credentials: &Arc<Credentials>, error: &Error) -> Option<Self> {
        let until = error.retry_after().and_then(|wait| Instant::now().checked_add(wait));
        (until.is_some() || is_final(error)).then(|| Self {
            // What was only to wait for a while may be right.
            credentials: until.is_none().then(|| Arc::clone(credentials)).into_iter().collect(),
            error: error.clone(),
            until,
        })
    }

    /// Remembers as well what was refused before: a source of credentials that goes to and fro must not send them in turn.
    pub(crate) fn after(mut self, earlier: Option<Self>) -> Self {
        let earlier = earlier.into_iter().flat_map(|earlier| earlier.credentials);
        self.credentials.extend(earlier.take(REMEMBERED - 1));
        self
    }

    /// What to remember of a request that showed user and password and has failed so.
    #[cfg(feature = "web")]
    pub(crate) fn of_request(credentials: &Arc<Credentials>, error: &Error) -> Option<Self> {
        let is_refused = error.http_status() == Some(401) && !error.is_login_withheld();
        is_refused.then(|| Self {
            credentials: vec![Arc::clone(credentials)],
            error: error.clone(),
            until: None,
        })
    }

    /// The error of a login at this time, whatever its credentials; `None` if it may be sent.
    pub(crate) fn holds(&self, now: Instant) -> Option<Error> {
        let until = self.until.filter(|until| now < *until)?;
        Some(self.error.withheld(Withheld::Until(until)))
    }

    /// The error of a login with these credentials; `None` if it may be sent.
    pub(crate) fn applies_to(&self, credentials: &Credentials) -> Option<Error> {
        let applies = self.credentials.iter().any(|refused| **refused == *credentials);
        applies.then(|| self.error.withheld(Withheld::Refused))
    }
}

/// Whether the same login would be refused again.
fn is_final(error: &Error) -> bool {
    if error.is_login_failed() {
        return true;
    }
    match error.kind() {
        // A banner, a second factor that nobody gives, a password that has to be changed.
        ErrorKind::Login(login) => login.kind() != LoginErrorKind::LockedOut || error.retry_after().is_none(),
        // Each of them may have opened a session that nobody can close.
        ErrorKind::Decode(decode) => decode.kind() == DecodeErrorKind::NoSession,
        _ => false,
    }
}
