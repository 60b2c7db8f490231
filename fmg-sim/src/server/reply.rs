//! Bodies of responses, which a fault may cut.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::content::{Content, length};

/// The body of a response.
#[derive(Debug)]
pub(super) enum Reply {
    /// All of it.
    Whole(Sending),
    /// The beginning, and how the rest fails.
    Part { part: Sending, flushed: bool, rest: Rest },
}

/// The content that is still to be sent.
#[derive(Debug)]
pub(super) struct Sending {
    content: Content,
    /// The number of bytes sent.
    sent: u64,
}

/// How the rest of a response fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// It is left out, as if the response were complete.
    Missing,
    /// The body ends with an error.
    Broken,
}

/// The connection ends because a fault demands it.
#[derive(Debug)]
pub(super) struct Interrupted;

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
    type Error = Interrupted;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Interrupted>>> {
        match self.get_mut() {
            Self::Whole(whole) => Poll::Ready(whole.next().map(|piece| Ok(Frame::data(piece)))),
            Self::Part { part, flushed, rest } => {
                if let Some(piece) = part.next() {
                    return Poll::Ready(Some(Ok(Frame::data(piece))));
                }
                if !*flushed {
                    // hyper flushes its buffer when the body is pending, and discards it when the body fails.
                    *flushed = true;
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(match rest {
                    Rest::Missing => None,
                    Rest::Broken => Some(Err(Interrupted)),
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
            // The `Content-Length` header is set by hand, and differs from the actual length.
            Self::Part { .. } => SizeHint::default(),
        }
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was broken by a fault")
    }
}

impl std::error::Error for Interrupted {}
