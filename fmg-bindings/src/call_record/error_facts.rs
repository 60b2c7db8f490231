//! The facts that errors report about a call.

use http::header::{HeaderMap, LOCATION};

/// The longest redirect address that is shown, in characters.
const LONGEST: usize = 200;

/// The facts that errors report about a call.
#[derive(Clone, Default)]
pub(crate) struct ErrorFacts {
    /// The url as it was sent, without its query. It contains names, so only programs get it.
    pub(crate) url: Option<String>,
    /// The table of the CMDB in the url.
    pub(crate) table: Option<String>,
    pub(crate) access_group: Option<&'static str>,
    /// The target of a redirect.
    pub(crate) redirect: Option<String>,
}

impl ErrorFacts {
    /// Applies `change` to every text.
    pub(super) fn map(self, change: impl Fn(String) -> String) -> Self {
        Self {
            url: self.url.map(&change),
            table: self.table,
            access_group: self.access_group,
            redirect: self.redirect.map(&change),
        }
    }
}

/// Whether an HTTP status is a redirect.
pub(crate) fn is_redirect(status: u16) -> bool {
    // 304 means that the caller has the current content.
    (300..400).contains(&status) && status != 304
}

/// The target of a redirect, without the parts that may contain secrets: user, query and fragment.
pub(super) fn location(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(LOCATION)?.as_bytes());
    // Browsers drop control characters first, so none may hide where the host begins.
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text = text[..end].trim();
    let (scheme, rest) = text.split_at(host_start(text).unwrap_or(0));
    let authority = if scheme.is_empty() {
        0
    } else {
        rest.find(SLASHES).unwrap_or(rest.len())
    };
    let user = rest[..authority].rfind('@').map_or(0, |at| at + 1);
    let shown: String = scheme.chars().chain(rest[user..].chars()).take(LONGEST).collect();
    Some(shown).filter(|shown| !shown.is_empty())
}

/// The characters that separate the parts of an address: browsers treat a backslash as a slash.
const SLASHES: [char; 2] = ['/', '\\'];

/// Where the user and the host begin in an address that has a host.
///
/// After a scheme, browsers treat any number of slashes as two.
fn host_start(text: &str) -> Option<usize> {
    let scheme = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    let scheme = scheme
        .filter(|&at| at > 0 && text[at..].starts_with(':'))
        .map(|at| at + 1);
    let rest = &text[scheme.unwrap_or(0)..];
    let slashes = rest.len() - rest.trim_start_matches(SLASHES).len();
    match scheme {
        Some(scheme) => Some(scheme + slashes),
        None if slashes > 1 => Some(slashes),
        // A malformed address may contain a host anywhere.
        None => text.find("//").map(|at| at + 2),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    #[test]
    fn a_location_is_shown_without_user_query_and_fragment() {
        for (header, expected) in [
            ("/login?next=%2Fapi&token=x", Some("/login")),
            ("https://sso.example/a/b?c#d", Some("https://sso.example/a/b")),
            ("https://admin:x@sso.example:8443/a", Some("https://sso.example:8443/a")),
            ("//admin@sso.example", Some("//sso.example")),
            ("/users/a@b", Some("/users/a@b")),
            // As browsers parse them.
            ("https:/\t/admin:x@sso.example", Some("https://sso.example")),
            ("https:\\\\admin:x@sso.example\\a", Some("https:\\\\sso.example\\a")),
            ("/\\admin:x@sso.example", Some("/\\sso.example")),
            ("https:/admin:x@sso.example/a@b", Some("https:/sso.example/a@b")),
            ("https:admin:x@sso.example", Some("https:sso.example")),
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

    /// Redirect addresses with `s3cr3t` wherever a secret may occur.
    fn leading_to() -> impl Strategy<Value = String> {
        let begin = select(
            &[
                "https://",
                "HTTPS://",
                "//",
                " https://",
                "https:\t//",
                "https:/\t/",
                "\t//",
                "https:\\\\",
                "\\\\",
                "/\\",
                "https:/",
                "https:///",
                "https:",
            ][..],
        );
        let user = select(&["", "admin:s3cr3t@", "s3cr3t@", "a@s3cr3t@", ":s3cr3t@", "s3cr3t:\t@"][..]);
        let host = select(&["sso.example", "sso.example:8443", "[2001:db8::1]:443", "10.0.0.1"][..]);
        let path = select(&["", "/", "/login", "/a//b", "/users/a@b", "\\login"][..]);
        let query = select(
            &[
                "",
                "?token=s3cr3t",
                "?a=b#s3cr3t",
                "#s3cr3t",
                "?/s3cr3t@x",
                "#//s3cr3t@y",
            ][..],
        );
        (begin, user, host, path, query)
            .prop_map(|(begin, user, host, path, query)| format!("{begin}{user}{host}{path}{query}"))
    }

    fn shown(header: &[u8]) -> Option<String> {
        let header = HeaderValue::from_bytes(header).ok()?;
        location(&[(LOCATION, header)].into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_redirect_shows_a_secret(header in leading_to()) {
            let shown = shown(header.as_bytes()).unwrap();
            prop_assert!(!shown.contains("s3cr3t") && !shown.contains(['?', '#']), "{:?}: {:?}", header, shown);
            prop_assert!(shown.contains("sso.example") || shown.contains("2001:db8") || shown.contains("10.0.0.1"));
        }

        #[test]
        fn every_shown_address_is_one_short_line(header in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some(shown) = shown(&header) {
                prop_assert!(!shown.contains(char::is_control) && !shown.contains(['?', '#']), "{:?}", shown);
                prop_assert!(!shown.is_empty() && shown.chars().count() <= 200);
            }
        }
    }
}
