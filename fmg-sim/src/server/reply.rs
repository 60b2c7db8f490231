//! The body of an answer: whole, or less than that on purpose.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Reply {
    /// All of it; `None` once it is sent.
    Whole(Option<Bytes>),
    /// The beginning of it, and what comes of the rest.
    Part {
        part: Option<Bytes>,
        flushed: bool,
        rest: Rest,
    },
}

/// What comes of the rest of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// It is left out, as if the answer were over.
    Missing,
    /// The answer fails.
    Broken,
}

/// A connection that ends on purpose.
#[derive(Debug)]
pub(super) struct OnPurpose;

impl Reply {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self::Whole((!bytes.is_empty()).then_some(bytes))
    }

    pub(super) fn part(part: Bytes, rest: Rest) -> Self {
        Self::Part {
            part: Some(part),
            flushed: false,
            rest,
        }
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = OnPurpose;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, OnPurpose>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Part { part, flushed, rest } => {
                if let Some(part) = part.take() {
                    return Poll::Ready(Some(Ok(Frame::data(part))));
                }
                if !*flushed {
                    // hyper sends what it has when there is nothing more for now; what it has when a body fails, it
                    // throws away.
                    *flushed = true;
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(match rest {
                    Rest::Missing => None,
                    Rest::Broken => Some(Err(OnPurpose)),
                })
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                let length = bytes.as_ref().map_or(0, Bytes::len);
                u64::try_from(length).map_or_else(|_| SizeHint::default(), SizeHint::with_exact)
            }
            // The length is announced in a header: it is not the true one.
            Self::Part { .. } => SizeHint::default(),
        }
    }
}

impl fmt::Display for OnPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off on purpose")
    }
}

impl std::error::Error for OnPurpose {}
