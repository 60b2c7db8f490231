//! Pieces of an answer that are fit to be shown.

use std::borrow::Cow;

/// How much of an answer is shown before and after the place in question, in bytes.
const BEFORE: usize = 120;
const AFTER: usize = 60;

/// The longest string, or word of a plain text, that is shown in full.
const LONGEST_WORD: usize = 48;

/// The longest excerpt, in characters.
const LONGEST: usize = 200;

/// So much of an answer is looked at for an excerpt, in bytes, however long the answer is.
const LOOKED_AT: usize = 64 * 1024;

/// So much is looked at before a place that lies further into an answer.
const LEAD: usize = 4 * 1024;

const MASK: &str = "[redacted]";

/// What the names of members that hold secrets have in common.
const SECRET: [&str; 11] = [
    "pass",
    "pwd",
    "psk",
    "secret",
    "session",
    "token",
    "cookie",
    "key",
    "credential",
    "private",
    "auth",
];

/// A piece of `text` around the byte at `offset`, with masks over what looks like a secret.
///
/// Of a web page it is the title alone, and of what is no JSON the words that are no key or token.
pub(super) fn around(text: &str, offset: usize) -> String {
    let begun = part(text, 0, LOOKED_AT);
    let shown = match begun.trim_start().chars().next() {
        None => return String::new(),
        Some('<') => title(begun).map(plain).unwrap_or_default(),
        Some('{' | '[') if offset.saturating_add(AFTER) > begun.len() && begun.len() < text.len() => {
            json_within(text, offset.min(text.len()))
        }
        Some('{' | '[') => json(Masked::new(begun), offset),
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
/// It goes to terminals and logs, so it must not steer them. Where it speaks of a secret, what stands in quotes and
/// the word behind the secret's name are masked: a CLI quotes the value that it did not like.
pub(super) fn message(text: &str, longest: usize) -> String {
    let text = part(text, 0, LOOKED_AT);
    let speaks_of_secret = |word: &str| is_secret(word) && !HARMLESS.contains(&bare(word));
    let secret = text.split_whitespace().any(speaks_of_secret);
    let mut shown = String::new();
    let (mut announced, mut quote) = (false, None);
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        let opened = quote.is_some();
        if secret {
            quote = still_open(word, quote);
        }
        let quoted = opened || (secret && word.contains(['\'', '"']));
        let masked = announced || quoted;
        announced = !masked && speaks_of_secret(word);
        let word = if masked { MASK } else { word };
        if masked && shown.ends_with(MASK) {
            continue;
        }
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

/// The quote that is open after `word`, if `open` was open before it.
fn still_open(word: &str, open: Option<char>) -> Option<char> {
    word.chars().fold(open, |open, c| match open {
        Some(quote) if quote == c => None,
        None if matches!(c, '\'' | '"') => Some(c),
        _ => open,
    })
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
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
    message.to_owned()
}

/// Words that look like the name of a secret, and in the messages of a CLI are none.
const HARMLESS: [&str; 5] = ["key", "Key", "keyword", "session", "authorized"];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|mark| name.contains(mark))
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
    let mut shown = String::new();
    let mut announced = false;
    for word in text.split_whitespace().take(LONGEST / 2) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        let (name, value) = word.split_at(word.find(['=', ':']).map_or(word.len(), |at| at + 1));
        let secret_name = is_secret(name);
        if announced || word.len() > LONGEST_WORD / 2 {
            shown.push_str(MASK);
        } else if secret_name && !value.is_empty() {
            shown.push_str(name);
            shown.push_str(MASK);
        } else {
            shown.push_str(word);
        }
        announced = secret_name && value.is_empty();
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

/// The place in a text that is too long to be read from its beginning.
///
/// Whether the list or object that a value stands in belongs to a secret is then not known, so every value is masked.
fn json_within(text: &str, offset: usize) -> String {
    let from = offset.saturating_sub(LEAD);
    let lead = part(text, from, offset);
    let tokens = Masked::inside_a_secret(part(text, from, offset.saturating_add(LEAD)));
    // A reader stops between two tokens, and from there quotes can be counted back.
    let shown = json(tokens.after_a_string(ends_in_a_string(lead)), lead.len());
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

fn json(tokens: Masked<'_>, offset: usize) -> String {
    let from = offset.saturating_sub(BEFORE);
    let to = offset.saturating_add(AFTER);
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    for (start, piece) in tokens {
        if start > to {
            shown.push('…');
            break;
        }
        if start >= from {
            shown.push_str(&piece);
        }
    }
    shown
}

/// JSON, well-formed or not, as a sequence of tokens in which the values of secret members are masked.
///
/// It begins at the beginning of the text, whatever part is to be shown: whether a value is a secret
/// depends on what stands before it.
struct Masked<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    /// The next value belongs to a secret member.
    announced: bool,
    /// The depth of the list or object that belongs to one.
    inside: Option<usize>,
}

impl<'t> Masked<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            announced: false,
            inside: None,
        }
    }

    /// As if the text stood in a list or object that belongs to a secret and does not end.
    fn inside_a_secret(text: &'t str) -> Self {
        Self {
            inside: Some(usize::MAX),
            ..Self::new(text)
        }
    }

    /// Passes over the end of the string that the text begins in, if it begins in one.
    fn after_a_string(mut self, begins_in_one: bool) -> Self {
        if begins_in_one {
            self.at = self.text.find('"').map_or(self.text.len(), |quote| quote + 1);
        }
        self
    }

    fn take(&mut self, len: usize) -> &'t str {
        let (start, end) = (self.at, self.at + len);
        self.at = end;
        &self.text[start..end]
    }

    fn value(&mut self, token: Cow<'t, str>) -> Cow<'t, str> {
        let secret = self.inside.is_some() || self.announced;
        self.announced = false;
        if secret { MASK.into() } else { token }
    }
}

impl<'t> Iterator for Masked<'t> {
    type Item = (usize, Cow<'t, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let piece = match first {
            '"' => {
                let token = self.take(string_len(rest));
                if self.text[self.at..].trim_start().starts_with(':') {
                    self.announced = is_secret(token);
                    shortened(token)
                } else if token.contains('=') && is_secret(token) {
                    // A url with its query, or a form: who echoes a request echoes its password.
                    self.value(MASK.into())
                } else {
                    self.value(shortened(token))
                }
            }
            '{' | '[' => {
                self.depth += 1;
                if std::mem::take(&mut self.announced) && self.inside.is_none() {
                    self.inside = Some(self.depth);
                }
                self.take(1).into()
            }
            '}' | ']' => {
                if self.inside == Some(self.depth) {
                    self.inside = None;
                }
                self.depth = self.depth.saturating_sub(1);
                self.take(1).into()
            }
            ',' => {
                self.announced = false;
                self.take(1).into()
            }
            c if c == ':' || c.is_whitespace() => self.take(first.len_utf8()).into(),
            _ => {
                let token = self.take(rest.find(|c: char| "\"{}[],:".contains(c)).unwrap_or(rest.len()));
                self.value(shortened(token))
            }
        };
        Some((start, piece))
    }
}

/// The length of the string that `text` begins with, both quotes included.
fn string_len(text: &str) -> usize {
    let mut escaped = false;
    text.char_indices()
        .skip(1)
        .find(|&(_, c)| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })
        .map_or(text.len(), |(at, _)| at + 1)
}

fn shortened(token: &str) -> Cow<'_, str> {
    match token.char_indices().nth(LONGEST_WORD) {
        Some((end, _)) => format!("{}…", &token[..end]).into(),
        None => token.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, LONGEST_WORD, LOOKED_AT, MASK, around, message, without_value};

    #[test]
    fn secrets_are_masked_whatever_shape_they_have() {
        let text = r#"{"session": "s3cr3t", "passwd": ["ENC", "s3cr3t"], "psk": {"a": "s3cr3t"}, "pin_key": 12345, "name": "host_001"}"#;
        assert_eq!(
            around(text, 0),
            r#"{"session": [redacted], "passwd": [[redacted], [redacted]], "psk": {"a"…"#
        );
        let all = around(text, 60) + &around(text, text.len());
        assert!(!all.contains("s3cr3t") && !all.contains("12345"), "{all}");
        assert!(all.contains("host_001"), "{all}");
    }

    #[test]
    fn an_echoed_request_keeps_its_password_to_itself() {
        let echo = r#"{"status": 502, "path": "/jsonrpc/sys/backup?passwd=s3cr3t"}"#;
        assert_eq!(around(echo, 0), r#"{"status": 502, "path": [redacted]}"#);
        assert_eq!(around(r#"["user=a&password=s3cr3t"]"#, 0), "[[redacted]]");
        assert!(!around("GET /jsonrpc/sys/backup?passwd=s3cr3t failed", 0).contains("s3cr3t"));
    }

    #[test]
    fn a_secret_that_breaks_off_is_masked_too() {
        let text = r#"{"id": 1, "session": "s3cr3t-and-no-end"#;
        assert_eq!(around(text, text.len()), r#"{"id": 1, "session": [redacted]"#);
        assert_eq!(around(r#"{"token": s3cr3t "#, 0), r#"{"token": [redacted]"#);
    }

    #[test]
    fn a_quote_inside_a_string_does_not_end_it() {
        let text = r#"{"a\"": "x\\", "passwd": "s3\"cr3t", "b": 1}"#;
        assert_eq!(around(text, 20), r#"{"a\"": "x\\", "passwd": [redacted], "b": 1}"#);
    }

    #[test]
    fn long_answers_are_cut_around_the_place() {
        let text = format!(
            r#"{{"a": [{}{{"oid": "x"}}{}]}}"#,
            "1, ".repeat(1000),
            ", 2".repeat(1000)
        );
        let shown = around(&text, text.find("oid").unwrap());
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(
            shown.contains(r#""oid": "x""#) && shown.chars().count() <= 201,
            "{shown}"
        );
    }

    /// What `around` shows must not hang on what lies beyond the bound, or it would have to be read.
    #[test]
    fn no_more_of_a_text_is_looked_at_than_is_bounded() {
        let filler = "x ".repeat(LOOKED_AT);
        assert_eq!(around(&format!("<html>{filler}<title>late</title>"), 0), "");
        assert_eq!(around(&format!("{}upstream timed out", " ".repeat(LOOKED_AT)), 0), "");
        let name = "a".repeat(LOOKED_AT);
        assert_eq!(around(&format!("{name}=s3cr3t"), 0), MASK);
        assert_eq!(
            around(&format!(r#"{{"{name}": "s3cr3t", "b": 1}}"#), 0).len(),
            LONGEST_WORD + "{…".len()
        );
        let said = message(&format!("value parse error before 'home' {filler} passwd"), 40);
        assert_eq!(said, "value parse error before 'home' x x x x …");
    }

    #[test]
    fn a_bound_falls_between_characters() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(shift), "€".repeat(LOOKED_AT));
            assert_eq!(around(&text, 0), MASK);
            assert!(message(&text, 4 * LOOKED_AT).len() <= LOOKED_AT + '…'.len_utf8());
            let json = format!(r#"["{text}", "{text}"]"#);
            for offset in [json.len(), LOOKED_AT, LOOKED_AT + 1, LOOKED_AT + 2, usize::MAX] {
                assert!(around(&json, offset).chars().count() <= LONGEST + 1);
            }
        }
    }

    /// Whether a value far into a text belongs to a secret, only the beginning could tell.
    #[test]
    fn far_into_a_text_names_are_shown_and_values_are_masked() {
        let rows = r#"{"policyid": 7, "name": "out", "psk": "s3cr3t", "tags": ["s3cr3t"]}, "#.repeat(LOOKED_AT / 40);
        let text = format!(r#"{{"psk": [{rows}{{"at": "s3cr3t", "fault": 12345}}]}}"#);
        let at = text.find("fault").unwrap();
        assert!(at > LOOKED_AT);
        let shown = around(&text, at + 8);
        assert!(shown.contains(r#""at": [redacted], "fault": [redacted]"#), "{shown}");
        assert!(
            shown.starts_with('…') && !shown.contains("s3cr3t") && !shown.contains("12345"),
            "{shown}"
        );
        // Wherever the part that is looked at begins, also inside of a string or of an escape.
        for shift in 0..80 {
            let shown = around(&text, at - shift);
            assert!(
                !["s3cr3t", "out", "12345"].iter().any(|value| shown.contains(value)),
                "{shown}"
            );
        }
    }

    #[test]
    fn of_a_web_page_the_title_is_shown() {
        assert_eq!(
            around("<!DOCTYPE html>\n<HTML><Title lang=en> Bad\tGateway </title><body>x", 0),
            "Bad Gateway"
        );
        assert_eq!(around("<html>", 0), "");
    }

    #[test]
    fn of_other_text_the_words_are_shown() {
        assert_eq!(around("upstream timed out", 0), "upstream timed out");
        assert_eq!(
            around("session=abc password: def ok", 0),
            "session=[redacted] password: [redacted] ok"
        );
        assert_eq!(around(&"x".repeat(40), 0), "[redacted]");
        assert_eq!(around("  ", 0), "");
    }

    #[test]
    fn the_quoted_value_goes_from_a_message_and_the_rest_stays() {
        assert_eq!(
            without_value(r#"invalid type: string "s3cr3t, expected x", expected u8 at line 1 column 9"#),
            "invalid type: string, expected u8"
        );
        assert_eq!(
            without_value("unknown variant `s3cr3t`, expected `a` or `b` at line 1 column 2"),
            "unknown variant, expected `a` or `b`"
        );
        assert_eq!(
            without_value("missing field `name` at line 1 column 2"),
            "missing field `name`"
        );
    }

    #[test]
    fn the_words_of_a_cli_stand_on_one_line() {
        assert_eq!(
            message(
                "node_check_object fail! for name home\n\nvalue parse error before 'home'\nReturn code -651\n",
                500
            ),
            "node_check_object fail! for name home value parse error before 'home' Return code -651"
        );
        assert_eq!(message("a\u{1b}[31m\u{7}b", 500), "a [31m b");
        assert_eq!(message("duplicate key 'x'", 500), "duplicate key 'x'");
        assert_eq!(message("abcdef", 3), "abc…");
        assert_eq!(message("\n", 3), "");
    }

    #[test]
    fn a_cli_that_speaks_of_a_secret_does_not_quote_it() {
        for text in [
            "node_check_object fail! for psksecret s3cr3t value parse error before 's3cr3t'",
            "node_check_object fail! for password 's3cr3t s3cr3t' x",
            "value parse error before \"s3cr3t\" (set passwd)",
            "value parse error before 's3cr3t, and\ns3cr3t' after private-key",
        ] {
            let shown = message(text, 500);
            assert!(!shown.contains("s3cr3t") && shown.contains("[redacted]"), "{shown}");
        }
    }
}
