//! Encodes base64 in pieces.

use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;

/// Encodes base64 in pieces.
///
/// The stream encoder of the crate writes to an `io::Write`, but here the reader requests the pieces.
#[derive(Default)]
pub(super) struct Base64 {
    /// The rest of the last piece: three bytes become four characters, and fewer are kept for the next piece.
    carry: Vec<u8>,
}

impl Base64 {
    /// The length of the base64 of `len` bytes.
    pub(super) fn len(len: u64) -> Option<u64> {
        len.div_ceil(3).checked_mul(4)
    }

    pub(super) fn write(&mut self, piece: &[u8]) -> String {
        let mut out = String::with_capacity((self.carry.len() + piece.len()).div_ceil(3) * 4);
        let mut piece = piece;
        if !self.carry.is_empty() {
            let missing = (3 - self.carry.len()).min(piece.len());
            let (head, rest) = piece.split_at(missing);
            self.carry.extend_from_slice(head);
            piece = rest;
            if self.carry.len() < 3 {
                return out;
            }
            STANDARD.encode_string(&self.carry, &mut out);
            self.carry.clear();
        }
        let (whole, rest) = piece.split_at(piece.len() - piece.len() % 3);
        STANDARD.encode_string(whole, &mut out);
        self.carry.extend_from_slice(rest);
        out
    }

    pub(super) fn finish(&mut self) -> String {
        STANDARD.encode(std::mem::take(&mut self.carry))
    }
}

#[cfg(test)]
mod tests {
    use ::base64::Engine;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::{ProptestConfig, any};
    use proptest::{prop_assert_eq, proptest};

    use super::Base64;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn pieces_give_the_same_base64_as_the_whole(pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..9)) {
            let mut base64 = Base64::default();
            let mut text: String = pieces.iter().map(|piece| base64.write(piece)).collect();
            text.push_str(&base64.finish());
            let whole = pieces.concat();
            prop_assert_eq!(Base64::len(whole.len() as u64), Some(text.len() as u64));
            prop_assert_eq!(text, STANDARD.encode(whole));
        }
    }

    #[test]
    fn a_length_that_overflows_is_unknown() {
        assert_eq!(Base64::len(u64::MAX), None);
        assert_eq!(Base64::len(0), Some(0));
    }
}
