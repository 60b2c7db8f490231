//! Responses that are not decoded yet, and their calls.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::ReplyWithout;
use crate::call_record::CallRecord;
use crate::error::{Context, Error};
use crate::reading::Reading;
use crate::retry_after::retry_after;
use crate::trace::Trace;
use crate::web::file::UploadState;

/// The properties that a call expects of its response.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) reading: Reading,
    /// The id of the request, if it had one.
    pub(crate) id: Option<u64>,
    pub(crate) without: ReplyWithout,
}

/// A response that was received and is not decoded yet.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) call: Context,
    pub(crate) expected: Expected,
    pub(crate) answer: Response<Bytes>,
}

impl RawResponse {
    /// A response with this status and body, without headers.
    pub(crate) fn plain(call: Context, expected: Expected, status: StatusCode, body: &[u8]) -> Self {
        let mut answer = Response::new(Bytes::copy_from_slice(body));
        *answer.status_mut() = status;
        Self { call, expected, answer }
    }
}

/// The attempts of a call before the one that got this response.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Earlier {
    pub(crate) attempts: u32,
    /// Whether one of these attempts may have been carried out.
    pub(crate) was_lost: bool,
}

/// Takes the reply to a call out of the response that contains it.
pub(crate) type Unwrap = Box<dyn FnOnce(RawResponse) -> Result<RawResponse, Error> + Send>;

/// Receives the error of a call that failed.
pub(crate) type OnFailure<'c> = Box<dyn FnOnce(&Error) + Send + 'c>;

/// A call whose response was received and is not decoded yet.
///
/// Boxed, because several futures return it, each to the next one.
pub struct PendingCall<'c>(Box<Received<'c>>);

struct Received<'c> {
    raw: RawResponse,
    end: CallEnd<'c>,
    /// The wrappers around the reply, from the outermost to the innermost.
    unwrap: Vec<Unwrap>,
    earlier: Earlier,
}

/// The parts of a call that are used when it ends.
struct CallEnd<'c> {
    call: Context,
    record: CallRecord,
    trace: Trace,
    /// The time to wait before the next call, if the response names one.
    retry_after: Option<Duration>,
    /// The state of the file that was sent, if one was.
    sent: UploadState,
    on_failure: Option<OnFailure<'c>>,
}

impl<'c> PendingCall<'c> {
    pub(crate) fn new(raw: RawResponse, mut record: CallRecord, trace: Trace, sent: UploadState) -> Self {
        let answer = &raw.answer;
        trace.answered(answer.status());
        record.note_answer(answer.status(), answer.headers());
        Self(Box::new(Received {
            end: CallEnd {
                call: raw.call,
                record,
                trace,
                retry_after: retry_after(answer.headers()),
                sent,
                on_failure: None,
            },
            raw,
            unwrap: Vec::new(),
            earlier: Earlier::default(),
        }))
    }

    /// Sets the attempts before this one.
    pub(crate) fn after(mut self, earlier: Earlier) -> Self {
        self.0.earlier = earlier;
        self
    }

    /// The attempts before this one.
    pub(crate) fn earlier(&self) -> Earlier {
        self.0.earlier
    }

    /// A made-up response, such as the one to a deletion whose own response was lost.
    pub(crate) fn plain(raw: RawResponse) -> Self {
        Self::new(raw, CallRecord::default(), Trace::none(), UploadState::default())
    }

    /// Adds a function that takes the reply out of the result of the earlier functions.
    #[cfg(any(feature = "fortios", feature = "web"))]
    pub(crate) fn wrapped(
        mut self,
        unwrap: impl FnOnce(RawResponse) -> Result<RawResponse, Error> + Send + 'static,
    ) -> Self {
        self.0.unwrap.push(Box::new(unwrap));
        self
    }

    /// Calls `on_failure` with the error if the call fails.
    pub(crate) fn on_failure<'d>(self, on_failure: impl FnOnce(&Error) + Send + 'd) -> PendingCall<'d>
    where
        'c: 'd,
    {
        let mut pending: PendingCall<'d> = self;
        pending.0.end.on_failure = Some(Box::new(on_failure));
        pending
    }

    /// Decodes the response. Errors name the call and show none of its secrets. The trace ends, and `on_failure` is
    /// called with an error.
    pub(crate) fn read<T>(self, read: impl FnOnce(RawResponse) -> Result<T, Error>) -> Result<T, Error> {
        // This is compiled for each call, and everything that it calls is compiled once.
        let Received {
            raw, mut end, unwrap, ..
        } = *self.0;
        let read = {
            let _current = end.enter();
            unwrapped(raw, unwrap).and_then(read)
        };
        match read {
            Ok(value) => end.succeeded().map(|()| value),
            Err(error) => Err(end.failed(error)),
        }
    }
}

fn unwrapped(raw: RawResponse, unwrap: Vec<Unwrap>) -> Result<RawResponse, Error> {
    unwrap.into_iter().try_fold(raw, |raw, unwrap| unwrap(raw))
}

impl CallEnd<'_> {
    /// Until the result is dropped, errors and traces belong to this call.
    fn enter(&mut self) -> impl Sized {
        (self.record.make_current(), self.trace.enter())
    }

    /// The response was decoded. The call has succeeded only if the whole request was sent.
    fn succeeded(mut self) -> Result<(), Error> {
        if let Some(unsent) = self.sent.unsent() {
            let error = self.record.during(|| self.call.failed(unsent));
            return Err(self.end_with(error));
        }
        self.trace.end(None);
        Ok(())
    }

    /// The call has failed. An appliance may refuse a request before all of it is sent.
    #[cold]
    fn failed(self, error: Error) -> Error {
        let error = error.with_retry_after(self.retry_after);
        self.end_with(error)
    }

    #[cold]
    fn end_with(self, error: Error) -> Error {
        self.trace.end(Some(&error));
        if let Some(on_failure) = self.on_failure {
            on_failure(&error);
        }
        error
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PendingCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PendingCall").field(&self.0.raw).finish()
    }
}
