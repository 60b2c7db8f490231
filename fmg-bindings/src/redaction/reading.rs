//! What a piece of text may stand for.

/// One character that a text may hold at a place, and where what stands for it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) character: char,
    pub(crate) end: usize,
}

/// The names that HTML has for characters which no text of it can hold as they are.
const ENTITIES: [(&str, char); 6] = [
    ("amp;", '&'),
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("nbsp;", ' '),
];

/// Every character that `text` may hold at the byte `at`, by itself or in one of the forms in which text travels.
pub(crate) fn readings(text: &str, at: usize) -> impl Iterator<Item = Reading> {
    let rest = text.get(at..).unwrap_or_default();
    let first = rest.chars().next();
    let itself = first.map(|character| (character, character.len_utf8()));
    let forms = match first {
        Some('\\') => escaped(rest),
        Some('%') => percent_encoded(rest),
        Some('&') => [entity(rest), None, None],
        // In a form.
        Some('+') => [Some((' ', 1)), None, None],
        _ => [None; 3],
    };
    let found = [itself].into_iter().chain(forms).flatten();
    found.map(move |(character, len)| Reading {
        character,
        end: at + len,
    })
}

type Form = Option<(char, usize)>;

/// What stands behind backslashes, of which there are several where the text was escaped more than once.
fn escaped(rest: &str) -> [Form; 3] {
    let slashes = rest.len() - rest.trim_start_matches('\\').len();
    let behind = &rest[slashes..];
    let backslash = (slashes > 1).then_some(('\\', slashes));
    let character = match behind.chars().next() {
        Some('u') => unicode(&behind[1..], slashes).map(|(character, len)| (character, slashes + 1 + len)),
        Some('x') => hex(&behind[1..], 2)
            .and_then(char::from_u32)
            .map(|character| (character, slashes + 3)),
        Some('n') => Some(('\n', slashes + 1)),
        Some('r') => Some(('\r', slashes + 1)),
        Some('t') => Some(('\t', slashes + 1)),
        Some('b') => Some(('\u{8}', slashes + 1)),
        Some('f') => Some(('\u{c}', slashes + 1)),
        _ => None,
    };
    // A letter may also stand for itself, in a text that escapes whatever it likes.
    let itself = behind
        .chars()
        .next()
        .map(|character| (character, slashes + character.len_utf8()));
    [character, itself, backslash]
}

/// The character whose UTF-16 is written in hexadecimal; the second half of a pair stands behind as many backslashes.
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

/// What stands in percent-encoding: a character in UTF-8, or else one in Latin-1.
fn percent_encoded(rest: &str) -> [Form; 3] {
    let percent = rest.starts_with("%25").then_some(('%', 3));
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

/// A byte in percent-encoding, whose percent sign may itself be encoded, and how long that is.
fn percent_byte(rest: &str) -> Option<(u8, usize)> {
    let mut digits = rest.strip_prefix('%')?;
    while let Some(inner) = digits.strip_prefix("25")
        && hex(inner, 2).is_some()
    {
        digits = inner;
    }
    let byte = u8::try_from(hex(digits, 2)?).ok()?;
    Some((byte, rest.len() - digits.len() + 2))
}

fn entity(rest: &str) -> Form {
    let name = rest.strip_prefix('&')?;
    if let Some(number) = name.strip_prefix('#') {
        let end = number.find(';').filter(|end| *end <= 8)?;
        let number = &number[..end];
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return Some((char::from_u32(code.ok()?)?, 2 + end + 1));
    }
    let (name, character) = ENTITIES.iter().find(|(known, _)| name.starts_with(known))?;
    Some((*character, 1 + name.len()))
}

/// The number that the first `len` characters are in hexadecimal.
fn hex(text: &str, len: usize) -> Option<u32> {
    let digits = text
        .get(..len)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}
