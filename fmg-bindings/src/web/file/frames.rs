//! What stands around the content of a file.

use bytes::Bytes;

use super::base64::Base64;

/// What stands around the content of a file, and how the content itself is written.
pub(super) struct Frames {
    pub(super) media_type: String,
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
    pub(super) coding: Coding,
}

/// How the content of a file is written.
pub(super) enum Coding {
    Plain,
    Base64(Base64),
}

impl Coding {
    /// The length of what `len` bytes become.
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
