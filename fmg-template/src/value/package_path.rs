//! The path of a policy package.

use std::borrow::Cow;

use super::fault::{ValueFault, ValueFaultKind, ValueKind};
use super::run::reserved_in;
use super::text::{check_segment, fault_in, like_its_text};
use crate::escaping::{Escaping, Growth};
use crate::write::{UrlParam, UrlWriter};

/// The path of a policy package: the package, after its folders if there are any.
///
/// FortiManager reads every slash as a separator, so no name in the path can contain one. In some calls the url
/// continues after the path, in others it ends there; the `reserved` argument of the constructors prevents paths that
/// could be read as both.
///
/// ```
/// use fmg_template::PackagePath;
///
/// let reserved = &["schedule", "firewall/*"];
/// let package = PackagePath::parse("branches/north/default", reserved)?;
/// assert_eq!(package.segments().collect::<Vec<_>>(), ["branches", "north", "default"]);
/// // As the end of a url this would address a policy of the package `default`.
/// assert!(PackagePath::parse("default/firewall/policy/7", reserved).is_err());
/// // And this its scheduled installation.
/// assert!(PackagePath::parse("default/schedule", reserved).is_err());
/// # Ok::<(), fmg_template::ValueFault>(())
/// ```
///
/// There is no `FromStr`: the reserved runs have to be given.
#[derive(Clone)]
pub struct PackagePath {
    text: Cow<'static, str>,
    growth: Growth,
}

like_its_text!(PackagePath);

impl PackagePath {
    /// Parses a path such as `folder/package`.
    ///
    /// `reserved` lists runs of whole segments that are not allowed after the first segment, since the url would belong
    /// to another call: `scope member` or `firewall/policy`. `*` matches any segment, and `_*` any segment that begins
    /// with `_`; `firewall/*` refuses everything that continues after `firewall`, but not a package of that name. The
    /// comparison ignores blanks around a segment and percent-encoding, and for a run of one segment also case.
    ///
    /// # Errors
    ///
    /// A segment is empty, `.` or `..`, or contains a backslash or a control character, or the path contains a reserved
    /// run.
    pub fn parse(text: impl Into<Cow<'static, str>>, reserved: &[&str]) -> Result<Self, ValueFault> {
        let text = text.into();
        if text.is_empty() {
            return Err(ValueFault::new(ValueFaultKind::Empty, ValueKind::PackagePath, "", None));
        }
        let mut start = 0;
        for segment in text.split('/') {
            check_segment(segment).map_err(|fault| fault_in(&text, ValueKind::PackagePath, start, fault))?;
            start += segment.len() + 1;
        }
        if let Some((kind, at)) = reserved_in(&text, reserved, 1) {
            return Err(ValueFault::new(kind, ValueKind::PackagePath, &text, Some(at)));
        }
        Ok(Self {
            growth: Growth::of_path(&text),
            text,
        })
    }

    /// Joins folders and a package. `reserved` is that of [`parse`](Self::parse).
    ///
    /// # Errors
    ///
    /// The errors of [`parse`](Self::parse), and an error for a segment with a slash.
    pub fn from_segments<S: AsRef<str>>(
        segments: impl IntoIterator<Item = S>,
        reserved: &[&str],
    ) -> Result<Self, ValueFault> {
        let mut text = String::new();
        for (index, segment) in segments.into_iter().enumerate() {
            let segment = segment.as_ref();
            if let Some(at) = segment.find('/') {
                return Err(ValueFault::new(
                    ValueFaultKind::SlashInSegment,
                    ValueKind::PackagePath,
                    segment,
                    Some(at),
                ));
            }
            // Before every segment but the first, so that an empty first segment is recognised.
            if index > 0 {
                text.push('/');
            }
            text.push_str(segment);
        }
        Self::parse(text, reserved)
    }

    /// Takes a literal that a macro has checked with [`PackagePath::parse`] at compile time.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_checked_literal(text: &'static str) -> Self {
        Self {
            growth: Growth::of_path(text),
            text: Cow::Borrowed(text),
        }
    }

    /// The folders, outermost first, and then the package.
    #[must_use]
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.text.split('/')
    }
}

#[diagnostic::do_not_recommend]
impl UrlParam for PackagePath {
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
        for (index, segment) in self.segments().enumerate() {
            if index > 0 {
                url.literal("/");
            }
            url.push_percent_encoded(segment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNS: &[&str] = &["firewall/policy"];

    #[test]
    fn refuses_text_that_is_not_a_package_path() {
        for (text, kind, at) in [
            ("", ValueFaultKind::Empty, None),
            ("/a", ValueFaultKind::EmptySegment, Some(0)),
            ("a/", ValueFaultKind::EmptySegment, Some(2)),
            ("a//b", ValueFaultKind::EmptySegment, Some(2)),
            ("a/../b", ValueFaultKind::DotSegment, Some(2)),
            (r"a\/b", ValueFaultKind::Backslash, Some(1)),
            ("a/b\r", ValueFaultKind::ControlCharacter { character: '\r' }, Some(3)),
        ] {
            let fault = PackagePath::parse(text, RUNS).unwrap_err();
            assert_eq!((fault.kind(), fault.position()), (&kind, at), "{text:?}");
        }
    }

    #[test]
    fn refuses_the_continuation_of_another_call() {
        for (text, at) in [
            ("a/firewall/policy", Some(2)),
            ("a/firewall/policy/7", Some(2)),
            ("a/b/firewall/policy/c", Some(4)),
            ("firewall/policy/firewall/policy", Some(16)),
            ("firewall/policy", None),
            ("a/firewall/policy6", None),
            ("a/myfirewall/policy", None),
            ("a/firewall/x/policy", None),
        ] {
            let position = PackagePath::parse(text, RUNS).err().and_then(|fault| fault.position());
            assert_eq!(position, at, "{text}");
        }
    }

    /// The words below a package in public urls, as in the specs.
    const BELOW: &[&str] = &["_*", "schedule", "scope member", "firewall/*", "central/*"];

    #[test]
    fn refuses_words_below_a_package() {
        for (text, refused) in [
            ("ppkg_001/schedule", Some(("schedule", 9))),
            ("branches/ppkg_001/schedule", Some(("schedule", 18))),
            ("ppkg_001/scope member", Some(("scope member", 9))),
            ("ppkg_001/scope member/x", Some(("scope member", 9))),
            ("ppkg_001/_query", Some(("_query", 9))),
            ("ppkg_001/_package/status", Some(("_package", 9))),
            ("a/_", Some(("_", 2))),
            ("ppkg_001/Schedule", Some(("Schedule", 9))),
            ("ppkg_001/SCHEDULE ", Some(("SCHEDULE ", 9))),
            ("ppkg_001/ schedule/x", Some((" schedule", 9))),
            ("ppkg_001/Scope Member", Some(("Scope Member", 9))),
            ("ppkg_001/scope%20member", Some(("scope%20member", 9))),
            ("ppkg_001/%73chedule", Some(("%73chedule", 9))),
            ("ppkg_001/ _package/status", Some((" _package", 9))),
            ("ppkg_001/%5Fpackage", Some(("%5Fpackage", 9))),
            ("a/firewall /policy", Some(("firewall /policy", 2))),
            ("EMEA/Cloud/Base", None),
            ("EMEA/Firewall/Central/pkg", None),
            ("a/100%", None),
            ("a/firewall/policy", Some(("firewall/policy", 2))),
            ("a/central/x/schedule", Some(("central/x", 2))),
            ("a/é/schedule", Some(("schedule", 5))),
            ("schedule", None),
            ("scope member/a", None),
            ("_a/b", None),
            ("firewall/policy", None),
            ("branches/central", None),
            ("branches/firewall", None),
            ("a/schedules", None),
            ("a/my schedule", None),
            ("a/b_/c", None),
            ("a/scope/member", None),
        ] {
            let fault = PackagePath::parse(text, BELOW).err();
            let found = fault.as_ref().map(|fault| match fault.kind() {
                ValueFaultKind::OtherCall { run, .. } => (run.as_str(), fault.position().unwrap()),
                other => panic!("{text}: {other:?}"),
            });
            assert_eq!(found, refused, "{text}");
            let segments = PackagePath::from_segments(text.split('/'), BELOW).err();
            assert_eq!(segments, fault, "{text}");
        }
    }

    #[test]
    fn the_error_names_the_word_and_the_reason() {
        for (text, message) in [
            (
                "ppkg_001/schedule",
                "a package path cannot contain `schedule` after its first segment: \"ppkg_001/schedule\", character 10 \
                 (FortiManager takes this after a package for a part of that package, not for a folder or a package; \
                 rename the folder or package)",
            ),
            (
                "a/central/x",
                "a package path cannot continue after `central`: \"a/central/x\", character 3 \
                 (FortiManager takes what follows this word after a package for a table of that package, not for a \
                 folder or a package; rename the folder)",
            ),
            (
                "a/_x",
                "a package path cannot contain `_x` after its first segment: \"a/_x\", character 3 \
                 (FortiManager keeps words that begin with `_` for calls of its own; rename the folder or package)",
            ),
        ] {
            assert_eq!(PackagePath::parse(text, BELOW).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn runs_may_come_with_the_slashes_of_a_template() {
        assert!(PackagePath::parse("a/firewall/policy", &["/firewall/policy/"]).is_err());
        assert!(PackagePath::parse("a/b", &["", "/"]).is_ok());
    }

    #[test]
    fn joins_segments() {
        assert_eq!(
            PackagePath::from_segments(["a b", "c"], RUNS).unwrap().as_str(),
            "a b/c"
        );
        for (segments, kind) in [
            (vec![], ValueFaultKind::Empty),
            (vec!["", "a"], ValueFaultKind::EmptySegment),
            (vec!["a", "b/c"], ValueFaultKind::SlashInSegment),
        ] {
            assert_eq!(PackagePath::from_segments(segments, RUNS).unwrap_err().kind(), &kind);
        }
    }

    #[test]
    fn keeps_its_separators_in_both_targets() {
        let path = PackagePath::parse("my folder/pkg", &[]).unwrap();
        for (escaping, expected) in [
            (Escaping::Fmg, "my folder/pkg"),
            (Escaping::HttpPath, "my%20folder/pkg"),
        ] {
            let mut url = UrlWriter::new(escaping, path.encoded_len(escaping));
            url.param(&path);
            assert_eq!(url.finish(), expected);
        }
    }
}
