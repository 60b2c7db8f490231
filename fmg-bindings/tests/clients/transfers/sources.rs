//! File sources that fail.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

/// Returns a piece, then fails.
#[derive(Default)]
pub(crate) struct Broken(bool);

impl AsyncRead for Broken {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(Err(io::Error::other("disk on fire")));
        }
        buf.put_slice(b"a piece");
        Poll::Ready(Ok(()))
    }
}

/// Returns a piece, and fails later.
pub(crate) struct Late<F> {
    pub(crate) first: Option<Bytes>,
    pub(crate) then: Pin<Box<F>>,
}

impl<F: Future<Output = io::Result<Bytes>>> futures_core::Stream for Late<F> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match self.first.take() {
            Some(piece) => Poll::Ready(Some(Ok(piece))),
            None => self.then.as_mut().poll(context).map(Some),
        }
    }
}
