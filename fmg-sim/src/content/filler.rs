//! Filler, which makes a file as large as required. Its bytes follow from their offsets, so it takes no memory.

use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};

/// The bytes of a block, which begins with its number.
const BLOCK: u64 = 64 << 10;
/// The bytes of a block's number.
const NUMBER: usize = size_of::<u64>();

/// The bytes of every block after its number.
static PATTERN: LazyLock<Vec<u8>> = LazyLock::new(|| (0..=250_u8).cycle().take(64 << 10).collect());

/// The filler from `offset` on: at most `left` bytes, and none beyond the end of the block.
pub(crate) fn piece(offset: u64, left: u64) -> Option<Bytes> {
    let (from, to) = within_block(offset, left)?;
    let mut piece = BytesMut::from(PATTERN.get(from..to)?);
    let number = (offset / BLOCK).to_le_bytes();
    let number = number.get(from.min(NUMBER)..to.min(NUMBER))?;
    piece.get_mut(..number.len())?.copy_from_slice(number);
    Some(piece.freeze())
}

/// Whether the bytes are the filler from `offset` on.
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

/// The range of a piece within its block. `None`: it is empty.
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
    fn blocks_differ() {
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
