//! Notices when a transfer makes no progress.
//!
//! A total timeout would depend on the size of the file. A limit for the time without progress suits files of any size.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::{Body, Sending};
use crate::error::{TransportError, TransportErrorKind};

/// When a transfer last made progress.
#[derive(Clone, Debug)]
struct Activity(Arc<Mutex<Instant>>);

impl Activity {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `future` while there is activity. Returns `None` after a time of `stall` without any.
    async fn watch<F: Future>(&self, stall: Option<Duration>, future: F) -> Option<F::Output> {
        let Some(stall) = stall else {
            return Some(future.await);
        };
        let mut future = pin!(future);
        self.note();
        loop {
            let last = self.last();
            // A limit beyond the range of the clock is no limit.
            let Some(deadline) = last.checked_add(stall) else {
                return Some(future.await);
            };
            match tokio::time::timeout_at(deadline, future.as_mut()).await {
                Ok(output) => return Some(output),
                Err(_) if self.last() == last => return None,
                Err(_) => {}
            }
        }
    }
}

/// Sends a request by `send`, and fails if no data moves in either direction before the response is complete.
///
/// It is boxed here, so that requests without such a limit have smaller futures.
pub(super) fn watch<'t, F>(
    request: Request<Body>,
    stall: Option<Duration>,
    send: impl FnOnce(Request<Body>) -> F,
) -> Sending<'t>
where
    F: Future<Output = Result<Response<Body>, TransportError>> + Send + 't,
{
    if stall.is_none() {
        return Box::pin(send(request));
    }
    let activity = Activity::new();
    let request = request.map(|body| {
        Body::new(WatchedBody {
            body,
            activity: activity.clone(),
        })
    });
    let answer = send(request);
    Box::pin(async move {
        match activity.watch(stall, answer).await {
            Some(answer) => Ok(answer?.map(|body| Body::new(Paced::new(body, stall, std::convert::identity)))),
            None => Err(TransportErrorKind::Timeout.into()),
        }
    })
}

/// The body of a request, each piece of which counts as activity.
struct WatchedBody {
    body: Body,
    activity: Activity,
}

impl HttpBody for WatchedBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.activity.note();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response with a limit for the time to wait for each piece.
///
/// The time that the reader takes between two pieces does not count.
struct Paced<B: HttpBody> {
    body: B,
    stall: Option<Duration>,
    /// Runs while the body waits for a piece.
    wait: Option<Pin<Box<Sleep>>>,
    waiting: bool,
    failed: fn(B::Error) -> TransportError,
}

impl<B: HttpBody> Paced<B> {
    fn new(body: B, stall: Option<Duration>, failed: fn(B::Error) -> TransportError) -> Self {
        Self {
            body,
            stall,
            wait: None,
            waiting: false,
            failed,
        }
    }
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Paced<B> {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.waiting = false;
            return Poll::Ready(frame.map(|frame| frame.map_err(this.failed)));
        }
        let Some(deadline) = this.stall.and_then(|stall| Instant::now().checked_add(stall)) else {
            return Poll::Pending;
        };
        let wait = this
            .wait
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if !this.waiting {
            this.waiting = true;
            wait.as_mut().reset(deadline);
        }
        ready!(wait.as_mut().poll(cx));
        this.waiting = false;
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
    use std::convert::Infallible;

    use super::*;

    const STALL: Duration = Duration::from_secs(10);

    /// Returns a piece after each of these waits, and ends.
    fn pieces(waits: Vec<Duration>) -> impl HttpBody<Data = Bytes, Error = Infallible> + Send {
        struct Pieces(std::vec::IntoIter<Duration>, Option<Pin<Box<Sleep>>>);

        impl HttpBody for Pieces {
            type Data = Bytes;
            type Error = Infallible;

            fn poll_frame(
                mut self: Pin<&mut Self>,
                cx: &mut Context<'_>,
            ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
                let this = &mut *self;
                if this.1.is_none() {
                    let Some(wait) = this.0.next() else {
                        return Poll::Ready(None);
                    };
                    this.1 = Some(Box::pin(tokio::time::sleep(wait)));
                }
                if let Some(wait) = &mut this.1 {
                    ready!(wait.as_mut().poll(cx));
                    this.1 = None;
                }
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"piece")))))
            }
        }

        Pieces(waits.into_iter(), None)
    }

    fn paced(waits: impl Into<Vec<Duration>>, stall: Option<Duration>) -> Body {
        Body::new(Paced::new(pieces(waits.into()), stall, |never| match never {}))
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_body_passes_and_a_stalled_one_fails() {
        let slow = [STALL.saturating_sub(Duration::from_secs(1)); 20];
        assert_eq!(paced(slow, Some(STALL)).collect().await.unwrap().len(), 100);

        let mut stands_still = paced([Duration::ZERO, Duration::from_secs(11), Duration::ZERO], Some(STALL));
        assert!(stands_still.piece().await.unwrap().is_some());
        assert_eq!(
            stands_still.piece().await.unwrap_err().kind(),
            TransportErrorKind::Timeout
        );

        assert_eq!(paced([Duration::from_secs(99)], None).collect().await.unwrap(), "piece");
        assert_eq!(paced([STALL], Some(Duration::MAX)).collect().await.unwrap(), "piece");
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_of_the_reader_does_not_count() {
        let mut body = paced([Duration::from_secs(1); 3], Some(STALL));
        for _ in 0..3 {
            assert!(body.piece().await.unwrap().is_some());
            tokio::time::sleep(STALL * 2).await;
        }
        assert!(body.piece().await.unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_continues_while_data_moves() {
        let activity = Activity::new();
        let beating = async {
            for _ in 0..5 {
                tokio::time::sleep(STALL / 2).await;
                activity.note();
            }
            tokio::time::sleep(STALL.saturating_sub(Duration::from_millis(1))).await;
            "done"
        };
        assert_eq!(activity.watch(Some(STALL), beating).await, Some("done"));
        let begun = Instant::now();
        assert_eq!(activity.watch(Some(STALL), std::future::pending::<()>()).await, None);
        assert!(begun.elapsed() < STALL * 2);
        assert_eq!(activity.watch(Some(Duration::MAX), async { 1 }).await, Some(1));
        assert_eq!(activity.watch(None, async { 1 }).await, Some(1));
    }
}
