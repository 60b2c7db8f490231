//! Rust source that is laid out while it is written.

use std::fmt::Write;
use std::io;

use textwrap::{Options, WordSplitter};

/// The width that rustfmt keeps to.
pub(super) const WIDTH: usize = 120;

/// A file in the making.
#[derive(Debug, Default)]
pub(super) struct Source {
    text: String,
    depth: usize,
}

impl Source {
    /// A part of this file that is written by itself and appended later.
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

    /// `head {`; what follows stands one level deeper, until [`close`](Self::close).
    pub(super) fn open(&mut self, head: &str) -> &mut Self {
        self.open_with(&format!("{head} {{"))
    }

    /// The end of what [`open`](Self::open) has begun.
    pub(super) fn close(&mut self) -> &mut Self {
        self.close_with("}")
    }

    /// This line; what follows stands one level deeper, until [`close_with`](Self::close_with).
    pub(super) fn open_with(&mut self, line: &str) -> &mut Self {
        self.line(line);
        self.depth += 1;
        self
    }

    /// The end, by this line, of what [`open_with`](Self::open_with) has begun.
    pub(super) fn close_with(&mut self, line: &str) -> &mut Self {
        self.depth = self.depth.saturating_sub(1);
        self.line(line)
    }

    /// Hands over what has been written, but for the end, which says whether there is a [`gap`](Self::gap) already.
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

    /// An empty line, unless there is one or a block has just begun.
    pub(super) fn gap(&mut self) -> &mut Self {
        if !(self.text.is_empty() || self.text.ends_with("\n\n") || self.text.ends_with("{\n")) {
            self.text.push('\n');
        }
        self
    }

    /// `head {`, what `body` writes, `}`.
    pub(super) fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.enclosed(&format!("{head} {{"), "}", body)
    }

    /// `open`, what `body` writes one level deeper, `close`.
    pub(super) fn enclosed(&mut self, open: &str, close: &str, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.open_with(open);
        body(self);
        self.close_with(close)
    }

    /// What `body` writes, one level deeper.
    pub(super) fn indented(&mut self, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self
    }

    /// Documentation, wrapped; each paragraph of `text` is a line of its own.
    pub(super) fn doc(&mut self, text: &str) -> &mut Self {
        self.comment("///", text)
    }

    /// Documentation: an item of a list, wrapped.
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

    /// How documentation is wrapped here.
    fn columns(&self, mark: &str) -> Options<'static> {
        // A reader of the pages sees a blank where a line ends, so a word with a hyphen stays whole.
        Options::new(WIDTH - mark.len() - 1 - 4 * self.depth)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation)
    }

    fn comment(&mut self, mark: &str, text: &str) -> &mut Self {
        let options = self.columns(mark);
        for paragraph in text.lines() {
            // Tables and code lines stand as they are.
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

    /// A function: on one line if it fits, else an argument a line.
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

    /// Whether a text fits on a line here.
    pub(super) fn fits(&self, text: &str) -> bool {
        4 * self.depth + width(text) <= WIDTH
    }

    /// `head(arguments)tail`: on one line if it fits, else an argument a line.
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

    /// `open` and the items, on one line if they fit into `narrow` columns, else an item a line.
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

    /// `open` and the names, as many on a line as fit.
    pub(super) fn names(&mut self, open: &str, names: &[String], close: &str) -> &mut Self {
        let one = format!("{open}{}{close}", names.join(", "));
        if 4 * self.depth + width(&one) <= WIDTH {
            return self.line(&one);
        }
        self.enclosed(open, close, |source| source.packed(names))
    }

    /// The items, as many on a line as fit, with a comma after each.
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

    /// What has been written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// How many columns a text takes.
fn width(text: &str) -> usize {
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
            c if c.is_control() => {
                let _ = write!(literal, "\\u{{{:x}}}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// A number as clippy wants it: `8_640_000`.
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
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
