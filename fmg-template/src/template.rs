//! A parsed template.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::escaping::{Escaping, is_path_char};
use crate::fault::{Fault, FaultKind, Faults, Span};
use crate::parse;
use crate::part::{Part, Placeholder};

/// A url with named placeholders, such as `/dvmdb/adom/<adom>/device/<device>`.
///
/// ```
/// use fmg_template::Template;
///
/// let template = Template::parse("/task/task/<id>/line")?;
/// assert_eq!(template.placeholders().map(|gap| gap.name()).collect::<Vec<_>>(), ["id"]);
/// assert_eq!(template.to_string(), "/task/task/<id>/line");
/// # Ok::<(), fmg_template::Faults>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Template {
    source: String,
    parts: Vec<Part>,
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// Every fault of a malformed template, not just the first.
    pub fn parse(source: &str) -> Result<Self, Faults> {
        let parts = parse::parse(source)?;
        Ok(Self {
            source: source.to_owned(),
            parts,
        })
    }

    /// The source of the template.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its parts, from left to right. Two literals are never adjacent.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Its placeholders, from left to right. No two of them have the same [`Placeholder::field_name`].
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(placeholder) => Some(placeholder),
            Part::Literal(_) => None,
        })
    }

    /// Checks whether the literal segments can be sent unchanged.
    ///
    /// FortiManager accepts any text, except a slash at the end, which addresses a table. The path of an HTTP request
    /// may end with a slash, but does not allow all characters. Literals are never encoded: a template shows what is
    /// sent.
    ///
    /// # Errors
    ///
    /// One fault for each character that would have to be encoded or removed.
    pub fn check_for(&self, escaping: Escaping) -> Result<(), Faults> {
        let mut faults = Vec::new();
        if escaping == Escaping::Fmg && self.source.ends_with('/') {
            let end = self.source.len();
            faults.push(Fault::new(FaultKind::TrailingSlash, Span { start: end - 1, end }));
        }
        if escaping == Escaping::HttpPath {
            let mut gaps = self.placeholders().map(Placeholder::span).peekable();
            for (at, character) in self.source.char_indices() {
                gaps.next_if(|gap| gap.end <= at);
                let in_gap = gaps.peek().is_some_and(|gap| gap.start <= at);
                let allowed = character == '/' || u8::try_from(character).is_ok_and(is_path_char);
                if !in_gap && !allowed {
                    let span = Span {
                        start: at,
                        end: at + character.len_utf8(),
                    };
                    faults.push(Fault::new(FaultKind::NotInHttpPath { character }, span));
                }
            }
        }
        Faults::into_result(faults)
    }
}

impl Display for Template {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&self.source)
    }
}

impl FromStr for Template {
    type Err = Faults;

    fn from_str(source: &str) -> Result<Self, Faults> {
        Self::parse(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_paths_refuse_what_would_need_encoding() {
        let template = Template::parse("/a b/<adom>/é+").unwrap();
        assert_eq!(template.check_for(Escaping::Fmg), Ok(()));
        let spans: Vec<_> = template
            .check_for(Escaping::HttpPath)
            .unwrap_err()
            .iter()
            .map(Fault::span)
            .collect();
        assert_eq!(spans, [Span { start: 2, end: 3 }, Span { start: 12, end: 14 }]);
    }

    #[test]
    fn http_paths_keep_path_characters() {
        let template = Template::parse("/api/v2/monitor/vpn.ssl/<802-1X>/clear_counters:all@x~").unwrap();
        assert_eq!(template.check_for(Escaping::HttpPath), Ok(()));
    }

    #[test]
    fn only_http_paths_end_with_a_slash() {
        let template = Template::parse("/p/logout-api/").unwrap();
        assert_eq!(template.check_for(Escaping::HttpPath), Ok(()));
        let faults = template.check_for(Escaping::Fmg).unwrap_err();
        let spans: Vec<_> = faults.iter().map(Fault::span).collect();
        assert_eq!(spans, [Span { start: 13, end: 14 }]);
    }

    #[test]
    fn displays_like_the_source_and_pads() {
        let template: Template = "a/<b>".parse().unwrap();
        assert_eq!(format!("{template:>7}|"), "  a/<b>|");
    }
}
