//! Why a text cannot stand in a url.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Why a text was refused as a url value.
///
/// `Display` says what is wrong, where, and what to do; the value itself is shown escaped and
/// shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueFault {
    kind: ValueFaultKind,
    subject: Subject,
    value: String,
    at: Option<usize>,
}

/// The kinds of [`ValueFault`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueFaultKind {
    /// There is no text at all.
    Empty,
    /// A path with nothing between two of its slashes, or before or after one.
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
    /// A slash within one segment of a package path.
    SlashInSegment,
    /// An object path that is too short to hold a table and a key.
    TooFewSegments {
        /// How many segments it has.
        found: usize,
    },
    /// An object path that is the path of a table.
    NoKey,
    /// A value with which the url would be that of another call.
    OtherCall {
        /// The segments that would be taken for a part of that call.
        run: String,
        /// Why they are reserved.
        reason: ReservedWord,
    },
}

/// Why a value cannot hold some segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReservedWord {
    /// They are a part of what the url names up to there, with calls of its own.
    Part,
    /// The first of them is a category of tables, and another segment follows it.
    Category,
    /// They begin as the appliance's own words do.
    Beginning,
}

/// What the text was meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Name,
    PackagePath,
    ObjectPath,
}

/// How many characters of a value an error shows.
const SHOWN: usize = 48;

impl ValueFault {
    /// `at` is the byte that the fault begins at, unless it is about the value as a whole.
    pub(super) fn new(kind: ValueFaultKind, subject: Subject, value: &str, at: Option<usize>) -> Self {
        Self {
            kind,
            subject,
            value: value.to_owned(),
            at,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &ValueFaultKind {
        &self.kind
    }

    /// The byte at which the fault begins, unless it is about the value as a whole.
    #[must_use]
    pub const fn position(&self) -> Option<usize> {
        self.at
    }

    /// What is wrong, without the value and what to do about it.
    #[must_use]
    pub fn summary(&self) -> String {
        let noun = self.subject.noun();
        match &self.kind {
            ValueFaultKind::Empty => format!("{noun} cannot be empty"),
            ValueFaultKind::EmptySegment => format!("{noun} cannot have an empty segment"),
            ValueFaultKind::DotSegment if self.subject == Subject::Name => {
                format!("{noun} cannot be `.` or `..`")
            }
            ValueFaultKind::DotSegment => format!("{noun} cannot have a segment `.` or `..`"),
            ValueFaultKind::Backslash => format!("{noun} cannot hold this backslash"),
            ValueFaultKind::ControlCharacter { character } => {
                format!("{noun} cannot hold the control character {character:?}")
            }
            ValueFaultKind::SlashInSegment => format!("a segment of {noun} cannot hold a slash"),
            ValueFaultKind::TooFewSegments { found } => {
                format!("{noun} needs at least three segments, this one has {found}")
            }
            ValueFaultKind::NoKey => format!("{noun} needs a key, this one is a table"),
            ValueFaultKind::OtherCall {
                run,
                reason: ReservedWord::Category,
            } => {
                let category = run.rsplit_once('/').map_or(run.as_str(), |(category, _)| category);
                format!("{noun} cannot go on after `{category}`")
            }
            ValueFaultKind::OtherCall { run, .. } if self.subject == Subject::Name => {
                format!("{noun} cannot be `{run}` here")
            }
            ValueFaultKind::OtherCall { run, .. } => {
                format!("{noun} cannot hold `{run}` after its first segment")
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match (&self.kind, self.subject) {
            (ValueFaultKind::Empty, Subject::Name) => {
                "an empty name would address the whole table; give the name of one object"
            }
            (ValueFaultKind::Empty, Subject::PackagePath) => {
                "give the package, with its folders before it, such as `folder/package`"
            }
            (ValueFaultKind::Empty | ValueFaultKind::TooFewSegments { .. }, Subject::ObjectPath) => {
                "an object path is a table and a key, such as `firewall/address/host_001`"
            }
            (ValueFaultKind::NoKey, _) => "add the key of an object in the table, as in `firewall/address/host_001`",
            (ValueFaultKind::EmptySegment, _) => "remove the superfluous slash",
            (ValueFaultKind::DotSegment, _) => "`.` and `..` would walk to another object",
            (ValueFaultKind::Backslash, Subject::ObjectPath) => {
                "a backslash may only stand before a slash that belongs to a name, \
                 as in `firewall/address/10.0.0.0\\/8`"
            }
            (ValueFaultKind::Backslash, Subject::Name) => {
                "names of this type go into urls of FortiManager, which has no way to write one; a slash needs no \
                 escaping here"
            }
            (ValueFaultKind::Backslash, Subject::PackagePath) => {
                "FortiManager has no way to write one; the slashes of a package path always separate folders"
            }
            (ValueFaultKind::ControlCharacter { .. }, _) => "remove it; it is often a stray line end",
            (ValueFaultKind::SlashInSegment, _) => {
                "the slashes of a package path always separate folders; give the folders one by one"
            }
            (ValueFaultKind::OtherCall { .. }, Subject::Name) => {
                "the url would be that of another call; give the object another name"
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
            // Only paths of objects are counted.
            (ValueFaultKind::TooFewSegments { .. }, _) => "add the missing segments",
        }
    }

    /// The value around the fault, escaped, with an ellipsis where something was left out.
    fn excerpt(&self) -> String {
        let place = self.at.map_or(0, |at| self.character(at));
        // Some of what stands before the fault, and the more of what follows it.
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

    /// How many characters stand before a byte.
    fn character(&self, at: usize) -> usize {
        self.value.char_indices().take_while(|(index, _)| *index < at).count()
    }
}

impl Subject {
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
        let fault = ValueFault::new(ValueFaultKind::Backslash, Subject::Name, "é\\b", Some(2));
        assert_eq!(
            fault.to_string(),
            "a name cannot hold this backslash: \"é\\\\b\", character 2 \
             (names of this type go into urls of FortiManager, which has no way to write one; a slash needs no \
             escaping here)"
        );
    }

    #[test]
    fn long_values_are_shortened_around_the_fault() {
        let value = format!("{}\n{}", "a".repeat(100), "b".repeat(100));
        let kind = ValueFaultKind::ControlCharacter { character: '\n' };
        let fault = ValueFault::new(kind, Subject::Name, &value, Some(100));
        assert_eq!(fault.excerpt(), format!("…{}\\n{}…", "a".repeat(24), "b".repeat(23)));
        assert!(fault.to_string().contains("character 101"));
    }

    #[test]
    fn short_values_are_shown_whole() {
        let fault = ValueFault::new(ValueFaultKind::Empty, Subject::Name, &"x".repeat(SHOWN), None);
        assert_eq!(fault.excerpt(), "x".repeat(SHOWN));
    }
}
