//! Runs of segments that a value must not contain, since the url would belong to another call.

use std::borrow::Cow;

use super::fault::{ReservedWord, ValueFaultKind};

/// The separator between a reserved word and the value that stands for it.
const INSTEAD: &str = " -> ";

/// Finds the first run in a path that matches one of the patterns, at or after the segment with the index `from`.
/// Returns the fault and the byte where the run begins.
///
/// A pattern consists of segments separated by `/`. `*` matches any segment, and `_*` any segment that begins with `_`.
/// Slashes around a pattern are ignored, and a pattern without a segment matches nothing.
///
/// Segments are compared in the form of [`plain`]. A run of one segment is compared without case: a package called
/// `Schedule` that is refused can be renamed, but an installation that is cancelled by mistake cannot be restored.
/// Longer runs are compared with case, since folders named `Cloud` and `VPN` are common.
pub(super) fn reserved_in(path: &str, patterns: &[&str], from: usize) -> Option<(ValueFaultKind, usize)> {
    let mut start = 0;
    for (index, segment) in path.split('/').enumerate() {
        if index >= from {
            let rest = path.get(start..).unwrap_or_default();
            if let Some((run, reason)) = patterns.iter().find_map(|pattern| run_at(rest, pattern)) {
                let run = run.to_owned();
                return Some((ValueFaultKind::OtherCall { run, reason }, start));
            }
        }
        start += segment.len() + 1;
    }
    None
}

/// Finds a word among the reserved ones, without case; a slash in it is an ordinary character. A reserved word may be
/// followed by the value that stands for it, after ` -> `.
pub(super) fn reserved_word(word: &str, patterns: &[&str]) -> Option<ValueFaultKind> {
    patterns.iter().find_map(|pattern| {
        let (pattern, instead) = match pattern.split_once(INSTEAD) {
            Some((pattern, instead)) => (pattern, Some(instead)),
            None => (*pattern, None),
        };
        let fits = fits(word, pattern, true);
        if let Some(instead) = instead {
            return fits.then(|| ValueFaultKind::Elsewhere {
                word: word.to_owned(),
                instead: instead.to_owned(),
            });
        }
        let reason = match pattern.strip_suffix('*') {
            Some(_) => ReservedWord::Beginning,
            None => ReservedWord::Part,
        };
        let run = word.to_owned();
        fits.then_some(ValueFaultKind::OtherCall { run, reason })
    })
}

/// The run at the start of a path that matches a pattern.
fn run_at<'p>(path: &'p str, pattern: &str) -> Option<(&'p str, ReservedWord)> {
    let pattern = pattern.trim_matches('/');
    if pattern.is_empty() {
        return None;
    }
    let in_any_case = !pattern.contains('/');
    let mut segments = path.split('/');
    let mut end = 0;
    for wanted in pattern.split('/') {
        let segment = segments.next()?;
        if !fits(segment, wanted, in_any_case) {
            return None;
        }
        end += segment.len() + 1;
    }
    let reason = match pattern.strip_suffix('*') {
        Some(rest) if rest.ends_with('/') => ReservedWord::Category,
        Some(_) => ReservedWord::Beginning,
        None => ReservedWord::Part,
    };
    // There is one slash fewer than segments.
    path.get(..end.saturating_sub(1)).map(|run| (run, reason))
}

/// Whether a segment equals this word, or begins as the pattern requires.
fn fits(segment: &str, wanted: &str, in_any_case: bool) -> bool {
    let segment = plain(segment);
    let same = |one: &str, other: &str| {
        if in_any_case {
            one.eq_ignore_ascii_case(other)
        } else {
            one == other
        }
    };
    match wanted.strip_suffix('*') {
        Some(beginning) => segment
            .get(..beginning.len())
            .is_some_and(|start| same(start, beginning)),
        None => same(&segment, wanted),
    }
}

/// A segment without surrounding blanks and percent-encoding.
///
/// No source says whether FortiManager decodes urls like this. Comparing the decoded form as well refuses no name that
/// is used in practice.
pub(super) fn plain(segment: &str) -> Cow<'_, str> {
    let segment = segment.trim();
    if !segment.contains('%') {
        return Cow::Borrowed(segment);
    }
    let mut decoded = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [byte, after @ ..] = rest {
        let encoded = match (byte, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        decoded.push(encoded.unwrap_or(*byte));
        rest = after.get(if encoded.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    let decoded = String::from_utf8_lossy(&decoded);
    Cow::Owned(decoded.trim().to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    // A hexadecimal digit fits a byte.
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_compared_in_its_plain_form() {
        for (segment, form) in [
            ("schedule", "schedule"),
            (" schedule\u{a0}", "schedule"),
            ("scope%20member", "scope member"),
            ("%5Fx%20", "_x"),
            ("100%", "100%"),
            ("%zz%2", "%zz%2"),
            ("%c3%a9", "é"),
            ("%ff", "\u{fffd}"),
            ("%", "%"),
        ] {
            assert_eq!(plain(segment), form, "{segment}");
        }
    }

    #[test]
    fn a_pattern_is_compared_by_whole_segments() {
        for (path, pattern, run) in [
            ("schedule", "schedule", Some("schedule")),
            ("schedule/x", "schedule", Some("schedule")),
            ("schedules", "schedule", None),
            ("firewall/policy/7", "/firewall/policy/", Some("firewall/policy")),
            ("firewall/policy", "firewall/*", Some("firewall/policy")),
            ("firewall", "firewall/*", None),
            ("_query/x", "_*", Some("_query")),
            (" _query/x", "_*", Some(" _query")),
            ("%5fquery/x", "_*", Some("%5fquery")),
            ("Schedule/x", "schedule", Some("Schedule")),
            ("schedule ", "schedule", Some("schedule ")),
            ("Firewall/policy", "firewall/*", None),
            ("firewall /policy", "firewall/*", Some("firewall /policy")),
            ("é", "_*", None),
            ("a_", "_*", None),
            ("a", "", None),
            ("a", "/", None),
        ] {
            assert_eq!(run_at(path, pattern).map(|(run, _)| run), run, "{path} {pattern}");
        }
    }

    #[test]
    fn the_first_run_of_a_path_is_found() {
        let found = reserved_in("a/b/schedule/_x", &["_*", "schedule"], 1);
        let kind = ValueFaultKind::OtherCall {
            run: "schedule".to_owned(),
            reason: ReservedWord::Part,
        };
        assert_eq!(found, Some((kind, 4)));
        assert_eq!(reserved_in("schedule", &["schedule"], 1), None);
    }
}
