//! Runs work in a session and ends the session afterwards.

use std::any::Any;
use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;

use super::Lifecycle;
use crate::error::Error;

/// Runs `work`, and ends the session whether it succeeds, fails or panics.
pub(crate) async fn scoped<T>(
    session: &dyn Lifecycle,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut log_out_on_drop = LogOutOnDrop { session: Some(session) };
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    let logout = session.log_out().await;
    log_out_on_drop.session = None;
    joined(outcome, logout)
}

/// The outcome of some work and of the logout after it: the first error, which contains the second.
pub(crate) fn joined<T>(
    outcome: Result<Result<T, Error>, Box<dyn Any + Send>>,
    logout: Result<(), Error>,
) -> Result<T, Error> {
    match (outcome, logout) {
        (Err(panic), _) => resume_unwind(panic),
        (Ok(outcome), Ok(())) => outcome,
        (Ok(Ok(_)), Err(logout)) => Err(logout),
        (Ok(Err(error)), Err(logout)) => Err(error.with_logout(logout)),
    }
}

/// Ends the session if the work is dropped before it is done.
struct LogOutOnDrop<'s> {
    session: Option<&'s dyn Lifecycle>,
}

impl Drop for LogOutOnDrop<'_> {
    fn drop(&mut self) {
        if let Some(session) = self.session {
            session.log_out_later();
        }
    }
}
