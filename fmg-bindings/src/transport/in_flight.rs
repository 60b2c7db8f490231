//! Limits how many requests are on the network at once.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Body, Limits, Sending, Transport};
use crate::error::{TransportError, TransportErrorKind};

/// Sends at most a number of requests at once; the others wait in the order in which they came.
///
/// A request holds its place until its response is received completely, or is dropped.
#[derive(Debug)]
pub(crate) struct InFlight {
    transport: Arc<dyn Transport>,
    places: Arc<Semaphore>,
}

impl InFlight {
    /// At most `limit` requests through `transport`.
    pub(crate) fn new(transport: Arc<dyn Transport>, limit: usize) -> Self {
        let places = Semaphore::new(limit.min(Semaphore::MAX_PERMITS));
        Self {
            transport,
            places: Arc::new(places),
        }
    }
}

impl Transport for InFlight {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let place = Arc::clone(&self.places).acquire_owned().await;
            // The semaphore is never closed.
            let place = place.map_err(|closed| TransportError::new(TransportErrorKind::Request, closed))?;
            let answer = self.transport.send(request, limits).await?;
            Ok(answer.map(|body| match body.into_bytes() {
                Ok(whole) => Body::from(whole),
                Err(body) => Body::new(HoldingBody {
                    body,
                    place: Some(place),
                }),
            }))
        })
    }
}

/// The body of a response that holds the place of its request.
struct HoldingBody {
    body: Body,
    /// `None` after the end.
    place: Option<OwnedSemaphorePermit>,
}

impl HttpBody for HoldingBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            self.place = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt;
    use http::Response;

    use super::*;

    /// Counts the requests that it has received, and answers them with bodies of pieces or of one piece.
    #[derive(Debug, Default)]
    struct Counting {
        received: AtomicUsize,
        fails: bool,
        whole: bool,
    }

    impl Counting {
        fn limited(self, limit: usize) -> (Arc<Self>, InFlight) {
            let counting = Arc::new(self);
            let transport: Arc<dyn Transport> = Arc::clone(&counting) as _;
            (counting, InFlight::new(transport, limit))
        }

        fn received(&self) -> usize {
            self.received.load(Ordering::Relaxed)
        }
    }

    impl Transport for Counting {
        fn send(&self, _: Request<Body>, _: Limits) -> Sending<'_> {
            self.received.fetch_add(1, Ordering::Relaxed);
            let answer = match (self.fails, self.whole) {
                (true, _) => Err(TransportErrorKind::Interrupted.into()),
                (false, true) => Ok(Response::new(Body::from("whole"))),
                (false, false) => Ok(Response::new(Body::new(Pieces(["a", "b"].into())))),
            };
            Box::pin(std::future::ready(answer))
        }
    }

    struct Pieces(VecDeque<&'static str>);

    impl HttpBody for Pieces {
        type Data = Bytes;
        type Error = TransportError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
            Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece.into()))))
        }
    }

    fn send(transport: &InFlight) -> Sending<'_> {
        transport.send(Request::new(Body::default()), Limits::default())
    }

    #[tokio::test]
    async fn a_place_is_held_until_the_response_is_received_or_dropped() {
        let (counting, transport) = Counting::default().limited(2);
        let (one, two) = (send(&transport).await.unwrap(), send(&transport).await.unwrap());
        let (mut third, mut fourth) = (send(&transport), send(&transport));
        assert!((&mut third).now_or_never().is_none() && (&mut fourth).now_or_never().is_none());
        assert_eq!(counting.received(), 2);

        let mut body = one.into_body();
        assert_eq!(body.piece().await.unwrap().unwrap(), "a");
        assert!((&mut third).now_or_never().is_none(), "the response is not complete");
        assert_eq!(body.collect().await.unwrap(), "b");
        let third = third.now_or_never().unwrap().unwrap();
        drop(two);
        let fourth = fourth.now_or_never().unwrap().unwrap();
        assert_eq!(counting.received(), 4);

        // A body that was read to its end holds no place, even before it is dropped.
        let mut body = third.into_body();
        while body.piece().await.unwrap().is_some() {}
        assert!(send(&transport).now_or_never().is_some());
        drop((body, fourth));
    }

    #[tokio::test]
    async fn requests_wait_in_order_and_a_dropped_one_leaves_the_line() {
        let (counting, transport) = Counting::default().limited(1);
        let first = send(&transport).await.unwrap();
        let (mut gone, mut next, mut last) = (send(&transport), send(&transport), send(&transport));
        for waiting in [&mut gone, &mut next, &mut last] {
            assert!(waiting.now_or_never().is_none());
        }
        drop(gone);
        drop(first);
        assert!((&mut last).now_or_never().is_none(), "another request came earlier");
        let next = next.now_or_never().unwrap().unwrap();
        drop(next);
        last.now_or_never().unwrap().unwrap();
        assert_eq!(counting.received(), 3);
    }

    #[tokio::test]
    async fn a_failed_request_and_a_whole_body_hold_no_place() {
        let failing = Counting {
            fails: true,
            ..Counting::default()
        };
        let (counting, transport) = failing.limited(1);
        for _ in 0..3 {
            let error = send(&transport).now_or_never().unwrap().unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Interrupted);
        }
        assert_eq!(counting.received(), 3);

        let whole = Counting {
            whole: true,
            ..Counting::default()
        };
        let (_, transport) = whole.limited(1);
        let one = send(&transport).now_or_never().unwrap().unwrap();
        let two = send(&transport).now_or_never().unwrap().unwrap();
        assert_eq!(one.into_body().as_bytes().unwrap(), "whole");
        drop(two);
    }
}
