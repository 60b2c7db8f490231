//! The path of a policy package.

use std::borrow::Cow;

use super::fault::{Subject, ValueFault, ValueFaultKind};
use super::text::{check_segment, fault_in, like_its_text};
use crate::escaping::{Escaping, Growth};
use crate::write::{UrlParam, UrlWriter};

/// The path of a policy package: its folders, if it has any, and the package.
///
/// FortiManager reads every slash of it as a separator, so that no name in it can hold one. The url
/// goes on after it in some calls and ends after it in others; `followed_by` of the constructors
/// keeps a path from being read as both.
///
/// ```
/// use fmg_template::PackagePath;
///
/// let package = PackagePath::parse("branches/north/default", &["firewall/policy"])?;
/// assert_eq!(package.segments().collect::<Vec<_>>(), ["branches", "north", "default"]);
/// // As the end of a url this would address a policy of the package `default`.
/// assert!(PackagePath::parse("default/firewall/policy/7", &["firewall/policy"]).is_err());
/// # Ok::<(), fmg_template::ValueFault>(())
/// ```
///
/// There is no `FromStr`: a text alone does not say which runs it must not hold.
#[derive(Clone)]
pub struct PackagePath {
    text: Cow<'static, str>,
    growth: Growth,
}

like_its_text!(PackagePath);

impl PackagePath {
    /// Reads a path such as `folder/package`.
    ///
    /// `followed_by` lists the literal runs, such as `firewall/policy`, that stand after this
    /// placeholder in the templates it is used in. A path that holds such a run after its first
    /// segment is refused, since the url would be that of another call.
    ///
    /// # Errors
    ///
    /// When a segment is empty, `.`, `..`, or holds a backslash or a control character, and when
    /// the path holds a run.
    pub fn parse(text: impl Into<Cow<'static, str>>, followed_by: &[&str]) -> Result<Self, ValueFault> {
        let text = text.into();
        if text.is_empty() {
            return Err(ValueFault::new(ValueFaultKind::Empty, Subject::PackagePath, "", None));
        }
        let mut start = 0;
        for segment in text.split('/') {
            check_segment(segment).map_err(|fault| fault_in(&text, Subject::PackagePath, start, fault))?;
            start += segment.len() + 1;
        }
        if let Some((at, run)) = followed_by.iter().find_map(|run| Some((run_in(&text, run)?, run))) {
            let kind = ValueFaultKind::OtherCall { run: (*run).to_owned() };
            return Err(ValueFault::new(kind, Subject::PackagePath, &text, Some(at)));
        }
        Ok(Self {
            growth: Growth::of_path(&text),
            text,
        })
    }

    /// Joins folders and a package, given one by one. `followed_by` is that of
    /// [`parse`](Self::parse).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and when a segment holds a slash.
    pub fn from_segments<S: AsRef<str>>(
        segments: impl IntoIterator<Item = S>,
        followed_by: &[&str],
    ) -> Result<Self, ValueFault> {
        let mut text = String::new();
        for (index, segment) in segments.into_iter().enumerate() {
            let segment = segment.as_ref();
            if let Some(at) = segment.find('/') {
                return Err(ValueFault::new(
                    ValueFaultKind::SlashInSegment,
                    Subject::PackagePath,
                    segment,
                    Some(at),
                ));
            }
            // Before the second and every later one, so that an empty first segment is seen as
            // such.
            if index > 0 {
                text.push('/');
            }
            text.push_str(segment);
        }
        Self::parse(text, followed_by)
    }

    /// Takes a literal that a macro has put through [`PackagePath::parse`] at compile time.
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

/// The byte at which a run of whole segments begins after the first segment of a path.
fn run_in(path: &str, run: &str) -> Option<usize> {
    let run = run.trim_matches('/');
    path.match_indices('/').map(|(slash, _)| slash + 1).find(|&start| {
        let rest = path.get(start..).and_then(|rest| rest.strip_prefix(run));
        !run.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
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
    fn refuses_what_is_no_path_of_a_package() {
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
