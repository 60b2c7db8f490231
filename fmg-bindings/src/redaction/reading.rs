//! The characters that a piece of text may encode.

use std::ops::Range;

use super::entities;

/// One character that a text may encode at a position, and the end of its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) character: char,
    pub(crate) end: usize,
}

/// The largest number of backslashes for one character, which was escaped six times then.
const MOST_SLASHES: usize = 64;

/// The largest number of digits of a character number, including leading zeros.
const MOST_DIGITS: usize = 32;

/// Every character that `text` may encode at the byte `at`: the character itself, or one of its common encodings.
pub(crate) fn readings(text: &str, at: usize) -> impl Iterator<Item = Reading> {
    let rest = text.get(at..).unwrap_or_default();
    let first = rest.chars().next();
    let itself = first.map(|character| (character, character.len_utf8()));
    let forms = match first {
        Some('\\') => escaped(rest),
        Some('%') => percent_encoded(rest),
        Some('&') => [entity(rest), None, None],
        // A space in form encoding.
        Some('+') => [Some((' ', 1)), None, None],
        _ => [None; 3],
    };
    let found = [itself].into_iter().chain(forms).flatten();
    found.map(move |(character, len)| Reading {
        character,
        end: at + len,
    })
}

/// A character and the length of its encoding.
pub(super) type Form = Option<(char, usize)>;

/// The characters that a backslash escape may encode. Text that was escaped several times has several backslashes.
fn escaped(rest: &str) -> [Form; 3] {
    let slashes = slashes(rest);
    let behind = &rest[slashes..];
    let backslash = (slashes > 1).then_some(('\\', slashes));
    let character = escape(behind, slashes).map(|(character, len)| (character, slashes + len));
    // A letter may also be itself, because some programs escape any character.
    let itself = behind
        .chars()
        .next()
        .map(|character| (character, slashes + character.len_utf8()));
    [character, itself, backslash]
}

/// The number of backslashes at the beginning of a text, limited to those of one character.
pub(super) fn slashes(text: &str) -> usize {
    text.bytes()
        .take(MOST_SLASHES)
        .take_while(|byte| *byte == b'\\')
        .count()
}

/// The runs of more backslashes than one character can have. Appliances send no such text, and the time to search them
/// grows faster than their length.
pub(super) fn long_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('\\').map(|at| from + at) {
        let len = text[start..].bytes().take_while(|byte| *byte == b'\\').count();
        from = start + len;
        if len > MOST_SLASHES {
            runs.push(start..from);
        }
    }
    runs
}

/// The text between the runs, with as many backslashes as can belong to it.
pub(super) fn between<'r>(text: &str, runs: &'r [Range<usize>]) -> impl Iterator<Item = Range<usize>> + use<'r> {
    let starts = std::iter::once(0).chain(runs.iter().map(|run| run.end - MOST_SLASHES));
    let ends = runs.iter().map(|run| run.start + MOST_SLASHES).chain([text.len()]);
    starts.zip(ends).map(|(start, end)| start..end)
}

/// The escaped character at the beginning of a text after `slashes` backslashes, and the length of the escape; `None`
/// if the character is not an escape.
pub(super) fn escape(behind: &str, slashes: usize) -> Form {
    let digits = behind.get(1..).unwrap_or_default();
    match behind.chars().next()? {
        'u' => braced(digits)
            .or_else(|| unicode(digits, slashes))
            .map(|(character, len)| (character, 1 + len)),
        'U' => hex(digits, 8).and_then(char::from_u32).map(|character| (character, 9)),
        'x' => hex(digits, 2).and_then(char::from_u32).map(|character| (character, 3)),
        '0'..='3' => octal(behind).map(|character| (character, 3)),
        'n' => Some(('\n', 1)),
        'r' => Some(('\r', 1)),
        't' => Some(('\t', 1)),
        'b' => Some(('\u{8}', 1)),
        'f' => Some(('\u{c}', 1)),
        _ => None,
    }
}

/// The character whose number is in braces.
fn braced(text: &str) -> Form {
    let digits = text.strip_prefix('{')?;
    let end = digits.bytes().take(7).position(|byte| byte == b'}')?;
    Some((char::from_u32(hex(digits, end)?)?, end + 2))
}

/// The character whose number is in three octal digits.
fn octal(text: &str) -> Option<char> {
    let digits = text.get(..3)?;
    let is_octal = digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    is_octal.then(|| u8::from_str_radix(digits, 8).ok().map(char::from))?
}

/// The character whose UTF-16 is in hexadecimal. The second half of a pair follows as many backslashes.
fn unicode(digits: &str, slashes: usize) -> Form {
    let unit = hex(digits, 4)?;
    if let Some(character) = char::from_u32(unit) {
        return Some((character, 4));
    }
    let second = digits[4..].strip_prefix(&*"\\".repeat(slashes))?.strip_prefix('u')?;
    let low = hex(second, 4)?;
    let pair = [u16::try_from(unit).ok()?, u16::try_from(low).ok()?];
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some((character, 4 + slashes + 1 + 4))
}

/// The character with this number, in four hexadecimal digits.
fn unicode_unit(digits: &str) -> Form {
    Some((char::from_u32(hex(digits, 4)?)?, 4))
}

/// The percent-encoded character in UTF-8, or else in Latin-1.
fn percent_encoded(rest: &str) -> [Form; 3] {
    let percent = rest.starts_with("%25").then_some(('%', 3));
    if let Some(digits) = rest.strip_prefix("%u") {
        let character = unicode_unit(digits).map(|(character, len)| (character, 2 + len));
        return [character, percent, None];
    }
    let Some((first, len)) = percent_byte(rest) else {
        return [percent, None, None];
    };
    let latin = Some((char::from(first), len));
    if first.is_ascii() {
        return [latin, percent, None];
    }
    let (mut bytes, mut end) = (vec![first], len);
    while bytes.len() < 4 {
        let Some((byte, len)) = percent_byte(&rest[end..]) else {
            break;
        };
        bytes.push(byte);
        end += len;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            return [text.chars().next().map(|character| (character, end)), latin, percent];
        }
    }
    [latin, percent, None]
}

/// A percent-encoded byte, whose percent sign may itself be encoded, and the length of the encoding.
pub(super) fn percent_byte(rest: &str) -> Option<(u8, usize)> {
    let mut digits = rest.strip_prefix('%')?;
    while let Some(inner) = digits.strip_prefix("25")
        && hex(inner, 2).is_some()
    {
        digits = inner;
    }
    let byte = u8::try_from(hex(digits, 2)?).ok()?;
    Some((byte, rest.len() - digits.len() + 2))
}

/// The character of an HTML entity, with a semicolon or, as browsers accept it, without.
pub(super) fn entity(rest: &str) -> Form {
    let name = rest.strip_prefix('&')?;
    let (character, len) = match name.strip_prefix('#') {
        Some(number) => numbered(number).map(|(character, len)| (character, 1 + len))?,
        None => entities::named(name)?,
    };
    let semicolon = usize::from(name[len..].starts_with(';'));
    Some((character, 1 + len + semicolon))
}

/// The character with the number at the beginning of a text, which may have leading zeros.
fn numbered(text: &str) -> Form {
    let (mark, radix) = match text.as_bytes().first()? {
        b'x' | b'X' => (1, 16),
        _ => (0, 10),
    };
    let digits = &text.as_bytes()[mark..];
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let len = digits.iter().take(MOST_DIGITS).take_while(is_digit).count();
    let code = u32::from_str_radix(text.get(mark..mark + len)?, radix).ok()?;
    Some((char::from_u32(code)?, mark + len))
}

/// The first `len` characters as a hexadecimal number.
fn hex(text: &str, len: usize) -> Option<u32> {
    let digits = text
        .get(..len)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}
