//! The path of an object: a table and a key in it.

use std::borrow::Cow;

use super::fault::{ValueFault, ValueFaultKind, ValueKind};
use super::run::plain;
use super::text::{check_segment, fault_in, from_text, like_its_text};
use crate::escaping::{Escaping, Growth};
use crate::write::{UrlParam, UrlWriter};

/// The path of an object in its database: the path of a table and a key in that table.
///
/// At least three segments, such as `firewall/address/host_001`: a shorter path would address a whole table. A slash in
/// a name is written `\/`, as FortiManager does.
///
/// ```
/// use fmg_template::ObjectPath;
///
/// let net = ObjectPath::new("firewall/address", "Net_10.0.0.0/18")?;
/// assert_eq!(net.as_str(), r"firewall/address/Net_10.0.0.0\/18");
/// assert_eq!(net, ObjectPath::parse(r"/firewall/address/Net_10.0.0.0\/18")?);
/// assert_eq!(net.segments().last().as_deref(), Some("Net_10.0.0.0/18"));
/// # Ok::<(), fmg_template::ValueFault>(())
/// ```
#[derive(Clone)]
pub struct ObjectPath {
    /// In the form of FortiManager, for which it is mostly used.
    text: Cow<'static, str>,
    growth: Growth,
}

like_its_text!(ObjectPath);
from_text!(ObjectPath, parse);

/// Two segments of a table, and a key.
const MIN_SEGMENTS: usize = 3;

impl ObjectPath {
    /// The object with this key in this table. The key is plain text; a slash in it is escaped.
    ///
    /// # Errors
    ///
    /// The table has fewer than two segments, or a segment or the key is empty, `.` or `..`, or contains a backslash or
    /// a control character.
    pub fn new(table: &str, key: &str) -> Result<Self, ValueFault> {
        Self::from_segments(table.trim_start_matches('/').split('/').chain([key]))
    }

    /// Parses a path such as `firewall/address/host_001`, with or without a leading slash, with `\/` for a slash in a
    /// name.
    ///
    /// # Errors
    ///
    /// There are fewer than three segments, or one is empty, `.` or `..`, or contains a control character or a
    /// backslash that does not precede a slash.
    pub fn parse(text: impl Into<Cow<'static, str>>) -> Result<Self, ValueFault> {
        let text = without_leading_slash(text.into());
        if text.is_empty() {
            return Err(ValueFault::new(ValueFaultKind::Empty, ValueKind::ObjectPath, "", None));
        }
        let (mut start, mut found) = (0, 0);
        for segment in split_unescaped(&text) {
            check_escaped(segment).map_err(|fault| fault_in(&text, ValueKind::ObjectPath, start, fault))?;
            start += segment.len() + 1;
            found += 1;
        }
        if found < MIN_SEGMENTS {
            let kind = ValueFaultKind::TooFewSegments { found };
            return Err(ValueFault::new(kind, ValueKind::ObjectPath, &text, None));
        }
        Ok(Self {
            growth: Growth::of_path(&text),
            text,
        })
    }

    /// Joins decoded segments; a slash in one of them is escaped.
    ///
    /// # Errors
    ///
    /// There are fewer than three segments, or one is empty, `.` or `..`, or contains a backslash or a control
    /// character.
    pub fn from_segments<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> Result<Self, ValueFault> {
        let mut text = String::new();
        for (index, segment) in segments.into_iter().enumerate() {
            let segment = segment.as_ref();
            check_segment(segment).map_err(|fault| fault_in(segment, ValueKind::ObjectPath, 0, fault))?;
            if index > 0 {
                text.push('/');
            }
            for (piece_index, piece) in segment.split('/').enumerate() {
                if piece_index > 0 {
                    text.push_str(r"\/");
                }
                text.push_str(piece);
            }
        }
        Self::parse(text)
    }

    /// Refuses the path if it is one of these tables, which have as many words as an object path has segments:
    /// `firewall/service/custom` is the table of services, not an object. The comparison ignores case, blanks around
    /// words, and percent-encoding.
    ///
    /// # Errors
    ///
    /// The path is one of the tables.
    pub fn except(self, tables: &[&str]) -> Result<Self, ValueFault> {
        let words: Vec<_> = split_unescaped(&self.text).map(plain).collect();
        let is = |table: &&str| {
            let mut own = table.split('/');
            let begin_alike = words
                .iter()
                .all(|word| own.next().is_some_and(|own| word.eq_ignore_ascii_case(own)));
            begin_alike && own.next().is_none()
        };
        if tables.iter().any(is) {
            return Err(ValueFault::new(
                ValueFaultKind::NoKey,
                ValueKind::ObjectPath,
                &self.text,
                None,
            ));
        }
        Ok(self)
    }

    /// Takes a literal that a macro has checked with [`ObjectPath::parse`] at compile time, in the form that
    /// [`ObjectPath::as_str`] returns.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_checked_literal(text: &'static str) -> Self {
        Self {
            growth: Growth::of_path(text),
            text: Cow::Borrowed(text),
        }
    }

    /// The segments of the table and then the key, decoded.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        split_unescaped(&self.text).map(unescaped)
    }
}

fn without_leading_slash(text: Cow<'static, str>) -> Cow<'static, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('/').unwrap_or(text)),
        Cow::Owned(mut text) => {
            if text.starts_with('/') {
                text.remove(0);
            }
            Cow::Owned(text)
        }
    }
}

/// Splits at the slashes that are not escaped.
pub(crate) fn split_unescaped(text: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |character| {
        let separates = character == '/' && !escaped;
        escaped = character == '\\';
        separates
    })
}

/// The decoded form of an escaped segment.
pub(crate) fn unescaped(segment: &str) -> Cow<'_, str> {
    if segment.contains('\\') {
        Cow::Owned(segment.replace(r"\/", "/"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Checks an escaped segment.
fn check_escaped(segment: &str) -> Result<(), (ValueFaultKind, Option<usize>)> {
    let mut start = 0;
    for piece in segment.split(r"\/") {
        // The pieces of a name with slashes may be empty or dots; the whole name may not.
        if piece.len() == segment.len() || !matches!(piece, "" | "." | "..") {
            check_segment(piece).map_err(|(kind, at)| (kind, at.map(|at| start + at)))?;
        }
        start += piece.len() + r"\/".len();
    }
    Ok(())
}

#[diagnostic::do_not_recommend]
impl UrlParam for ObjectPath {
    #[inline]
    fn encoded_len(&self, escaping: Escaping) -> usize {
        self.text.len() + self.growth.under(escaping)
    }

    #[inline]
    fn write_to(&self, url: &mut UrlWriter) {
        if self.growth.under(url.escaping()) == 0 {
            url.literal(&self.text);
            return;
        }
        for (index, segment) in split_unescaped(&self.text).enumerate() {
            if index > 0 {
                url.literal("/");
            }
            for (piece_index, piece) in segment.split(r"\/").enumerate() {
                if piece_index > 0 {
                    url.literal("%2F");
                }
                url.push_percent_encoded(piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_text_that_is_not_an_object_path() {
        for (text, kind, at) in [
            ("", ValueFaultKind::Empty, None),
            ("/", ValueFaultKind::Empty, None),
            ("firewall", ValueFaultKind::TooFewSegments { found: 1 }, None),
            ("firewall/address", ValueFaultKind::TooFewSegments { found: 2 }, None),
            (
                r"firewall/address\/a",
                ValueFaultKind::TooFewSegments { found: 2 },
                None,
            ),
            ("firewall/address/", ValueFaultKind::EmptySegment, Some(17)),
            ("//firewall/address/a", ValueFaultKind::EmptySegment, Some(0)),
            ("firewall/address/..", ValueFaultKind::DotSegment, Some(17)),
            (r"firewall/address/a\b", ValueFaultKind::Backslash, Some(18)),
            (r"firewall/address/a\\/b", ValueFaultKind::Backslash, Some(18)),
            (r"firewall/address/a\", ValueFaultKind::Backslash, Some(18)),
            (
                "firewall/address/a\t",
                ValueFaultKind::ControlCharacter { character: '\t' },
                Some(18),
            ),
        ] {
            let fault = ObjectPath::parse(text).unwrap_err();
            assert_eq!((fault.kind(), fault.position()), (&kind, at), "{text:?}");
        }
    }

    #[test]
    fn a_slash_in_a_key_is_escaped_and_comes_back() {
        for key in ["a", "a/b", "/", "../x", "./.", "10.0.0.0/8", "a b"] {
            let path = ObjectPath::new("firewall/address", key).unwrap();
            let segments: Vec<_> = path.segments().collect();
            assert_eq!(segments, ["firewall", "address", key]);
            assert_eq!(ObjectPath::parse(path.as_str().to_owned()), Ok(path));
        }
    }

    #[test]
    fn a_key_is_not_a_table() {
        assert!(ObjectPath::new("firewall/address", "").is_err());
        assert!(ObjectPath::new("address", "a").is_err());
    }

    #[test]
    fn a_table_of_three_words_is_not_an_object() {
        const TABLES: &[&str] = &["firewall/service/custom", "vpn/ssl/web/portal"];
        for (text, is_table) in [
            ("firewall/service/custom", true),
            ("/firewall/service/custom", true),
            ("vpn/ssl/web/portal", true),
            ("firewall/service/custom/tcp_8080", false),
            ("firewall/service/customs", false),
            ("firewall/address/custom", false),
            ("Firewall/service/Custom", true),
            ("firewall/ service/custom ", true),
            ("firewall/service/%63ustom", true),
            ("firewall/service/custom one", false),
            (r"firewall/service\/custom/a", false),
        ] {
            let path = ObjectPath::parse(text).unwrap().except(TABLES);
            assert_eq!(path.is_err(), is_table, "{text}");
        }
        assert_eq!(
            ObjectPath::new("firewall/service", "custom")
                .unwrap()
                .except(TABLES)
                .unwrap_err()
                .to_string(),
            "an object path needs a key, this one is a table: \"firewall/service/custom\" \
             (add the key of an object in the table, as in `firewall/address/host_001`)"
        );
    }

    #[test]
    fn writes_each_target() {
        let path = ObjectPath::parse(r"/firewall/address/10.0 0\/8").unwrap();
        for (escaping, expected) in [
            (Escaping::Fmg, r"firewall/address/10.0 0\/8"),
            (Escaping::HttpPath, "firewall/address/10.0%200%2F8"),
        ] {
            let mut url = UrlWriter::new(escaping, path.encoded_len(escaping));
            url.param(&path);
            let url = url.finish();
            assert_eq!((url.as_str(), url.len()), (expected, path.encoded_len(escaping)));
        }
    }
}
