//! What flows in a transfer.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::{BodyExt, Full};

use crate::error::TransportError;

/// The body of a request or an answer, piece by piece.
///
/// It is an [`http_body::Body`] of any kind, made by [`new`](Self::new) or from bytes.
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
pub struct Body(Pin<Box<dyn HttpBody<Data = Bytes, Error = TransportError> + Send>>);

impl Body {
    /// Takes any body whose pieces are [`Bytes`].
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<TransportError>,
    {
        Self(Box::pin(body.map_err(Into::into)))
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

    /// The whole body.
    ///
    /// # Errors
    ///
    /// The body breaks off.
    pub async fn collect(self) -> Result<Bytes, TransportError> {
        BodyExt::collect(self).await.map(http_body_util::Collected::to_bytes)
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Box::pin(Full::new(bytes.into()).map_err(|never| match never {})))
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.0.as_mut().poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
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
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Request, Response};

    use super::Body;
    use crate::error::TransportError;
    use crate::transport::{Exchange, Limits, Transport};

    #[tokio::test]
    async fn bytes_are_a_body_of_one_piece() {
        let mut body = Body::from("abc");
        assert_eq!(format!("{body:?}"), "Body { len: Some(3), .. }");
        assert_eq!(body.piece().await.unwrap().as_deref(), Some(b"abc".as_slice()));
        assert_eq!(body.piece().await.unwrap(), None);
        assert_eq!(Body::from("").piece().await.unwrap(), None);
        assert_eq!(Body::from(vec![1, 2]).collect().await.unwrap(), vec![1, 2]);
    }

    /// Answers with what it was asked, and with the limit that it was given.
    #[derive(Debug)]
    struct Echo;

    impl Transport for Echo {
        fn exchange(&self, request: Request<Bytes>, timeout: Option<Duration>) -> Exchange<'_> {
            let answer = Response::builder().header("limit", format!("{timeout:?}"));
            let answer = answer.body(request.into_body()).unwrap();
            Box::pin(std::future::ready(Ok::<_, TransportError>(answer)))
        }
    }

    #[tokio::test]
    async fn a_transport_that_exchanges_can_transfer_too() {
        let transport: std::sync::Arc<dyn Transport> = std::sync::Arc::new(Echo);
        let limits = |total, stall| Limits {
            total: Some(Duration::from_secs(total)).filter(|total| !total.is_zero()),
            stall: Some(Duration::from_secs(stall)),
        };
        for (limits, expected) in [
            (limits(0, 7), "Some(7s)"),
            (limits(9, 7), "Some(9s)"),
            (Limits::default(), "None"),
        ] {
            let answer = transport
                .transfer(Request::new(Body::from("there and back")), limits)
                .await
                .unwrap();
            assert_eq!(answer.headers()["limit"], expected);
            assert_eq!(answer.into_body().collect().await.unwrap(), "there and back");
        }
    }
}
