//! Excerpts of responses for error messages.
//!
//! The secrets of the call are blanked first, wherever they occur ([`call_record`](crate::call_record)). Other secrets
//! are found by their context: in JSON by the names of members, in other text by the words before them.

mod json;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;

use crate::call_record::{blanked, blanked_near};
use crate::redaction::MASK;

/// The length of the shown text before and after the error, in bytes.
const BEFORE: usize = 120;
const AFTER: usize = 60;

/// The longest string, or word of a plain text, that is shown in full.
const LONGEST_WORD: usize = 48;

/// The longest excerpt, in characters.
const LONGEST: usize = 200;

/// The length of the text that is searched for an excerpt, in bytes, however long the response is.
const LOOKED_AT: usize = 64 * 1024;

/// The piece of `text` around the byte at `offset`, with everything masked that looks like a secret.
///
/// The excerpt of a web page is its title. The excerpt of text that is not JSON leaves out words that may be keys or
/// tokens.
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

/// A message of an appliance, on one line of at most `longest` characters.
///
/// Messages go to terminals and logs, so control characters are removed.
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

/// The message of a JSON parser without the value that it quotes.
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
    // ASCII lower case does not change the positions of bytes.
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    Some(page[start..end].trim())
}

/// The words, without long ones and those that follow the name of a secret.
fn plain(text: &str) -> String {
    let masked = text::masked(&blanked(text));
    let mut shown = String::new();
    for word in masked.split_whitespace().take(LONGEST / 2) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        // The mask itself is long.
        let is_long = word.replace(MASK, "").len() > LONGEST_WORD / 2;
        shown.push_str(if is_long { MASK } else { word });
    }
    shown
}

/// The bytes from `from` to `to` of a text, shortened so that no character is cut.
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
