//! Bytes that make a file as large as it is to be. What they are follows from where they stand, so nobody has to hold them.

use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};

/// How many bytes there are to a block, which begins with its number.
const BLOCK: u64 = 64 << 10;
/// How many bytes the number of a block has.
const NUMBER: usize = size_of::<u64>();

/// What every block has after its number.
static PATTERN: LazyLock<Vec<u8>> = LazyLock::new(|| (0..=250_u8).cycle().take(64 << 10).collect());

/// The filler from `offset` on: as many bytes as there are left, but none beyond the end of the block.
pub(crate) fn piece(offset: u64, left: u64) -> Option<Bytes> {
    let (from, to) = within_block(offset, left)?;
    let mut piece = BytesMut::from(PATTERN.get(from..to)?);
    let number = (offset / BLOCK).to_le_bytes();
    let number = number.get(from.min(NUMBER)..to.min(NUMBER))?;
    piece.get_mut(..number.len())?.copy_from_slice(number);
    Some(piece.freeze())
}

/// Whether bytes are the filler from `offset` on.
pub(crate) fn is(offset: u64, bytes: &[u8]) -> bool {
    let (mut offset, mut bytes) = (offset, bytes);
    while let Some(piece) = piece(offset, u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
        let Some(rest) = bytes.strip_prefix(&*piece) else {
            return false;
        };
        bytes = rest;
        offset = offset.saturating_add(super::length(&piece));
    }
    bytes.is_empty()
}

/// Where in its block a piece begins and ends. `None`: it would be empty.
fn within_block(offset: u64, left: u64) -> Option<(usize, usize)> {
    let from = offset % BLOCK;
    let to = from.saturating_add(left).min(BLOCK);
    let both = usize::try_from(from).ok().zip(usize::try_from(to).ok())?;
    (from < to).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_another_one() {
        let at = |offset, left| piece(offset, left).unwrap();
        assert_eq!(at(0, u64::MAX).len(), 64 << 10);
        assert_eq!(at(BLOCK - 3, 10).len(), 3);
        assert_eq!(at(3, 2), at(0, 9).slice(3..5));
        assert_ne!(at(0, BLOCK), at(BLOCK, BLOCK));
        assert_eq!(piece(5, 0), None);
    }

    #[test]
    fn a_wrong_byte_is_noticed() {
        let mut bytes = [&piece(7, u64::MAX).unwrap()[..], &piece(BLOCK, 100).unwrap()[..]].concat();
        assert!(is(7, &bytes) && is(7, &[]));
        assert!(!is(8, &bytes) && !is(7, &bytes[1..]));
        bytes[70] ^= 1;
        assert!(!is(7, &bytes));
    }
}
