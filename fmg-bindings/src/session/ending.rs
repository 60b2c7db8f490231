//! Ends sessions, and finds out whether a failed logout has ended one.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_timer::Delay;
use futures_util::future::{Either, select};

use super::task::catch_panic;
use super::{Authenticator, has_ended};
use crate::error::{Error, ErrorKind};

/// The longest time that a login waits for the logout of the previous session to be repeated.
const PREVIOUS_LOGOUT: Duration = Duration::from_secs(10);

/// The state of a session after a logout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogoutOutcome {
    Ended,
    /// The logout was certainly not carried out.
    Open,
    Unknown,
}

/// Ends a session. It is no error if it has ended already.
pub(super) async fn end_session<A: Authenticator>(authenticator: &A, token: &Arc<A::Token>) -> Result<(), Error> {
    match catch_panic("logout", authenticator.log_out(token)).await {
        Err(error) if has_ended(&error) => Ok(()),
        outcome => outcome,
    }
}

/// Ends the previous session before a login, if its logout may not have been carried out: otherwise it would keep its
/// locks and count against the limit of sessions. Returns whether it is known to have ended.
pub(super) async fn end_previous<A: Authenticator>(authenticator: &A, token: &Arc<A::Token>) -> bool {
    match select(pin!(end_session(authenticator, token)), Delay::new(PREVIOUS_LOGOUT)).await {
        Either::Left((outcome, _)) => logout_outcome(&outcome) == LogoutOutcome::Ended,
        Either::Right(_) => false,
    }
}

/// The state of a session after a logout with this result.
pub(super) fn logout_outcome(logout: &Result<(), Error>) -> LogoutOutcome {
    let Err(error) = logout else {
        return LogoutOutcome::Ended;
    };
    match error.kind() {
        ErrorKind::Api(_) if error.is_retryable() => LogoutOutcome::Open,
        ErrorKind::Api(_) => LogoutOutcome::Ended,
        ErrorKind::Rest(rest) => match rest.http_status() {
            // The server is too busy to process the request.
            429 | 503 => LogoutOutcome::Open,
            500.. => LogoutOutcome::Unknown,
            _ => LogoutOutcome::Ended,
        },
        // A gateway that refuses the request did not pass it on. A gateway that gets no response may have passed it on.
        ErrorKind::Http(http) => match http.status() {
            400..500 | 503 => LogoutOutcome::Open,
            _ => LogoutOutcome::Unknown,
        },
        ErrorKind::Transport(transport) if transport.is_unsent() => LogoutOutcome::Open,
        ErrorKind::Encode(_) => LogoutOutcome::Open,
        _ => LogoutOutcome::Unknown,
    }
}
