//! Finds from responses whether the session may have ended.

use crate::error::{Error, ErrorKind};

/// Whether the error of a call is one that a call in an ended session has.
pub(crate) fn may_have_ended(error: &Error) -> bool {
    // A page that is requested without a session redirects to the login.
    let is_redirect = error.http_status().is_some_and(|status| (300..400).contains(&status));
    is_redirect || has_ended(error)
}

/// Whether the error of a call means that the session has ended.
///
/// FortiManager reports the same error if a permission is missing.
pub(super) fn has_ended(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Api(_) => error.is_permission(),
        ErrorKind::Http(http) => http.status() == 401,
        _ => error.is_session_ended(),
    }
}

/// Whether the session text of a login is valid. One with a damaged character or white space can be used neither for
/// calls nor for a logout.
pub(crate) fn is_id(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == char::REPLACEMENT_CHARACTER;
    !text.is_empty() && !text.chars().any(is_odd)
}

/// Whether the session is open, according to the outcome of a call that every user may make.
pub(crate) fn alive(outcome: Result<(), Error>) -> Result<bool, Error> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if has_ended(&error) => Ok(false),
        // Any other status code comes from an open session.
        Err(error) if error.code().is_some() => Ok(true),
        Err(error) => Err(error),
    }
}
