//! The answer to a call, on its way to being read.

use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::ReplyWithout;
use crate::call_record::CallRecord;
use crate::error::{Context, Error};
use crate::reading::Reading;
use crate::retry_after::retry_after;
use crate::trace::Trace;
use crate::web::file::Fault;

/// What is known of an answer before it comes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) reading: Reading,
    /// The id of the request, if it had one.
    pub(crate) id: Option<u64>,
    pub(crate) without: ReplyWithout,
}

/// An answer, as it came.
pub struct Arrived {
    pub(crate) call: Context,
    pub(crate) expected: Expected,
    pub(crate) answer: Response<Bytes>,
}

impl Arrived {
    /// An answer of this status and body, without headers.
    pub(crate) fn plain(call: Context, expected: Expected, status: StatusCode, body: &[u8]) -> Self {
        let mut answer = Response::new(Bytes::copy_from_slice(body));
        *answer.status_mut() = status;
        Self { call, expected, answer }
    }
}

/// Takes off what stands around an answer.
pub(crate) type Unwrap = fn(Arrived) -> Result<Arrived, Error>;

/// Is told how a call failed.
pub(crate) type Witness<'c> = Box<dyn FnOnce(&Error) + Send + 'c>;

/// An answer that has come and is yet to be read, with all that is to know how that ends.
pub struct Answered<'c> {
    arrived: Arrived,
    record: CallRecord,
    trace: Trace,
    /// What is known of the file that was sent, if one was.
    sent: Fault,
    unwrap: Option<Unwrap>,
    witness: Option<Witness<'c>>,
}

impl<'c> Answered<'c> {
    pub(crate) fn new(arrived: Arrived, mut record: CallRecord, trace: Trace, sent: Fault) -> Self {
        let answer = &arrived.answer;
        trace.answered(answer.status());
        record.note_answer(answer.status(), answer.headers());
        Self {
            arrived,
            record,
            trace,
            sent,
            unwrap: None,
            witness: None,
        }
    }

    /// The answer stands inside of something that `unwrap` takes off.
    #[cfg(feature = "web")]
    pub(crate) fn wrapped(self, unwrap: Unwrap) -> Self {
        Self {
            unwrap: Some(unwrap),
            ..self
        }
    }

    /// `witness` is told if the call fails.
    pub(crate) fn told<'d>(self, witness: impl FnOnce(&Error) + Send + 'd) -> Answered<'d>
    where
        'c: 'd,
    {
        Answered {
            witness: Some(Box::new(witness)),
            ..self
        }
    }

    /// Reads the answer: errors know the call and show none of its secrets, the trace ends, and the session learns if
    /// it has ended.
    pub(crate) fn read<T>(self, read: impl FnOnce(Arrived) -> Result<T, Error>) -> Result<T, Error> {
        let Self {
            arrived,
            mut record,
            trace,
            sent,
            unwrap,
            witness,
        } = self;
        let call = arrived.call;
        let retry_after = retry_after(arrived.answer.headers());
        let read = || match unwrap {
            Some(unwrap) => unwrap(arrived).and_then(read),
            None => read(arrived),
        };
        let read = record.during(|| trace.reading(read));
        let read = read.map_err(|error| error.with_retry_after(retry_after));
        let outcome = match sent.unsent() {
            // A refusal may come at any time, a success only once everything is there.
            Some(unsent) if read.is_ok() => Err(record.during(|| call.failed(unsent))),
            _ => read,
        };
        let error = outcome.as_ref().err();
        trace.end(error);
        if let (Some(error), Some(witness)) = (error, witness) {
            witness(error);
        }
        outcome
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrived")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Answered").field(&self.arrived).finish()
    }
}
