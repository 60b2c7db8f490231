//! The `tracing` events of a call: its url template and its outcome, but no data.
//!
//! Without the feature `tracing` this module does nothing.

use std::time::Duration;
#[cfg(feature = "tracing")]
use std::time::Instant;

#[cfg(feature = "tracing")]
use crate::error::ErrorKind;
use crate::error::{Context, Error};
#[cfg(feature = "tracing")]
use crate::misfits::Misfit;
use crate::misfits::Misfits;

/// The trace of a call.
pub(crate) struct Trace {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
    #[cfg(feature = "tracing")]
    begun: Instant,
}

#[cfg(feature = "tracing")]
impl Trace {
    /// For a response that no request has.
    pub(crate) fn none() -> Self {
        Self {
            span: tracing::Span::none(),
            begun: Instant::now(),
        }
    }

    pub(crate) fn begin(method: &'static str, template: &'static str) -> Self {
        let span = tracing::debug_span!(
            "call",
            method,
            url = template,
            http_status = tracing::field::Empty,
            code = tracing::field::Empty,
            elapsed_ms = tracing::field::Empty,
        );
        Self {
            span,
            begun: Instant::now(),
        }
    }

    /// Runs `begin`, which begins an exchange, inside the span of the call.
    pub(crate) fn within<T>(&self, begin: impl FnOnce() -> T) -> T {
        self.span.in_scope(begin)
    }

    /// Runs `exchange` inside the span of the call. Not an `async fn`, which would store `exchange` twice.
    pub(crate) fn over<T>(&self, exchange: impl Future<Output = T>) -> impl Future<Output = T> {
        tracing::Instrument::instrument(exchange, self.span.clone())
    }

    /// Records the HTTP status of the response.
    pub(crate) fn answered(&self, status: http::StatusCode) {
        self.span.record("http_status", status.as_u16());
    }

    pub(crate) fn end(&self, error: Option<&Error>) {
        let elapsed = self.begun.elapsed().as_secs_f64() * 1000.0;
        self.span.record("elapsed_ms", elapsed);
        let _entered = self.span.enter();
        match error {
            None => {
                self.span.record("code", 0);
                tracing::debug!("answered");
            }
            Some(error) => {
                if let Some(code) = code(error) {
                    self.span.record("code", code);
                }
                if let ErrorKind::Rest(rest) = error.kind() {
                    // Not the text, because the CLI of FortiOS quotes names and values.
                    tracing::debug!(meaning = rest.meaning(), "failed");
                } else {
                    // The text of other errors has only the template, and excerpts of responses with masked secrets.
                    tracing::debug!(%error, "failed");
                }
            }
        }
    }

    /// Until the result is dropped, events belong to the call.
    pub(crate) fn enter(&self) -> impl Sized {
        self.span.enter()
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "the same signatures as with the feature")]
impl Trace {
    pub(crate) fn none() -> Self {
        Self {}
    }

    pub(crate) fn begin(_: &'static str, _: &'static str) -> Self {
        Self {}
    }

    pub(crate) fn within<T>(&self, begin: impl FnOnce() -> T) -> T {
        begin()
    }

    pub(crate) fn over<T>(&self, exchange: impl Future<Output = T>) -> impl Future<Output = T> {
        exchange
    }

    pub(crate) fn enter(&self) -> impl Sized {}

    pub(crate) fn answered(&self, _: http::StatusCode) {}

    pub(crate) fn end(&self, _: Option<&Error>) {}
}

/// The number of paths of misfits in one event.
#[cfg(feature = "tracing")]
const PATHS: usize = 10;

/// Records values of a reply that did not fit their fields, which were left empty.
#[cfg_attr(not(feature = "tracing"), allow(clippy::missing_const_for_fn))]
pub(crate) fn misfits(misfits: &Misfits) {
    #[cfg(feature = "tracing")]
    if !misfits.is_empty() {
        let paths: Vec<_> = misfits.iter().take(PATHS).map(Misfit::path).collect();
        tracing::warn!(
            count = misfits.total(),
            ?paths,
            "values of the reply did not fit and were left out"
        );
    }
    #[cfg(not(feature = "tracing"))]
    let _ = misfits;
}

/// The appliance's code of an error.
#[cfg(feature = "tracing")]
fn code(error: &Error) -> Option<i64> {
    match error.kind() {
        ErrorKind::Api(api) => Some(api.code().value()),
        ErrorKind::Rest(rest) => rest.code(),
        _ => None,
    }
}

/// Records that a call will be sent again after `wait`, because `error` has ended an attempt.
pub(crate) fn repeated(call: Context, attempts: u32, wait: Duration, error: &Error) {
    #[cfg(feature = "tracing")]
    {
        let wait_ms = wait.as_secs_f64() * 1000.0;
        let (method, url) = (call.method(), call.template());
        if let ErrorKind::Rest(rest) = error.kind() {
            // Not the text, because the CLI of FortiOS quotes names and values.
            let http_status = rest.http_status();
            tracing::debug!(
                method,
                url,
                attempts,
                wait_ms,
                http_status,
                meaning = rest.meaning(),
                "repeating"
            );
        } else {
            tracing::debug!(method, url, attempts, wait_ms, %error, "repeating");
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (call, attempts, wait, error);
}

/// Records the result of the read after a creation without a response.
pub(crate) fn settled(call: Context, found: &'static str) {
    #[cfg(feature = "tracing")]
    {
        let (method, url) = (call.method(), call.template());
        tracing::debug!(method, url, found, "settled by a read");
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (call, found);
}

/// Records that a session has ended without a logout, as a check showed.
pub(crate) fn session_ended() {
    #[cfg(feature = "tracing")]
    tracing::info!("the session has ended on the appliance");
}

/// Records that the last clone of a client was dropped with an open session.
pub(crate) fn session_left_open() {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        "a client was dropped with its session open, which stays open on the appliance; call `close` instead"
    );
}

/// Records that a guard was dropped with its lock, and how many requests under the lock may have changed something that
/// is lost now.
pub(crate) fn lock_left(target: &'static str, writes: u64) {
    #[cfg(feature = "tracing")]
    if writes > 0 {
        tracing::error!(
            locked = target,
            writes,
            "a workspace guard was dropped with unsaved changes, which are lost; call `commit` or `discard` instead"
        );
    } else {
        tracing::warn!(
            locked = target,
            "a workspace guard was dropped; call `commit` or `discard` instead"
        );
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (target, writes);
}

/// Records that the text of a reply is not valid JSON and was repaired.
pub(crate) fn repaired() {
    #[cfg(feature = "tracing")]
    tracing::debug!("the text of the reply is damaged; characters may be lost");
}
