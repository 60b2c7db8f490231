//! From bytes of a value to bytes of its file.

use std::ops::Range;

use crate::spec::Text;

/// The place in the file of some bytes of a text.
///
/// Exact where the text stands between single quotes without escapes, as nearly all do; else the whole text.
pub(crate) fn inside(text: &Text, bytes: Range<usize>) -> Range<usize> {
    if text.span.len() == text.value.len() + 2 {
        let start = text.span.start + 1;
        start + bytes.start..start + bytes.end
    } else {
        text.span.clone()
    }
}
