//! What requests say in their headers.

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

/// The text of a header.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// The value of a cookie, without its quotes.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(COOKIE).into_iter();
    let texts = cookies.filter_map(|cookies| cookies.to_str().ok());
    texts.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (own, value) = cookie.trim().split_once('=')?;
        (own == name).then(|| unquoted(value))
    })
}

fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    inner.unwrap_or(value)
}

/// The credentials of a scheme, such as `Bearer`, in `Authorization`.
pub(crate) fn credentials<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let (own, credentials) = text(headers, AUTHORIZATION.as_str())?.split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then_some(credentials.trim())
}
