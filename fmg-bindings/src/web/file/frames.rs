//! The text around the content of a file.

use bytes::Bytes;

use super::base64::Base64;

/// The text around the content of a file, and the encoding of the content.
pub(super) struct Frames {
    pub(super) media_type: String,
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
    pub(super) coding: Coding,
}

/// The encoding of the content of a file.
pub(super) enum Coding {
    Plain,
    Base64(Base64),
}

impl Coding {
    /// The encoded length of `len` bytes.
    pub(super) fn len(&self, len: u64) -> Option<u64> {
        match self {
            Self::Plain => Some(len),
            Self::Base64(_) => Base64::len(len),
        }
    }

    pub(super) fn write(&mut self, piece: Bytes) -> Bytes {
        match self {
            Self::Plain => piece,
            Self::Base64(base64) => base64.write(&piece).into(),
        }
    }

    pub(super) fn finish(&mut self) -> Bytes {
        match self {
            Self::Plain => Bytes::new(),
            Self::Base64(base64) => base64.finish().into(),
        }
    }
}
