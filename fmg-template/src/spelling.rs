//! Finds similar words, for "did you mean".

/// The candidate that a misspelt word most likely means, if one is similar enough.
///
/// Similar enough: at most a third of the letters differ, but one difference is always allowed. Case, and `-` against
/// `_`, do not count. Of equally similar candidates, the first counts.
///
/// ```
/// use fmg_template::spelling::nearest;
///
/// assert_eq!(nearest("adoms", ["device", "adom"]), Some("adom"));
/// assert_eq!(nearest("vdom", ["device"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = folded(word);
    let allowed = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed && *distance < word.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> Vec<char> {
    word.chars()
        .map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() })
        .collect()
}

/// The number of letters to insert, remove, replace or swap with their neighbour.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before = vec![0; to.len() + 1];
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (i, &a) in from.iter().enumerate() {
        let mut row = vec![i + 1; to.len() + 1];
        for (j, &b) in to.iter().enumerate() {
            row[j + 1] = (above[j + 1] + 1).min(row[j] + 1).min(above[j] + usize::from(a != b));
            let swapped = i > 0 && j > 0 && a == to[j - 1] && from[i - 1] == b;
            if swapped {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("adom", "adom", 0),
            ("adom", "adoms", 1),
            ("adom", "aodm", 1),
            ("device", "vdevice", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(&folded(from), &folded(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn near_misses() {
        let candidates = ["adom", "device", "policy_id"];
        for (word, expected) in [
            ("adom", Some("adom")),
            ("Adom", Some("adom")),
            ("policy-id", Some("policy_id")),
            ("policyid", Some("policy_id")),
            ("devcie", Some("device")),
            ("package", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, candidates), expected, "{word}");
        }
    }

    #[test]
    fn the_first_of_equal_candidates_counts() {
        assert_eq!(nearest("pat", ["cat", "bat"]), Some("cat"));
    }
}
