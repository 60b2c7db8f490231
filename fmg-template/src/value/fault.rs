//! The reason why a text is not a valid url value.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// The reason why a text was refused as a url value.
///
/// `Display` gives the fault, its position and its correction; the value itself is escaped and shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueFault {
    kind: ValueFaultKind,
    value_kind: ValueKind,
    value: String,
    at: Option<usize>,
}

/// The kinds of [`ValueFault`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueFaultKind {
    /// The text is empty.
    Empty,
    /// A path with an empty segment: two adjacent slashes, or a slash at an end.
    EmptySegment,
    /// `.` or `..`, alone or as a segment of a path.
    DotSegment,
    /// A backslash.
    Backslash,
    /// A control character.
    ControlCharacter {
        /// The character.
        character: char,
    },
    /// A slash in one segment of a package path.
    SlashInSegment,
    /// An object path without enough segments for a table and a key.
    TooFewSegments {
        /// The number of segments.
        found: usize,
    },
    /// An object path that is the path of a table.
    NoKey,
    /// A value with which the url would belong to another call.
    OtherCall {
        /// The segments that would be read as a part of that call.
        run: String,
        /// The reason why they are reserved.
        reason: ReservedWord,
    },
    /// A word that is not the name of an object, and for which another value stands.
    Elsewhere {
        /// The word.
        word: String,
        /// The value in Rust that stands for it.
        instead: String,
    },
}

/// The reason why some segments are reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReservedWord {
    /// They are a part of the object that the url names up to there, with its own calls.
    Part,
    /// The first of them is a category of tables, followed by another segment.
    Category,
    /// They begin like the appliance's own words.
    Beginning,
}

/// The kind of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    Name,
    PackagePath,
    ObjectPath,
}

/// The maximum number of characters of a value in an error.
const SHOWN: usize = 48;

impl ValueFault {
    /// `at` is the byte where the fault begins; `None` if the fault concerns the whole value.
    pub(super) fn new(kind: ValueFaultKind, value_kind: ValueKind, value: &str, at: Option<usize>) -> Self {
        Self {
            kind,
            value_kind,
            value: value.to_owned(),
            at,
        }
    }

    /// The problem.
    #[must_use]
    pub const fn kind(&self) -> &ValueFaultKind {
        &self.kind
    }

    /// The byte where the fault begins; `None` if the fault concerns the whole value.
    #[must_use]
    pub const fn position(&self) -> Option<usize> {
        self.at
    }

    /// The fault, without the value and the correction.
    #[must_use]
    pub fn summary(&self) -> String {
        let noun = self.value_kind.noun();
        match &self.kind {
            ValueFaultKind::Empty => format!("{noun} cannot be empty"),
            ValueFaultKind::EmptySegment => format!("{noun} cannot have an empty segment"),
            ValueFaultKind::DotSegment if self.value_kind == ValueKind::Name => {
                format!("{noun} cannot be `.` or `..`")
            }
            ValueFaultKind::DotSegment => format!("{noun} cannot have a segment `.` or `..`"),
            ValueFaultKind::Backslash => format!("{noun} cannot contain this backslash"),
            ValueFaultKind::ControlCharacter { character } => {
                format!("{noun} cannot contain the control character {character:?}")
            }
            ValueFaultKind::SlashInSegment => format!("a segment of {noun} cannot contain a slash"),
            ValueFaultKind::TooFewSegments { found } => {
                format!("{noun} needs at least three segments, this one has {found}")
            }
            ValueFaultKind::NoKey => format!("{noun} needs a key, this one is a table"),
            ValueFaultKind::OtherCall {
                run,
                reason: ReservedWord::Category,
            } => {
                let category = run.rsplit_once('/').map_or(run.as_str(), |(category, _)| category);
                format!("{noun} cannot continue after `{category}`")
            }
            ValueFaultKind::OtherCall { run, .. } if self.value_kind == ValueKind::Name => {
                format!("{noun} cannot be `{run}` here")
            }
            ValueFaultKind::Elsewhere { word, instead } => {
                format!("{noun} cannot be `{word}` here, which is `{instead}`")
            }
            ValueFaultKind::OtherCall { run, .. } => {
                format!("{noun} cannot contain `{run}` after its first segment")
            }
        }
    }

    /// How to correct it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match (&self.kind, self.value_kind) {
            (ValueFaultKind::Empty, ValueKind::Name) => {
                "an empty name would address the whole table; give the name of one object"
            }
            (ValueFaultKind::Empty, ValueKind::PackagePath) => {
                "give the package, with its folders before it, such as `folder/package`"
            }
            (ValueFaultKind::Empty | ValueFaultKind::TooFewSegments { .. }, ValueKind::ObjectPath) => {
                "an object path is a table and a key, such as `firewall/address/host_001`"
            }
            (ValueFaultKind::NoKey, _) => "add the key of an object in the table, as in `firewall/address/host_001`",
            (ValueFaultKind::EmptySegment, _) => "remove the superfluous slash",
            (ValueFaultKind::DotSegment, _) => "`.` and `..` would address another object",
            (ValueFaultKind::Backslash, ValueKind::ObjectPath) => {
                "a backslash may only stand before a slash that belongs to a name, \
                 as in `firewall/address/10.0.0.0\\/8`"
            }
            (ValueFaultKind::Backslash, ValueKind::Name) => {
                "names of this type go into urls of FortiManager, which cannot express it; a slash needs no \
                 escaping here"
            }
            (ValueFaultKind::Backslash, ValueKind::PackagePath) => {
                "FortiManager cannot express it; the slashes of a package path always separate folders"
            }
            (ValueFaultKind::ControlCharacter { .. }, _) => "remove it; it is often a stray line end",
            (ValueFaultKind::SlashInSegment, _) => {
                "the slashes of a package path always separate folders; give the folders one by one"
            }
            (ValueFaultKind::OtherCall { .. }, ValueKind::Name) => {
                "the url would belong to another call; give the object another name"
            }
            (ValueFaultKind::OtherCall { reason, .. }, _) => match reason {
                ReservedWord::Part => {
                    "FortiManager takes this after a package for a part of that package, \
                     not for a folder or a package; rename the folder or package"
                }
                ReservedWord::Category => {
                    "FortiManager takes what follows this word after a package for a table of that package, \
                     not for a folder or a package; rename the folder"
                }
                ReservedWord::Beginning => {
                    "FortiManager keeps words that begin with `_` for calls of its own; rename the folder or package"
                }
            },
            (ValueFaultKind::Elsewhere { .. }, _) => {
                "it is not the name of an object; give the value that stands for it"
            }
            // Only the segments of object paths are counted.
            (ValueFaultKind::TooFewSegments { .. }, _) => "add the missing segments",
        }
    }

    /// The value around the fault, escaped, with an ellipsis for omitted text.
    fn excerpt(&self) -> String {
        let place = self.at.map_or(0, |at| self.character(at));
        // Some of the text before the fault, and more of the text after it.
        let skipped = if place < SHOWN { 0 } else { place - SHOWN / 2 };
        let mut shown = String::from(if skipped > 0 { "…" } else { "" });
        let mut rest = self.value.chars().skip(skipped);
        for character in rest.by_ref().take(SHOWN) {
            shown.extend(character.escape_debug());
        }
        if rest.next().is_some() {
            shown.push('…');
        }
        shown
    }

    /// The number of characters before a byte.
    fn character(&self, at: usize) -> usize {
        self.value.char_indices().take_while(|(index, _)| *index < at).count()
    }
}

impl ValueKind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Name => "a name",
            Self::PackagePath => "a package path",
            Self::ObjectPath => "an object path",
        }
    }
}

impl Display for ValueFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())?;
        if !self.value.is_empty() {
            write!(f, ": \"{}\"", self.excerpt())?;
        }
        if let Some(at) = self.at {
            write!(f, ", character {}", self.character(at) + 1)?;
        }
        write!(f, " ({})", self.help())
    }
}

impl Error for ValueFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_where_and_what_to_do() {
        let fault = ValueFault::new(ValueFaultKind::Backslash, ValueKind::Name, "é\\b", Some(2));
        assert_eq!(
            fault.to_string(),
            "a name cannot contain this backslash: \"é\\\\b\", character 2 \
             (names of this type go into urls of FortiManager, which cannot express it; a slash needs no \
             escaping here)"
        );
    }

    #[test]
    fn long_values_are_shortened_around_the_fault() {
        let value = format!("{}\n{}", "a".repeat(100), "b".repeat(100));
        let kind = ValueFaultKind::ControlCharacter { character: '\n' };
        let fault = ValueFault::new(kind, ValueKind::Name, &value, Some(100));
        assert_eq!(fault.excerpt(), format!("…{}\\n{}…", "a".repeat(24), "b".repeat(23)));
        assert!(fault.to_string().contains("character 101"));
    }

    #[test]
    fn short_values_are_shown_whole() {
        let fault = ValueFault::new(ValueFaultKind::Empty, ValueKind::Name, &"x".repeat(SHOWN), None);
        assert_eq!(fault.excerpt(), "x".repeat(SHOWN));
    }
}
