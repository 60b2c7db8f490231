//! Content that is too large to be held: the body of an answer, and a file that is sent.

use bytes::Bytes;

pub(crate) mod filler;

/// The body of an answer: bytes that are held, and filler after them that is made while it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) held: Bytes,
    /// How many bytes of filler follow.
    pub(crate) filler: u64,
}

impl Content {
    /// How many bytes it has in all.
    pub(crate) fn length(&self) -> u64 {
        length(&self.held).saturating_add(self.filler)
    }

    /// The beginning of it, or all if it is not longer.
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

    /// Takes the next piece off, of which the first byte is at `offset` of the whole.
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

/// What of a file that was sent is not held: the body of the request is its beginning only. Stands in the extensions of the
/// request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beyond {
    /// How many bytes came after the beginning.
    pub(crate) bytes: u64,
    /// Whether they are the filler of their places.
    pub(crate) is_filler: bool,
}

pub(crate) fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_after_the_other_makes_the_whole() {
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
