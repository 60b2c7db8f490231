//! The cookies of a session, as far as a client of an API has to know them.
//!
//! One cookie says who calls and another holds the CSRF token. Their names end with a number, a port or neither, and
//! have changed between versions, so both are known by how they begin. Whatever else is set goes back as well: a
//! gateway in front of the appliance may find by it where the session is.
//!
//! They all belong to one host, so there is no jar to keep, and what is left to read is a name, a value and whether it
//! is to be deleted: too little for a crate that brings a calendar along.

use http::header::{HeaderMap, HeaderValue, SET_COOKIE};

/// How the names of cookies begin that say who calls.
const AUTHENTICATES: [&str; 2] = ["APSCOOKIE", "session_key"];

/// How the names of cookies begin that hold the CSRF token.
const CSRF: [&str; 2] = ["ccsrftoken", "ccsrf_token"];

/// Cookies by their names, the values as they came, quotes included.
#[derive(Clone, Default)]
pub(super) struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Takes what an answer sets, and forgets what it deletes.
    pub(super) fn take(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            if let Some((name, value)) = cookie.to_str().ok().and_then(read) {
                self.0.retain(|(known, _)| known != name);
                self.0.extend(value.map(|value| (name.to_owned(), value.to_owned())));
            }
        }
    }

    /// Whether one of them says who calls.
    pub(super) fn authenticate(&self) -> bool {
        self.0.iter().any(|(name, _)| begins(name, &AUTHENTICATES))
    }

    /// Those of somebody else alone.
    pub(super) fn without_session(mut self) -> Self {
        self.0
            .retain(|(name, _)| !begins(name, &AUTHENTICATES) && !begins(name, &CSRF));
        self
    }

    /// The value of the header `Cookie`.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let pairs: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| sensitive(&pairs.join("; "))).flatten()
    }

    /// The value of the header `X-CSRFTOKEN`.
    ///
    /// Where there are two such cookies, one with a number and one without, that without serves.
    pub(super) fn csrf_token(&self) -> Option<HeaderValue> {
        let tokens = || self.0.iter().filter(|(name, _)| begins(name, &CSRF));
        let plain = tokens().find(|(name, _)| CSRF.contains(&name.as_str()));
        let (_, value) = plain.or_else(|| tokens().next_back())?;
        sensitive(unquoted(value))
    }
}

/// The name and the value that a `Set-Cookie` sets; no value if it deletes the cookie.
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
        // How servers of all kinds delete a cookie.
        Some((name, value)) => name.trim().eq_ignore_ascii_case("expires") && value.contains("1970"),
        None => false,
    });
    Some((name, (!expired && !is_nothing(unquoted(value))).then_some(value)))
}

/// Whether a value is what FortiOS sets in place of one when a login fails.
fn is_nothing(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'0') || value.starts_with("0%260")
}

fn begins(name: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| name.starts_with(beginning))
}

fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .unwrap_or(value)
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(set: &[&str]) -> Cookies {
        let mut headers = HeaderMap::new();
        for cookie in set {
            headers.append(SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        let mut cookies = Cookies::default();
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
    fn every_generation_of_names_is_known() {
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
            assert_eq!(text(cookies.csrf_token()).unwrap(), "53C3487D");
        }
    }

    #[test]
    fn of_two_csrf_cookies_the_plain_one_serves() {
        for order in [
            ["ccsrftoken=\"A\"", "ccsrftoken_27=\"B\""],
            ["ccsrftoken_27=\"B\"", "ccsrftoken=\"A\""],
        ] {
            assert_eq!(text(cookies(&order).csrf_token()).unwrap(), "A");
        }
        assert_eq!(text(cookies(&["ccsrftoken_27=B"]).csrf_token()).unwrap(), "B");
        assert_eq!(text(cookies(&["APSCOOKIE_27=B"]).csrf_token()), None);
    }

    #[test]
    fn what_a_failed_login_sets_is_no_cookie() {
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
    fn a_later_answer_replaces_and_deletes() {
        let mut cookies = cookies(&["APSCOOKIE_27=a", "ccsrftoken=b", "sticky=c"]);
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, HeaderValue::from_static("ccsrftoken=d"));
        headers.append(SET_COOKIE, HeaderValue::from_static("sticky=; Max-Age=0"));
        headers.append(SET_COOKIE, HeaderValue::from_bytes(b"other=\xff").unwrap());
        cookies.take(&headers);
        assert_eq!(text(cookies.header()).unwrap(), "APSCOOKIE_27=a; ccsrftoken=d");
    }

    #[test]
    fn a_cookie_of_somebody_else_is_no_session_but_goes_back() {
        let lone = cookies(&["cookiesession1=678A3E0F"]);
        assert!(!lone.authenticate());
        assert_eq!(text(lone.header()).unwrap(), "cookiesession1=678A3E0F");
        let among = cookies(&["session_key_1=a", "cookiesession1=678A3E0F", "ccsrf_token_1=b"]);
        assert_eq!(text(among.without_session().header()), text(lone.header()));
    }
}
