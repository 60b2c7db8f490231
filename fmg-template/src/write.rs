//! Writes a url in one pass, with one allocation.

use crate::escaping::{Escaping, Growth, is_unreserved};

/// A value that is allowed in a url.
///
/// Implemented for [`Name`](crate::Name), [`PackagePath`](crate::PackagePath), [`ObjectPath`](crate::ObjectPath) and
/// the integers, and by types that wrap them. Text does not implement it: every part of a url has to be checked first.
///
/// An implementation has two obligations: [`encoded_len`](Self::encoded_len) is exactly the number of bytes that
/// [`write_to`](Self::write_to) writes, and the written text never reaches beyond the segments of the value. An
/// implementation that forwards both to a value of this crate meets them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not allowed in a url",
    label = "not a checked url value",
    note = "a placeholder takes a checked name (such as `AdomName`), a `PackagePath`, an `ObjectPath` or an integer",
    note = "text becomes a name through its constructor: `AdomName::new(text)?`"
)]
pub trait UrlParam {
    /// The length of the escaped value, in bytes.
    fn encoded_len(&self, escaping: Escaping) -> usize;

    /// Appends the value to a url, escaped for the target of the writer.
    fn write_to(&self, url: &mut UrlWriter);
}

/// A url that is being written.
///
/// ```
/// use fmg_template::{Escaping, UrlParam, UrlWriter};
///
/// let task = 77_u32;
/// let mut url = UrlWriter::new(Escaping::Fmg, "/task/task/".len() + task.encoded_len(Escaping::Fmg));
/// url.literal("/task/task/").param(&task);
/// assert_eq!(url.finish(), "/task/task/77");
/// ```
#[derive(Debug)]
pub struct UrlWriter {
    text: String,
    escaping: Escaping,
}

impl UrlWriter {
    /// An empty url with this capacity in bytes. With the exact length, writing never allocates again.
    #[inline]
    #[must_use]
    pub fn new(escaping: Escaping, capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            escaping,
        }
    }

    /// The escaping of the url.
    #[inline]
    #[must_use]
    pub const fn escaping(&self) -> Escaping {
        self.escaping
    }

    /// Appends text unchanged: a literal part of a template.
    #[inline]
    pub fn literal(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a value, escaped.
    #[inline]
    pub fn param<P: UrlParam + ?Sized>(&mut self, value: &P) -> &mut Self {
        value.write_to(self);
        self
    }

    /// The complete url.
    #[inline]
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    /// Appends one segment that is known to need escaping.
    #[inline]
    pub(crate) fn escaped_segment(&mut self, segment: &str, growth: Growth) {
        match self.escaping {
            Escaping::Fmg if segment.contains('\\') => self.push_without_backslashes(segment),
            Escaping::Fmg => self.push_with_escaped_slashes(segment, growth),
            Escaping::HttpPath => self.push_percent_encoded(segment),
        }
    }

    /// FortiManager would read a backslash as the start of an escape, which would change the name.
    fn push_without_backslashes(&mut self, segment: &str) {
        for character in segment.chars() {
            match character {
                '/' => self.text.push_str(r"\/"),
                '\\' => self.text.push_str("%5C"),
                _ => self.text.push(character),
            }
        }
    }

    /// The position of the first slash and the number of slashes are known, so a name with one slash, such as that of a
    /// network, is not searched.
    fn push_with_escaped_slashes(&mut self, segment: &str, growth: Growth) {
        let mut rest = segment;
        let mut slash = Some(growth.first_slash());
        for left in (0..growth.under(Escaping::Fmg)).rev() {
            let Some((before, after)) = slash.and_then(|slash| rest.split_at_checked(slash)) else {
                break;
            };
            self.text.push_str(before);
            self.text.push_str(r"\/");
            rest = after.get(1..).unwrap_or_default();
            // Names are short, so a plain loop is much faster than the search of the standard library.
            slash = if left > 0 {
                rest.bytes().position(|byte| byte == b'/')
            } else {
                None
            };
        }
        self.text.push_str(rest);
    }

    pub(crate) fn push_percent_encoded(&mut self, segment: &str) {
        let stands_for_itself = |character: char| u8::try_from(character).is_ok_and(is_unreserved);
        for piece in segment.split_inclusive(|character| !stands_for_itself(character)) {
            let mut characters = piece.chars();
            match characters.next_back() {
                Some(last) if !stands_for_itself(last) => {
                    self.text.push_str(characters.as_str());
                    for byte in last.encode_utf8(&mut [0; 4]).bytes() {
                        self.text.push('%');
                        self.text.push(hex_digit(byte >> 4));
                        self.text.push(hex_digit(byte & 0xF));
                    }
                }
                _ => self.text.push_str(piece),
            }
        }
    }
}

fn hex_digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 })
}

#[diagnostic::do_not_recommend]
impl<P: UrlParam + ?Sized> UrlParam for &P {
    #[inline]
    fn encoded_len(&self, escaping: Escaping) -> usize {
        (**self).encoded_len(escaping)
    }

    #[inline]
    fn write_to(&self, url: &mut UrlWriter) {
        (**self).write_to(url);
    }
}

/// Writes a url in one pass into one allocation of the exact size: the literal parts of a template, and after each of them
/// the next value.
///
/// There may be one literal more than there are values, at the end of the template.
///
/// ```
/// use fmg_template::{Escaping, Name, render_url};
///
/// let name = Name::new("Net_10.0.0.0/18")?;
/// let url = render_url(Escaping::Fmg, &["/obj/", "/mapping"], &[&name]);
/// assert_eq!(url, r"/obj/Net_10.0.0.0\/18/mapping");
/// # Ok::<(), fmg_template::ValueFault>(())
/// ```
// Inlined, so that the optimiser sees the types of the values and needs no calls through their tables.
#[inline]
#[must_use]
pub fn render_url(escaping: Escaping, literals: &[&str], values: &[&dyn UrlParam]) -> String {
    let literals_len: usize = literals.iter().map(|literal| literal.len()).sum();
    let values_len: usize = values.iter().map(|value| value.encoded_len(escaping)).sum();
    let mut url = UrlWriter::new(escaping, literals_len + values_len);
    let mut values = values.iter();
    for literal in literals {
        url.literal(literal);
        if let Some(value) = values.next() {
            url.param(*value);
        }
    }
    url.finish()
}

/// The longest decimal is that of `i64::MIN` or `u64::MAX`.
const MAX_DIGITS: usize = 20;

fn push_decimal(url: &mut UrlWriter, mut value: u64) {
    let mut digits = [b'0'; MAX_DIGITS];
    let mut start = MAX_DIGITS;
    for digit in digits.iter_mut().rev() {
        // The remainder of a division by ten fits a byte.
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
        start -= 1;
        if value == 0 {
            break;
        }
    }
    // Digits are ASCII, so this never fails; the alternative is unsafe code.
    if let Ok(digits) = str::from_utf8(&digits[start..]) {
        url.literal(digits);
    }
}

const fn decimal_len(value: u64) -> usize {
    match value.checked_ilog10() {
        Some(log) => log as usize + 1,
        None => 1,
    }
}

macro_rules! unsigned {
    ($($integer:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl UrlParam for $integer {
            #[inline]
            fn encoded_len(&self, _: Escaping) -> usize {
                decimal_len(u64::from(*self))
            }

            #[inline]
            fn write_to(&self, url: &mut UrlWriter) {
                push_decimal(url, u64::from(*self));
            }
        }
    )*};
}

macro_rules! signed {
    ($($integer:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl UrlParam for $integer {
            #[inline]
            fn encoded_len(&self, _: Escaping) -> usize {
                usize::from(*self < 0) + decimal_len(i64::from(*self).unsigned_abs())
            }

            #[inline]
            fn write_to(&self, url: &mut UrlWriter) {
                if *self < 0 {
                    url.literal("-");
                }
                push_decimal(url, i64::from(*self).unsigned_abs());
            }
        }
    )*};
}

unsigned!(u8 u16 u32 u64);
signed!(i8 i16 i32 i64);

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(value: &impl UrlParam, escaping: Escaping) -> String {
        let mut url = UrlWriter::new(escaping, value.encoded_len(escaping));
        url.param(value);
        let text = url.finish();
        assert_eq!(text.len(), value.encoded_len(escaping));
        text
    }

    #[test]
    fn integers_are_written_in_decimal() {
        for value in [0, 1, 9, 10, 99, 100, 12_345, i64::MAX, -1, -10, i64::MIN] {
            assert_eq!(rendered(&value, Escaping::Fmg), value.to_string());
        }
        for value in [0, 7, 1_000, u64::MAX] {
            assert_eq!(rendered(&value, Escaping::HttpPath), value.to_string());
        }
        assert_eq!(rendered(&i8::MIN, Escaping::Fmg), "-128");
        assert_eq!(rendered(&&u8::MAX, Escaping::Fmg), "255");
    }

    #[test]
    fn percent_encoding_is_by_byte_and_upper_case() {
        let mut url = UrlWriter::new(Escaping::HttpPath, 0);
        url.escaped_segment("Net 1/é%~", Growth::of_segment("Net 1/é%~"));
        assert_eq!(url.finish(), "Net%201%2F%C3%A9%25~");
    }
}
