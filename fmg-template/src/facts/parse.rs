//! Reads the text of facts.

use std::error::Error;
use std::fmt;
use std::iter::Peekable;
use std::str::{CharIndices, Lines};

use super::write::SPECIAL;
use super::{MemberFacts, RowFacts, ValueFacts, VersionInterval};

/// A text that does not hold facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFacts {
    line: usize,
}

impl BadFacts {
    /// The number of the malformed line; the first is 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for BadFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} does not state facts of a member", self.line)
    }
}

impl Error for BadFacts {}

/// The deepest rows inside of rows that are read. Those of appliances have some four levels.
const DEEPEST: usize = 32;

pub(super) fn parse(text: &str) -> Result<RowFacts, BadFacts> {
    let mut reader = Reader {
        lines: text.lines(),
        line: 0,
    };
    let mut facts = RowFacts::default();
    facts.members = reader.members(Some(&mut facts.versions), 0)?;
    Ok(facts)
}

struct Reader<'a> {
    lines: Lines<'a>,
    line: usize,
}

impl Reader<'_> {
    /// Reads the members up to the closing brace, or to the end of the text if they are those of the table.
    fn members(
        &mut self,
        mut of_table: Option<&mut Vec<VersionInterval>>,
        depth: usize,
    ) -> Result<Vec<MemberFacts>, BadFacts> {
        let mut members = Vec::new();
        loop {
            self.line += 1;
            let bad = BadFacts { line: self.line };
            let Some(line) = self.lines.next() else {
                return if of_table.is_some() { Ok(members) } else { Err(bad) };
            };
            match (line.trim(), &mut of_table) {
                ("", _) => {}
                ("}", None) => return Ok(members),
                ("}", Some(_)) => return Err(bad),
                (line, of_table) => {
                    let mut words = Words::new(line);
                    let head = words.next_word().ok_or(bad)?;
                    if let (Head::Table, Some(versions)) = (&head, of_table) {
                        if let Some(own) = words.fact().as_deref().and_then(intervals) {
                            **versions = own;
                        }
                        continue;
                    }
                    let Head::Name(name) = head else { return Err(bad) };
                    let mut member = MemberFacts::new(&name);
                    if words.facts_of(&mut member).ok_or(bad)? {
                        if depth == DEEPEST {
                            return Err(bad);
                        }
                        member.rows = self.members(None, depth + 1)?;
                    }
                    members.push(member);
                }
            }
        }
    }
}

/// The beginning of a line: a table, or a name.
enum Head {
    Table,
    Name(String),
}

/// The words of one line.
struct Words<'a> {
    line: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

impl<'a> Words<'a> {
    fn new(line: &'a str) -> Self {
        Self {
            line,
            chars: line.char_indices().peekable(),
        }
    }

    fn skip_blanks(&mut self) {
        while self.chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
    }

    /// The rest of the line.
    fn rest(&mut self) -> &'a str {
        self.chars.peek().map_or("", |(at, _)| &self.line[*at..])
    }

    fn next_word(&mut self) -> Option<Head> {
        self.skip_blanks();
        let is_quoted = self.rest().starts_with('"');
        let word = self.word()?;
        let is_end = self.chars.peek().is_none_or(|(_, c)| c.is_whitespace());
        match word.as_str() {
            _ if !is_end => None,
            "*" if !is_quoted => Some(Head::Table),
            _ => Some(Head::Name(word)),
        }
    }

    /// A name, a value or a path.
    fn word(&mut self) -> Option<String> {
        if self.chars.next_if(|(_, c)| *c == '"').is_some() {
            return self.quoted();
        }
        let mut word = String::new();
        while let Some((_, c)) = self.chars.next_if(|(_, c)| !c.is_whitespace() && !SPECIAL.contains(c)) {
            word.push(c);
        }
        (!word.is_empty()).then_some(word)
    }

    /// The text up to the closing quote.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.chars.next()?.1 {
                '"' => return Some(text),
                '\\' => match self.chars.next()?.1 {
                    'u' => text.push(self.escaped()?),
                    c => text.push(c),
                },
                c => text.push(c),
            }
        }
    }

    /// The character of `{7f}`.
    fn escaped(&mut self) -> Option<char> {
        self.chars.next_if(|(_, c)| *c == '{')?;
        let mut code = 0_u32;
        loop {
            match self.chars.next()?.1 {
                '}' => return char::from_u32(code),
                digit => code = code.checked_mul(16)?.checked_add(digit.to_digit(16)?)?,
            }
        }
    }

    /// A fact as it is written, up to the next blank.
    fn fact(&mut self) -> Option<String> {
        self.skip_blanks();
        let mut fact = String::new();
        while let Some((_, c)) = self.chars.next_if(|(_, c)| !c.is_whitespace()) {
            fact.push(c);
        }
        (!fact.is_empty()).then_some(fact)
    }

    /// Reads the facts of a member up to the end of the line. Returns whether rows follow. `None`: a word is not closed.
    fn facts_of(&mut self, member: &mut MemberFacts) -> Option<bool> {
        loop {
            self.skip_blanks();
            let rest = self.rest();
            if rest.is_empty() {
                return Some(false);
            }
            if rest == "{" {
                return Some(true);
            }
            if rest.starts_with("->") {
                self.chars.nth(1);
                member.refers_to.push(self.word()?);
                while self.chars.next_if(|(_, c)| *c == ',').is_some() {
                    member.refers_to.push(self.word()?);
                }
            } else if rest.starts_with('=') {
                self.chars.next();
                let value = self.word()?;
                let versions = self.fact()?;
                if let Some(versions) = versions.strip_prefix('@').and_then(intervals) {
                    member.values.push(ValueFacts { value, versions });
                }
            } else if let Some(fact) = self.fact() {
                note(&fact, member);
            }
        }
    }
}

/// Notes a fact that is one word. Unknown words are from another release, and are ignored.
fn note(fact: &str, member: &mut MemberFacts) {
    match fact {
        "read-only" => member.is_read_only = true,
        "some-models" => member.is_on_some_models = true,
        "secret" => member.is_secret = true,
        fact => {
            if let Some(count) = fact.strip_prefix("chars<=") {
                member.max_chars = count.parse().ok();
            } else if let Some(count) = fact.strip_prefix("items<=") {
                member.max_items = count.parse().ok();
            } else if let Some((min, max)) = fact.split_once("..") {
                member.range = range(min, max);
            } else if let Some(versions) = intervals(fact) {
                member.versions = versions;
            }
        }
    }
}

fn range(min: &str, max: &str) -> Option<(Option<i128>, Option<i128>)> {
    let end = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    Some((end(min)?, end(max)?))
}

fn intervals(text: &str) -> Option<Vec<VersionInterval>> {
    text.split(',').map(VersionInterval::parse).collect()
}
