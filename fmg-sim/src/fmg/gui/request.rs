//! Parses HTTP requests to the GUI.

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::{headers, multipart};

/// The session cookie.
pub(super) const SESSION: &str = "CURRENT_SESSION";
/// The cookie with the CSRF token, which every `POST` repeats in a header.
pub(super) const CSRF: &str = "HTTP_CSRF_TOKEN";
/// The header with the CSRF token. Header names are case-insensitive, so `XSRF-TOKEN` is the same.
const CSRF_HEADER: &str = "xsrf-token";
/// The header that public clients send to `forward` instead.
const CSRF_HEADER_OF_FORWARD: &str = "x-csrftoken";

/// The text of a header.
pub(super) fn header<'r>(request: &'r Request<Bytes>, name: &str) -> Option<&'r str> {
    headers::text(request.headers(), name)
}

/// The value of a cookie, without its quotes.
pub(super) fn cookie<'r>(request: &'r Request<Bytes>, name: &str) -> Option<&'r str> {
    headers::cookie(request.headers(), name)
}

/// Whether a request repeats the CSRF token of its session.
pub(super) fn repeats(request: &Request<Bytes>, token: &str, is_forward: bool) -> bool {
    let names = [CSRF_HEADER, CSRF_HEADER_OF_FORWARD];
    let names = if is_forward { &names[..] } else { &names[..1] };
    names.iter().any(|name| header(request, name) == Some(token))
}

/// The parameters of a query, all as texts.
pub(super) fn query(request: &Request<Bytes>) -> Map<String, Value> {
    let query = request.uri().query().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    pairs.map(|(name, value)| (name, Value::from(value))).collect()
}

/// Whether the `Content-Type` of a request is JSON.
pub(super) fn is_json(request: &Request<Bytes>) -> bool {
    let kind = header(request, CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// The fields of a multi-part form, and its files by the names of their parts.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) members: Map<String, Value>,
    pub(super) files: Vec<(String, Bytes)>,
}

/// Parses a multi-part form. `None`: the body is not one.
pub(super) fn form(request: &Request<Bytes>) -> Option<Form> {
    let boundary = multipart::boundary(header(request, CONTENT_TYPE.as_str())?)?;
    let mut form = Form::default();
    for part in multipart::read(request.body().clone(), boundary)? {
        let name = part.name?;
        if part.file_name.is_some() {
            form.files.push((name, part.content));
        } else {
            let text = String::from_utf8_lossy(&part.content).into_owned();
            form.members.insert(name, Value::from(text));
        }
    }
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_among_others() {
        let request = Request::get("/")
            .header("cookie", "CURRENT_SESSION=ab/c==; auth_state=; HTTP_CSRF_TOKEN=\"x+y\"")
            .body(Bytes::new())
            .unwrap();
        assert_eq!(cookie(&request, SESSION), Some("ab/c=="));
        assert_eq!(cookie(&request, CSRF), Some("x+y"));
        assert_eq!(cookie(&request, "auth_state"), Some(""));
        assert_eq!(cookie(&request, "remoteauth"), None);
    }

    #[test]
    fn the_name_of_the_token_header_is_case_insensitive() {
        for (name, forward, wanted) in [
            ("Xsrf-Token", false, true),
            ("XSRF-TOKEN", true, true),
            ("X-CSRFToken", true, true),
            ("X-CSRFToken", false, false),
            ("X-Csrf-Token", true, false),
        ] {
            let request = Request::post("/").header(name, "token").body(Bytes::new()).unwrap();
            assert_eq!(repeats(&request, "token", forward), wanted, "{name}");
            assert!(!repeats(&request, "other", forward));
        }
    }
}
