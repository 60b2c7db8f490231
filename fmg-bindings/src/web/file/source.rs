//! The sources of a file's content.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;
use tokio::runtime::Handle;
use tokio_util::io::ReaderStream;

use crate::error::{FileError, FileErrorKind};

/// The longest piece of a file, which is in memory at one time.
pub(super) const PIECE: usize = 128 * 1024;

/// A stream of pieces, none of which is longer than [`PIECE`].
pub(super) struct Pieces {
    stream: Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>,
    /// The rest of a longer piece.
    rest: Bytes,
}

/// The source of a file's content.
pub(super) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    /// Empty after it was sent.
    Once(Mutex<Option<Pieces>>, Option<u64>),
}

impl Source {
    pub(super) fn reader(reader: impl AsyncRead + Send + 'static, len: Option<u64>) -> Self {
        Self::stream(ReaderStream::with_capacity(reader, PIECE), len)
    }

    pub(super) fn stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static, len: Option<u64>) -> Self {
        Self::Once(Mutex::new(Some(Pieces::new(stream))), len)
    }

    /// The length, if it is known without opening the file.
    pub(super) fn len(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Path(_) => None,
            Self::Once(_, len) => *len,
        }
    }

    /// The content and its length, if it is known.
    pub(super) async fn open(&self) -> Result<(Pieces, Option<u64>), FileError> {
        match self {
            Self::Bytes(bytes) => Ok((Pieces::whole(bytes.clone()), Some(bytes.len() as u64))),
            Self::Path(path) => {
                let unreadable = |error| FileError::because(FileErrorKind::Read, error);
                // Without a runtime tokio would panic. The built-in transport needs one, too.
                Handle::try_current().map_err(|error| unreadable(io::Error::other(error)))?;
                // Checked before opening: opening a pipe blocks until another process writes to it, and no timeout ends
                // that.
                let metadata = tokio::fs::metadata(path).await.map_err(unreadable)?;
                if !metadata.is_file() {
                    return Err(FileErrorKind::NoFile.into());
                }
                let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
                let metadata = file.metadata().await.map_err(unreadable)?;
                if !metadata.is_file() {
                    return Err(FileErrorKind::NoFile.into());
                }
                Ok((
                    Pieces::new(ReaderStream::with_capacity(file, PIECE)),
                    Some(metadata.len()),
                ))
            }
            Self::Once(pieces, len) => match pieces.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(pieces) => Ok((pieces, *len)),
                None => Err(FileErrorKind::Spent.into()),
            },
        }
    }
}

impl Pieces {
    fn new(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self {
            stream: Box::pin(stream),
            rest: Bytes::new(),
        }
    }

    fn whole(bytes: Bytes) -> Self {
        Self {
            stream: Box::pin(Nothing),
            rest: bytes,
        }
    }

    /// The next piece, which is not empty.
    pub(super) fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        while self.rest.is_empty() {
            match self.stream.as_mut().poll_next(cx) {
                Poll::Ready(Some(Ok(piece))) => self.rest = piece,
                end => return end,
            }
        }
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        Poll::Ready(Some(Ok(piece)))
    }
}

/// An empty stream.
struct Nothing;

impl Stream for Nothing {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
