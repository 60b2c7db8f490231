//! Bodies on their way to reqwest and from it.

use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::failed;
use crate::error::TransportError;
use crate::transport::Body;

/// The body of a request, which may be handed from thread to thread.
pub(super) struct RequestBody {
    /// Only ever reached through `&mut`, so nothing ever waits for it: it makes the body `Sync`, no more.
    body: Mutex<Body>,
    size: SizeHint,
    ended: bool,
}

impl RequestBody {
    pub(super) fn new(body: Body) -> Self {
        Self {
            size: body.size_hint(),
            ended: body.is_end_stream(),
            body: Mutex::new(body),
        }
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        let body = this.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        let frame = ready!(Pin::new(&mut *body).poll_frame(cx));
        this.size = body.size_hint();
        this.ended = body.is_end_stream();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }

    fn size_hint(&self) -> SizeHint {
        self.size
    }
}

/// The body of an answer. What reqwest itself would make of it is boxed once more.
pub(super) struct ResponseBody(pub(super) reqwest::Response);

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        // A wait for a piece holds nothing that would be lost with it.
        let piece = ready!(pin!(self.0.chunk()).poll(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)).map_err(failed).transpose())
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .content_length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
