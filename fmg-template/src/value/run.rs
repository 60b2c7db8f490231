//! Runs of segments that a value must not hold, since the url would be that of another call.

use super::fault::{ReservedWord, ValueFaultKind};

/// Finds the first run in a path that one of the patterns describes, at or after the segment with
/// the index `from`: the fault and the byte at which the run begins.
///
/// A pattern is made of segments with `/` between them. `*` stands for any segment, and `_*` for
/// any that begins with `_`. Slashes around a pattern say nothing, and one without a segment
/// describes nothing.
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

/// Finds a word in the reserved ones; a slash in it is an ordinary character.
pub(super) fn reserved_word(word: &str, patterns: &[&str]) -> Option<ValueFaultKind> {
    patterns.iter().find_map(|pattern| {
        let (fits, reason) = match pattern.strip_suffix('*') {
            Some(beginning) => (word.starts_with(beginning), ReservedWord::Beginning),
            None => (word == *pattern, ReservedWord::Part),
        };
        let run = word.to_owned();
        fits.then_some(ValueFaultKind::OtherCall { run, reason })
    })
}

/// The run that a path begins with, if a pattern describes one there.
fn run_at<'p>(path: &'p str, pattern: &str) -> Option<(&'p str, ReservedWord)> {
    let pattern = pattern.trim_matches('/');
    if pattern.is_empty() {
        return None;
    }
    let mut segments = path.split('/');
    let mut end = 0;
    for wanted in pattern.split('/') {
        let segment = segments.next()?;
        let fits = match wanted.strip_suffix('*') {
            Some(beginning) => segment.starts_with(beginning),
            None => segment == wanted,
        };
        if !fits {
            return None;
        }
        end += segment.len() + 1;
    }
    let reason = match pattern.strip_suffix('*') {
        Some(rest) if rest.ends_with('/') => ReservedWord::Category,
        Some(_) => ReservedWord::Beginning,
        None => ReservedWord::Part,
    };
    // One slash fewer than segments.
    path.get(..end.saturating_sub(1)).map(|run| (run, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

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
