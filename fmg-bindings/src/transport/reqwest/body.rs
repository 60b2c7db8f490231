//! Converts bodies to and from those of reqwest.

use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::failed;
use crate::error::TransportError;
use crate::transport::Body;

/// The body of a request, which must be `Sync`.
pub(super) struct RequestBody {
    /// Only accessed through `&mut`, so it is never locked. The mutex only makes the body `Sync`.
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

/// The body of a response. The body type of reqwest would need another box.
pub(super) struct ResponseBody(pub(super) reqwest::Response);

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        // A pending future for a piece has no state that would be lost.
        let piece = ready!(pin!(self.0.chunk()).poll(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)).map_err(failed).transpose())
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .content_length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
