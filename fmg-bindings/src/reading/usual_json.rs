//! Reads JSON as appliances usually write it.
//!
//! The values of rows are mostly short texts and small integers. This deserializer reads those itself, and passes the
//! others (texts with escapes, numbers with a fraction, long numbers) to `serde_json`, one by one. It writes no error
//! messages: where it fails, `serde_json` reads the whole text again and reports the error. It accepts no text that
//! `serde_json` refuses. A property test compares the values that both read.

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::plain_text::plain_len;

/// The number of levels of lists and objects that may be nested, as in `serde_json`.
const DEPTH: u8 = 127;

/// The longest integer that is read here, in digits: any of this length fits into `i64`.
const DIGITS: usize = 18;

/// The text is not of the usual form, or a visitor has refused a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unusual;

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON that is not of the usual form")
    }
}

impl std::error::Error for Unusual {}

impl Error for Unusual {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads the whole text by `read`. `None` if `serde_json` has to read it.
pub(super) fn read<'de, T>(text: &'de str, read: impl FnOnce(&mut UsualJson<'de>) -> Result<T, Unusual>) -> Option<T> {
    let mut json = UsualJson {
        text,
        at: 0,
        depth: DEPTH,
    };
    let value = read(&mut json).ok()?;
    json.skip_space();
    (json.at == text.len()).then_some(value)
}

/// A deserializer of the rest of a text.
pub(super) struct UsualJson<'de> {
    text: &'de str,
    /// The index of the next byte.
    at: usize,
    /// How many further levels of lists and objects may begin.
    depth: u8,
}

impl<'de> UsualJson<'de> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    /// The next byte that is not a space.
    #[inline]
    fn begin(&mut self) -> Result<u8, Unusual> {
        self.skip_space();
        self.peek().ok_or(Unusual)
    }

    /// Skips this byte, and the space before it.
    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Unusual> {
        if self.begin()? == byte {
            self.at += 1;
            Ok(())
        } else {
            Err(Unusual)
        }
    }

    /// Skips this word.
    #[inline]
    fn word(&mut self, word: &str) -> Result<(), Unusual> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(Unusual)
        }
    }

    /// The text from `start` to the next byte.
    #[inline]
    fn since(&self, start: usize) -> Result<&'de str, Unusual> {
        self.text.get(start..self.at).ok_or(Unusual)
    }

    /// Skips a string whose opening quotation mark is the next byte. Returns its content if it has no escapes, and
    /// otherwise the string with its quotation marks.
    #[inline]
    fn string(&mut self) -> Result<Text<'de>, Unusual> {
        let start = self.at + 1;
        let rest = self.text.as_bytes().get(start..).ok_or(Unusual)?;
        self.at = start + plain_len(rest);
        match self.peek() {
            Some(b'"') => {
                let content = self.since(start)?;
                self.at += 1;
                Ok(Text::Plain(content))
            }
            Some(b'\\') => self.escaped(start - 1),
            _ => Err(Unusual),
        }
    }

    /// Skips the rest of a string from its first backslash on. Returns the string from `start`, its opening quotation
    /// mark.
    #[cold]
    fn escaped(&mut self, start: usize) -> Result<Text<'de>, Unusual> {
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Text::Escaped(self.since(start)?));
                }
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err(Unusual),
            }
        }
    }

    /// Skips the name of a member.
    #[inline]
    fn name(&mut self) -> Result<Text<'de>, Unusual> {
        if self.begin()? == b'"' {
            self.string()
        } else {
            Err(Unusual)
        }
    }

    /// Skips a number.
    #[inline]
    fn number(&mut self) -> Result<Number<'de>, Unusual> {
        let start = self.at;
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let first = self.at;
        let mut value = 0_i64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = self.at - first;
        let is_usual = match digits {
            1 => value != 0 || !is_negative,
            // JSON has no number with a leading zero.
            2..=DIGITS => self.text.as_bytes().get(first) != Some(&b'0'),
            _ => false,
        };
        if !is_usual || matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return self.unusual_number(start);
        }
        Ok(Number::Integer(if is_negative { -value } else { value }))
    }

    /// Skips all characters that may belong to a number, and returns the text from `start`.
    #[cold]
    fn unusual_number(&mut self, start: usize) -> Result<Number<'de>, Unusual> {
        while matches!(self.peek(), Some(b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
            self.at += 1;
        }
        Ok(Number::Other(self.since(start)?))
    }

    /// Reads the content of a list or an object by `read`, and its closing bracket.
    #[inline]
    fn nested<T>(&mut self, close: u8, read: impl FnOnce(&mut Self) -> Result<T, Unusual>) -> Result<T, Unusual> {
        self.depth = self.depth.checked_sub(1).ok_or(Unusual)?;
        self.at += 1;
        let value = read(self)?;
        self.expect(close)?;
        self.depth += 1;
        Ok(value)
    }

    /// Goes to the next element of a list, or the next member of an object. Returns `false` at `close`, its closing
    /// bracket.
    #[inline]
    fn next(&mut self, close: u8, is_first: &mut bool) -> Result<bool, Unusual> {
        let byte = self.begin()?;
        if byte == close {
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            if byte != b',' {
                return Err(Unusual);
            }
            self.at += 1;
        }
        Ok(true)
    }

    /// Skips a value, which may be of any form that JSON has.
    fn skip(&mut self) -> Result<(), Unusual> {
        match self.begin()? {
            b'"' => self.string().and_then(Text::checked),
            b'-' | b'0'..=b'9' => self.number().and_then(Number::checked),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'[' => self.nested(b']', |json| {
                let mut is_first = true;
                while json.next(b']', &mut is_first)? {
                    json.skip()?;
                }
                Ok(())
            }),
            b'{' => self.nested(b'}', |json| {
                let mut is_first = true;
                while json.next(b'}', &mut is_first)? {
                    json.name().and_then(Text::checked)?;
                    json.expect(b':')?;
                    json.skip()?;
                }
                Ok(())
            }),
            _ => Err(Unusual),
        }
    }
}

/// A string in the text.
enum Text<'de> {
    /// The content of a string without escapes.
    Plain(&'de str),
    /// A string with its quotation marks, which `serde_json` has to read.
    Escaped(&'de str),
}

impl Text<'_> {
    fn checked(self) -> Result<(), Unusual> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Escaped(text) => skipped(text),
        }
    }
}

/// A number in the text.
enum Number<'de> {
    Integer(i64),
    /// A number that `serde_json` has to read.
    Other(&'de str),
}

impl Number<'_> {
    fn checked(self) -> Result<(), Unusual> {
        match self {
            Self::Integer(_) => Ok(()),
            Self::Other(text) => skipped(text),
        }
    }
}

/// Checks a value by `serde_json`.
#[cold]
fn skipped(text: &str) -> Result<(), Unusual> {
    serde_json::from_str::<IgnoredAny>(text).map_or(Err(Unusual), |_| Ok(()))
}

/// Reads a value by `serde_json`.
#[cold]
fn delegated<'de, V: Visitor<'de>>(text: &'de str, visitor: V) -> Result<V::Value, Unusual> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = json.deserialize_any(visitor).map_err(|_| Unusual)?;
    json.end().map_err(|_| Unusual)?;
    Ok(value)
}

impl<'de> Deserializer<'de> for &mut UsualJson<'de> {
    type Error = Unusual;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.begin()? {
            b'"' => match self.string()? {
                Text::Plain(text) => visitor.visit_borrowed_str(text),
                Text::Escaped(text) => delegated(text, visitor),
            },
            b'-' | b'0'..=b'9' => match self.number()? {
                // A visitor gets the same kind of integer from `serde_json`.
                Number::Integer(value) => match u64::try_from(value) {
                    Ok(value) => visitor.visit_u64(value),
                    Err(_) => visitor.visit_i64(value),
                },
                Number::Other(text) => delegated(text, visitor),
            },
            b'n' => {
                self.word("null")?;
                visitor.visit_unit()
            }
            b't' => {
                self.word("true")?;
                visitor.visit_bool(true)
            }
            b'f' => {
                self.word("false")?;
                visitor.visit_bool(false)
            }
            b'[' => self.nested(b']', |json| visitor.visit_seq(Nested { json, is_first: true })),
            b'{' => self.nested(b'}', |json| visitor.visit_map(Nested { json, is_first: true })),
            _ => Err(Unusual),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        if self.begin()? == b'n' {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// The elements of a list, or the members of an object.
struct Nested<'j, 'de> {
    json: &'j mut UsualJson<'de>,
    is_first: bool,
}

impl<'de> SeqAccess<'de> for Nested<'_, 'de> {
    type Error = Unusual;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unusual> {
        if !self.json.next(b']', &mut self.is_first)? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.json).map(Some)
    }
}

impl<'de> MapAccess<'de> for Nested<'_, 'de> {
    type Error = Unusual;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unusual> {
        if !self.json.next(b'}', &mut self.is_first)? {
            return Ok(None);
        }
        let key = match self.json.name()? {
            Text::Plain(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Text::Escaped(text) => {
                let name: String = serde_json::from_str(text).map_err(|_| Unusual)?;
                seed.deserialize(StringDeserializer::new(name))
            }
        };
        key.map(Some)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unusual> {
        self.json.expect(b':')?;
        seed.deserialize(&mut *self.json)
    }
}

#[cfg(test)]
mod tests;
