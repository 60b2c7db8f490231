//! Shared by all url values: the checks of one segment, and the traits of the text they hold.

use super::fault::{ValueFault, ValueFaultKind, ValueKind};

/// The reason why a text is not a valid segment, and the byte of the fault.
pub(super) type SegmentFault = (ValueFaultKind, Option<usize>);

/// Checks one decoded segment, in which a slash is an ordinary character.
pub(super) fn check_segment(segment: &str) -> Result<(), SegmentFault> {
    if is_plain(segment) {
        return Ok(());
    }
    check_unusual(segment)?;
    match segment.find('\\') {
        Some(at) => Err((ValueFaultKind::Backslash, Some(at))),
        None => Ok(()),
    }
}

/// Whether a segment consists of characters that need no further check, as most do.
fn is_plain(segment: &str) -> bool {
    let is_plain = |byte| matches!(byte, b' '..=b'-' | b'/'..=b'[' | b']'..=b'~');
    !segment.is_empty() && segment.bytes().all(is_plain)
}

/// Checks one segment of an HTTP path, which can contain a backslash.
pub(super) fn check_http_segment(segment: &str) -> Result<(), SegmentFault> {
    if is_plain(segment) {
        return Ok(());
    }
    check_unusual(segment)
}

/// Checks a segment that is not [plain](is_plain), and accepts backslashes.
fn check_unusual(segment: &str) -> Result<(), SegmentFault> {
    match segment {
        "" => return Err((ValueFaultKind::EmptySegment, Some(0))),
        "." | ".." => return Err((ValueFaultKind::DotSegment, Some(0))),
        _ => {}
    }
    segment.char_indices().try_for_each(|(at, character)| match character {
        _ if character.is_control() => Err((ValueFaultKind::ControlCharacter { character }, Some(at))),
        _ => Ok(()),
    })
}

/// Places the fault of a segment in the text that the segment begins at `start` of.
pub(super) fn fault_in(value: &str, value_kind: ValueKind, start: usize, (kind, at): SegmentFault) -> ValueFault {
    ValueFault::new(kind, value_kind, value, at.map(|at| start + at))
}

/// Makes a value with a `text` field compare, hash and format like that text.
///
/// Written out rather than derived: the other fields follow from the text, and a value has to hash like the `str` that
/// it borrows as.
macro_rules! like_its_text {
    ($value:ident) => {
        impl $value {
            /// The value as text.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl PartialEq for $value {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }

        impl Eq for $value {}

        impl PartialOrd for $value {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $value {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.text.cmp(&other.text)
            }
        }

        impl std::hash::Hash for $value {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl std::fmt::Display for $value {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.text)
            }
        }

        impl std::fmt::Debug for $value {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($value)).field(&self.text).finish()
            }
        }

        impl AsRef<str> for $value {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }

        impl std::borrow::Borrow<str> for $value {
            fn borrow(&self) -> &str {
                &self.text
            }
        }
    };
}

/// Conversions from text for a value, with the constructor of this name.
macro_rules! from_text {
    ($value:ident, $constructor:ident) => {
        impl std::str::FromStr for $value {
            type Err = ValueFault;

            fn from_str(text: &str) -> Result<Self, ValueFault> {
                Self::$constructor(text.to_owned())
            }
        }

        impl TryFrom<String> for $value {
            type Error = ValueFault;

            fn try_from(text: String) -> Result<Self, ValueFault> {
                Self::$constructor(text)
            }
        }

        impl TryFrom<&str> for $value {
            type Error = ValueFault;

            fn try_from(text: &str) -> Result<Self, ValueFault> {
                Self::$constructor(text.to_owned())
            }
        }
    };
}

pub(super) use {from_text, like_its_text};
