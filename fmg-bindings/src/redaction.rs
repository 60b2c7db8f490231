//! Blanking secrets that are known, wherever somebody else's text quotes them.
//!
//! Patterns find a secret by what stands around it, and no list of patterns is complete. What this client sent it knows
//! literally, so that it can look for the text itself: as it is, and in the forms in which text travels. Escapes of JSON,
//! percent-encoding and entities of HTML are undone while comparing, character by character, so that any mixture of them is
//! found. Base64 is looked for as what a secret becomes at each of the three places where it can begin in a group. Where
//! encodings were put on top of each other, the text is looked at once more behind each of them, two of them deep.
//!
//! The time that it takes is linear in the length of the text: who answers chooses that.

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

/// What is shown in the place of a secret.
pub(crate) const MASK: &str = "[redacted]";

/// A secret with fewer characters is looked for as a word by itself: `a` stands in most words.
const SHORTEST: usize = 4;

/// A line of a secret with several lines is looked for by itself if it has so many characters, since texts are
/// wrapped and cut at line ends.
const SHORTEST_LINE: usize = 8;

/// Base64 spreads a character over its neighbours: so many characters on either side of a find belong to it in part.
const BASE64_BORDER: usize = 2;

/// So many encodings on top of each other are undone for all of the text.
const DEPTH: usize = 2;

/// So many ends of white space are followed up, where it is written in several ways.
const MOST_ENDS: usize = 64;

/// What begins an escape.
const ESCAPES: [u8; 3] = [b'\\', b'%', b'&'];

/// Finds secrets in text.
pub(crate) struct Redactor {
    needles: Vec<SecretForm>,
    /// The needles that begin with a character.
    by_first: HashMap<char, Vec<usize>>,
    /// The characters of ASCII with which a needle may begin, in any form.
    begins: [bool; 128],
}

/// One spelling of one secret.
struct SecretForm {
    /// Its characters, with one space for each run of white space.
    characters: Zeroizing<Vec<char>>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Found only where no letter or digit stands beside it.
    Word,
    Base64,
}

impl Redactor {
    /// Looks for these secrets.
    pub(crate) fn new<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Self {
        let mut redactor = Self {
            needles: Vec::new(),
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

    /// Adds what `secret` becomes in base64 with `before` bytes before it in its group, but for the characters that depend
    /// on what stands beside it.
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
        // The exact room, so that no copy is left behind by growing.
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
        if of_first
            .iter()
            .any(|&known| self.needles[known].characters == characters)
        {
            return;
        }
        of_first.push(self.needles.len());
        self.needles.push(SecretForm { characters, kind });
    }

    /// `text` without the secrets.
    pub(crate) fn blanked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.blanked_near(text, 0).0
    }

    /// `text` without the secrets, and where the byte at `offset` has gone.
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

    /// Where the secrets are, in order and apart from each other.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut finds: Vec<Range<usize>> = Vec::new();
        if self.needles.is_empty() {
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
        // So many backslashes may hold a secret that begins with some, however often they are escaped.
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

    /// Where the secrets are in a text, and behind so many encodings that it may have as a whole.
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

    /// The needles whose first character this one stands for.
    fn beginning_with(&self, found: char) -> impl Iterator<Item = &usize> {
        let exact = self.by_first.get(&found);
        let lost = (found == char::REPLACEMENT_CHARACTER).then_some(&self.by_first);
        let lost = lost
            .into_iter()
            .flatten()
            .filter(move |(first, _)| **first != found && stands_for(found, **first));
        exact.into_iter().flatten().chain(lost.flat_map(|(_, needles)| needles))
    }

    /// The longest find that begins with the character at `at`.
    fn longest_at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let mut longest: Option<Range<usize>> = None;
        for reading in readings(text, at) {
            for &index in self.beginning_with(reading.character) {
                let needle = &self.needles[index];
                let find = needle.end(text, at).and_then(|end| needle.whole(text, at..end));
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
    /// Where the needle ends that begins at `start`, if it does. A text that ends in the middle of one was cut there.
    fn end(&self, text: &str, start: usize) -> Option<usize> {
        let mut ends = vec![start];
        let mut next = Vec::new();
        for (matched, &character) in self.characters.iter().enumerate() {
            // Nearly every character of nearly every text stands for itself alone.
            if let [at] = ends[..]
                && let Some(found) = text[at..].chars().next()
                && character != ' '
                && !is_escape(found)
            {
                if !stands_for(found, character) {
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
                    let fitting = readings(text, at).filter(|reading| stands_for(reading.character, character));
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

    /// All that is to be blanked for a find.
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

/// A find in base64, with the characters beside it that belong to it in part.
fn with_border(text: &str, find: &Range<usize>) -> Range<usize> {
    let (before, after) = (&text[..find.start], &text[find.end..]);
    let left = before.bytes().rev().take(BASE64_BORDER).take_while(is_base64).count();
    let right = after.bytes().take(BASE64_BORDER).take_while(is_base64).count();
    let padding = after[right..].bytes().take(2).take_while(|byte| *byte == b'=').count();
    find.start - left..find.end + right + padding
}

/// Whether a character may begin what stands for another one.
fn is_escape(character: char) -> bool {
    u8::try_from(character).is_ok_and(|byte| byte == b'+' || ESCAPES.contains(&byte))
}

/// Whether a character of a text is this one of a secret, or what is left of it: text in another encoding is read with
/// U+FFFD where a character is lost.
fn stands_for(found: char, character: char) -> bool {
    found == character || (found == char::REPLACEMENT_CHARACTER && !character.is_ascii())
}

/// Whether a text ends here, or in the middle of an escape.
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

/// Notes the places behind the white space at `at`.
fn after_space(text: &str, at: usize, ends: &mut Vec<usize>) {
    let mut places = vec![at];
    while let Some(place) = places.pop() {
        let rest = &text[place..];
        // All of it as it is: what follows in a secret is no white space.
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
