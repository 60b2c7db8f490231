//! Removes known secrets from text that quotes them.
//!
//! Patterns find a secret by its context, and no list of patterns is complete. The client knows the secrets that it
//! sent, so it can search for their text: as it is, and in common encodings. Escapes of JSON, percent-encoding and HTML
//! entities are decoded character by character during the comparison, so any mixture of them is found. Base64 is
//! searched in the three forms of a secret, one for each position in a group of three bytes. For nested
//! encodings, the whole text is decoded up to twice, and searched after each decoding.
//!
//! The time has to be linear in the length of the text, because the sender of the text chooses that length.

mod entities;
mod layers;
mod reading;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use self::layers::layers;
pub(crate) use self::reading::readings;
use self::reading::slashes;

/// The text that replaces a secret.
pub(crate) const MASK: &str = "[redacted]";

/// A secret with fewer characters is found only as a whole word: `a` is part of most words.
const SHORTEST: usize = 4;

/// If a secret has several lines, lines of at least this length are also searched one by one, because texts are wrapped
/// and cut at line ends.
const SHORTEST_LINE: usize = 8;

/// The number of characters beside a match in base64 that are masked too, because they contain bits of it.
const BASE64_BORDER: usize = 2;

/// The number of nested encodings that are decoded for the whole text.
const DEPTH: usize = 2;

/// The largest number of alternative ends that are tried for a run of white space, which may be encoded.
const MOST_ENDS: usize = 64;

/// The characters that begin an escape.
const ESCAPES: [u8; 3] = [b'\\', b'%', b'&'];

/// Finds secrets in text.
pub(crate) struct Redactor {
    forms: Vec<SecretForm>,
    /// The forms by their first character.
    by_first: HashMap<char, Vec<usize>>,
    /// The ASCII characters with which a form may begin, in any encoding.
    begins: [bool; 128],
}

/// One spelling of one secret.
struct SecretForm {
    /// The characters, with one space for each run of white space.
    characters: Zeroizing<Vec<char>>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Found only where no letter or digit is beside it.
    Word,
    Base64,
}

impl Redactor {
    /// Searches for these secrets.
    pub(crate) fn new<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Self {
        let mut redactor = Self {
            forms: Vec::new(),
            by_first: HashMap::new(),
            begins: [false; 128],
        };
        for mark in ESCAPES {
            redactor.begins[usize::from(mark)] = true;
        }
        for secret in secrets {
            redactor.add_secret(secret);
        }
        redactor
    }

    fn add_secret(&mut self, secret: &str) {
        let text = secret.trim();
        let is_short = text.chars().count() < SHORTEST;
        self.add(text, if is_short { Kind::Word } else { Kind::Text });
        if text.contains('\n') {
            for line in text.lines().map(str::trim) {
                if line.chars().count() >= SHORTEST_LINE {
                    self.add(line, Kind::Text);
                }
            }
        }
        if is_short {
            self.add(&Zeroizing::new(STANDARD_NO_PAD.encode(text)), Kind::Word);
        } else {
            for before in 0..3 {
                self.add_base64(secret.as_bytes(), before);
            }
        }
    }

    /// Adds the base64 form of `secret` with `before` bytes before it in its group, without the characters that depend
    /// on its neighbours.
    fn add_base64(&mut self, secret: &[u8], before: usize) {
        let mut bytes = Zeroizing::new(Vec::with_capacity(before + secret.len()));
        bytes.resize(before, 0);
        bytes.extend_from_slice(secret);
        let own = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(engine.encode(&*bytes));
            self.add(encoded.get(own.clone()).unwrap_or_default(), Kind::Base64);
        }
    }

    fn add(&mut self, text: &str, kind: Kind) {
        // Allocated in full, because growing would leave copies in memory.
        let mut characters = Zeroizing::new(Vec::with_capacity(text.len()));
        for character in text.chars() {
            match character {
                c if !c.is_whitespace() => characters.push(c),
                _ if characters.last() == Some(&' ') => {}
                _ => characters.push(' '),
            }
        }
        let Some(&first) = characters.first() else {
            return;
        };
        if let Some(begins) = self.begins.get_mut(first as usize) {
            *begins = true;
        }
        let of_first = self.by_first.entry(first).or_default();
        if of_first.iter().any(|&known| self.forms[known].characters == characters) {
            return;
        }
        of_first.push(self.forms.len());
        self.forms.push(SecretForm { characters, kind });
    }

    /// `text` without the secrets.
    pub(crate) fn blanked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.blanked_near(text, 0).0
    }

    /// `text` without the secrets, and the new position of the byte at `offset`.
    pub(crate) fn blanked_near<'t>(&self, text: &'t str, offset: usize) -> (Cow<'t, str>, usize) {
        let finds = self.find(text);
        if finds.is_empty() {
            return (text.into(), offset);
        }
        let mut blanked = String::with_capacity(text.len());
        let (mut done, mut moved) = (0, offset);
        for find in finds {
            blanked.push_str(&text[done..find.start]);
            let start = blanked.len();
            blanked.push_str(MASK);
            if find.end <= offset {
                moved = blanked.len() + (offset - find.end);
            } else if find.start <= offset {
                moved = start;
            }
            done = find.end;
        }
        blanked.push_str(&text[done..]);
        (blanked.into(), moved)
    }

    /// The ranges of the secrets, in order and without overlap.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut finds: Vec<Range<usize>> = Vec::new();
        if self.forms.is_empty() {
            return finds;
        }
        let runs = reading::long_runs(text);
        let mut all = Vec::new();
        for part in reading::between(text, &runs) {
            let finds = self.find_behind(&text[part.clone()], DEPTH);
            all.extend(
                finds
                    .into_iter()
                    .map(|find| part.start + find.start..part.start + find.end),
            );
        }
        // A long run of backslashes may contain an escaped secret that begins with backslashes.
        if self.by_first.contains_key(&'\\') {
            all.extend(runs);
        }
        all.sort_unstable_by_key(|find| find.start);
        for find in all {
            match finds.last_mut() {
                Some(last) if find.start <= last.end => last.end = last.end.max(find.end),
                _ => finds.push(find),
            }
        }
        finds
    }

    /// The ranges of the secrets in a text, also in up to `depth` encodings of the whole text.
    fn find_behind(&self, text: &str, depth: usize) -> Vec<Range<usize>> {
        let begins = |character: char| self.begins.get(character as usize) != Some(&false);
        let places = text.char_indices().filter(|(_, character)| begins(*character));
        let mut finds: Vec<_> = places.filter_map(|(at, _)| self.longest_at(text, at)).collect();
        if depth > 0 {
            for layer in layers(text) {
                for find in self.find_behind(&layer.text, depth - 1) {
                    let Some((start, end)) = layer.source(find.start, find.end) else {
                        continue;
                    };
                    let find = start..end;
                    finds.push(if layer.is_base64 {
                        with_border(text, &find)
                    } else {
                        find
                    });
                }
            }
        }
        finds
    }

    /// The forms whose first character may be this one.
    fn beginning_with(&self, found: char) -> impl Iterator<Item = &usize> {
        let exact = self.by_first.get(&found);
        let lost = (found == char::REPLACEMENT_CHARACTER).then_some(&self.by_first);
        let lost = lost
            .into_iter()
            .flatten()
            .filter(move |(first, _)| **first != found && may_be(found, **first));
        exact.into_iter().flatten().chain(lost.flat_map(|(_, forms)| forms))
    }

    /// The longest match that begins with the character at `at`.
    fn longest_at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let mut longest: Option<Range<usize>> = None;
        for reading in readings(text, at) {
            for &index in self.beginning_with(reading.character) {
                let form = &self.forms[index];
                let find = form.end(text, at).and_then(|end| form.whole(text, at..end));
                if let Some(find) = find
                    && longest.as_ref().is_none_or(|longest| longest.end < find.end)
                {
                    longest = Some(find);
                }
            }
        }
        longest
    }
}

impl SecretForm {
    /// The end of the form that begins at `start`, if it matches. Text that ends inside a form, after at least
    /// [`SHORTEST`] characters, matches, because it may have been cut there.
    fn end(&self, text: &str, start: usize) -> Option<usize> {
        let mut ends = vec![start];
        let mut next = Vec::new();
        for (matched, &character) in self.characters.iter().enumerate() {
            // Nearly every character is not encoded.
            if let [at] = ends[..]
                && let Some(found) = text[at..].chars().next()
                && character != ' '
                && !is_escape(found)
            {
                if !may_be(found, character) {
                    return None;
                }
                ends[0] = at + found.len_utf8();
                continue;
            }
            next.clear();
            for &at in &ends {
                if matched >= SHORTEST && is_cut(&text[at..]) {
                    return Some(text.len());
                }
                if character == ' ' {
                    after_space(text, at, &mut next);
                } else {
                    let fitting = readings(text, at).filter(|reading| may_be(reading.character, character));
                    next.extend(fitting.map(|reading| reading.end));
                }
            }
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return None;
            }
            std::mem::swap(&mut ends, &mut next);
        }
        ends.last().copied()
    }

    /// The whole range to mask for a match.
    fn whole(&self, text: &str, find: Range<usize>) -> Option<Range<usize>> {
        let (before, after) = (&text[..find.start], &text[find.end..]);
        match self.kind {
            Kind::Text => Some(find),
            Kind::Word => {
                let stands_beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let is_word = !stands_beside(before.chars().next_back()) && !stands_beside(after.chars().next());
                is_word.then_some(find)
            }
            Kind::Base64 => Some(with_border(text, &find)),
        }
    }
}

/// A match in base64 with the characters beside it that contain parts of it.
fn with_border(text: &str, find: &Range<usize>) -> Range<usize> {
    let (before, after) = (&text[..find.start], &text[find.end..]);
    let left = before.bytes().rev().take(BASE64_BORDER).take_while(is_base64).count();
    let right = after.bytes().take(BASE64_BORDER).take_while(is_base64).count();
    let padding = after[right..].bytes().take(2).take_while(|byte| *byte == b'=').count();
    find.start - left..find.end + right + padding
}

/// Whether a character may begin an encoded character.
fn is_escape(character: char) -> bool {
    u8::try_from(character).is_ok_and(|byte| byte == b'+' || ESCAPES.contains(&byte))
}

/// Whether a character of a text may be this character of a secret. Text in another encoding is decoded with U+FFFD for
/// unknown characters.
fn may_be(found: char, character: char) -> bool {
    found == character || (found == char::REPLACEMENT_CHARACTER && !character.is_ascii())
}

/// Whether a text ends here, or inside an escape.
fn is_cut(rest: &str) -> bool {
    let is_hex = |text: &str, shorter_than: usize| {
        text.len() < shorter_than && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    match rest.as_bytes().first() {
        None => true,
        Some(b'\\') => {
            let behind = &rest[slashes(rest)..];
            let digits = |mark, len| behind.strip_prefix(mark).is_some_and(|digits| is_hex(digits, len));
            behind.is_empty() || digits('u', 4) || digits('x', 2)
        }
        Some(b'%') => is_hex(rest[1..].trim_start_matches("25"), 2),
        Some(b'&') => {
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
            rest.len() <= entities::LONGEST && rest[1..].bytes().all(is_part)
        }
        Some(_) => false,
    }
}

/// Adds the positions after the white space at `at`.
fn after_space(text: &str, at: usize, ends: &mut Vec<usize>) {
    let mut places = vec![at];
    while let Some(place) = places.pop() {
        let rest = &text[place..];
        // The whole run is skipped: the next character of a secret is not white space.
        let run = rest.len() - rest.trim_start().len();
        let as_it_is = (run > 0).then_some(place + run);
        let escaped = readings(text, place)
            .filter(|reading| run == 0 && reading.character.is_whitespace())
            .map(|reading| reading.end);
        for end in as_it_is.into_iter().chain(escaped) {
            if ends.len() < MOST_ENDS && !ends.contains(&end) {
                ends.push(end);
                places.push(end);
            }
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "`take_while` hands out references")]
fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(byte)
}
