//! Matches a url back to the values it was rendered from.

use std::borrow::Cow;

use crate::escaping::{Escaping, is_path_char};
use crate::template::Template;
use crate::value::{Name, ObjectPath, PackagePath, split_unescaped, unescaped};

/// The type of a placeholder's value, which the template does not contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParamKind<'a> {
    /// A [`Name`].
    Name {
        /// The words that its constructor refuses; mostly none.
        reserved: &'a [&'a str],
    },
    /// An integer.
    Id,
    /// A [`PackagePath`].
    PackagePath {
        /// The runs that its constructor refuses after the first segment.
        reserved: &'a [&'a str],
    },
    /// An [`ObjectPath`].
    ObjectPath {
        /// The tables that its constructor refuses.
        tables: &'a [&'a str],
    },
}

impl ParamKind<'_> {
    /// Any [`Name`].
    pub const NAME: Self = Self::Name { reserved: &[] };
    /// Any [`ObjectPath`].
    pub const OBJECT_PATH: Self = Self::ObjectPath { tables: &[] };
}

/// A value that was found in a url, decoded and checked by the constructor of its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Capture {
    /// The value of a [`ParamKind::Name`].
    Name(Name),
    /// The value of a [`ParamKind::Id`].
    Id(i128),
    /// The value of a [`ParamKind::PackagePath`].
    PackagePath(PackagePath),
    /// The value of a [`ParamKind::ObjectPath`].
    ObjectPath(ObjectPath),
}

impl Template {
    /// Extracts the values from a url. `kinds` are the types of the placeholders, from left to right.
    ///
    /// A url that was rendered from this template returns its values. Any other url returns `None`: one of another
    /// shape, a value that its constructor refuses, an id that is not a plain decimal, a segment that cannot be
    /// decoded. So does a number of kinds other than the number of placeholders. If several readings are possible, a
    /// path ends as early as possible.
    ///
    /// FortiManager accepts a url with and without a leading slash, so both match there.
    ///
    /// ```
    /// use fmg_template::{Capture, Escaping, Name, ParamKind, Template};
    ///
    /// let template = Template::parse("/pm/config/adom/<adom>/obj/firewall/address/<name>").unwrap();
    /// let url = r"pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0\/18";
    /// assert_eq!(
    ///     template.matches(url, &[ParamKind::NAME; 2], Escaping::Fmg),
    ///     Some(vec![
    ///         Capture::Name(Name::new("demo").unwrap()),
    ///         Capture::Name(Name::new("Net_10.0.0.0/18").unwrap()),
    ///     ])
    /// );
    /// ```
    #[must_use]
    pub fn matches(&self, url: &str, kinds: &[ParamKind<'_>], escaping: Escaping) -> Option<Vec<Capture>> {
        if self.placeholders().count() != kinds.len() {
            return None;
        }
        let (source, url) = match escaping {
            Escaping::Fmg => (
                self.source().trim_start_matches('/'),
                url.strip_prefix('/').unwrap_or(url),
            ),
            Escaping::HttpPath => (self.source(), url),
        };
        let mut kinds = kinds.iter();
        // No literal segment begins with `<`, so the source itself distinguishes the two.
        let pattern: Vec<_> = source
            .split('/')
            .filter_map(|segment| {
                if segment.starts_with('<') {
                    kinds.next().map(|kind| Expected::Value(*kind))
                } else {
                    Some(Expected::Literal(segment))
                }
            })
            .collect();
        let segments: Vec<_> = match escaping {
            Escaping::Fmg => split_unescaped(url).map(decode_fmg).collect::<Option<_>>()?,
            Escaping::HttpPath => url.split('/').map(decode_percent).collect::<Option<_>>()?,
        };
        let mut captures = Vec::with_capacity(pattern.len());
        fits(&pattern, &segments, &mut captures).then_some(captures)
    }
}

/// The part of a template for one segment or several.
enum Expected<'t> {
    Literal(&'t str),
    Value(ParamKind<'t>),
}

/// Whether the segments match the pattern; if so, its values are in `captures`.
fn fits(pattern: &[Expected<'_>], segments: &[Cow<'_, str>], captures: &mut Vec<Capture>) -> bool {
    let Some((first, rest)) = pattern.split_first() else {
        return segments.is_empty();
    };
    let kind = match first {
        Expected::Value(kind) => kind,
        Expected::Literal(text) => {
            return segments
                .split_first()
                .is_some_and(|(segment, tail)| segment == text && fits(rest, tail, captures));
        }
    };
    // The rest of the pattern needs at least one segment for each part.
    let room = segments.len().saturating_sub(rest.len());
    let longest = match kind {
        ParamKind::Name { .. } | ParamKind::Id => room.min(1),
        ParamKind::PackagePath { .. } | ParamKind::ObjectPath { .. } => room,
    };
    (1..=longest).any(|len| {
        let (taken, tail) = segments.split_at(len);
        let Some(capture) = capture(*kind, taken) else {
            return false;
        };
        let depth = captures.len();
        captures.push(capture);
        let fits = fits(rest, tail, captures);
        if !fits {
            captures.truncate(depth);
        }
        fits
    })
}

/// The value of some decoded segments.
fn capture(kind: ParamKind<'_>, segments: &[Cow<'_, str>]) -> Option<Capture> {
    match kind {
        // Decoding a FortiManager url leaves no backslash, and an HTTP url can contain an encoded one.
        ParamKind::Name { reserved } => Name::for_http(segments.first()?.clone().into_owned(), reserved)
            .ok()
            .map(Capture::Name),
        ParamKind::Id => parse_id(segments.first()?).map(Capture::Id),
        ParamKind::PackagePath { reserved } => PackagePath::from_segments(segments, reserved)
            .ok()
            .map(Capture::PackagePath),
        ParamKind::ObjectPath { tables } => ObjectPath::from_segments(segments)
            .and_then(|path| path.except(tables))
            .ok()
            .map(Capture::ObjectPath),
    }
}

/// An integer of any type that is allowed in a url, in the only form that rendering writes.
fn parse_id(segment: &str) -> Option<i128> {
    let id: i128 = segment.parse().ok()?;
    let in_range = (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&id);
    let digits = segment.strip_prefix('-').unwrap_or(segment);
    // Neither `+7` nor `007` nor `-0`.
    let plain = !segment.starts_with('+') && segment != "-0" && (digits == "0" || !digits.starts_with('0'));
    (in_range && plain).then_some(id)
}

/// The decoded form of a segment of a FortiManager url; `None` if a backslash precedes anything but a slash.
fn decode_fmg(segment: &str) -> Option<Cow<'_, str>> {
    let stray = segment.split(r"\/").any(|piece| piece.contains('\\'));
    (!stray).then(|| unescaped(segment))
}

/// The decoded form of a segment of an HTTP path, if it is valid: percent-encoded UTF-8, without a query.
fn decode_percent(segment: &str) -> Option<Cow<'_, str>> {
    if segment.bytes().all(is_path_char) {
        return Some(Cow::Borrowed(segment));
    }
    let mut decoded = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex_value(bytes.next()?)? << 4 | hex_value(bytes.next()?)?,
            _ if is_path_char(byte) => byte,
            _ => return None,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex_value(digit: u8) -> Option<u8> {
    // A hexadecimal digit fits a byte.
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: ParamKind<'_> = ParamKind::PackagePath {
        reserved: &["firewall/policy"],
    };

    fn matched(template: &str, url: &str, kinds: &[ParamKind<'_>], escaping: Escaping) -> Option<Vec<Capture>> {
        Template::parse(template).unwrap().matches(url, kinds, escaping)
    }

    fn fmg(template: &str, url: &str, kinds: &[ParamKind<'_>]) -> Option<Vec<Capture>> {
        matched(template, url, kinds, Escaping::Fmg)
    }

    fn name(text: &'static str) -> Capture {
        Capture::Name(Name::new(text).unwrap())
    }

    fn package(text: &'static str) -> Capture {
        Capture::PackagePath(PackagePath::parse(text, &[]).unwrap())
    }

    #[test]
    fn the_first_slash_is_optional_for_fortimanager_only() {
        for template in ["/a/<b>", "a/<b>"] {
            for url in ["/a/x", "a/x"] {
                assert_eq!(fmg(template, url, &[ParamKind::NAME]), Some(vec![name("x")]));
                let http = matched(template, url, &[ParamKind::NAME], Escaping::HttpPath);
                assert_eq!(http.is_some(), template.starts_with('/') == url.starts_with('/'));
            }
        }
    }

    #[test]
    fn urls_of_another_shape_do_not_match() {
        for url in [
            "", "/", "/a", "/a/", "/a/x/", "//a/x", "/b/x", "/a/x/y", "/a/..", r"/a/x\y", "/A/x",
        ] {
            assert_eq!(fmg("/a/<b>", url, &[ParamKind::NAME]), None, "{url}");
        }
    }

    #[test]
    fn the_number_of_kinds_has_to_match() {
        assert_eq!(fmg("/a/<b>", "/a/x", &[]), None);
        assert_eq!(fmg("/a/<b>", "/a/x", &[ParamKind::NAME; 2]), None);
        assert_eq!(fmg("/a/b", "/a/b", &[]), Some(vec![]));
    }

    #[test]
    fn names_are_decoded() {
        assert_eq!(
            fmg("/a/<b>", r"/a/x\/y%20", &[ParamKind::NAME]),
            Some(vec![name("x/y%20")])
        );
        for (url, expected) in [
            ("/a/x%2Fy%20%c3%a9", Some("x/y é")),
            ("/a/x%2", None),
            ("/a/x%", None),
            ("/a/%zz", None),
            ("/a/%ff", None),
            ("/a/%2e%2e", None),
            ("/a/x y", None),
            ("/a/x?y", None),
        ] {
            let expected = expected.map(|text| vec![name(text)]);
            assert_eq!(
                matched("/a/<b>", url, &[ParamKind::NAME], Escaping::HttpPath),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn ids_are_plain_decimals() {
        for (text, id) in [
            ("0", Some(0)),
            ("42", Some(42)),
            ("-7", Some(-7)),
            ("18446744073709551615", Some(i128::from(u64::MAX))),
            ("18446744073709551616", None),
            ("-0", None),
            ("007", None),
            ("+7", None),
            ("7a", None),
            ("", None),
        ] {
            let url = format!("/task/{text}");
            assert_eq!(
                fmg("/task/<id>", &url, &[ParamKind::Id]),
                id.map(|id| vec![Capture::Id(id)]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_package_path_ends_as_early_as_possible() {
        let template = "/pkg/<package>/firewall/policy/<id>";
        let kinds = [PACKAGE, ParamKind::Id];
        assert_eq!(
            fmg(template, "/pkg/a/b/firewall/policy/3", &kinds),
            Some(vec![package("a/b"), Capture::Id(3)])
        );
        let twice = "/pkg/firewall/policy/firewall/policy/3";
        assert_eq!(
            fmg(template, twice, &kinds),
            Some(vec![package("firewall/policy"), Capture::Id(3)])
        );
        assert_eq!(fmg(template, "/pkg/firewall/policy/3", &kinds), None);
        assert_eq!(fmg("/pkg/<package>", "/pkg/a/firewall/policy/3", &[PACKAGE]), None);
        assert_eq!(fmg("/pkg/<package>", r"/pkg/a\/b", &[PACKAGE]), None);
    }

    #[test]
    fn an_object_path_takes_the_rest() {
        let path = ObjectPath::new("firewall/address", "10.0.0.0/8").unwrap();
        let url = r"/obj/firewall/address/10.0.0.0\/8";
        assert_eq!(
            fmg("/obj/<path>", url, &[ParamKind::OBJECT_PATH]),
            Some(vec![Capture::ObjectPath(path)])
        );
        assert_eq!(
            fmg("/obj/<path>", "/obj/firewall/address", &[ParamKind::OBJECT_PATH]),
            None
        );
    }
}
