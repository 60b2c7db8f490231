//! What `tracing` is told of a call: where it went and how it ended, never what it held.
//!
//! Without the feature of that name nothing of this is left in the program.

#[cfg(feature = "tracing")]
use std::time::Instant;

use crate::error::Error;
#[cfg(feature = "tracing")]
use crate::error::ErrorKind;
#[cfg(feature = "tracing")]
use crate::misfits::Misfit;
use crate::misfits::Misfits;

/// A call under way.
pub(crate) struct Trace {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
    #[cfg(feature = "tracing")]
    begun: Instant,
}

#[cfg(feature = "tracing")]
impl Trace {
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

    /// Runs `exchange` inside the span of the call. No `async fn`, which would hold it twice.
    pub(crate) fn over<T>(&self, exchange: impl Future<Output = T>) -> impl Future<Output = T> {
        tracing::Instrument::instrument(exchange, self.span.clone())
    }

    /// The answer has this HTTP status.
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
                    // The CLI of FortiOS quotes names and values.
                    tracing::debug!(meaning = rest.meaning(), "failed");
                } else {
                    // The text of any other error names the template, and quotes of an answer what is left when secrets are masked.
                    tracing::debug!(%error, "failed");
                }
            }
        }
    }

    /// Until what this gives is dropped, what is told is told of the call.
    pub(crate) fn enter(&self) -> impl Sized {
        self.span.enter()
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "the same calls as with the feature")]
impl Trace {
    pub(crate) fn begin(_: &'static str, _: &'static str) -> Self {
        Self {}
    }

    pub(crate) fn over<T>(&self, exchange: impl Future<Output = T>) -> impl Future<Output = T> {
        exchange
    }

    pub(crate) fn enter(&self) -> impl Sized {}

    pub(crate) fn answered(&self, _: http::StatusCode) {}

    pub(crate) fn end(&self, _: Option<&Error>) {}
}

/// How many paths of values that did not fit one event names.
#[cfg(feature = "tracing")]
const PATHS: usize = 10;

/// Values of a reply did not fit their fields, which were left empty.
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

/// The number that the appliance gives to what went wrong.
#[cfg(feature = "tracing")]
fn code(error: &Error) -> Option<i64> {
    match error.kind() {
        ErrorKind::Api(api) => Some(api.code().value()),
        ErrorKind::Rest(rest) => rest.code(),
        _ => None,
    }
}

/// The last clone of a client went with a session open.
pub(crate) fn session_left_open() {
    #[cfg(feature = "tracing")]
    tracing::warn!("a client was dropped with its session open, which lingers on the appliance; call `close` instead");
}

/// The text of a reply was not as JSON is, and has been read as well as it could be.
pub(crate) fn mended() {
    #[cfg(feature = "tracing")]
    tracing::debug!("the text of the reply is damaged; characters may be lost");
}
