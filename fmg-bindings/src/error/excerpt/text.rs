//! Masks the secrets in text of any kind, by the words before them.
//!
//! The text may be a sentence, a message of the CLI, a url with a query, an HTTP header, or JSON that was escaped once
//! more. A value follows the name of a secret with `=` or `:`. In a sentence (`bad passwd x`, `the password is x`) it
//! follows the name directly, unless an ordinary word is there (`password is required`).

use crate::redaction::{MASK, readings};
use fmg_template::secret_name::{announces, is_secret};

/// Words that may follow the name of a secret in a sentence, none of which is a secret.
const ORDINARY: &str = "a about accepted accepting age already also an and any are argument as at attempts attribute \
    authentication bad based be because been before but by can cannot change changed changes characters check \
    complexity configured confirmation contain contains correct could denied did differ differs digits do does \
    doesn't don't either empty encryption entered entry error errors exceeded exceeds exchange exist exists expired \
    expires failed fails failure field file filter format from given had has have history how id if in incorrect \
    invalid is isn't it its last least length letters limit long longer lowercase mandatory match matches maximum may \
    maybe minimum mismatch missing must need needed needs neither never new no none nor not null object of old on only \
    option or other parameter parse place policy prompt property protected protection provided recovery refused \
    rejected renewal required reset restriction reused rules same server set setting settings shall short shorter \
    should so specified store strength supplied syntax table than that the their them then there this to too twice \
    type unable unknown unset unsupported update updated uppercase use used user users using valid validation value \
    verification verify was were when whether which while will with without would wrong you your";

/// Words between the name of a secret and the secret.
const CONNECTING: [&str; 18] = [
    "is",
    "was",
    "are",
    "were",
    "be",
    "equals",
    "to",
    "set",
    "as",
    "given",
    "entered",
    "supplied",
    "provided",
    "value",
    "specified",
    "named",
    "called",
    "been",
];

/// Words that may follow the name of a secret and introduce its owner.
const POSSESSIVE: [&str; 6] = ["for", "of", "from", "on", "by", "user"];

/// The number of words after the name of a secret among which the secret is expected.
const REACH: usize = 6;

/// Schemes of HTTP authentication, which precede the credentials.
const SCHEMES: [&str; 5] = ["basic", "bearer", "digest", "negotiate", "ntlm"];

const PEM: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";

/// `text` with everything masked that looks like a secret.
pub(super) fn masked(text: &str) -> String {
    let mentions_secret = words(text).any(announces);
    // The names in JSON are in quotes as well.
    let is_json = ["\":", "':"]
        .into_iter()
        .flat_map(|mark| text.match_indices(mark))
        .any(|(at, mark)| {
            let behind = text[at + mark.len()..].trim_start_matches([' ', '\\']);
            behind.starts_with(['"', '\'', '[', '{']) || behind.starts_with(|c: char| c.is_ascii_digit())
        });
    let mut masking = Masking {
        rest: text,
        shown: String::with_capacity(text.len()),
        masks_quotes: mentions_secret && !is_json,
    };
    while masking.step() {}
    masking.shown
}

struct Masking<'t> {
    rest: &'t str,
    shown: String,
    /// Whether quoted text is secret: the CLI quotes the value that it refused.
    masks_quotes: bool,
}

impl<'t> Masking<'t> {
    /// Advances by a word or another character. Returns `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        if self.rest.starts_with(MASK) {
            self.show(MASK.len());
        } else if self.rest.starts_with(PEM) && private_key(self.rest) {
            let end = self.rest.find(PEM_END).map(|at| at + PEM_END.len());
            let end = end.and_then(|at| Some(at + self.rest[at..].find("-----")? + 5));
            self.mask(end.unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("://") {
            self.show(3);
            self.user_info();
        } else if is_word(first) {
            let word = self.show(word_len(self.rest));
            self.after(word);
        } else if self.masks_quotes && self.opens_quote(first) {
            self.quoted();
        } else {
            self.show(first.len_utf8());
        }
        true
    }

    /// Handles the text after `word`.
    fn after(&mut self, word: &str) {
        if SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word)) {
            self.credentials();
        } else if word == "ENC" {
            // The products write an encrypted value this way.
            let space = self.space_len();
            if space > 0 {
                self.show(space);
                self.value(false);
            }
        } else if is_secret(word) {
            if let Some(len) = self.separator_len() {
                let separator = self.show(len);
                let is_header = is_header(word);
                if is_header || !separator.ends_with([' ', ':']) || !self.is_ordinary_next() {
                    self.value(is_header);
                }
            } else if announces(word) {
                self.sentence();
            }
        }
    }

    /// Handles the text after the name of a secret in a sentence.
    fn sentence(&mut self) {
        let mut told_whose = false;
        for _ in 0..REACH {
            let space = self.space_len();
            if space == 0 {
                return;
            }
            let next = &self.rest[space..];
            let word = words(next)
                .next()
                .filter(|word| next.starts_with(*word))
                .unwrap_or_default();
            let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
            if is(&CONNECTING) {
                told_whose = false;
            } else if is(&POSSESSIVE) {
                told_whose = true;
            } else if !told_whose {
                if is_ordinary(word) || next.is_empty() {
                    return;
                }
                self.show(space);
                self.value_in_sentence();
                return;
            }
            self.show(space + word.len());
            if told_whose && let Some(len) = self.separator_len() {
                self.show(len);
                self.value(false);
                return;
            }
            if word.is_empty() || is(&["is", "was", "are", "were", "equals", "to", "named", "called"]) {
                // The secret follows these words, unless the text is about a fault of the secret.
                if self.is_ordinary_next() && !self.connects_next() {
                    return;
                }
            }
        }
    }

    fn value_in_sentence(&mut self) {
        self.encrypted();
        if take(self.rest, |c| matches!(c, '"' | '\'' | '`')).is_some() {
            self.value(false);
        } else {
            self.mask(
                self.rest
                    .find(|c: char| c.is_whitespace() || c == '<')
                    .unwrap_or(self.rest.len()),
            );
        }
    }

    /// Handles the value after a separator.
    fn value(&mut self, is_header: bool) {
        self.show(self.space_len());
        self.encrypted();
        let Some(first) = self.rest.chars().next() else {
            return;
        };
        if let Some(len) = take(self.rest, |c| matches!(c, '"' | '\'' | '`')) {
            let quote = self.show(len);
            let end = closing(self.rest, quote);
            let behind = &self.rest[end..];
            if let Some(behind) = behind.strip_prefix(quote)
                && take(behind, |c| c == ':').is_some()
            {
                // `"name": "passwd", "value": …`: the secret is in the next member.
                self.show(end);
                if let Some(len) = self.separator_len() {
                    self.show(len);
                    self.value(false);
                }
            } else {
                self.mask(end);
            }
        } else if matches!(first, '[' | '{') {
            self.mask(bracketed_len(self.rest));
        } else if is_header {
            self.mask(header_len(self.rest));
        } else {
            self.mask(value_len(self.rest));
        }
    }

    /// Skips the mark of an encrypted value.
    fn encrypted(&mut self) {
        if let Some(behind) = self.rest.strip_prefix("ENC")
            && space_len(behind) > 0
        {
            self.show("ENC".len() + space_len(behind));
        }
    }

    /// Handles the text between quotes that open here.
    fn quoted(&mut self) {
        let quote = self.show(1);
        let end = self.rest.match_indices(quote).map(|(at, _)| at);
        let mut end = end.filter(|at| !self.rest[at + 1..].starts_with(char::is_alphanumeric));
        let end = end.next().unwrap_or(self.rest.len());
        self.mask(end);
        self.show(quote.len().min(self.rest.len()));
    }

    /// Whether a quotation mark opens a quote and is not an apostrophe.
    fn opens_quote(&self, mark: char) -> bool {
        matches!(mark, '\'' | '"' | '`') && !self.shown.ends_with(char::is_alphanumeric)
    }

    /// User and password of a url.
    fn user_info(&mut self) {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || "\"'<>".contains(c))
            .unwrap_or(self.rest.len());
        if let Some(at) = self.rest[..end].rfind('@') {
            // A password may contain a `/` that should have been encoded, and a path may contain an `@`.
            let before = &self.rest[..at];
            if !before.contains('/') || before.contains(':') {
                self.mask(at);
            }
        }
    }

    /// Handles the text after the name of an authentication scheme.
    fn credentials(&mut self) {
        let space = self.space_len();
        let next = &self.rest[space..];
        let len = next
            .find(|c: char| !(c.is_ascii_alphanumeric() || "+/=_.~-%\\".contains(c)))
            .unwrap_or(next.len());
        let token = &next[..len];
        let is_odd = |c: char| c.is_ascii_digit() || c == '=' || c == '+' || c == '_';
        let is_mixed =
            token.chars().skip(1).any(|c| c.is_ascii_uppercase()) && token.chars().any(|c| c.is_ascii_lowercase());
        let is_token = len >= 6 && (token.contains(is_odd) || is_mixed || len > 20);
        if space > 0 && is_token {
            self.show(space);
            self.mask(len);
        }
    }

    /// The length of the separator between a name and its value, if there is one: `=`, `": `, `' => `, `>`.
    fn separator_len(&self) -> Option<usize> {
        let mut at = 0;
        let is_quoted = match take(self.rest, |c| matches!(c, '"' | '\'' | '`')) {
            Some(len) => {
                at += len;
                true
            }
            None => false,
        };
        at += space_len(&self.rest[at..]);
        let separator = self.rest[at..].chars().next()?;
        if matches!(separator, '-' | '=') && self.rest[at + 1..].starts_with('>') {
            return Some(at + 2);
        }
        let is_separator = |c: char| matches!(c, '=' | ':' | '>' | '(' | '[' | '{') || (is_quoted && c == ',');
        let mut len = take(&self.rest[at..], is_separator)?;
        if matches!(separator, '[' | '{') {
            // The quotes belong to the value.
            len = 0;
        }
        at += len;
        // `:=`, `==`
        at += take(&self.rest[at..], |c| c == '=').unwrap_or_default();
        Some(at + space_len(&self.rest[at..]))
    }

    fn space_len(&self) -> usize {
        space_len(self.rest)
    }

    fn is_ordinary_next(&self) -> bool {
        let next = &self.rest[self.space_len()..];
        let word = words(next)
            .next()
            .filter(|word| next.starts_with(*word) && is_ordinary(word));
        word.is_some_and(|word| {
            let behind = &next[word.len()..];
            behind.is_empty() || behind.starts_with(|c: char| c.is_whitespace() || ".,;:!?)]".contains(c))
        })
    }

    fn connects_next(&self) -> bool {
        let next = &self.rest[self.space_len()..];
        words(next)
            .next()
            .is_some_and(|word| CONNECTING.contains(&word) || POSSESSIVE.contains(&word))
    }

    fn show(&mut self, len: usize) -> &'t str {
        let (shown, rest) = self.rest.split_at(len);
        self.shown.push_str(shown);
        self.rest = rest;
        shown
    }

    fn mask(&mut self, len: usize) {
        if len > 0 && !self.shown.ends_with(MASK) {
            self.shown.push_str(MASK);
        }
        self.rest = &self.rest[len..];
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

fn word_len(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c) && c != '\'').filter(|word| !word.is_empty())
}

fn is_ordinary(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ORDINARY.split_ascii_whitespace().any(|ordinary| ordinary == word)
}

/// Headers whose whole value is secret.
fn is_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("authorization") || name.ends_with("cookie")
}

fn private_key(pem: &str) -> bool {
    pem[PEM.len()..]
        .split("-----")
        .next()
        .is_some_and(|label| label.contains("PRIVATE KEY"))
}

/// The length of the character at the beginning, in any encoding, if `is` accepts it.
fn take(text: &str, is: impl Fn(char) -> bool) -> Option<usize> {
    readings(text, 0)
        .filter(|reading| is(reading.character))
        .map(|reading| reading.end)
        .max()
}

fn space_len(text: &str) -> usize {
    let mut at = 0;
    while let Some(len) = take(&text[at..], char::is_whitespace) {
        at += len;
    }
    at
}

/// The position of the closing `quote`, in the encoding of the opening one.
fn closing(text: &str, quote: &str) -> usize {
    let mut ends = text.match_indices(quote).map(|(at, _)| at);
    ends.find(|at| !text[..*at].ends_with('\\')).unwrap_or(text.len())
}

fn bracketed_len(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' if depth <= 1 => return at + 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a header value: to the end of the line, or of the surrounding quoted text.
fn header_len(text: &str) -> usize {
    text.char_indices()
        .find(|&(at, c)| {
            let behind = &text[at + c.len_utf8()..];
            let ends_text = matches!(c, '"' | '\'') && (behind.is_empty() || behind.starts_with([',', ']', '}', ')']));
            let ends_line = c == '\\' && (behind.starts_with('r') || behind.starts_with('n'));
            c == '\n' || c == '\r' || ends_text || ends_line
        })
        .map_or(text.len(), |(at, _)| at)
}

/// The length of a value without quotes.
fn value_len(text: &str) -> usize {
    text.char_indices()
        .find(|&(at, c)| ends_value(c, &text[at + c.len_utf8()..]) || text[at..].starts_with("%26"))
        .map_or(text.len(), |(at, _)| at)
}

/// Whether a value ends before `c` with `behind` after it. A secret may contain any of these characters.
fn ends_value(c: char, behind: &str) -> bool {
    let word = word_len(behind);
    let begins_pair = word > 0 && behind[word..].starts_with(['=', ':']);
    let ends_text = behind.is_empty() || behind.starts_with(char::is_whitespace);
    match c {
        '&' | '<' | '"' => true,
        '\\' => behind.starts_with(['"', '\'']),
        ',' | ';' => ends_text || begins_pair || behind.starts_with(['"', '\'', '{', '[']),
        ')' | ']' | '}' | '\'' => {
            let closed = behind.trim_start_matches([')', ']', '}', '\'', '"', ',', ';', '.']);
            closed.is_empty() || closed.starts_with(char::is_whitespace)
        }
        _ => c.is_whitespace(),
    }
}
