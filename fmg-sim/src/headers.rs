//! Reads and writes headers.

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

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

/// The `Content-Disposition` header with a file name. A name that is not plain ASCII is encoded by RFC 5987.
pub(crate) fn attachment(name: &str) -> Option<HeaderValue> {
    let plain = name
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\');
    let text = if plain {
        format!("attachment; filename=\"{name}\"")
    } else {
        format!(
            "attachment; filename*=UTF-8''{}",
            utf8_percent_encode(name, NON_ALPHANUMERIC)
        )
    };
    HeaderValue::try_from(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_add_parameters() {
        let text = |name| attachment(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(text("a-1.csv"), "attachment; filename=\"a-1.csv\"");
        assert_eq!(text("a\"b\r\nX: y"), "attachment; filename*=UTF-8''a%22b%0D%0AX%3A%20y");
        assert_eq!(text("é"), "attachment; filename*=UTF-8''%C3%A9");
    }
}
