//! A body in memory, of bounded length and held once.

use bytes::{Bytes, BytesMut};

use crate::error::TransportError;

/// So much memory is taken at once for a body that is said to be at least as long: its length is what the other side says.
const RESERVE: u64 = 16 * 1024 * 1024;

/// What has come of a body.
///
/// A body of one piece is that piece, and is not copied.
#[derive(Debug)]
pub(crate) struct Collected {
    limit: Option<u64>,
    announced: u64,
    first: Bytes,
    all: BytesMut,
}

impl Collected {
    /// Nothing yet of a body that is said to have `announced` bytes and may have `limit`.
    ///
    /// # Errors
    ///
    /// It is said to be longer.
    pub(crate) fn new(limit: Option<u64>, announced: Option<u64>) -> Result<Self, TransportError> {
        let announced = announced.unwrap_or_default();
        match limit {
            Some(limit) if announced > limit => Err(TransportError::reply_too_long(limit)),
            _ => Ok(Self {
                limit,
                announced,
                first: Bytes::new(),
                all: BytesMut::new(),
            }),
        }
    }

    /// Adds a piece.
    ///
    /// # Errors
    ///
    /// The body is longer than it may be.
    pub(crate) fn push(&mut self, piece: Bytes) -> Result<(), TransportError> {
        let done = self.first.len() + self.all.len();
        if let Some(limit) = self.limit
            && (done as u64).saturating_add(piece.len() as u64) > limit
        {
            return Err(TransportError::reply_too_long(limit));
        }
        if done == 0 {
            self.first = piece;
            return Ok(());
        }
        if self.all.is_empty() {
            let first = std::mem::take(&mut self.first);
            self.all
                .reserve(usize::try_from(self.announced.min(RESERVE)).unwrap_or_default());
            self.all.extend_from_slice(&first);
        }
        self.all.extend_from_slice(&piece);
        Ok(())
    }

    /// The whole.
    pub(crate) fn finish(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.freeze()
        }
    }
}
