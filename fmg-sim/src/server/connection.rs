//! Handles one connection, from the TLS handshake to its end.

use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;

use super::Server;

/// The smallest buffer that hyper accepts for the head of a request.
const LEAST_HEAD: usize = 8 << 10;

/// How long the server still reads after it has closed its side of a connection.
const LINGER: Duration = Duration::from_secs(2);

/// How a connection ends that does not end in good order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// Without `close_notify` of TLS.
    Silent,
    /// By a TCP reset.
    Reset,
}

/// A connection with a timeout for writes.
type TimedStream = Pin<Box<TimeoutStream<TcpStream>>>;

impl Server {
    pub(super) async fn connection(&self, stream: TcpStream) {
        // A small response must not wait for the acknowledgement of the previous one. Without the option it is only
        // slower.
        let _ = stream.set_nodelay(true);
        let mut stream = Box::pin(TimeoutStream::new(stream));
        stream.as_mut().set_write_timeout_pinned(Some(self.limits.unread));

        let Some(tls) = &self.tls else {
            return match self.requests(&mut stream).await {
                None => close(stream).await,
                Some(Break::Silent) => {}
                Some(Break::Reset) => reset(&stream),
            };
        };
        let handshake = tls.accept(stream).into_fallible();
        let mut stream = match tokio::time::timeout(self.limits.handshake, handshake).await {
            Ok(Ok(stream)) => stream,
            Ok(Err((_, stream))) => return close(stream).await,
            Err(_) => return,
        };
        match self.requests(&mut stream).await {
            None => close(stream).await,
            Some(Break::Silent) => {}
            Some(Break::Reset) => reset(stream.get_ref().0),
        }
    }

    /// Serves the requests of a connection. Returns how to break it, if not closed in good order.
    async fn requests<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) -> Option<Break> {
        let broken = OnceLock::new();
        let service = service_fn(|request| self.exchange(request, &broken));
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.limits.idle)
            .max_buf_size(self.limits.head.max(LEAST_HEAD));
        // After an error, the client was told if possible, and the connection is over.
        let _ = http.serve_connection(TokioIo::new(stream), service).await;
        broken.get().copied()
    }
}

/// Makes a connection end by a reset, once it is dropped.
fn reset(stream: &TimedStream) {
    // If the option cannot be set, the connection ends in good order.
    let _ = stream.as_ref().get_ref().get_ref().set_zero_linger();
}

/// Closes a connection in good order.
///
/// The server still reads for a while: closing a socket with unread bytes resets the connection, and the client could
/// lose the response, or the alert, that tells the reason.
async fn close<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) {
    let closing = async {
        stream.shutdown().await?;
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
    };
    let _ = tokio::time::timeout(LINGER, closing).await;
}
