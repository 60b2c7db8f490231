//! Names of descriptions in messages.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;

/// A text with its control characters escaped, so that it is one line and has no effect on a terminal.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Faults whose texts quote names of descriptions, as lines of printable text.
pub(super) fn lines(faults: &mut [Diagnostic]) {
    for fault in faults {
        let labels = std::iter::once(&mut fault.primary).chain(&mut fault.secondary);
        let labels = labels.map(|label| &mut label.text);
        for text in labels.chain([&mut fault.message]).chain(&mut fault.help) {
            if let Cow::Owned(line) = printable(text) {
                *text = line;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(printable("a\nb\u{1b}[1mé"), "a\\nb\\u{1b}[1mé");
        assert!(matches!(printable("a\\b é"), Cow::Borrowed(_)));
    }
}
