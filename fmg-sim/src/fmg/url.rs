//! Urls as they stand in a request, where a `/` that belongs to a name is written `\/`.

/// A url in the one form that the tables are kept under: with a slash in front and none at the end.
///
/// FortiManager takes a url without the first slash, and with one at the end, which its replies then lack.
pub(crate) fn plain(url: &str) -> String {
    let mut plain = String::with_capacity(url.len() + 1);
    plain.push('/');
    plain.push_str(trimmed(url).trim_start_matches('/'));
    plain
}

/// A url as a reply echoes it.
pub(super) fn trimmed(url: &str) -> &str {
    let mut url = url;
    // The slash of a name that ends with one is no end of the url.
    while let Some(rest) = url.strip_suffix('/').filter(|rest| !rest.ends_with('\\')) {
        url = rest;
    }
    url
}

/// The segments of a url, with names as they are.
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

/// What stands before the last segment of a url, and the name that is its last segment.
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
    fn slashes_around_a_url_do_not_count() {
        for url in ["/sys/status", "sys/status", "sys/status/", "//sys/status//"] {
            assert_eq!(plain(url), "/sys/status");
        }
        assert_eq!(trimmed("sys/status/"), "sys/status");
        assert_eq!(plain(""), "/");
    }

    #[test]
    fn a_slash_of_a_name_is_part_of_it() {
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
