//! What flows to an appliance and back.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;

use super::Collected;
use crate::error::TransportError;

/// The body of a request or an answer, piece by piece.
///
/// It is an [`http_body::Body`] of any kind, made by [`new`](Self::new) or from bytes. The default is empty.
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
    /// One piece; empty once it is taken.
    Whole(Bytes),
    Pieces(Pin<Box<dyn HttpBody<Data = Bytes, Error = TransportError> + Send>>),
}

impl Default for Inner {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl Body {
    /// Takes any body whose pieces are [`Bytes`]. One that is a `Body` already stays as it is.
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

    /// What is a `Body` already; else what it was.
    pub(super) fn own<B: 'static>(body: B) -> Result<Self, B> {
        let mut body = Some(body);
        let own = (&mut body as &mut dyn Any).downcast_mut::<Option<Self>>();
        match (own.and_then(Option::take), body) {
            (Some(own), _) => Ok(own),
            (None, Some(body)) => Err(body),
            // Only what is taken is gone.
            (None, None) => Ok(Self::default()),
        }
    }

    /// The bytes that are still to come, if they are in memory: of a body that was made from bytes.
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
    /// The body, if it comes piece by piece.
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
    /// The body breaks off. There is nothing more to come then.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        while let Some(frame) = self.frame().await {
            match frame?.into_data() {
                Ok(piece) if !piece.is_empty() => return Ok(Some(piece)),
                // Trailers say nothing about a file.
                _ => {}
            }
        }
        Ok(None)
    }

    /// The whole body, however long it is.
    ///
    /// # Errors
    ///
    /// The body breaks off.
    pub async fn collect(self) -> Result<Bytes, TransportError> {
        self.collect_within(None).await
    }

    /// The whole body, unless it is longer than `limit` bytes; `None`: however long it is.
    ///
    /// No more is asked for than shows that it is too long.
    ///
    /// # Errors
    ///
    /// The body breaks off, or is longer ([`TransportErrorKind::ReplyTooLong`]).
    ///
    /// [`TransportErrorKind::ReplyTooLong`]: crate::error::TransportErrorKind::ReplyTooLong
    pub async fn collect_within(mut self, limit: impl Into<Option<u64>>) -> Result<Bytes, TransportError> {
        let mut all = Collected::new(limit.into(), self.size_hint().exact())?;
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
        assert_eq!(body.into_bytes().unwrap(), "", "what is taken is not there any more");
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

        // Of pieces, whether their sum is announced or not.
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

    /// A reply is in memory once: what it came in is gone when all of it is there.
    #[test]
    fn a_long_body_takes_its_length_and_no_second_copy() {
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

    /// Pieces of 64 KiB, made when they are asked for.
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

    /// Answers with what it was asked, and with the limits that it was given.
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
    async fn bodies_and_limits_go_through_a_transport_as_they_are() {
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
