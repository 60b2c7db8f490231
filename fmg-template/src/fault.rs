//! The faults of a template, with messages that say how to correct them.

use std::error::Error;
use std::fmt::{self, Display, Formatter, Write as _};
use std::ops::Range;

use crate::field_name::field_name;

/// A range of a template, in bytes. Both ends are character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The span as a range, to slice the source with.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

/// A fault of a template, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    kind: FaultKind,
    span: Span,
}

impl Fault {
    pub(crate) const fn new(kind: FaultKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// The problem.
    #[must_use]
    pub const fn kind(&self) -> &FaultKind {
        &self.kind
    }

    /// The position of the fault.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// How to correct it.
    #[must_use]
    pub fn help(&self) -> String {
        self.kind.help()
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Error for Fault {}

/// The kinds of [`Fault`]. `Display` describes the fault, [`FaultKind::help`] its correction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The template has no segment.
    Empty,
    /// Two slashes in a row.
    EmptySegment,
    /// A slash at the end.
    TrailingSlash,
    /// A segment that is `.` or `..`.
    DotSegment,
    /// A `<` that no `>` closes.
    UnclosedPlaceholder,
    /// A `>` that no `<` opens.
    StrayClose,
    /// `<>`.
    EmptyPlaceholder,
    /// A character that is not allowed in the name of a placeholder.
    PlaceholderCharacter {
        /// The first such character.
        character: char,
        /// The name without the characters that are not allowed, if any remain.
        suggestion: Option<String>,
    },
    /// A placeholder without a letter or a digit, which cannot be the name of a field.
    PlaceholderWithoutLetter,
    /// A placeholder that shares its segment with other text.
    PartialPlaceholder,
    /// A placeholder that occurs a second time.
    RepeatedPlaceholder {
        /// Its name.
        name: String,
    },
    /// Two different placeholders that need the same field.
    SameField {
        /// The name of the second.
        name: String,
        /// The name of the first.
        earlier: String,
    },
    /// `<name..>`, which other template languages use for several segments.
    RestPlaceholder {
        /// The name without the dots.
        name: String,
    },
    /// Braces, which other template languages use for placeholders.
    Braces {
        /// The text in them, if it can be the name of a placeholder.
        name: Option<String>,
    },
    /// A backslash.
    Backslash,
    /// A control character.
    ControlCharacter {
        /// The character.
        character: char,
    },
    /// A segment that begins or ends with white space.
    OuterSpace,
    /// A query string.
    Query,
    /// A `#`.
    Fragment,
    /// A character that is not allowed unencoded in an HTTP path; see
    /// [`Template::check_for`](crate::Template::check_for).
    NotInHttpPath {
        /// The character.
        character: char,
    },
}

impl Display for FaultKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the url template is empty"),
            Self::EmptySegment => f.write_str("empty segment: two slashes in a row"),
            Self::TrailingSlash => f.write_str("a url template does not end with a slash"),
            Self::DotSegment => f.write_str("a segment cannot be `.` or `..`"),
            Self::UnclosedPlaceholder => f.write_str("`<` opens a placeholder that is never closed"),
            Self::StrayClose => f.write_str("`>` without a `<` before it"),
            Self::EmptyPlaceholder => f.write_str("a placeholder needs a name"),
            Self::PlaceholderCharacter { character, .. } => {
                write!(f, "the name of a placeholder cannot contain {character:?}")
            }
            Self::PlaceholderWithoutLetter => f.write_str("the name of a placeholder needs a letter or a digit"),
            Self::PartialPlaceholder => f.write_str("a placeholder has to be a whole segment"),
            Self::RepeatedPlaceholder { name } => {
                write!(f, "the placeholder `<{name}>` occurs twice")
            }
            Self::SameField { name, earlier } => write!(
                f,
                "the placeholders `<{earlier}>` and `<{name}>` both need the field `{}`",
                field_name(name)
            ),
            Self::RestPlaceholder { name } => {
                write!(f, "a placeholder is written without dots: `<{name}>`")
            }
            Self::Braces { .. } => f.write_str("braces have no meaning in a url template"),
            Self::Backslash => f.write_str("a url template cannot contain a backslash"),
            Self::ControlCharacter { character } => {
                write!(f, "a url template cannot contain the control character {character:?}")
            }
            Self::OuterSpace => f.write_str("a segment cannot begin or end with white space"),
            Self::Query => f.write_str("a url template has no query string"),
            Self::Fragment => f.write_str("a url template cannot contain `#`"),
            Self::NotInHttpPath { character } => {
                write!(f, "{character:?} is not allowed in the path of an HTTP url")
            }
        }
    }
}

impl FaultKind {
    /// How to correct it.
    #[must_use]
    pub fn help(&self) -> String {
        let fixed = match self {
            Self::Empty => "write the url as the document shows it, such as `/dvmdb/adom/<adom>`",
            Self::EmptySegment => "remove one of the slashes, or name the segment between them",
            Self::TrailingSlash => "remove the last slash; a url that ends in one addresses the whole table",
            Self::DotSegment => "write the url in full; `.` and `..` would address another object",
            Self::UnclosedPlaceholder => "close it with `>` before the next slash",
            Self::StrayClose => "open the placeholder with `<`, or remove the `>`",
            Self::EmptyPlaceholder => "give it a name, such as `<adom>`",
            Self::PlaceholderCharacter { suggestion: None, .. } | Self::PlaceholderWithoutLetter => {
                "use letters, digits, `-`, `_` and `+`"
            }
            Self::PlaceholderCharacter {
                suggestion: Some(name), ..
            } => {
                return format!("use letters, digits, `-`, `_` and `+`: `<{name}>`");
            }
            Self::PartialPlaceholder => "separate the placeholder and the text by a slash",
            Self::RepeatedPlaceholder { .. } | Self::SameField { .. } => "give the two different names",
            Self::RestPlaceholder { .. } => {
                "the type of the value says how many segments it writes (a package path or an object path: several)"
            }
            Self::Braces { name: Some(name) } => {
                return format!("write the placeholder as `<{name}>`");
            }
            Self::Braces { name: None } => "write a placeholder as `<name>`",
            Self::Backslash => "escaping is done when the url is rendered; write the plain text",
            Self::ControlCharacter { .. } | Self::OuterSpace => "remove it",
            Self::Query => {
                "end the template before the `?`; parameters are fields of the request \
                 (JSON-RPC: beside the url or in `data`; HTTP: in the query)"
            }
            Self::Fragment => "remove it; nothing after a `#` would reach the device",
            Self::NotInHttpPath { .. } => {
                "use letters, digits and any of -._~!$&'()*+,;=:@ in literal segments, and a placeholder for the rest"
            }
        };
        fixed.to_owned()
    }
}

/// All faults of one template, in order of position. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The faults as a result; `Ok` without a fault.
    pub(crate) fn into_result(mut faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort_by_key(Fault::span);
        Err(Self(faults))
    }

    /// The faults, from left to right.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Display for Faults {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{fault} (at byte {})", fault.span.start)?;
        }
        Ok(())
    }
}

impl Error for Faults {}

/// Draws carets below a part of a one-line text, for messages that cannot point into it by other means.
///
/// Control characters are escaped, so that both lines stay single lines and the carets stay at their position. A span
/// that exceeds the text is cut to it; an empty span gets one caret.
///
/// ```
/// use fmg_template::{Template, underline};
///
/// let source = "/dvmdb/<adom/device";
/// let faults = Template::parse(source).unwrap_err();
/// let fault = faults.iter().next().unwrap();
/// assert_eq!(underline(source, fault.span()), "/dvmdb/<adom/device\n       ^^^^^");
/// ```
#[must_use]
pub fn underline(source: &str, span: Span) -> String {
    let mut drawing = String::with_capacity(2 * source.len() + 2);
    let (mut before, mut carets) = (0, 0);
    for (at, character) in source.char_indices() {
        let start = drawing.len();
        if character.is_control() {
            drawing.extend(character.escape_debug());
        } else {
            drawing.push(character);
        }
        let width = drawing.get(start..).map_or(0, |shown| shown.chars().count());
        if at < span.start {
            before += width;
        } else if at < span.end {
            carets += width;
        }
    }
    drawing.push('\n');
    // Writing to a String cannot fail.
    let _ = write!(drawing, "{:before$}{:^<carets$}", "", "", carets = carets.max(1));
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(source: &str, range: Range<usize>) -> String {
        underline(source, range.into())
    }

    #[test]
    fn carets_stand_below_the_span() {
        assert_eq!(drawn("/a/<b>", 3..6), "/a/<b>\n   ^^^");
    }

    #[test]
    fn carets_count_characters_and_not_bytes() {
        assert_eq!(drawn("/é/<b>", 4..7), "/é/<b>\n   ^^^");
    }

    #[test]
    fn control_characters_are_shown_escaped() {
        assert_eq!(drawn("/a\n/b", 2..3), "/a\\n/b\n  ^^");
        assert_eq!(drawn("\t/b", 1..3), "\\t/b\n  ^^");
    }

    #[test]
    fn empty_and_outer_spans_get_one_caret() {
        assert_eq!(drawn("", 0..0), "\n^");
        assert_eq!(drawn("/a", 7..9), "/a\n  ^");
    }

    #[test]
    fn faults_are_reported_from_left_to_right() {
        let fault = |start| Fault::new(FaultKind::Backslash, (start..start + 1).into());
        let faults = Faults::into_result(vec![fault(5), fault(1)]).unwrap_err();
        assert_eq!(
            faults.to_string(),
            "a url template cannot contain a backslash (at byte 1); a url template cannot contain a backslash (at byte 5)"
        );
    }
}
