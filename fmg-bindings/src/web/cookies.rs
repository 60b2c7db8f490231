//! The cookies of a session.
//!
//! One cookie authenticates the client and another contains the CSRF token. Their names differ between products and
//! versions and may end with a number or a port, so they are recognised by their beginnings. All other cookies are sent
//! back, too: a gateway in front of the appliance may route by them.
//!
//! All cookies belong to one host, so no cookie jar is necessary. Only name, value and deletion matter, which does not
//! justify a crate that depends on a date library.

use std::collections::{BTreeMap, HashMap};

use http::header::{HeaderMap, HeaderValue, SET_COOKIE};

#[cfg(test)]
mod properties;

/// The names of a product's cookies, by their beginnings.
#[derive(Debug)]
pub(crate) struct Names {
    /// Cookies that authenticate the client.
    pub(crate) authenticates: &'static [&'static str],
    /// Cookies that contain the CSRF token.
    pub(crate) csrf: &'static [&'static str],
}

/// Cookies by name. The values are as received, including quotes.
#[derive(Clone)]
pub(crate) struct Cookies {
    names: &'static Names,
    /// Names and values by number, in the order in which they were set.
    pairs: BTreeMap<usize, (String, String)>,
    /// The number of each name, so that replacing a cookie needs no search.
    numbers: HashMap<String, usize>,
    next: usize,
}

impl Cookies {
    /// No cookies.
    pub(crate) fn new(names: &'static Names) -> Self {
        Self {
            names,
            pairs: BTreeMap::new(),
            numbers: HashMap::new(),
            next: 0,
        }
    }

    /// Adds the cookies that a response sets, and removes those that it deletes.
    pub(crate) fn take(&mut self, headers: &HeaderMap) {
        let texts = headers
            .get_all(SET_COOKIE)
            .into_iter()
            .filter_map(|text| text.to_str().ok());
        let Names { authenticates, csrf } = self.names;
        for (name, value) in texts.flat_map(unfolded).filter_map(read) {
            let is_ours = begins(name, authenticates) || begins(name, csrf);
            let value = value.filter(|value| !is_ours || !is_nothing(unquoted(value)));
            if let Some(number) = self.numbers.remove(name) {
                self.pairs.remove(&number);
            }
            if let Some(value) = value {
                self.pairs.insert(self.next, (name.to_owned(), value.to_owned()));
                self.numbers.insert(name.to_owned(), self.next);
                self.next += 1;
            }
        }
    }

    /// Whether one of the cookies authenticates the client.
    pub(crate) fn authenticate(&self) -> bool {
        self.pairs
            .values()
            .any(|(name, _)| begins(name, self.names.authenticates))
    }

    /// Only the cookies of gateways.
    #[cfg(feature = "fortios")]
    pub(crate) fn without_session(mut self) -> Self {
        let Names { authenticates, csrf } = self.names;
        self.pairs
            .retain(|_, (name, _)| !begins(name, authenticates) && !begins(name, csrf));
        let numbers = self.pairs.iter().map(|(number, (name, _))| (name.clone(), *number));
        self.numbers = numbers.collect();
        self
    }

    /// The value of the header `Cookie`.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let pairs: Vec<String> = self
            .pairs
            .values()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| sensitive(&pairs.join("; "))).flatten()
    }

    /// The CSRF token.
    ///
    /// If there are two such cookies, one with a number and one without, the one without is used.
    pub(crate) fn csrf_token(&self) -> Option<&str> {
        let tokens = || self.pairs.values().filter(|(name, _)| begins(name, self.names.csrf));
        let plain = tokens().find(|(name, _)| self.names.csrf.contains(&name.as_str()));
        let (_, value) = plain.or_else(|| tokens().next_back())?;
        Some(unquoted(value))
    }
}

/// Splits one header into cookies. Some servers set several in one header, separated by commas; a comma in a date does
/// not separate.
fn unfolded(set_cookies: &str) -> Vec<&str> {
    let mut cookies = Vec::new();
    let mut rest = set_cookies;
    let mut from = 0;
    while let Some(comma) = rest[from..].find(',').map(|at| from + at) {
        let next = rest[comma + 1..].trim_start();
        let name_end = next.find(|c: char| "=;, \t".contains(c));
        if name_end.is_some_and(|end| end > 0 && next[end..].starts_with('=')) {
            cookies.push(&rest[..comma]);
            rest = next;
            from = 0;
        } else {
            from = comma + 1;
        }
    }
    cookies.push(rest);
    cookies
}

/// The name and the value in a `Set-Cookie`; no value if it deletes the cookie.
fn read(set_cookie: &str) -> Option<(&str, Option<&str>)> {
    let mut parts = set_cookie.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() {
        return None;
    }
    let expired = parts.any(|attribute| match attribute.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("max-age") => {
            value.trim().parse().is_ok_and(|seconds: i64| seconds <= 0)
        }
        // Servers delete a cookie by an expiry date in 1970.
        Some((name, value)) => name.trim().eq_ignore_ascii_case("expires") && value.contains("1970"),
        None => false,
    });
    Some((name, (!expired && !unquoted(value).is_empty()).then_some(value)))
}

/// Whether a value is that of a cookie after a failed login.
fn is_nothing(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'0') || value.starts_with("0%260")
}

fn begins(name: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| name.starts_with(beginning))
}

/// A value without its quotes. A single quote counts as an empty value.
fn unquoted(value: &str) -> &str {
    value.trim_matches('"')
}

/// A header value that is not shown.
pub(crate) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    static NAMES: Names = Names {
        authenticates: &["APSCOOKIE", "session_key"],
        csrf: &["ccsrftoken", "ccsrf_token"],
    };

    fn cookies(set: &[&str]) -> Cookies {
        let mut headers = HeaderMap::new();
        for cookie in set {
            headers.append(SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        let mut cookies = Cookies::new(&NAMES);
        cookies.take(&headers);
        cookies
    }

    fn text(header: Option<HeaderValue>) -> Option<String> {
        header.map(|value| {
            assert!(value.is_sensitive());
            value.to_str().unwrap().to_owned()
        })
    }

    #[test]
    fn a_single_quote_is_an_empty_value() {
        for set in ["APSCOOKIE=\"", "APSCOOKIE=\"\"", "APSCOOKIE=\"\"\"", "APSCOOKIE=0\""] {
            assert!(!cookies(&[set]).authenticate(), "{set}");
        }
    }

    #[test]
    fn cookie_names_of_all_versions_are_recognised() {
        for (authenticates, csrf) in [
            ("APSCOOKIE_2735489310", "ccsrftoken"),
            ("APSCOOKIE_2735489310", "ccsrftoken_2735489310"),
            ("APSCOOKIE_443_16fc2a", "ccsrftoken_443_16fc2a"),
            ("session_key_443_16fc2a", "ccsrf_token_443_16fc2a"),
        ] {
            let cookies = cookies(&[
                &format!("{authenticates}=\"Era%3D0%26Payload%3D\"; path=/; secure; HttpOnly"),
                &format!("{csrf}=\"53C3487D\"; path=/; secure"),
            ]);
            assert!(cookies.authenticate());
            assert_eq!(
                text(cookies.header()).unwrap(),
                format!("{authenticates}=\"Era%3D0%26Payload%3D\"; {csrf}=\"53C3487D\"")
            );
            assert_eq!(cookies.csrf_token().unwrap(), "53C3487D");
        }
    }

    #[test]
    fn the_csrf_cookie_without_a_number_is_used() {
        for order in [
            ["ccsrftoken=\"A\"", "ccsrftoken_27=\"B\""],
            ["ccsrftoken_27=\"B\"", "ccsrftoken=\"A\""],
        ] {
            assert_eq!(cookies(&order).csrf_token().unwrap(), "A");
        }
        assert_eq!(cookies(&["ccsrftoken_27=B"]).csrf_token().unwrap(), "B");
        assert_eq!(cookies(&["APSCOOKIE_27=B"]).csrf_token(), None);
    }

    #[test]
    fn a_cookie_of_a_failed_login_is_ignored() {
        for nothing in [
            "APSCOOKIE_27=\"0%260\"; path=/",
            "APSCOOKIE_27=0%260",
            "APSCOOKIE_27=\"\"; path=/",
            "APSCOOKIE_27=",
            "APSCOOKIE_27=0000000000000000",
            "APSCOOKIE_27=\"abc\"; Max-Age=0",
            "APSCOOKIE_27=abc; max-age=-1; path=/",
            "APSCOOKIE_27=abc; expires=Thu, 01-Jan-1970 00:00:00 GMT",
            "=abc",
            "APSCOOKIE_27",
            "",
        ] {
            let cookies = cookies(&[nothing]);
            assert!(!cookies.authenticate() && cookies.header().is_none(), "{nothing}");
        }
        assert!(cookies(&["APSCOOKIE_27=abc; Max-Age=600; path=/"]).authenticate());
    }

    #[test]
    fn a_later_response_replaces_and_deletes_cookies() {
        let mut cookies = cookies(&["APSCOOKIE_27=a", "ccsrftoken=b", "sticky=c"]);
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, HeaderValue::from_static("ccsrftoken=d"));
        headers.append(SET_COOKIE, HeaderValue::from_static("sticky=; Max-Age=0"));
        headers.append(SET_COOKIE, HeaderValue::from_bytes(b"other=\xff").unwrap());
        cookies.take(&headers);
        assert_eq!(text(cookies.header()).unwrap(), "APSCOOKIE_27=a; ccsrftoken=d");
    }

    /// A server may set any number of cookies. A search through all of them for each one would take ten billion steps.
    #[test]
    fn many_cookies_are_added_in_linear_time() {
        const MANY: usize = 100_000;
        let mut cookies = cookies(&["APSCOOKIE_27=a"]);
        for round in 0..2 {
            let many: Vec<String> = (0..MANY).map(|at| format!("c{at}={round}")).collect();
            let mut headers = HeaderMap::new();
            headers.append(SET_COOKIE, HeaderValue::from_str(&many.join(",")).unwrap());
            cookies.take(&headers);
        }
        let header = text(cookies.header()).unwrap();
        assert!(header.starts_with("APSCOOKIE_27=a; c0=1; c1=1; ") && header.ends_with("; c99999=1"));
        assert_eq!(header.matches("; ").count(), MANY);
        assert!(cookies.authenticate() && cookies.csrf_token().is_none());
    }

    #[cfg(feature = "fortios")]
    #[test]
    fn a_cookie_of_a_gateway_is_sent_back_but_is_no_session() {
        let lone = cookies(&["cookiesession1=678A3E0F"]);
        assert!(!lone.authenticate());
        assert_eq!(text(lone.header()).unwrap(), "cookiesession1=678A3E0F");
        let among = cookies(&["session_key_1=a", "cookiesession1=678A3E0F", "ccsrf_token_1=b"]);
        assert_eq!(text(among.without_session().header()), text(lone.header()));
        // The cookie of a gateway may have a value that means a failed login in a cookie of the appliance.
        let gateway = cookies(&["session_key_1=0", "node=0", "sticky=00"]);
        assert_eq!(text(gateway.header()).unwrap(), "node=0; sticky=00");
    }

    #[test]
    fn one_header_may_set_several_cookies() {
        let folded = "APSCOOKIE_1=a; Path=/; HttpOnly; Version=1, auth_state=; Path=/, x=1; expires=Thu, 01-Jan-1970 \
                      00:00:00 GMT; Path=/, ccsrftoken=b,c; Path=/";
        let cookies = cookies(&[folded]);
        assert_eq!(text(cookies.header()).unwrap(), "APSCOOKIE_1=a; ccsrftoken=b,c");
        assert_eq!(cookies.csrf_token(), Some("b,c"));
        for odd in ["", ",", "a=1,", ",,a=1", "a,=b", "=,=", ", ,", "é=1, è=2"] {
            // Any header is split without an error, and only commas and spaces are dropped.
            let parts = unfolded(odd);
            assert!(parts.iter().map(|part| part.len()).sum::<usize>() <= odd.len(), "{odd}");
        }
    }
}
