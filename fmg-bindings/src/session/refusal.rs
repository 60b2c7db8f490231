//! Remembers refused logins, which are not sent again.

use std::sync::Arc;
use std::time::Instant;

use crate::credentials::Credentials;
use crate::error::{DecodeErrorKind, Error, ErrorKind, LoginErrorKind, Withheld};

/// The number of refused credentials that are remembered.
const REMEMBERED: usize = 16;

/// A refused login that must not be repeated unchanged: an appliance counts failed logins and locks out the user or the
/// address.
#[derive(Clone)]
pub(crate) struct Refused {
    /// The credentials that were refused finally, the latest first.
    credentials: Vec<Arc<Credentials>>,
    error: Error,
    /// The time from which the login may be sent again, if the appliance named one.
    until: Option<Instant>,
}

impl Refused {
    /// The record of a failed login with these credentials; `None` if it may be repeated.
    pub(crate) fn new(credentials: &Arc<Credentials>, error: &Error) -> Option<Self> {
        let until = error.retry_after().and_then(|wait| Instant::now().checked_add(wait));
        (until.is_some() || is_final(error)).then(|| Self {
            // Credentials that only have to wait may be right.
            credentials: until.is_none().then(|| Arc::clone(credentials)).into_iter().collect(),
            error: error.clone(),
            until,
        })
    }

    /// Adds the credentials that were refused before: a source that alternates between two must not send them in turn.
    pub(crate) fn after(mut self, earlier: Option<Self>) -> Self {
        let earlier = earlier.into_iter().flat_map(|earlier| earlier.credentials);
        self.credentials.extend(earlier.take(REMEMBERED - 1));
        self
    }

    /// The record of a failed request that contained user and password.
    #[cfg(feature = "web")]
    pub(crate) fn of_request(credentials: &Arc<Credentials>, error: &Error) -> Option<Self> {
        let is_refused = error.http_status() == Some(401) && !error.is_login_withheld();
        is_refused.then(|| Self {
            credentials: vec![Arc::clone(credentials)],
            error: error.clone(),
            until: None,
        })
    }

    /// The error of any login at this time; `None` if it may be sent.
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
        // A banner, a missing second factor, or a password that has to be changed.
        ErrorKind::Login(login) => login.kind() != LoginErrorKind::LockedOut || error.retry_after().is_none(),
        // Each such login may have opened a session that nobody can close.
        ErrorKind::Decode(decode) => decode.kind() == DecodeErrorKind::NoSession,
        _ => false,
    }
}
