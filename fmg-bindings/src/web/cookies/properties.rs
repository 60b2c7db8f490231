//! Property tests: only a cookie that authenticates the client makes a session.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

static NAMES: Names = Names {
    authenticates: &["APSCOOKIE", "session_key"],
    csrf: &["ccsrftoken", "ccsrf_token"],
};

fn taken(set: impl IntoIterator<Item = HeaderValue>) -> Cookies {
    let headers = set.into_iter().map(|value| (SET_COOKIE, value)).collect();
    let mut cookies = Cookies::new(&NAMES);
    cookies.take(&headers);
    cookies
}

/// The name of a cookie, its value, and whether its attributes delete it.
fn cookie() -> impl Strategy<Value = (&'static str, &'static str, (&'static str, bool))> {
    (
        select(
            &[
                "APSCOOKIE_27",
                "session_key_443_16fc2a",
                "ccsrftoken",
                "ccsrf_token_1",
                "sticky",
                "xAPSCOOKIE",
            ][..],
        ),
        select(
            &[
                "",
                "\"\"",
                "0",
                "000",
                "\"0\"",
                "0%260",
                "\"0%260\"",
                "Era%3D0",
                "\"a\"",
                "00a",
                "a=b",
            ][..],
        ),
        select(
            &[
                ("", false),
                ("; path=/; secure; HttpOnly", false),
                ("; Max-Age=600", false),
                ("; expires=Fri, 31-Dec-2038 00:00:00 GMT", false),
                ("; Max-Age=0", true),
                ("; path=/; MAX-AGE = -1", true),
                ("; expires=Thu, 01-Jan-1970 00:00:00 GMT; path=/", true),
            ][..],
        ),
    )
}

/// The cookies that a browser would send back, in order, without those of a failed login.
fn kept(set: &[(&'static str, &'static str, (&'static str, bool))]) -> Vec<(&'static str, &'static str)> {
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for &(name, value, (_, deletes)) in set {
        kept.retain(|(known, _)| *known != name);
        let bare = value.trim_matches('"');
        let is_gateway = name == "sticky" || name == "xAPSCOOKIE";
        let is_nothing = bare.is_empty() || (!is_gateway && ["0", "000", "0%260"].contains(&bare));
        if !deletes && !is_nothing {
            kept.push((name, value));
        }
    }
    kept
}

fn authenticates(name: &str) -> bool {
    name == "APSCOOKIE_27" || name == "session_key_443_16fc2a"
}

/// Whether the text contains, anywhere, the name of a session cookie and a valid value.
fn may_authenticate(text: &str) -> bool {
    ["APSCOOKIE", "session_key"].iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let value = text[at..]
                .split_once('=')
                .map(|(_, rest)| rest.split(';').next().unwrap_or_default());
            value.is_some_and(|value| value.chars().any(|c| !matches!(c, '0' | '"' | ' ' | '\t')))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn one_valid_cookie_makes_a_session(
        set in prop::collection::vec(cookie(), 0..6),
        is_folded in any::<bool>(),
        blank in select(&["", " "][..]),
    ) {
        let texts: Vec<String> = set
            .iter()
            .map(|(name, value, (attributes, _))| format!("{name}{blank}={blank}{value}{attributes}"))
            .collect();
        // In a folded header, a space after a name means that no cookie begins there.
        prop_assume!(!is_folded || blank.is_empty());
        let headers = if is_folded { vec![texts.join(", ")] } else { texts };
        let cookies = taken(headers.iter().map(|text| HeaderValue::from_str(text).unwrap()));
        let kept = kept(&set);
        prop_assert_eq!(cookies.authenticate(), kept.iter().any(|(name, _)| authenticates(name)), "{:?}", headers);
        let pairs: Vec<String> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let header = cookies.header().map(|header| header.to_str().unwrap().to_owned());
        prop_assert_eq!(header, (!pairs.is_empty()).then(|| pairs.join("; ")), "{:?}", headers);
        let has_token = kept.iter().any(|(name, _)| name.starts_with("ccsrf"));
        prop_assert_eq!(cookies.csrf_token().is_some(), has_token);
        prop_assert!(cookies.csrf_token().is_none_or(|token| !token.is_empty() && !token.contains('"')));
    }

    #[test]
    fn all_cookies_are_sent_back_in_one_line(
        set in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                "(APSCOOKIE|session_key|ccsrftoken|[ =;,\"0a%é\t]|Max-Age|expires|1970|Path){0,12}".prop_map(String::into_bytes),
            ],
            0..4,
        ),
    ) {
        let values: Vec<_> = set.iter().filter_map(|bytes| HeaderValue::from_bytes(bytes).ok()).collect();
        let cookies = taken(values.clone());
        if let Some(header) = cookies.header() {
            prop_assert!(header.is_sensitive());
            prop_assert!(!header.as_bytes().iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
        }
        let may = values.iter().any(|value| may_authenticate(&String::from_utf8_lossy(value.as_bytes())));
        prop_assert!(!cookies.authenticate() || may, "{:?}", values);
        // A session always has a header to send.
        prop_assert!(!cookies.authenticate() || cookies.header().is_some(), "{:?}", values);
        prop_assert!(cookies.csrf_token().is_none_or(|token| !token.is_empty()), "{:?}", values);
    }
}
