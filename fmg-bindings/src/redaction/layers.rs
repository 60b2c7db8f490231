//! Decodes whole texts, to find secrets in nested encodings.
//!
//! [`readings`](super::readings) decode one encoding at a position. Where encodings are nested, such as JSON in
//! percent-encoding or in base64, the outer one has to be decoded first, for the whole text.

use super::is_base64;
use super::reading::{entity, escape, percent_byte};

/// A base64 text with fewer characters contains no secret that is searched for.
const SHORTEST_RUN: usize = 6;

/// Decoded text is searched where at least this number of text characters follow each other.
const SHORTEST_STRETCH: usize = 4;

/// A line of base64 with at least this number of characters may continue in the next line.
const SHORTEST_BASE64_LINE: usize = 40;

/// A text with one encoding decoded, and the positions in the original text.
#[derive(Default)]
pub(super) struct Layer {
    pub(super) text: String,
    /// For each byte, the range of the original text that encodes it.
    sources: Vec<(usize, usize)>,
    pub(super) is_base64: bool,
}

impl Layer {
    fn push(&mut self, character: char, start: usize, end: usize) {
        self.text.push(character);
        self.sources.resize(self.text.len(), (start, end));
    }

    /// The range of the original text that encodes the bytes from `start` to `end`.
    pub(super) fn source(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let last = end.checked_sub(1)?;
        Some((self.sources.get(start)?.0, self.sources.get(last)?.1))
    }
}

/// The text, decoded by each encoding that it may have.
pub(super) fn layers(text: &str) -> impl Iterator<Item = Layer> {
    let escapes: [fn(&str) -> Option<Layer>; 3] = [unescaped, percent_decoded, without_entities];
    let escapes = escapes.into_iter().filter_map(move |undo| undo(text));
    let runs = runs(text);
    // Base64 may begin with any character of a group, where other text is before it.
    let base64 = (0..4).filter_map(move |skipped| base64_decoded(text, &runs, skipped));
    escapes.chain(base64)
}

/// Decodes backslash escapes once.
fn unescaped(text: &str) -> Option<Layer> {
    undone(text, '\\', |rest| {
        let behind = &rest[1..];
        let itself = || behind.chars().next().map(|c| (c, c.len_utf8()));
        let (character, len) = escape(behind, 1).or_else(itself)?;
        Some((character, 1 + len))
    })
}

/// Decodes HTML entities once.
fn without_entities(text: &str) -> Option<Layer> {
    undone(text, '&', entity)
}

/// Decodes the escapes that begin with `mark`.
fn undone(text: &str, mark: char, undo: impl Fn(&str) -> Option<(char, usize)>) -> Option<Layer> {
    let mut layer = Layer::default();
    let (mut at, mut is_changed) = (0, false);
    while let Some(first) = text[at..].chars().next() {
        let undone = (first == mark).then(|| undo(&text[at..])).flatten();
        is_changed |= undone.is_some();
        let (character, len) = undone.unwrap_or((first, first.len_utf8()));
        layer.push(character, at, at + len);
        at += len;
    }
    is_changed.then_some(layer)
}

/// Decodes percent-encoding once, as UTF-8 or else as Latin-1.
fn percent_decoded(text: &str) -> Option<Layer> {
    let mut layer = Layer::default();
    let (mut at, mut is_changed) = (0, false);
    let mut bytes = Vec::new();
    while let Some(first) = text[at..].chars().next() {
        bytes.clear();
        let start = at;
        while let Some(byte) = once_encoded(&text[at..]) {
            bytes.push(byte);
            at += 3;
        }
        if bytes.is_empty() {
            layer.push(first, at, at + first.len_utf8());
            at += first.len_utf8();
            continue;
        }
        is_changed = true;
        let mut done = start;
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid().chars().map(|c| (c, c.len_utf8()));
            let other = chunk.invalid().iter().map(|byte| (char::from(*byte), 1));
            for (character, len) in valid.chain(other) {
                layer.push(character, done, done + 3 * len);
                done += 3 * len;
            }
        }
    }
    is_changed.then_some(layer)
}

/// The percent-encoded byte at the beginning of a text.
fn once_encoded(text: &str) -> Option<u8> {
    percent_byte(text.get(..3)?).map(|(byte, _)| byte)
}

/// For each piece of a text that may be base64, the positions of its characters.
fn runs(text: &str) -> Vec<Vec<usize>> {
    let mut runs = Vec::new();
    let (mut run, mut line) = (Vec::new(), 0);
    for (at, byte) in text.bytes().enumerate() {
        if is_base64(&byte) {
            run.push(at);
            line += 1;
        } else if matches!(byte, b'\r' | b'\n') && (line == 0 || line >= SHORTEST_BASE64_LINE) && !run.is_empty() {
            line = 0;
        } else {
            if run.len() >= SHORTEST_RUN {
                runs.push(std::mem::take(&mut run));
            }
            run.clear();
            line = 0;
        }
    }
    if run.len() >= SHORTEST_RUN {
        runs.push(run);
    }
    runs
}

/// The decoded base64 of the runs, without the first `skipped` characters of each.
fn base64_decoded(text: &str, runs: &[Vec<usize>], skipped: usize) -> Option<Layer> {
    let mut layer = Layer {
        is_base64: true,
        ..Layer::default()
    };
    for run in runs {
        let digits = run.get(skipped..).unwrap_or_default();
        let bytes = decoded(text, digits);
        let end = digits.last().map_or(0, |last| last + 1);
        // The characters that encode the bytes from `from` to `to`.
        let source = |from: usize, to: usize| {
            let place = |digit: usize| digits.get(digit).copied().unwrap_or(end);
            (place(from * 8 / 6), place((to * 8 - 1) / 6) + 1)
        };
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            for stretch in chunk.valid().split_inclusive(char::is_control) {
                if stretch.chars().count() >= SHORTEST_STRETCH {
                    if !layer.text.is_empty() {
                        layer.push('\0', 0, 0);
                    }
                    for (index, character) in stretch.char_indices() {
                        let from = at + index;
                        let (start, end) = source(from, from + character.len_utf8());
                        layer.push(character, start, end);
                    }
                }
                at += stretch.len();
            }
            at += chunk.invalid().len();
        }
    }
    (!layer.text.is_empty()).then_some(layer)
}

/// The bytes that the characters at these positions encode.
fn decoded(text: &str, places: &[usize]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(places.len() * 6 / 8);
    let (mut bits, mut held) = (0_u32, 0);
    for place in places {
        let value = match text.as_bytes().get(*place) {
            Some(upper @ b'A'..=b'Z') => upper - b'A',
            Some(lower @ b'a'..=b'z') => lower - b'a' + 26,
            Some(digit @ b'0'..=b'9') => digit - b'0' + 52,
            Some(b'+' | b'-') => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).unwrap_or_default());
            bits &= (1 << held) - 1;
        }
    }
    bytes
}
