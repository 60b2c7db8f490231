//! What becomes of a session by its logout.

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

/// What has become of a session by its logout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Ended,
    /// The logout was certainly not carried out.
    Open,
    Unknown,
}

/// Ends a session. One that has ended already is no error.
pub(super) async fn leave<A: Authenticator>(authenticator: &A, pass: &Arc<A::Pass>) -> Result<(), Error> {
    match guarded("logout", authenticator.log_out(pass)).await {
        Err(error) if has_ended(&error) => Ok(()),
        outcome => outcome,
    }
}

/// Ends, before a login, a session whose logout may not have arrived: it would keep its locks and its place. Whether it
/// is known to have ended then.
pub(super) async fn is_settled<A: Authenticator>(authenticator: &A, pass: &Arc<A::Pass>) -> bool {
    match select(pin!(leave(authenticator, pass)), Delay::new(SETTLING)).await {
        Either::Left((outcome, _)) => fate(&outcome) == Fate::Ended,
        Either::Right(_) => false,
    }
}

/// What has become of a session after a logout that came out so.
pub(super) fn fate(logout: &Result<(), Error>) -> Fate {
    let Err(error) = logout else { return Fate::Ended };
    match error.kind() {
        ErrorKind::Api(_) if error.is_retryable() => Fate::Open,
        ErrorKind::Api(_) => Fate::Ended,
        ErrorKind::Rest(rest) => match rest.http_status() {
            // Too busy to look at it.
            429 | 503 => Fate::Open,
            500.. => Fate::Unknown,
            _ => Fate::Ended,
        },
        // A gateway that does not let the request through says nothing of the session. One that gets no answer behind it
        // may have let it through.
        ErrorKind::Http(http) => match http.status() {
            400..500 | 503 => Fate::Open,
            _ => Fate::Unknown,
        },
        ErrorKind::Transport(transport) if transport.is_unsent() => Fate::Open,
        ErrorKind::Encode(_) => Fate::Open,
        _ => Fate::Unknown,
    }
}
