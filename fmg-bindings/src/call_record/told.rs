//! What errors tell of a call.

use http::header::{HeaderMap, LOCATION};

/// The longest address of a redirect that is told, in characters.
const LONGEST: usize = 200;

/// What errors tell of a call.
#[derive(Clone, Default)]
pub(crate) struct Told {
    /// As it was sent, but for its query. It holds names, and so it is for programs alone.
    pub(crate) url: Option<String>,
    /// The table of the CMDB that it names.
    pub(crate) table: Option<String>,
    pub(crate) access_group: Option<&'static str>,
    /// Where the answer leads.
    pub(crate) redirect: Option<String>,
}

impl Told {
    /// The same with every text changed by `change`.
    pub(super) fn map(self, change: impl Fn(String) -> String) -> Self {
        Self {
            url: self.url.map(&change),
            table: self.table,
            access_group: self.access_group,
            redirect: self.redirect.map(&change),
        }
    }
}

/// Whether a status of HTTP says that the answer is elsewhere.
pub(crate) fn is_redirect(status: u16) -> bool {
    // 304 says that the answer is known already.
    (300..400).contains(&status) && status != 304
}

/// Where an answer leads, without what may hold secrets: user, query and fragment.
pub(super) fn location(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(LOCATION)?.as_bytes());
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text = text[..end].trim();
    let start = text.find("//").map_or(0, |at| at + 2);
    let (scheme, rest) = text.split_at(start);
    let authority = if start == 0 {
        0
    } else {
        rest.find('/').unwrap_or(rest.len())
    };
    let user = rest[..authority].rfind('@').map_or(0, |at| at + 1);
    let shown = scheme.chars().chain(rest[user..].chars());
    let shown: String = shown.filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(shown).filter(|shown| !shown.is_empty())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_location_is_told_without_what_may_be_secret() {
        for (header, expected) in [
            ("/login?next=%2Fapi&token=x", Some("/login")),
            ("https://sso.example/a/b?c#d", Some("https://sso.example/a/b")),
            ("https://admin:x@sso.example:8443/a", Some("https://sso.example:8443/a")),
            ("//admin@sso.example", Some("//sso.example")),
            ("/users/a@b", Some("/users/a@b")),
            ("login#x", Some("login")),
            ("?a=b", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, HeaderValue::from_static(header));
            assert_eq!(location(&headers).as_deref(), expected, "{header}");
        }
        let mut headers = HeaderMap::new();
        assert_eq!(location(&headers), None);
        headers.insert(LOCATION, HeaderValue::from_bytes(b"/\xff\t\x80a").unwrap());
        assert!(location(&headers).unwrap().ends_with('a'));
    }
}
