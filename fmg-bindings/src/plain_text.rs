//! Finds the characters that JSON escapes in strings.

/// The length of the start of `text` without control characters, quotation marks and backslashes.
///
/// Checks sixteen bytes at once: most texts end in the first of them, and a processor cannot predict the end of a loop.
#[inline]
pub(crate) fn plain_len(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    let (pairs, last) = words.as_chunks::<2>();
    for (index, [low, high]) in pairs.iter().enumerate() {
        let (low, high) = (escaped(*low), escaped(*high));
        if low | high != 0 {
            let within = if low == 0 { 8 + first(high) } else { first(low) };
            return index * 16 + within;
        }
    }
    let done = pairs.len() * 16;
    if let [word] = last {
        let found = escaped(*word);
        if found != 0 {
            return done + first(found);
        }
    }
    let of_rest = rest.iter().copied().position(is_escaped);
    text.len() - rest.len() + of_rest.unwrap_or(rest.len())
}

/// The index of the lowest byte whose bit is set.
#[inline]
const fn first(found: u64) -> usize {
    (found.trailing_zeros() / 8) as usize
}

/// Whether JSON writes the text unchanged.
///
/// The words of a text overlap, so that texts of most lengths need no loop, whose end a processor could not predict.
#[inline]
pub(crate) fn is_plain(text: &[u8]) -> bool {
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let mut found = escaped(*first) | escaped(*last);
        if text.len() > 16 {
            let (words, _) = text.as_chunks::<8>();
            for word in words {
                found |= escaped(*word);
            }
        }
        found == 0
    } else if let (Some([a, b, c, d]), Some([e, f, g, h])) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        escaped([*a, *b, *c, *d, *e, *f, *g, *h]) == 0
    } else {
        !text.iter().copied().any(is_escaped)
    }
}

/// Whether JSON escapes the byte.
const fn is_escaped(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\')
}

/// Not zero if JSON escapes one of the bytes. The lowest bit that is set is then in the first escaped byte.
///
/// Each subtraction is one from all bytes at once, and sets the highest bit of the bytes that are less. A borrow between
/// bytes starts at a byte that is less, so it only reaches later bytes. Bytes that have this bit already are not ASCII.
#[inline]
const fn escaped(bytes: [u8; 8]) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let word = u64::from_le_bytes(bytes);
    let control = word.wrapping_sub(each(0x20));
    let quotation_mark = (word ^ each(b'"')).wrapping_sub(each(1));
    let backslash = (word ^ each(b'\\')).wrapping_sub(each(1));
    (control | quotation_mark | backslash) & !word & each(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of all lengths up to three words, with each byte at each place.
    #[test]
    fn each_character_is_found_at_each_place() {
        for len in 0..=25 {
            let mut text = vec![b'a'; len];
            assert!(is_plain(&text), "{len}");
            assert_eq!(plain_len(&text), len);
            for at in 0..len {
                for byte in 0..=u8::MAX {
                    text[at] = byte;
                    let is_escaped = matches!(byte, 0..0x20 | b'"' | b'\\');
                    assert_eq!(is_plain(&text), !is_escaped, "{byte} at {at} of {len}");
                    assert_eq!(
                        plain_len(&text),
                        if is_escaped { at } else { len },
                        "{byte} at {at} of {len}"
                    );
                }
                text[at] = b'a';
            }
        }
    }
}
