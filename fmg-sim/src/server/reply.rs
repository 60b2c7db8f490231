//! The body of an answer: whole, or less than that on purpose.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::content::{Content, length};

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Reply {
    /// All of it.
    Whole(Sending),
    /// The beginning of it, and what comes of the rest.
    Part { part: Sending, flushed: bool, rest: Rest },
}

/// What is still to be sent.
#[derive(Debug)]
pub(super) struct Sending {
    content: Content,
    /// How many bytes were sent.
    sent: u64,
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
    pub(super) fn whole(content: impl Into<Content>) -> Self {
        Self::Whole(Sending::all(content.into()))
    }

    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    pub(super) fn part(part: Content, rest: Rest) -> Self {
        Self::Part {
            part: Sending::all(part),
            flushed: false,
            rest,
        }
    }
}

impl Sending {
    fn all(content: Content) -> Self {
        Self { content, sent: 0 }
    }

    fn next(&mut self) -> Option<Bytes> {
        let piece = self.content.next_piece(self.sent)?;
        self.sent = self.sent.saturating_add(length(&piece));
        Some(piece)
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = OnPurpose;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, OnPurpose>>> {
        match self.get_mut() {
            Self::Whole(whole) => Poll::Ready(whole.next().map(|piece| Ok(Frame::data(piece)))),
            Self::Part { part, flushed, rest } => {
                if let Some(piece) = part.next() {
                    return Poll::Ready(Some(Ok(Frame::data(piece))));
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
        matches!(self, Self::Whole(whole) if whole.content.length() == 0)
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(whole) => SizeHint::with_exact(whole.content.length()),
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
