//! Ends sessions, and finds out whether a failed logout has ended one.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_timer::Delay;
use futures_util::future::{Either, select};

use super::task::guarded;
use super::{Authenticator, has_ended};
use crate::error::{Error, ErrorKind};

/// The longest that a login waits for a second logout from the session before it, whose first one may have arrived.
const SETTLING: Duration = Duration::from_secs(10);

/// The state of a session after a logout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogoutOutcome {
    Ended,
    /// The logout was certainly not carried out.
    Open,
    Unknown,
}

/// Ends a session. One that has ended already is no error.
pub(super) async fn leave<A: Authenticator>(authenticator: &A, token: &Arc<A::Token>) -> Result<(), Error> {
    match guarded("logout", authenticator.log_out(token)).await {
        Err(error) if has_ended(&error) => Ok(()),
        outcome => outcome,
    }
}

/// Ends, before a login, a session whose logout may not have arrived: it would keep its locks and its place. Whether it
/// is known to have ended then.
pub(super) async fn is_settled<A: Authenticator>(authenticator: &A, token: &Arc<A::Token>) -> bool {
    match select(pin!(leave(authenticator, token)), Delay::new(SETTLING)).await {
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
            // Too busy to look at it.
            429 | 503 => LogoutOutcome::Open,
            500.. => LogoutOutcome::Unknown,
            _ => LogoutOutcome::Ended,
        },
        // A gateway that does not let the request through says nothing of the session. One that gets no answer behind it
        // may have let it through.
        ErrorKind::Http(http) => match http.status() {
            400..500 | 503 => LogoutOutcome::Open,
            _ => LogoutOutcome::Unknown,
        },
        ErrorKind::Transport(transport) if transport.is_unsent() => LogoutOutcome::Open,
        ErrorKind::Encode(_) => LogoutOutcome::Open,
        _ => LogoutOutcome::Unknown,
    }
}
