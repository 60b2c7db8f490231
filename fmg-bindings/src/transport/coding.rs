//! Content codings of replies: gzip and deflate, which servers use although no request asks for them.

use std::io::{self, BufRead, Read};

use bytes::{Buf, Bytes};
use flate2::bufread::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, Response};

use crate::error::{DecodeError, ErrorKind, TransportError};

/// The first bytes of every gzip stream. No text begins with them.
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];

/// The number of bytes that are decompressed at once.
const STEP: usize = 16 * 1024;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    /// zlib, as the standard requires, or raw deflate, as some servers send it.
    Deflate,
}

impl Coding {
    /// The coding in the headers of a reply, if it is known and the only one.
    pub(crate) fn named(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(CONTENT_ENCODING).into_iter();
        let mut names = values
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(b"identity"));
        let name = names.next()?;
        if names.next().is_some() {
            None
        } else if name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip") {
            Some(Self::Gzip)
        } else if name.eq_ignore_ascii_case(b"deflate") {
            Some(Self::Deflate)
        } else {
            None
        }
    }

    /// The coding of a reply with text, by its first bytes or else by its headers.
    fn of(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        if is_gzip(body) {
            Some(Self::Gzip)
        } else {
            Self::named(headers).filter(|_| !body.is_empty())
        }
    }
}

/// Whether the body begins like a gzip stream.
pub(crate) fn is_gzip(body: &[u8]) -> bool {
    body.starts_with(&GZIP)
}

/// The decompressed reply, of at most `limit` bytes.
///
/// If the reply is an error whose stream is damaged, its body is dropped: the HTTP status is enough.
///
/// # Errors
///
/// The stream is damaged, or the decompressed body is longer than `limit`.
pub(crate) fn inflated(mut answer: Response<Bytes>, limit: Option<u64>) -> Result<Response<Bytes>, ErrorKind> {
    let Some(coding) = Coding::of(answer.headers(), answer.body()) else {
        return Ok(answer);
    };
    let body = match inflate(coding, answer.body(), limit) {
        Err(ErrorKind::Decode(_)) if !answer.status().is_success() => Bytes::new(),
        body => body?,
    };
    *answer.body_mut() = body;
    answer.headers_mut().remove(CONTENT_ENCODING);
    answer.headers_mut().remove(CONTENT_LENGTH);
    Ok(answer)
}

/// The decompressed bytes of a whole stream.
///
/// The stream is decompressed twice, first to measure it: data beyond the limit is never stored, and the buffer has the
/// exact length.
///
/// # Errors
///
/// The stream is damaged, or the decompressed data is longer than `limit`.
pub(crate) fn inflate(coding: Coding, body: &Bytes, limit: Option<u64>) -> Result<Bytes, ErrorKind> {
    let whole = || {
        let mut inflater = Inflater::new(coding);
        inflater.feed(body.clone());
        inflater.end();
        inflater
    };
    let mut scratch = [0; STEP];
    let mut len = 0;
    let mut measured = whole();
    loop {
        match measured.read(&mut scratch).map_err(|error| damaged(&error))? {
            0 => break,
            read => len += read,
        }
        if let Some(limit) = limit
            && len as u64 > limit
        {
            return Err(TransportError::reply_too_long(limit).into());
        }
    }
    let mut all = vec![0; len];
    whole().read_exact(&mut all).map_err(|error| damaged(&error))?;
    Ok(all.into())
}

/// The error of a damaged compressed stream.
pub(crate) fn damaged(error: &io::Error) -> ErrorKind {
    DecodeError::damaged_stream(error).into()
}

/// Decompresses a stream in pieces.
///
/// Reading returns [`io::ErrorKind::WouldBlock`] until enough data was [fed](Self::feed).
pub(crate) struct Inflater(Stream);

enum Stream {
    /// No data was received yet that shows the format.
    Unknown(Coding, Feed),
    /// Text that the header declares as gzip.
    Plain(Feed),
    Gzip(Box<MultiGzDecoder<Feed>>),
    Deflate(Decompress, Feed),
}

impl Inflater {
    pub(crate) fn new(coding: Coding) -> Self {
        Self(Stream::Unknown(coding, Feed::default()))
    }

    /// Adds the next piece, after the previous one was consumed.
    pub(crate) fn feed(&mut self, piece: Bytes) {
        self.0.source().piece = piece;
    }

    /// Marks the end of the data.
    pub(crate) fn end(&mut self) {
        self.0.source().is_all = true;
    }
}

impl Stream {
    fn source(&mut self) -> &mut Feed {
        match self {
            Self::Unknown(_, feed) | Self::Plain(feed) | Self::Deflate(_, feed) => feed,
            Self::Gzip(gzip) => gzip.get_mut(),
        }
    }

    /// The stream whose first byte is `first`.
    fn begun(coding: Coding, first: u8, feed: Feed) -> Self {
        match (coding, first) {
            // A gateway has decompressed the body and kept the header.
            (Coding::Gzip, b'{' | b'[' | b'<' | b' ' | b'\t' | b'\r' | b'\n' | 0xef) => Self::Plain(feed),
            (Coding::Gzip, _) | (_, 0x1f) => Self::Gzip(Box::new(MultiGzDecoder::new(feed))),
            (Coding::Deflate, first) => {
                // zlib has method 8 and a valid window size. In raw deflate, such a byte would begin a stored block
                // with bits set that must be zero.
                let is_zlib = first & 0x8f == 8;
                Self::Deflate(Decompress::new(is_zlib), feed)
            }
        }
    }
}

impl Read for Inflater {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Stream::Unknown(coding, feed) = &mut self.0 {
            let Some(&first) = feed.fill_buf()?.first() else {
                return Ok(0);
            };
            self.0 = Stream::begun(*coding, first, std::mem::take(feed));
        }
        match &mut self.0 {
            Stream::Unknown(..) => Ok(0),
            Stream::Plain(feed) => feed.read(into),
            Stream::Gzip(gzip) => gzip.read(into),
            Stream::Deflate(state, feed) => inflate_some(state, feed, into),
        }
    }
}

/// Decompresses raw deflate or zlib. The readers of flate2 do not report a truncated stream.
fn inflate_some(state: &mut Decompress, feed: &mut Feed, into: &mut [u8]) -> io::Result<usize> {
    loop {
        let piece = feed.fill_buf()?;
        let is_over = piece.is_empty();
        let flush = if is_over {
            FlushDecompress::Finish
        } else {
            FlushDecompress::None
        };
        let (taken, given) = (state.total_in(), state.total_out());
        let status = state.decompress(piece, into, flush)?;
        let moved = |now: u64, before: u64| usize::try_from(now - before).unwrap_or_default();
        let (taken, given) = (moved(state.total_in(), taken), moved(state.total_out(), given));
        feed.consume(taken);
        if given > 0 || status == Status::StreamEnd || into.is_empty() {
            return Ok(given);
        }
        if is_over {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if taken == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

/// The data that was received and not consumed yet.
#[derive(Default)]
struct Feed {
    piece: Bytes,
    is_all: bool,
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece.is_empty() && !self.is_all {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(&self.piece)
    }

    fn consume(&mut self, amount: usize) {
        self.piece.advance(amount);
    }
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
