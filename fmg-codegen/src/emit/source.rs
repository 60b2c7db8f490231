//! Rust source that is formatted while it is written.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// The maximum line width of rustfmt.
pub(super) const WIDTH: usize = 120;

/// The largest width of code that stays on one line.
const CODE_WIDTH: usize = 100;

/// A file that is being written.
#[derive(Debug, Default)]
pub(super) struct Source {
    text: String,
    depth: usize,
}

impl Source {
    /// A part of this file that is written separately and appended later.
    pub(super) fn part(&self) -> Self {
        Self {
            text: String::new(),
            depth: self.depth,
        }
    }

    /// Adds a [part](Self::part).
    pub(super) fn append(&mut self, part: &Self) -> &mut Self {
        self.text.push_str(&part.text);
        self
    }

    /// `head {`. The following lines are one level deeper, until [`close`](Self::close).
    pub(super) fn open(&mut self, head: &str) -> &mut Self {
        self.open_with(&format!("{head} {{"))
    }

    /// The end of a block that [`open`](Self::open) started.
    pub(super) fn close(&mut self) -> &mut Self {
        self.close_with("}")
    }

    /// This line. The following lines are one level deeper, until [`close_with`](Self::close_with).
    pub(super) fn open_with(&mut self, line: &str) -> &mut Self {
        self.line(line);
        self.depth += 1;
        self
    }

    /// The last line of a block that [`open_with`](Self::open_with) started.
    pub(super) fn close_with(&mut self, line: &str) -> &mut Self {
        // A block does not end with an empty line.
        if self.text.ends_with("\n\n") {
            self.text.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        self.line(line)
    }

    /// Writes the text to `out`, except for its end, which [`gap`](Self::gap) inspects.
    pub(super) fn hand_over(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        const END: usize = 2;
        let mut rest = self.text.len().saturating_sub(END);
        while !self.text.is_char_boundary(rest) {
            rest -= 1;
        }
        out.write_all(&self.text.as_bytes()[..rest])?;
        self.text.drain(..rest);
        Ok(())
    }

    /// One line; an empty one gets no indentation.
    pub(super) fn line(&mut self, line: &str) -> &mut Self {
        if !line.is_empty() {
            for _ in 0..self.depth {
                self.text.push_str("    ");
            }
            self.text.push_str(line);
        }
        self.text.push('\n');
        self
    }

    /// A public field of a struct. A type that does not fit on the line comes below the name.
    pub(super) fn field(&mut self, name: &impl std::fmt::Display, ty: &str) -> &mut Self {
        let line = format!("pub {name}: {ty},");
        if 4 * self.depth + width(&line) <= WIDTH {
            return self.line(&line);
        }
        self.line(&format!("pub {name}:")).indented(|source| {
            source.line(&format!("{ty},"));
        })
    }

    /// An empty line, unless the last line is empty or starts a block.
    pub(super) fn gap(&mut self) -> &mut Self {
        if !(self.text.is_empty() || self.text.ends_with("\n\n") || self.text.ends_with("{\n")) {
            self.text.push('\n');
        }
        self
    }

    /// `head {`, the text of `body`, `}`.
    pub(super) fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.enclosed(&format!("{head} {{"), "}", body)
    }

    /// `open`, the text of `body` one level deeper, `close`.
    pub(super) fn enclosed(&mut self, open: &str, close: &str, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.open_with(open);
        body(self);
        self.close_with(close)
    }

    /// The text of `body`, one level deeper.
    pub(super) fn indented(&mut self, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self
    }

    /// Wrapped documentation. Each line of `text` is a paragraph.
    pub(super) fn doc(&mut self, text: &str) -> &mut Self {
        self.comment("///", text)
    }

    /// A wrapped list item in documentation.
    pub(super) fn item(&mut self, text: &str) -> &mut Self {
        let wrapped = textwrap::wrap(text, self.columns("///").subsequent_indent("  ").initial_indent("- "));
        for line in wrapped {
            self.line(&format!("/// {line}"));
        }
        self
    }

    /// Documentation of the file.
    pub(super) fn file_doc(&mut self, text: &str) -> &mut Self {
        self.comment("//!", text)
    }

    /// The options by which documentation is wrapped.
    fn columns(&self, mark: &str) -> Options<'static> {
        // The pages show a blank at the end of a line, so a word with a hyphen is not split.
        Options::new(WIDTH - mark.len() - 1 - 4 * self.depth)
            .break_words(false)
            .word_separator(WordSeparator::Custom(words))
            .word_splitter(WordSplitter::NoHyphenation)
    }

    fn comment(&mut self, mark: &str, text: &str) -> &mut Self {
        let options = self.columns(mark);
        let text = &*without_directions(text);
        for paragraph in text.lines() {
            // Tables and code are not wrapped.
            if paragraph.is_empty() || paragraph.starts_with('|') {
                self.line(format!("{mark} {paragraph}").trim_end());
                continue;
            }
            for line in textwrap::wrap(paragraph, &options) {
                let mut comment = String::with_capacity(WIDTH);
                comment.push_str(mark);
                comment.push(' ');
                comment.push_str(&line);
                self.line(&comment);
            }
        }
        self
    }

    /// A function: on one line if it fits, else with each argument on its own line.
    pub(super) fn function(
        &mut self,
        head: &str,
        arguments: &[String],
        tail: &str,
        body: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.arguments(head, arguments, &format!("{tail} {{"))
            .indented(body)
            .line("}")
    }

    /// Whether a text fits on a line at this depth.
    pub(super) fn fits(&self, text: &str) -> bool {
        4 * self.depth + width(text) <= WIDTH
    }

    /// `head(arguments)tail`: on one line if it fits, else with each argument on its own line.
    pub(super) fn arguments(&mut self, head: &str, arguments: &[String], tail: &str) -> &mut Self {
        let one = format!("{head}({}){tail}", arguments.join(", "));
        if self.fits(&one) {
            return self.line(&one);
        }
        self.enclosed(&format!("{head}("), &format!("){tail}"), |source| {
            for argument in arguments {
                source.line(&format!("{argument},"));
            }
        })
    }

    /// `open` and the items: on one line if they fit into `narrow` columns, else with each item on its own line.
    pub(super) fn list(&mut self, open: &str, items: &[String], close: &str, narrow: usize) -> &mut Self {
        let joined = items.join(", ");
        let one = format!("{open}{joined}{close}");
        if width(&joined) <= narrow && 4 * self.depth + width(&one) <= WIDTH {
            return self.line(&one);
        }
        self.enclosed(open.trim_end(), close.trim_start(), |source| {
            for item in items {
                source.line(&format!("{item},"));
            }
        })
    }

    /// As [`list`](Self::list), without a comma after the last item.
    pub(super) fn words(&mut self, open: &str, items: &[String], close: &str, narrow: usize) -> &mut Self {
        let joined = items.join(", ");
        if width(&joined) <= narrow {
            return self.line(&format!("{open}{joined}{close}"));
        }
        self.enclosed(open, close, |source| {
            for (index, item) in items.iter().enumerate() {
                let comma = if index + 1 < items.len() { "," } else { "" };
                source.line(&format!("{item}{comma}"));
            }
        })
    }

    /// `open` and the names, with as many on a line as fit.
    pub(super) fn names(&mut self, open: &str, names: &[String], close: &str) -> &mut Self {
        let one = format!("{open}{}{close}", names.join(", "));
        if 4 * self.depth + width(&one) <= WIDTH {
            return self.line(&one);
        }
        self.enclosed(open, close, |source| source.packed(names))
    }

    /// The items with commas, with as many on a line as fit.
    pub(super) fn packed(&mut self, items: &[String]) {
        let narrow = WIDTH - 4 * self.depth;
        let mut line = String::new();
        for item in items {
            if !line.is_empty() && width(&line) + width(item) + 2 > narrow {
                self.line(&line);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(item);
            line.push(',');
        }
        self.line(&line);
    }

    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// The words of a paragraph, between which a line may end. Code such as `GET /path` is one word, unless it is long.
fn words(paragraph: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let (mut rest, mut is_in_long_code) = (paragraph, false);
    Box::new(std::iter::from_fn(move || {
        let mut end = 0;
        while let Some(next) = rest[end..].find([' ', '`']) {
            end += next + 1;
            if rest[..end].ends_with('`') {
                match rest[end..].find('`') {
                    _ if is_in_long_code => is_in_long_code = false,
                    Some(len) if len <= CODE_WIDTH => end += len + 1,
                    Some(_) => is_in_long_code = true,
                    None => {}
                }
            } else {
                end += rest[end..].len() - rest[end..].trim_start_matches(' ').len();
                let word;
                (word, rest) = rest.split_at(end);
                return Some(Word::from(word));
            }
        }
        (!rest.is_empty()).then(|| Word::from(std::mem::take(&mut rest)))
    }))
}

/// The width of a text in columns.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// A Rust string literal of `text`.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            '\r' => literal.push_str("\\r"),
            c if c.is_control() || is_direction(c) => {
                let _ = write!(literal, "\\u{{{:x}}}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Whether a character changes the direction of the text behind it, which rustc refuses in comments and literals.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn without_directions(text: &str) -> Cow<'_, str> {
    if text.contains(is_direction) {
        Cow::Owned(text.replace(is_direction, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// A number in the format that clippy requires: `8_640_000`.
pub(super) fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push('_');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// A raw string literal of `text`.
pub(super) fn raw_literal(text: &str) -> String {
    if text.contains(is_direction) {
        return literal(text);
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_does_not_end_inside_of_code() {
        let all = |text| words(text).map(|word| word.word.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            all("One `get /a/b`; see [`X Y`]."),
            ["One", "`get /a/b`;", "see", "[`X Y`]."]
        );
        assert_eq!(all("  a  b `c "), ["", "a", "b", "`c"]);
        assert_eq!(all(""), [""; 0]);
        let long = format!("`{} {}` or `c d`", "a".repeat(50), "b".repeat(50));
        assert_eq!(all(&long)[2..], ["or", "`c d`"]);
    }

    /// rustc refuses them in comments and in literals.
    #[test]
    fn characters_that_change_the_direction_are_not_written() {
        assert_eq!(literal("a\u{202e}b"), "\"a\\u{202e}b\"");
        assert_eq!(raw_literal("a\u{2066}"), "\"a\\u{2066}\"");
        let mut source = Source::default();
        source.doc("Left\u{202e} to right.");
        assert_eq!(source.text(), "/// Left to right.\n");
    }
}
