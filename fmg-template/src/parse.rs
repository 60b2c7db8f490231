//! Parses templates. It continues after a fault, so that one run shows all faults.

use crate::fault::{Fault, FaultKind, Faults, Span};
use crate::field_name::field_name;
use crate::part::{Part, Placeholder};

/// Reads the parts of a template.
pub(crate) fn parse(source: &str) -> Result<Vec<Part>, Faults> {
    let mut parser = Parser {
        source,
        faults: Vec::new(),
        gaps: Vec::new(),
    };
    parser.template();
    Faults::into_result(parser.faults)?;
    Ok(parts(source, parser.gaps))
}

/// Splits the source at its placeholders.
fn parts(source: &str, gaps: Vec<Placeholder>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(2 * gaps.len() + 1);
    let mut end = 0;
    let literal = |parts: &mut Vec<Part>, range| match source.get(range) {
        None | Some("") => {}
        Some(text) => parts.push(Part::Literal(text.to_owned())),
    };
    for gap in gaps {
        literal(&mut parts, end..gap.span().start);
        end = gap.span().end;
        parts.push(Part::Placeholder(gap));
    }
    literal(&mut parts, end..source.len());
    parts
}

struct Parser<'s> {
    source: &'s str,
    faults: Vec<Fault>,
    gaps: Vec<Placeholder>,
}

impl<'s> Parser<'s> {
    fn fault(&mut self, kind: FaultKind, start: usize, end: usize) {
        self.faults.push(Fault::new(kind, Span { start, end }));
    }

    fn template(&mut self) {
        let (path, query) = match self.source.find('?') {
            // The text after the `?` is not part of the path; faults in it would only be noise.
            Some(at) => (&self.source[..at], Some(at)),
            None => (self.source, None),
        };
        if let Some(at) = query {
            self.fault(FaultKind::Query, at, self.source.len());
        }
        let body = path.strip_prefix('/').unwrap_or(path);
        if body.is_empty() {
            self.fault(FaultKind::Empty, 0, path.len());
            return;
        }
        let mut start = path.len() - body.len();
        for segment in Segments(Some(body)) {
            let end = start + segment.len();
            if !segment.is_empty() {
                self.segment(segment, start);
            } else if end == path.len() {
                // After a placeholder, the slash would address the table instead of the object. After literals alone it
                // may be a part of the url, which depends on the target.
                if !self.gaps.is_empty() || !self.faults.is_empty() {
                    self.fault(FaultKind::TrailingSlash, start - 1, end);
                }
            } else {
                self.fault(FaultKind::EmptySegment, start.saturating_sub(1), start + 1);
            }
            start = end + 1;
        }
    }

    fn segment(&mut self, segment: &'s str, start: usize) {
        if matches!(segment, "." | "..") {
            return self.fault(FaultKind::DotSegment, start, start + segment.len());
        }
        if let Some(name) = whole_placeholder(segment) {
            return self.placeholder(name, start);
        }
        if segment.trim() != segment {
            self.fault(FaultKind::OuterSpace, start, start + segment.len());
        }
        let mut rest = segment;
        while let Some(character) = rest.chars().next() {
            let at = start + segment.len() - rest.len();
            let taken = match character {
                '<' => self.opening(rest, at),
                '{' => self.brace(rest, at),
                _ => {
                    let end = at + character.len_utf8();
                    match character {
                        '>' => self.fault(FaultKind::StrayClose, at, end),
                        '}' => self.fault(FaultKind::Braces { name: None }, at, end),
                        '\\' => self.fault(FaultKind::Backslash, at, end),
                        '#' => self.fault(FaultKind::Fragment, at, end),
                        _ if character.is_control() => {
                            self.fault(FaultKind::ControlCharacter { character }, at, end);
                        }
                        _ => {}
                    }
                    character.len_utf8()
                }
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    /// A `<` in a segment that is not a whole placeholder. Returns the length of the text that was handled.
    fn opening(&mut self, rest: &'s str, at: usize) -> usize {
        if let Some(len) = closed_len(rest) {
            self.fault(FaultKind::PartialPlaceholder, at, at + len);
            len
        } else {
            // To the end of the segment, or to the next placeholder.
            let len = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| *c == '<')
                .map_or(rest.len(), |(len, _)| len);
            self.fault(FaultKind::UnclosedPlaceholder, at, at + len);
            len
        }
    }

    /// A `{`, perhaps as `{name}`. Returns the length of the text that was handled.
    fn brace(&mut self, rest: &'s str, at: usize) -> usize {
        let inner = rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .map(|(inner, _)| inner);
        let len = inner.map_or(1, |inner| inner.len() + 2);
        let name = inner.filter(|inner| is_name(inner)).map(str::to_owned);
        self.fault(FaultKind::Braces { name }, at, at + len);
        len
    }

    /// A segment that is a placeholder and nothing else.
    fn placeholder(&mut self, name: &'s str, start: usize) {
        let span = Span {
            start,
            end: start + name.len() + 2,
        };
        let fault = if name.trim().is_empty() {
            Some((FaultKind::EmptyPlaceholder, span))
        } else if let Some(plain) = name.strip_suffix("..").filter(|plain| is_name(plain)) {
            Some((FaultKind::RestPlaceholder { name: plain.to_owned() }, span))
        } else if let Some((at, character)) = name.char_indices().find(|(_, c)| !is_name_char(*c)) {
            let at = start + 1 + at;
            let kind = FaultKind::PlaceholderCharacter {
                character,
                suggestion: cleaned(name),
            };
            Some((
                kind,
                Span {
                    start: at,
                    end: at + character.len_utf8(),
                },
            ))
        } else if !is_name(name) {
            Some((FaultKind::PlaceholderWithoutLetter, span))
        } else {
            self.clash(name).map(|kind| (kind, span))
        };
        match fault {
            Some((kind, span)) => self.faults.push(Fault::new(kind, span)),
            None => self.gaps.push(Placeholder::new(name.to_owned(), span)),
        }
    }

    /// The fault if an earlier placeholder needs the same field.
    fn clash(&self, name: &str) -> Option<FaultKind> {
        let field = field_name(name);
        let earlier = self.gaps.iter().find(|gap| gap.field_name() == field)?;
        let name = name.to_owned();
        Some(if earlier.name() == name {
            FaultKind::RepeatedPlaceholder { name }
        } else {
            FaultKind::SameField {
                name,
                earlier: earlier.name().to_owned(),
            }
        })
    }
}

/// The segments between the slashes. A slash between `<` and `>` belongs to the (invalid) name of a placeholder:
/// splitting there would report two faults for one mistake.
struct Segments<'s>(Option<&'s str>);

impl<'s> Iterator for Segments<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        let text = self.0.take()?;
        let mut inside = 0;
        for (at, character) in text.char_indices() {
            match character {
                '<' if at >= inside => {
                    inside = text.get(at..).and_then(closed_len).map_or(0, |len| at + len);
                }
                '/' if at >= inside => {
                    let (segment, rest) = text.split_at(at);
                    self.0 = rest.get(1..);
                    return Some(segment);
                }
                _ => {}
            }
        }
        Some(text)
    }
}

/// The length of the placeholder at the start of a text, if it is closed before another one begins.
fn closed_len(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let end = inner.find(['<', '>'])?;
    inner.get(end..)?.starts_with('>').then_some(end + 2)
}

fn whole_placeholder(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('<')?.strip_suffix('>')?;
    (!name.contains(['<', '>'])).then_some(name)
}

const fn is_name_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '+')
}

fn is_name(name: &str) -> bool {
    name.chars().all(is_name_char) && name.contains(|c: char| c.is_ascii_alphanumeric())
}

/// A valid name that is similar to the written one: characters that are not allowed become `_`, or are removed at the
/// ends.
fn cleaned(name: &str) -> Option<String> {
    let name: String = name.chars().map(|c| if is_name_char(c) { c } else { '_' }).collect();
    let name = name.trim_matches('_');
    is_name(name).then(|| name.to_owned())
}
