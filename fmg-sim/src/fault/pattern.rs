//! Url patterns.

/// Whether `url` matches `pattern`. A `*` matches any characters, and the pattern then has to match the whole url;
/// without a `*`, the url has to contain the pattern.
pub(super) fn fits(pattern: &str, url: &str) -> bool {
    let mut parts = pattern.split('*');
    let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else {
        return url.contains(pattern);
    };
    let Some(rest) = url.strip_prefix(first) else {
        return false;
    };
    let Some(mut rest) = rest.strip_suffix(last) else {
        return false;
    };
    // The leftmost match of a part leaves the most text to the next ones.
    parts.all(|part| {
        let place = rest.find(part);
        rest = place
            .and_then(|place| rest.get(place + part.len()..))
            .unwrap_or_default();
        place.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_plain_pattern_matches_a_part_of_the_url() {
        assert!(fits("device", "/dvmdb/device/fgt"));
        assert!(fits("", "/sys/status"));
        assert!(!fits("/dvmdb/adom", "/dvmdb/device"));
    }

    #[test]
    fn a_pattern_with_a_star_matches_the_whole_url() {
        for (pattern, url) in [
            ("*", ""),
            ("/dvmdb/*", "/dvmdb/"),
            ("/dvmdb/*", "/dvmdb/adom/root"),
            ("*/lock", "/dvmdb/adom/root/workspace/lock"),
            ("/pm/*/adom/*/obj/*", "/pm/config/adom/root/obj/firewall/address"),
            ("a*b*b", "abb"),
            ("**", "x"),
            ("*ab*", "aab"),
            ("ä*ö", "äßö"),
        ] {
            assert!(fits(pattern, url), "{pattern} {url}");
        }
        for (pattern, url) in [
            ("dvmdb/*", "/dvmdb/adom"),
            ("/dvmdb/*", "/sys/status"),
            ("ab*ba", "aba"),
            ("a*b*b", "ab"),
            ("*c*", "ab"),
            ("*/lock", "/lock/x"),
        ] {
            assert!(!fits(pattern, url), "{pattern} {url}");
        }
    }
}
