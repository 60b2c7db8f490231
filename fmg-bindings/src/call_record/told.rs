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
    // Browsers drop control characters first, so that none of them hides where the host begins.
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

/// What separates the parts of an address: browsers take a backslash for a slash.
const SLASHES: [char; 2] = ['/', '\\'];

/// Where the user and the host begin in an address that names a host.
///
/// After a scheme, browsers take any number of slashes for two.
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
        // What is no address may hold one.
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
    fn a_location_is_told_without_what_may_be_secret() {
        for (header, expected) in [
            ("/login?next=%2Fapi&token=x", Some("/login")),
            ("https://sso.example/a/b?c#d", Some("https://sso.example/a/b")),
            ("https://admin:x@sso.example:8443/a", Some("https://sso.example:8443/a")),
            ("//admin@sso.example", Some("//sso.example")),
            ("/users/a@b", Some("/users/a@b")),
            // As browsers read them.
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

    /// Where to, with `s3cr3t` wherever a secret may stand.
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

    fn told(header: &[u8]) -> Option<String> {
        let header = HeaderValue::from_bytes(header).ok()?;
        location(&[(LOCATION, header)].into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_redirect_tells_a_secret(header in leading_to()) {
            let told = told(header.as_bytes()).unwrap();
            prop_assert!(!told.contains("s3cr3t") && !told.contains(['?', '#']), "{:?}: {:?}", header, told);
            prop_assert!(told.contains("sso.example") || told.contains("2001:db8") || told.contains("10.0.0.1"));
        }

        #[test]
        fn whatever_is_told_is_a_short_line(header in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some(told) = told(&header) {
                prop_assert!(!told.contains(char::is_control) && !told.contains(['?', '#']), "{:?}", told);
                prop_assert!(!told.is_empty() && told.chars().count() <= 200);
            }
        }
    }
}
