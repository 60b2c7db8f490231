//! Urls of requests, in which a `/` within a name is written `\/`.

/// Normalizes a url: with a leading slash and without a trailing one, as tables are stored.
///
/// FortiManager accepts urls without a leading slash, and with a trailing one, which its replies then omit.
pub(crate) fn plain(url: &str) -> String {
    let mut plain = String::with_capacity(url.len() + 1);
    plain.push('/');
    plain.push_str(trimmed(url).trim_start_matches('/'));
    plain
}

/// A url as a reply echoes it.
pub(super) fn trimmed(url: &str) -> &str {
    let mut url = url;
    // An escaped slash at the end belongs to a name.
    while let Some(rest) = url.strip_suffix('/').filter(|rest| !rest.ends_with('\\')) {
        url = rest;
    }
    url
}

/// The segments of a url, with names unescaped.
pub(super) fn segments(url: &str) -> Vec<String> {
    let mut segments = Vec::new();
    let mut segment = String::new();
    let mut characters = trimmed(url).trim_start_matches('/').chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.next_if_eq(&'/').is_some() => segment.push('/'),
            '/' => segments.push(std::mem::take(&mut segment)),
            other => segment.push(other),
        }
    }
    segments.push(segment);
    segments
}

/// A name as a segment of a url.
pub(super) fn escaped(name: &str) -> String {
    name.replace('/', "\\/")
}

/// The url without its last segment, and the unescaped last segment.
pub(super) fn split_last(url: &str) -> (&str, String) {
    let end = url
        .char_indices()
        .rev()
        .find(|(at, character)| *character == '/' && !url[..*at].ends_with('\\'))
        .map_or(0, |(at, _)| at);
    (&url[..end], url[end..].trim_start_matches('/').replace("\\/", "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_and_trailing_slashes_are_ignored() {
        for url in ["/sys/status", "sys/status", "sys/status/", "//sys/status//"] {
            assert_eq!(plain(url), "/sys/status");
        }
        assert_eq!(trimmed("sys/status/"), "sys/status");
        assert_eq!(plain(""), "/");
    }

    #[test]
    fn an_escaped_slash_is_part_of_a_name() {
        let url = r"/pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0\/18";
        assert_eq!(segments(url).last().unwrap(), "Net_10.0.0.0/18");
        assert_eq!(
            split_last(url),
            (
                "/pm/config/adom/demo/obj/firewall/address",
                "Net_10.0.0.0/18".to_owned()
            )
        );
        assert_eq!(escaped("Net_10.0.0.0/18"), r"Net_10.0.0.0\/18");
        assert_eq!(trimmed(r"a/name\/"), r"a/name\/");
    }

    #[test]
    fn a_url_of_one_segment_has_nothing_before_it() {
        assert_eq!(split_last("/dvmdb"), ("", "dvmdb".to_owned()));
        assert_eq!(split_last(""), ("", String::new()));
        assert_eq!(split_last("é"), ("", "é".to_owned()));
    }
}
