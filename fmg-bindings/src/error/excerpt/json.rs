//! Masks the values of secret members in JSON, well-formed or not.

use std::borrow::Cow;

use super::{AFTER, BEFORE, part, shortened, text};
use crate::call_record::blanked_near;
use crate::redaction::MASK;
use fmg_template::secret_name::is_secret;

/// Members whose value is the name of another member, whose value is beside them.
const NAMING: [&str; 18] = [
    "name",
    "key",
    "field",
    "attr",
    "attribute",
    "param",
    "parameter",
    "id",
    "member",
    "option",
    "property",
    "header",
    "label",
    "variable",
    "k",
    "n",
    "path",
    "loc",
];

/// Members beside a name that do not contain the named value.
const BESIDE: [&str; 12] = [
    "code",
    "status",
    "http_status",
    "type",
    "line",
    "column",
    "pos",
    "position",
    "index",
    "method",
    "length",
    "size",
];

/// The number of bytes that are parsed before an offset that is too far into the response to parse it from the
/// beginning.
const LEAD: usize = 4 * 1024;

/// The number of bytes of an object that are searched for the name of a secret.
const SEARCHED: usize = 2048;

/// The piece of `text` around the byte at `offset`.
pub(super) fn around(text: &str, offset: usize) -> String {
    shown(Pieces::new(text), offset)
}

/// The piece around an offset of a text that is too long to be parsed from its beginning.
///
/// It is unknown whether the surrounding list or object belongs to a secret, so every value is masked.
pub(super) fn within(text: &str, offset: usize) -> String {
    let from = offset.saturating_sub(LEAD);
    let lead = part(text, from, offset).len();
    let (near, lead) = blanked_near(part(text, from, offset.saturating_add(LEAD)), lead);
    let mut pieces = Pieces::inside_a_secret(&near);
    // A parser stops between two tokens, so quotes can be counted back from there.
    if ends_in_a_string(near.get(..lead).unwrap_or_default()) {
        pieces.at = near.find('"').map_or(near.len(), |quote| quote + 1);
    }
    let shown = shown(pieces, lead);
    if shown.starts_with('…') {
        shown
    } else {
        format!("…{shown}")
    }
}

/// Whether a text that begins between two tokens ends inside a string.
fn ends_in_a_string(text: &str) -> bool {
    let (mut inside, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
    }
    inside
}

fn shown(pieces: Pieces<'_>, offset: usize) -> String {
    let from = offset.saturating_sub(BEFORE);
    let to = offset.saturating_add(AFTER);
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    for piece in pieces {
        if piece.start > to {
            shown.push('…');
            break;
        }
        if piece.start >= from {
            shown.push_str(&piece.shown());
        }
    }
    shown
}

/// Whether the text is JSON, by its first character.
pub(super) fn begins(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// The whole of `text`.
pub(super) fn whole(text: &str) -> String {
    Pieces::new(text).map(|piece| piece.masked()).collect()
}

/// A token and its kind.
struct Piece<'t> {
    start: usize,
    token: &'t str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Punctuation, white space, or the name of a member.
    Plain,
    Text,
    Secret,
}

impl<'t> Piece<'t> {
    /// The text to show, masked if it is secret.
    fn masked(&self) -> Cow<'t, str> {
        match self.kind {
            Kind::Plain => self.token.into(),
            // Whether a secret is set is not a secret.
            Kind::Secret if matches!(self.token.trim(), "true" | "false" | "null" | "\"\"" | "''") => self.token.into(),
            Kind::Secret => MASK.into(),
            Kind::Text => self.text().into(),
        }
    }

    fn shown(&self) -> Cow<'t, str> {
        match self.masked() {
            Cow::Borrowed(token) => shortened(token),
            Cow::Owned(token) => shortened(&token).into_owned().into(),
        }
    }

    /// Shows a value, which may be a string with JSON in it.
    fn text(&self) -> String {
        if let Ok(inner) = serde_json::from_str::<String>(self.token)
            && begins(&inner)
        {
            return serde_json::Value::from(whole(&inner)).to_string();
        }
        let content = self.token.strip_prefix(['"', '\'']).unwrap_or(self.token);
        let quote = &self.token[..self.token.len() - content.len()];
        let content = content.strip_suffix(quote).unwrap_or(content);
        let closing = &self.token[quote.len() + content.len()..];
        format!("{quote}{}{closing}", text::masked(content))
    }
}

/// The tokens of a text.
///
/// It starts at the beginning of the text, whatever part is shown: the text before a value decides whether it is
/// secret.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// The open objects and lists, outermost first.
    open: Vec<Open>,
    /// The name of the member whose value follows.
    member: &'t str,
    /// Whether the next value belongs to a secret member.
    announced: bool,
    /// Whether all values belong to a secret member.
    all_secret: bool,
}

/// An object or a list that is open.
struct Open {
    is_list: bool,
    holds: Holds,
    /// Whether the last element of a list was the name of a secret.
    named: bool,
}

/// The kind of content of an object or a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Members whose names decide.
    Any,
    /// The name of a secret in one member, and maybe the secret in another.
    Named,
    /// A secret.
    Secret,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            open: Vec::new(),
            member: "",
            announced: false,
            all_secret: false,
        }
    }

    /// For text inside a list or object that belongs to a secret and does not end.
    fn inside_a_secret(text: &'t str) -> Self {
        Self {
            all_secret: true,
            ..Self::new(text)
        }
    }

    fn take(&mut self, len: usize) -> &'t str {
        let (start, end) = (self.at, self.at + len);
        self.at = end;
        &self.text[start..end]
    }

    /// The kind of the value that begins here.
    fn value(&mut self) -> Kind {
        let announced = std::mem::take(&mut self.announced);
        let secret = self.open.last().is_some_and(|open| {
            let is_beside = NAMING.contains(&self.member) || BESIDE.contains(&self.member);
            open.holds == Holds::Secret || (open.holds == Holds::Named && !is_beside)
        });
        if announced || secret || self.all_secret {
            Kind::Secret
        } else {
            Kind::Text
        }
    }

    fn string(&mut self, rest: &str) -> (&'t str, Kind) {
        let token = self.take(string_len(rest));
        let content = token.trim_matches(['"', '\'']);
        let in_list = self.open.last().is_some_and(|open| open.is_list);
        if !in_list && self.text[self.at..].trim_start().starts_with(':') {
            self.announced = is_secret(content);
            self.member = content;
            return (token, Kind::Plain);
        }
        let kind = self.value();
        if in_list && let Some(list) = self.open.last_mut() {
            list.named = is_name_of_secret(content);
        }
        (token, kind)
    }

    fn open(&mut self, is_list: bool) {
        let holds = if self.value() == Kind::Secret {
            Holds::Secret
        } else if !is_list && names_secret(&self.text[self.at..]) {
            Holds::Named
        } else {
            Holds::Any
        };
        self.open.push(Open {
            is_list,
            holds,
            named: false,
        });
        self.member = "";
    }

    fn comma(&mut self) {
        self.announced = self.open.last_mut().is_some_and(|open| std::mem::take(&mut open.named));
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let start = self.at;
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let (token, kind) = match first {
            '"' | '\'' => self.string(rest),
            // A secret without quotes was blanked here.
            '[' if rest.starts_with(MASK) => {
                self.announced = false;
                (self.take(MASK.len()), Kind::Plain)
            }
            '{' | '[' => {
                let token = self.take(1);
                self.open(first == '[');
                (token, Kind::Plain)
            }
            '}' | ']' => {
                self.open.pop();
                (self.take(1), Kind::Plain)
            }
            ',' => {
                self.comma();
                (self.take(1), Kind::Plain)
            }
            c if c == ':' || c.is_whitespace() => (self.take(first.len_utf8()), Kind::Plain),
            _ => {
                let token = self.take(rest.find(|c: char| "\"'{}[],:".contains(c)).unwrap_or(rest.len()));
                (token, self.value())
            }
        };
        Some(Piece { start, token, kind })
    }
}

/// Whether the object has a member whose value is the name of a secret: `"name": "passwd"`.
fn names_secret(object: &str) -> bool {
    let (mut at, mut depth, mut member) = (0, 0_usize, "");
    while at < object.len().min(SEARCHED) {
        let rest = &object[at..];
        let Some(first) = rest.chars().next() else {
            break;
        };
        match first {
            '"' | '\'' => {
                let len = string_len(rest);
                let content = rest[..len].trim_matches(['"', '\'']);
                at += len;
                let is_member = object[at..].trim_start().starts_with(':');
                if depth == 0 && !is_member && NAMING.contains(&member) && is_name_of_secret(content) {
                    return true;
                }
                if depth == 0 {
                    member = if is_member { content } else { "" };
                }
                continue;
            }
            '{' | '[' => depth += 1,
            '}' | ']' if depth == 0 => break,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        at += first.len_utf8();
    }
    false
}

/// Whether a value is the name of a secret, and not a sentence that contains one.
fn is_name_of_secret(value: &str) -> bool {
    let is_word = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_word && value.len() <= 40 && is_secret(value)
}

/// The length of the string at the beginning of `text`, including both quotes.
fn string_len(text: &str) -> usize {
    let quote = text.chars().next();
    let mut escaped = false;
    text.char_indices()
        .skip(1)
        .find(|&(_, c)| {
            let ends = Some(c) == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })
        .map_or(text.len(), |(at, _)| at + 1)
}
