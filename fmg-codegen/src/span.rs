//! Finds the bytes of a spec file that hold a part of a value.

use std::ops::Range;

use crate::spec::Text;

/// The bytes in the file of some bytes of a text.
///
/// Exact for text between single quotes without escapes, as nearly all is; otherwise the bytes of the whole text.
pub(crate) fn inside(text: &Text, bytes: Range<usize>) -> Range<usize> {
    if text.span.len() == text.value.len() + 2 {
        let start = text.span.start + 1;
        start + bytes.start..start + bytes.end
    } else {
        text.span.clone()
    }
}
