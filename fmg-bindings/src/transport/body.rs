//! The bodies of requests and responses.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;

use super::Collected;
use crate::error::TransportError;

/// The body of a request or a response, in pieces.
///
/// It can contain any [`http_body::Body`], by [`new`](Self::new), or bytes. The default is empty.
///
/// ```
/// # async fn example() -> Result<(), fmg_bindings::error::TransportError> {
/// use fmg_bindings::transport::Body;
///
/// let mut body = Body::from("a file");
/// while let Some(piece) = body.piece().await? {
///     println!("{} bytes", piece.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Body(Inner);

enum Inner {
    /// One piece; empty after it was taken.
    Whole(Bytes),
    Pieces(Pin<Box<dyn HttpBody<Data = Bytes, Error = TransportError> + Send>>),
}

impl Default for Inner {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl Body {
    /// Makes a body of any body whose pieces are [`Bytes`]. A `Body` is returned unchanged.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<TransportError>,
    {
        match Self::own(body) {
            Ok(body) => body,
            Err(body) => Self(Inner::Pieces(Box::pin(body.map_err(Into::into)))),
        }
    }

    /// As [`new`](Self::new), for a body whose errors are those of a transport.
    #[cfg(feature = "reqwest")]
    pub(super) fn of_pieces(body: impl HttpBody<Data = Bytes, Error = TransportError> + Send + 'static) -> Self {
        Self(Inner::Pieces(Box::pin(body)))
    }

    /// Returns a body that is a `Body` already; otherwise returns `body` as the error.
    pub(super) fn own<B: 'static>(body: B) -> Result<Self, B> {
        let mut body = Some(body);
        let own = (&mut body as &mut dyn Any).downcast_mut::<Option<Self>>();
        match (own.and_then(Option::take), body) {
            (Some(own), _) => Ok(own),
            (None, Some(body)) => Err(body),
            // `body` was moved out.
            (None, None) => Ok(Self::default()),
        }
    }

    /// The remaining bytes, if the body was made from bytes in memory.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Whole(bytes) => Some(bytes),
            Inner::Pieces(_) => None,
        }
    }

    /// As [`as_bytes`](Self::as_bytes), without a copy.
    ///
    /// # Errors
    ///
    /// The body itself, if it is received in pieces.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Inner::Whole(bytes) => Ok(bytes),
            Inner::Pieces(_) => Err(self),
        }
    }

    /// The next piece, which is not empty; `None` at the end.
    ///
    /// # Errors
    ///
    /// The body ends early. No further piece follows.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        while let Some(frame) = self.frame().await {
            match frame?.into_data() {
                Ok(piece) if !piece.is_empty() => return Ok(Some(piece)),
                // Trailers are not part of a file.
                _ => {}
            }
        }
        Ok(None)
    }

    /// The whole body, of any length.
    ///
    /// # Errors
    ///
    /// The body ends early.
    pub async fn collect(self) -> Result<Bytes, TransportError> {
        self.collect_within(None).await
    }

    /// The whole body, of at most `limit` bytes; `None`: of any length.
    ///
    /// Reading stops at the piece that exceeds the limit.
    ///
    /// # Errors
    ///
    /// The body ends early, or is longer than the limit ([`TransportErrorKind::ReplyTooLong`]).
    ///
    /// [`TransportErrorKind::ReplyTooLong`]: crate::error::TransportErrorKind::ReplyTooLong
    pub async fn collect_within(mut self, limit: impl Into<Option<u64>>) -> Result<Bytes, TransportError> {
        self.take_within(limit.into()).await
    }

    /// As [`collect_within`](Self::collect_within), and leaves an empty body.
    pub(crate) async fn take_within(&mut self, limit: Option<u64>) -> Result<Bytes, TransportError> {
        let mut all = Collected::new(limit, self.size_hint().exact())?;
        while let Some(piece) = self.piece().await? {
            all.push(piece)?;
        }
        Ok(all.finish())
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Inner::Whole(bytes.into()))
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match &mut self.0 {
            Inner::Whole(bytes) => {
                let piece = std::mem::take(bytes);
                Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
            }
            Inner::Pieces(body) => body.as_mut().poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(bytes) => bytes.is_empty(),
            Inner::Pieces(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Pieces(body) => body.size_hint(),
        }
    }
}

/// Shows the length, if it is known.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("len", &self.size_hint().exact())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll};
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Request, Response};
    use http_body::{Frame, SizeHint};
    use http_body_util::BodyExt;

    use super::Body;
    use crate::error::{TransportError, TransportErrorKind};
    use crate::transport::{Limits, Sending, Transport};

    #[tokio::test]
    async fn bytes_are_a_body_of_one_piece() {
        let mut body = Body::from("abc");
        assert_eq!(format!("{body:?}"), "Body { len: Some(3), .. }");
        assert_eq!(body.piece().await.unwrap().as_deref(), Some(b"abc".as_slice()));
        assert_eq!(body.piece().await.unwrap(), None);
        assert_eq!(Body::from("").piece().await.unwrap(), None);
        assert_eq!(Body::from(vec![1, 2]).collect().await.unwrap(), vec![1, 2]);

        assert_eq!(Body::default().into_bytes().unwrap(), "");
        let mut body = Body::from("abc");
        assert_eq!(body.as_bytes().unwrap(), "abc");
        assert!(body.piece().await.unwrap().is_some());
        assert_eq!(body.into_bytes().unwrap(), "", "a piece that was taken is gone");
        let body = Body::new(Body::from("abc"));
        assert_eq!(body.into_bytes().unwrap(), "abc", "not boxed");
        let pieces = Body::new(http_body_util::Full::from("abc").map_err(|never| -> TransportError { match never {} }));
        assert_eq!(pieces.as_bytes(), None);
        assert_eq!(pieces.into_bytes().unwrap_err().collect().await.unwrap(), "abc");
    }

    const PIECE: usize = 64 * 1024;

    #[tokio::test]
    async fn a_body_is_collected_once_and_within_its_limit() {
        let one = Bytes::from(vec![7; 100]);
        let collected = Body::from(one.clone()).collect_within(100).await.unwrap();
        assert_eq!(collected.as_ptr(), one.as_ptr(), "the only piece is not copied");
        let error = Body::from(one).collect_within(99).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::ReplyTooLong);
        assert!(error.to_string().contains("99 bytes"), "{error}");
        assert_eq!(Body::from("").collect_within(0).await.unwrap(), "");

        // The limit holds for pieces, whether their total length is announced or not.
        for announced in [None, Some(100 * PIECE as u64), Some(u64::MAX)] {
            for (limit, pulled) in [(100 * PIECE, 100), (100 * PIECE - 1, 100), (3 * PIECE, 4), (0, 1)] {
                let asked = Arc::new(AtomicUsize::new(0));
                let body = Body::new(Zeros {
                    left: 100,
                    announced,
                    asked: Arc::clone(&asked),
                });
                let result = body.collect_within(limit as u64).await;
                assert_eq!(result.is_ok(), limit == 100 * PIECE && announced != Some(u64::MAX));
                let asked = asked.load(Ordering::Relaxed);
                let early = announced.is_some_and(|announced| announced > limit as u64);
                assert_eq!(asked, if early { 0 } else { pulled }, "{announced:?} {limit}");
            }
        }
    }

    /// A reply is in memory only once: the buffers of its pieces are freed when it is complete.
    #[test]
    fn a_long_body_is_in_memory_only_once() {
        let len = 256 * PIECE as u64;
        let collect = || {
            let body = Body::new(Zeros {
                left: 256,
                announced: Some(len),
                asked: Arc::default(),
            });
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            assert_eq!(runtime.block_on(body.collect()).unwrap().len() as u64, len);
        };
        let taken = allocation_counter::measure(collect).bytes_max;
        assert!(taken < len + 1024 * 1024, "{taken} for {len}");
    }

    /// Pieces of 64 KiB, made when they are polled.
    struct Zeros {
        left: usize,
        announced: Option<u64>,
        asked: Arc<AtomicUsize>,
    }

    impl http_body::Body for Zeros {
        type Data = Bytes;
        type Error = TransportError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
            let Some(left) = self.left.checked_sub(1) else {
                return Poll::Ready(None);
            };
            self.left = left;
            self.asked.fetch_add(1, Ordering::Relaxed);
            Poll::Ready(Some(Ok(Frame::data(vec![0; PIECE].into()))))
        }

        fn size_hint(&self) -> SizeHint {
            self.announced.map_or_else(SizeHint::default, SizeHint::with_exact)
        }
    }

    /// Answers with the body of the request, and with its limits in a header.
    #[derive(Debug)]
    struct Echo;

    impl Transport for Echo {
        fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
            let answer = Response::builder().header("limits", format!("{:?} {:?}", limits.total, limits.stall));
            let answer = answer.body(request.into_body()).unwrap();
            Box::pin(std::future::ready(Ok::<_, TransportError>(answer)))
        }
    }

    #[tokio::test]
    async fn a_transport_receives_bodies_and_limits_unchanged() {
        let transport: Arc<dyn Transport> = Arc::new(Arc::new(Echo));
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (total, stall, expected) in [
            (None, seconds(7), "None Some(7s)"),
            (seconds(9), seconds(7), "Some(9s) Some(7s)"),
            (None, None, "None None"),
        ] {
            let limits = Limits { total, stall };
            let sent = Bytes::from("there and back");
            let request = Request::new(Body::from(sent.clone()));
            let answer = transport.send(request, limits).await.unwrap();
            assert_eq!(answer.headers()["limits"], expected);
            let back = answer.into_body().into_bytes().unwrap();
            assert_eq!(back.as_ptr(), sent.as_ptr(), "not copied");
        }
    }
}
