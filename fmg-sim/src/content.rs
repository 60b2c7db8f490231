//! Bodies of responses and uploaded files that are too large to keep in memory.

use bytes::Bytes;

pub(crate) mod filler;

/// The body of a response: bytes in memory, and filler behind them, which is made during sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) held: Bytes,
    /// The number of bytes of filler.
    pub(crate) filler: u64,
}

impl Content {
    /// The total length in bytes.
    pub(crate) fn length(&self) -> u64 {
        length(&self.held).saturating_add(self.filler)
    }

    /// The first `length` bytes, or all if there are fewer.
    pub(crate) fn beginning(&self, length: u64) -> Self {
        let own = self::length(&self.held);
        match usize::try_from(length) {
            Ok(cut) if length < own => Self {
                held: self.held.slice(..cut),
                filler: 0,
            },
            _ => Self {
                held: self.held.clone(),
                filler: self.filler.min(length.saturating_sub(own)),
            },
        }
    }

    /// Removes and returns the next piece, whose first byte is at `offset` of the whole.
    pub(crate) fn next_piece(&mut self, offset: u64) -> Option<Bytes> {
        if !self.held.is_empty() {
            return Some(std::mem::take(&mut self.held));
        }
        let piece = filler::piece(offset, self.filler)?;
        self.filler = self.filler.saturating_sub(length(&piece));
        Some(piece)
    }
}

impl From<Bytes> for Content {
    fn from(held: Bytes) -> Self {
        Self { held, filler: 0 }
    }
}

/// The rest of an uploaded file whose beginning is the body of the request. An extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beyond {
    /// The number of bytes after the beginning.
    pub(crate) bytes: u64,
    /// Whether they are the filler for their offsets.
    pub(crate) is_filler: bool,
}

pub(crate) fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_make_the_whole() {
        let whole = Content {
            held: Bytes::from_static(b"held"),
            filler: 200_000,
        };
        assert_eq!(whole.length(), 200_004);
        let read = |mut content: Content| {
            let mut all = Vec::new();
            while let Some(piece) = content.next_piece(all.len() as u64) {
                all.extend_from_slice(&piece);
            }
            all
        };
        let all = read(whole.clone());
        assert_eq!(all.len(), 200_004);
        assert!(all.starts_with(b"held") && filler::is(4, &all[4..]) && !filler::is(5, &all[4..]));
        for length in [0, 1, 4, 5, 100_000, 200_004, 300_000] {
            let beginning = read(whole.beginning(length));
            assert_eq!(beginning, all[..all.len().min(usize::try_from(length).unwrap())]);
        }
    }
}
