//! Pieces of an answer that are fit to be shown.
//!
//! The secrets of the call are blanked first, wherever they stand ([`call_record`](crate::call_record)). Those of others
//! are found by what stands around them: in JSON by the names of members, in other text by the words before them.

mod json;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;

use crate::call_record::{blanked, blanked_near};
use crate::redaction::MASK;

/// How much of an answer is shown before and after the place in question, in bytes.
const BEFORE: usize = 120;
const AFTER: usize = 60;

/// The longest string, or word of a plain text, that is shown in full.
const LONGEST_WORD: usize = 48;

/// The longest excerpt, in characters.
const LONGEST: usize = 200;

/// So much of an answer is looked at for an excerpt, in bytes, however long the answer is.
const LOOKED_AT: usize = 64 * 1024;

/// A piece of `text` around the byte at `offset`, with masks over what looks like a secret.
///
/// Of a web page it is the title alone, and of what is no JSON the words that are no key or token.
pub(super) fn around(text: &str, offset: usize) -> String {
    let begun = part(text, 0, LOOKED_AT);
    let shown = match begun.trim_start().chars().next() {
        None => return String::new(),
        Some('<') => title(begun).map(plain).unwrap_or_default(),
        Some('{' | '[') if offset.saturating_add(AFTER) > begun.len() && begun.len() < text.len() => {
            json::within(text, offset.min(text.len()))
        }
        Some('{' | '[') => {
            let (blanked, offset) = blanked_near(begun, offset);
            json::around(&blanked, offset)
        }
        Some(_) => plain(begun),
    };
    let mut short: String = shown
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect();
    if shown.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// What an appliance says, on one line of `longest` characters at most.
///
/// It goes to terminals and logs, so it must not steer them.
pub(super) fn message(text: &str, longest: usize) -> String {
    let text = blanked(part(text, 0, LOOKED_AT));
    let masked = if json::begins(&text) {
        json::whole(&text)
    } else {
        text::masked(&text)
    };
    let words = masked.split(|c: char| c.is_whitespace() || c.is_control());
    let mut shown = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
    }
    match shown.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// The message of a JSON reader without the value that it did not like.
pub(super) fn without_value(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    for introduction in ["invalid type: ", "invalid value: ", "unknown variant "] {
        if let Some(rest) = message.strip_prefix(introduction) {
            let (value, expected) = rest.split_at(rest.rfind(", expected ").unwrap_or(rest.len()));
            let kind = value.split(['"', '`']).next().unwrap_or_default().trim_end();
            return format!("{introduction}{kind}{expected}")
                .replace("  ", " ")
                .replace(" ,", ",");
        }
    }
    blanked(message).into_owned()
}

fn title(page: &str) -> Option<&str> {
    // ASCII lower case keeps every byte where it is.
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    Some(page[start..end].trim())
}

/// Words, without the long ones and those that a secret's name announces.
fn plain(text: &str) -> String {
    let masked = text::masked(&blanked(text));
    let mut shown = String::new();
    for word in masked.split_whitespace().take(LONGEST / 2) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        // A mask is long by itself.
        let is_long = word.replace(MASK, "").len() > LONGEST_WORD / 2;
        shown.push_str(if is_long { MASK } else { word });
    }
    shown
}

/// The bytes from `from` to `to` of a text, or less where that would cut a character.
fn part(text: &str, from: usize, to: usize) -> &str {
    let from = (from..text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len());
    let to = (from..=to.min(text.len()))
        .rfind(|&at| text.is_char_boundary(at))
        .unwrap_or(from);
    &text[from..to]
}

fn shortened(token: &str) -> Cow<'_, str> {
    match token.char_indices().nth(LONGEST_WORD) {
        Some((end, _)) => format!("{}…", &token[..end]).into(),
        None => token.into(),
    }
}
