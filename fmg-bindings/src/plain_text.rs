//! Finds the characters that JSON escapes in strings.

/// The length of the start of `text` that has none of them: no control characters, quotation marks or backslashes.
/// Checks eight bytes at once.
#[inline]
pub(crate) fn plain_len(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let found = escaped(*word);
        if found != 0 {
            return index * 8 + first(found);
        }
    }
    let done = text.len() - rest.len();
    let of_rest = rest.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'));
    done + of_rest.unwrap_or(rest.len())
}

/// The index of the lowest byte whose bit is set.
#[inline]
const fn first(found: u64) -> usize {
    (found.trailing_zeros() / 8) as usize
}

/// Whether JSON writes the text unchanged.
#[inline]
pub(crate) fn is_plain(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks::<8>();
    let mut found = 0;
    for word in words {
        found |= escaped(*word);
    }
    match text.last_chunk::<8>() {
        _ if rest.is_empty() => {}
        Some(last) => found |= escaped(*last),
        None => return found == 0 && rest.iter().all(|byte| !matches!(byte, 0..0x20 | b'"' | b'\\')),
    }
    found == 0
}

/// Not zero if JSON escapes one of the bytes; the lowest bit that is set is then in the first of them. `less` subtracts
/// from all bytes at once. A borrow between bytes starts at a byte that is less, so it only reaches later bytes.
#[inline]
const fn escaped(bytes: [u8; 8]) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    const fn less(word: u64, than: u8) -> u64 {
        word.wrapping_sub(each(than)) & !word
    }
    let word = u64::from_le_bytes(bytes);
    (less(word, 0x20) | less(word ^ each(b'"'), 1) | less(word ^ each(b'\\'), 1)) & each(0x80)
}
