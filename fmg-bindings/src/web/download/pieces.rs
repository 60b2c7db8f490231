//! The body of a response, decompressed while it is received.

use std::io::{ErrorKind as IoErrorKind, Read};

use bytes::Bytes;
use http_body::Body as _;

use crate::error::ErrorKind;
use crate::transport::{Body, Coding, Inflater, damaged};

/// The number of bytes that are decompressed at once, and the longest piece, however far a stream expands.
const PIECE: usize = 64 * 1024;

/// A body of any length, decompressed.
pub(super) struct Pieces {
    body: Body,
    inflating: Option<(Inflater, Box<[u8]>)>,
}

impl Pieces {
    pub(super) fn new(body: Body, coding: Option<Coding>) -> Self {
        let inflating = coding.map(|coding| (Inflater::new(coding), vec![0; PIECE].into_boxed_slice()));
        Self { body, inflating }
    }

    /// The length of the body, if it is known in advance.
    pub(super) fn announced(&self) -> Option<u64> {
        match self.inflating {
            None => self.body.size_hint().exact(),
            Some(_) => None,
        }
    }

    /// The next piece, which is not empty; `None` at the end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, ErrorKind> {
        let Some((inflater, buffer)) = &mut self.inflating else {
            return Ok(self.body.piece().await?);
        };
        loop {
            match inflater.read(buffer) {
                Ok(0) => return Ok(None),
                Ok(read) => return Ok(buffer.get(..read).map(Bytes::copy_from_slice)),
                Err(error) if error.kind() == IoErrorKind::WouldBlock => match self.body.piece().await? {
                    Some(piece) => inflater.feed(piece),
                    None => inflater.end(),
                },
                Err(error) => return Err(damaged(&error)),
            }
        }
    }
}
