//! Enforces limits for transports that do not.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Request;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::{Body, Limits, Sending, Transport, stall};
use crate::error::{TransportError, TransportErrorKind};

/// Enforces the [`Limits`] of requests for a transport that does not, and around layers in which requests wait.
///
/// The built-in transport enforces the limits itself, from the time that it receives a request. Around a layer such as
/// a rate limit, `Limited` counts the wait in that layer as well.
///
/// It uses the timers of the current tokio runtime, and panics without one, like the built-in transport. Available with
/// the feature `reqwest` or `tower`.
///
/// ```
/// use std::time::Duration;
///
/// use fmg_bindings::fmg;
/// use fmg_bindings::transport::http::Request;
/// use fmg_bindings::transport::{Body, Limited, Limits, Sending, Transport};
///
/// /// Never answers, like a tunnel whose other end is closed.
/// #[derive(Debug)]
/// struct Silent;
///
/// impl Transport for Silent {
///     fn send(&self, _request: Request<Body>, _limits: Limits) -> Sending<'_> {
///         Box::pin(std::future::pending())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), fmg_bindings::Error> {
/// let fmg = fmg::Client::builder("https://fmg.example")
///     .api_key("key")
///     .timeout(Duration::from_millis(100))
///     .transport(Silent)
///     .layer(Limited::new)
///     .build()?;
/// let error = fmg.sys().status().await.unwrap_err();
/// assert!(error.is_transport());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Limited<T>(T);

impl<T: Transport> Limited<T> {
    /// Enforces the limits of requests through `transport`.
    pub fn new(transport: T) -> Self {
        Self(transport)
    }
}

impl<T: Transport> Transport for Limited<T> {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            // A limit beyond the range of the clock is no limit.
            let end = limits.total.and_then(|total| Instant::now().checked_add(total));
            let answer = stall::watch(request, limits.stall, |request| self.0.send(request, limits));
            let Some(end) = end else {
                return answer.await;
            };
            let answer = timeout_at(end, answer).await;
            let answer = answer.map_err(|_| TransportError::from(TransportErrorKind::Timeout))??;
            Ok(answer.map(|body| match body.into_bytes() {
                Ok(whole) => Body::from(whole),
                Err(body) => Body::new(DeadlineBody {
                    body,
                    end: Box::pin(sleep_until(end)),
                }),
            }))
        })
    }
}

/// The body of a response with a deadline.
struct DeadlineBody {
    body: Body,
    end: Pin<Box<Sleep>>,
}

impl HttpBody for DeadlineBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        // A body that is always ready gives the runtime no time to update its timers.
        if Instant::now() < self.end.deadline() {
            if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
                return Poll::Ready(frame);
            }
            ready!(self.end.as_mut().poll(cx));
        }
        Poll::Ready(Some(Err(TransportErrorKind::Timeout.into())))
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
    use std::sync::Arc;
    use std::time::Duration;

    use http::Response;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A body with a piece after each interval.
    struct Slow {
        each: Duration,
        left: usize,
        wait: Pin<Box<Sleep>>,
    }

    fn slow(each: Duration, left: usize) -> Body {
        Body::new(Slow {
            each,
            left,
            wait: Box::pin(tokio::time::sleep(each)),
        })
    }

    impl HttpBody for Slow {
        type Data = Bytes;
        type Error = TransportError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
            let Some(left) = self.left.checked_sub(1) else {
                return Poll::Ready(None);
            };
            ready!(self.wait.as_mut().poll(cx));
            let next = Instant::now() + self.each;
            self.wait.as_mut().reset(next);
            self.left = left;
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"piece")))))
        }
    }

    /// Reads the request, waits for some time, and sends the response slowly.
    #[derive(Debug)]
    struct Appliance {
        thinks: Duration,
        each: Duration,
        pieces: usize,
    }

    impl Transport for Appliance {
        fn send(&self, request: Request<Body>, _: Limits) -> Sending<'_> {
            Box::pin(async move {
                request.into_body().collect().await?;
                tokio::time::sleep(self.thinks).await;
                Ok(Response::new(slow(self.each, self.pieces)))
            })
        }
    }

    /// Sends a request with a body of this number of pieces, one a second. Returns the response or the error, and the
    /// time.
    async fn sent(
        appliance: Appliance,
        pieces: usize,
        total: Option<Duration>,
        stall: Option<Duration>,
    ) -> (Result<usize, TransportErrorKind>, Duration) {
        let begun = Instant::now();
        let transport = Limited::new(Arc::new(appliance));
        let request = Request::new(slow(SECOND, pieces));
        let answer = async {
            transport
                .send(request, Limits { total, stall })
                .await?
                .into_body()
                .collect()
                .await
        };
        let len = answer.await.map(|body| body.len()).map_err(|error| error.kind());
        (len, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn the_total_timeout_includes_the_last_byte() {
        let appliance = |thinks, each, pieces| Appliance { thinks, each, pieces };
        let total = Some(SECOND * 10);
        let late = Err(TransportErrorKind::Timeout);
        for (appliance, sent_pieces, outcome, seconds) in [
            // While the request is sent, before the response, and during the response.
            (appliance(SECOND, SECOND, 1), 20, late, 10),
            (appliance(SECOND * 20, SECOND, 1), 1, late, 10),
            (appliance(SECOND, SECOND, 20), 1, late, 10),
            (appliance(SECOND, SECOND, 3), 1, Ok(15), 5),
        ] {
            let shown = format!("{appliance:?} {sent_pieces}");
            let (len, after) = sent(appliance, sent_pieces, total, None).await;
            assert_eq!(len, outcome, "{shown}");
            let seconds = Duration::from_secs(seconds);
            assert!((seconds..seconds + SECOND).contains(&after), "{shown}: {after:?}");
        }
        for total in [None, Some(Duration::MAX)] {
            assert_eq!(sent(appliance(SECOND, SECOND, 20), 20, total, None).await.0, Ok(100));
        }
    }

    /// Always has a piece ready.
    #[derive(Clone, Copy, Debug)]
    struct Endless;

    impl HttpBody for Endless {
        type Data = Bytes;
        type Error = TransportError;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"piece")))))
        }
    }

    impl Transport for Endless {
        fn send(&self, _: Request<Body>, _: Limits) -> Sending<'_> {
            Box::pin(std::future::ready(Ok(Response::new(Body::new(*self)))))
        }
    }

    /// Uses the system clock, because a paused clock advances only when the runtime is idle.
    #[tokio::test]
    async fn a_response_that_is_always_ready_can_time_out() {
        let total = Duration::from_millis(100);
        let limits = Limits {
            total: Some(total),
            stall: None,
        };
        let begun = Instant::now();
        let request = Request::new(Body::default());
        let mut body = Limited::new(Endless).send(request, limits).await.unwrap().into_body();
        let error = loop {
            match body.piece().await {
                Ok(piece) => assert_eq!(piece.unwrap(), "piece"),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
        assert!(begun.elapsed() >= total, "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_stall_is_noticed_in_both_directions() {
        let stall = Some(SECOND * 5);
        let late = Err(TransportErrorKind::Timeout);
        let appliance = |thinks, each, pieces| Appliance { thinks, each, pieces };
        assert_eq!(sent(appliance(SECOND, SECOND, 20), 20, None, stall).await.0, Ok(100));
        assert_eq!(sent(appliance(SECOND * 6, SECOND, 20), 20, None, stall).await.0, late);
        assert_eq!(sent(appliance(SECOND, SECOND * 6, 20), 20, None, stall).await.0, late);
        assert_eq!(
            sent(appliance(SECOND * 6, SECOND * 6, 2), 20, None, None).await.0,
            Ok(10)
        );
    }

    /// Answers with the body of the request, and checks that it has these limits.
    #[derive(Debug)]
    struct Echo(Limits);

    impl Transport for Echo {
        fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
            assert_eq!(limits, self.0);
            Box::pin(async { Ok(Response::new(request.into_body())) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_in_memory_has_no_timeout() {
        let limits = Limits {
            total: Some(SECOND),
            stall: None,
        };
        let request = Request::new(Body::from("whole"));
        let answer = Limited::new(Echo(limits)).send(request, limits).await.unwrap();
        tokio::time::sleep(SECOND * 2).await;
        assert_eq!(answer.into_body().into_bytes().unwrap(), "whole");
    }
}
