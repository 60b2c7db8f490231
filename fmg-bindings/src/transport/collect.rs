//! Collects a body in memory, up to a limit and without a second copy.

use bytes::{Bytes, BytesMut};

use crate::error::TransportError;

/// The number of bytes that are allocated at once for a longer body, because the announced length may be wrong.
const RESERVE: u64 = 16 * 1024 * 1024;

/// The received part of a body.
///
/// A body of one piece is not copied.
#[derive(Debug)]
pub(crate) struct Collected {
    limit: Option<u64>,
    announced: u64,
    first: Bytes,
    all: BytesMut,
}

impl Collected {
    /// An empty buffer for a body with the length `announced` and the limit `limit`.
    ///
    /// # Errors
    ///
    /// The announced length exceeds the limit.
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
    /// The body exceeds the limit.
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

    /// The whole body.
    pub(crate) fn finish(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.freeze()
        }
    }
}
