//! A url value of one segment.

use std::borrow::Cow;

use super::fault::{ValueFault, ValueFaultKind, ValueKind};
use super::run::reserved_word;
use super::text::{SegmentFault, check_http_segment, check_segment, fault_in, from_text, like_its_text};
use crate::escaping::{Escaping, Growth};
use crate::write::{UrlParam, UrlWriter};

/// A name that fills one segment of a url, such as the name of an ADOM, a device or an object.
///
/// Any text except an empty one, `.`, `..`, and text with a backslash or a control character. A slash is part of the
/// name and is escaped.
///
/// ```
/// use fmg_template::Name;
///
/// let net = Name::new("Net_10.0.0.0/18")?;
/// assert_eq!(net.as_str(), "Net_10.0.0.0/18");
/// assert!(Name::new("..").is_err());
/// # Ok::<(), fmg_template::ValueFault>(())
/// ```
#[derive(Clone)]
pub struct Name {
    text: Cow<'static, str>,
    growth: Growth,
}

like_its_text!(Name);
from_text!(Name, new);

impl Name {
    /// Checks a text and takes it as a name.
    ///
    /// # Errors
    ///
    /// The text is empty, `.` or `..`, or contains a backslash or a control character.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Result<Self, ValueFault> {
        Self::new_except(text, &[])
    }

    /// Checks a text like [`new`](Self::new), and refuses words that would make the url of another call at this
    /// position: the listed words, and with `_*` all words that begin with `_`.
    ///
    /// # Errors
    ///
    /// The errors of [`new`](Self::new), and an error for a reserved word.
    ///
    /// ```
    /// use fmg_template::Name;
    ///
    /// assert!(Name::new_except("status", &["status"]).is_err());
    /// assert!(Name::new_except("status/1", &["status"]).is_ok());
    /// ```
    ///
    /// A reserved word may name the value that stands for it, which the error then shows:
    ///
    /// ```
    /// use fmg_template::Name;
    ///
    /// let fault = Name::new_except("global", &["global -> AdomOrGlobal::Global"]).unwrap_err();
    /// assert!(fault.to_string().contains("a name cannot be `global` here, which is `AdomOrGlobal::Global`"));
    /// ```
    pub fn new_except(text: impl Into<Cow<'static, str>>, reserved: &[&str]) -> Result<Self, ValueFault> {
        let text = text.into();
        Self::check(&text, reserved)?;
        Ok(Self::checked(text))
    }

    /// Checks a text like [`new_except`](Self::new_except), and takes no copy of it.
    ///
    /// # Errors
    ///
    /// The errors of [`new_except`](Self::new_except).
    pub fn check(text: &str, reserved: &[&str]) -> Result<(), ValueFault> {
        check_name(text, reserved, check_segment)
    }

    /// Checks a text for use in HTTP paths only, and takes it as a name. It may contain a backslash, which
    /// percent-encoding can express and FortiManager cannot.
    ///
    /// # Errors
    ///
    /// The errors of [`new_except`](Self::new_except), except for backslashes.
    ///
    /// ```
    /// use fmg_template::{Escaping, Name, UrlParam, UrlWriter};
    ///
    /// let name = Name::for_http(r"CORP\user", &[])?;
    /// let mut url = UrlWriter::new(Escaping::HttpPath, name.encoded_len(Escaping::HttpPath));
    /// url.param(&name);
    /// assert_eq!(url.finish(), "CORP%5Cuser");
    /// # Ok::<(), fmg_template::ValueFault>(())
    /// ```
    pub fn for_http(text: impl Into<Cow<'static, str>>, reserved: &[&str]) -> Result<Self, ValueFault> {
        let text = text.into();
        Self::check_for_http(&text, reserved)?;
        Ok(Self::checked(text))
    }

    /// Checks a text like [`for_http`](Self::for_http), and takes no copy of it.
    ///
    /// # Errors
    ///
    /// The errors of [`for_http`](Self::for_http).
    pub fn check_for_http(text: &str, reserved: &[&str]) -> Result<(), ValueFault> {
        check_name(text, reserved, check_http_segment)
    }

    /// Takes a number as a name.
    #[must_use]
    pub fn from_number(number: i128) -> Self {
        Self::checked(number.to_string().into())
    }

    fn checked(text: Cow<'static, str>) -> Self {
        Self {
            growth: Growth::of_segment(&text),
            text,
        }
    }

    /// Takes a literal that a macro has checked with [`Name::new`] at compile time.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_checked_literal(text: &'static str) -> Self {
        Self {
            growth: Growth::of_segment(text),
            text: Cow::Borrowed(text),
        }
    }
}

/// Checks a name: `check` checks its characters.
fn check_name(text: &str, reserved: &[&str], check: fn(&str) -> Result<(), SegmentFault>) -> Result<(), ValueFault> {
    if text.is_empty() {
        return Err(ValueFault::new(ValueFaultKind::Empty, ValueKind::Name, "", None));
    }
    check(text).map_err(|fault| fault_in(text, ValueKind::Name, 0, fault))?;
    match reserved_word(text, reserved) {
        Some(kind) => Err(ValueFault::new(kind, ValueKind::Name, text, Some(0))),
        None => Ok(()),
    }
}

#[diagnostic::do_not_recommend]
impl UrlParam for Name {
    #[inline]
    fn encoded_len(&self, escaping: Escaping) -> usize {
        self.text.len() + self.growth.under(escaping)
    }

    #[inline]
    fn write_to(&self, url: &mut UrlWriter) {
        if self.growth.under(url.escaping()) == 0 {
            url.literal(&self.text);
        } else {
            url.escaped_segment(&self.text, self.growth);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_text_that_would_address_another_object() {
        for (text, kind, at) in [
            ("", ValueFaultKind::Empty, None),
            (".", ValueFaultKind::DotSegment, Some(0)),
            ("..", ValueFaultKind::DotSegment, Some(0)),
            ("a\\b", ValueFaultKind::Backslash, Some(1)),
            ("a\n", ValueFaultKind::ControlCharacter { character: '\n' }, Some(1)),
            (
                "\u{7f}",
                ValueFaultKind::ControlCharacter { character: '\u{7f}' },
                Some(0),
            ),
            (
                "é\u{85}",
                ValueFaultKind::ControlCharacter { character: '\u{85}' },
                Some(2),
            ),
        ] {
            let fault = Name::new(text).unwrap_err();
            assert_eq!((fault.kind(), fault.position()), (&kind, at), "{text:?}");
        }
    }

    #[test]
    fn refuses_reserved_words() {
        for (text, refused) in [
            ("status", true),
            ("_x", true),
            ("status/1", false),
            ("x_", false),
            ("Status", true),
            (" status", true),
            ("%5Fx", true),
            ("Status page", false),
        ] {
            assert_eq!(Name::new_except(text, &["status", "_*"]).is_err(), refused, "{text}");
        }
        assert_eq!(
            Name::new_except("status", &["status"]).unwrap_err().to_string(),
            "a name cannot be `status` here: \"status\", character 1 \
             (the url would belong to another call; give the object another name)"
        );
        assert!(Name::new_except("", &[]).is_err());
    }

    #[test]
    fn a_name_for_http_may_have_a_backslash() {
        for (text, http, fmg) in [
            (r"CORP\user", "CORP%5Cuser", "CORP%5Cuser"),
            (r"a\/b", "a%5C%2Fb", r"a%5C\/b"),
            (r"\", "%5C", "%5C"),
            ("a/b", "a%2Fb", r"a\/b"),
        ] {
            let name = Name::for_http(text, &[]).unwrap();
            for (escaping, expected) in [(Escaping::HttpPath, http), (Escaping::Fmg, fmg)] {
                let mut url = UrlWriter::new(escaping, 0);
                url.param(&name);
                assert_eq!(url.finish(), expected);
                assert_eq!(name.encoded_len(escaping), expected.len(), "{text}");
            }
        }
        for text in ["", ".", "..", "a\n", "status"] {
            assert!(Name::for_http(text, &["status"]).is_err(), "{text:?}");
        }
        let fault = Name::new(r"CORP\user").unwrap_err().to_string();
        assert!(
            fault.contains("urls of FortiManager, which cannot express it"),
            "{fault}"
        );
    }

    #[test]
    fn takes_any_other_text() {
        for text in [
            "a",
            "...",
            "a/b",
            "/",
            "Synology myds DDNS service",
            "tacacs+_001",
            "50%",
            "<adom>",
            "né",
            "?#\"'",
        ] {
            assert_eq!(Name::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_literal_equals_what_the_constructor_makes() {
        const NET: Name = Name::from_checked_literal("10.0.0.0/8");
        let net = Name::new("10.0.0.0/8").unwrap();
        assert_eq!(NET, net);
        for escaping in [Escaping::Fmg, Escaping::HttpPath] {
            assert_eq!(NET.encoded_len(escaping), net.encoded_len(escaping));
        }
    }

    #[test]
    fn a_number_equals_the_name_of_its_digits() {
        for number in [0, 7, -7, i128::from(u64::MAX)] {
            let name = Name::from_number(number);
            assert_eq!(Name::new(number.to_string()), Ok(name.clone()));
            assert_eq!(name.encoded_len(Escaping::HttpPath), name.as_str().len());
        }
    }

    #[test]
    fn converts_from_and_to_text() {
        let name: Name = "a/b".parse().unwrap();
        assert_eq!(Name::try_from("a/b"), Ok(name.clone()));
        assert_eq!(Name::try_from(String::from("a/b")), Ok(name.clone()));
        assert_eq!(format!("{name} {name:?}"), "a/b Name(\"a/b\")");
    }
}
