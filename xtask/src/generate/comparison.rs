//! Compares a file with a text that is being written, so that neither has to be in memory.

use std::io::{self, BufRead, Write};

/// Compares the written text with the contents of a file.
#[derive(Debug)]
pub(super) struct Comparison<R> {
    old: R,
    is_equal: bool,
}

impl<R: BufRead> Comparison<R> {
    pub(super) fn new(old: R) -> Self {
        Self { old, is_equal: true }
    }

    /// Whether all of the text that was written is equal to the contents.
    pub(super) fn finish(mut self) -> io::Result<bool> {
        Ok(self.is_equal && self.old.fill_buf()?.is_empty())
    }
}

impl<R: BufRead> Write for Comparison<R> {
    fn write(&mut self, new: &[u8]) -> io::Result<usize> {
        if !self.is_equal {
            return Ok(new.len());
        }
        let old = self.old.fill_buf()?;
        let length = old.len().min(new.len());
        self.is_equal = old[..length] == new[..length] && (length > 0 || new.is_empty());
        self.old.consume(length);
        Ok(if self.is_equal { length } else { new.len() })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn is_equal(old: &str, new: &[&str]) -> bool {
        let mut comparison = Comparison::new(BufReader::with_capacity(3, old.as_bytes()));
        for piece in new {
            comparison.write_all(piece.as_bytes()).unwrap();
        }
        comparison.finish().unwrap()
    }

    #[test]
    fn pieces_are_compared_with_the_whole() {
        for (old, new, equal) in [
            ("", &[][..], true),
            ("abcdefgh", &["abcdefgh"], true),
            ("abcdefgh", &["a", "", "bcdefg", "h"], true),
            ("abcdefgh", &["abcd", "efg"], false),
            ("abcdefgh", &["abcdefgh", "i"], false),
            ("abcdefgh", &["abcdefgX"], false),
            ("abcdefgh", &["Xbc", "defgh"], false),
            ("", &["a"], false),
            ("a", &[], false),
        ] {
            assert_eq!(is_equal(old, new), equal, "{old} {new:?}");
        }
    }
}
