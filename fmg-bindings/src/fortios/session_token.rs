//! The headers that authenticate a call in a session.

use crate::web::cookies::{Cookies, sensitive};
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};

/// Repeats the CSRF token, which proves that no foreign web page sent the write.
const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrftoken");

/// The call that opened a session; it decides which call closes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoginMethod {
    /// `/api/v2/authentication`.
    Api,
    /// `/logincheck`, closed by `/logout`.
    Form,
}

/// The key, cookies and CSRF token of a session.
#[derive(Clone)]
pub(super) struct SessionToken {
    key: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
    csrf_token: Option<HeaderValue>,
    pub(super) method: LoginMethod,
}

impl SessionToken {
    /// The token of a session that was opened by this method. A key replaces the session cookies.
    pub(super) fn new(method: LoginMethod, key: Option<HeaderValue>, cookies: Cookies) -> Self {
        let cookies = if key.is_some() {
            cookies.without_session()
        } else {
            cookies
        };
        Self {
            key,
            cookies: cookies.header(),
            csrf_token: cookies.csrf_token().and_then(sensitive),
            method,
        }
    }

    /// Adds the headers that authenticate a call. A write also needs the CSRF token.
    pub(super) fn add_headers(&self, headers: &mut HeaderMap, writes: bool) {
        let csrf_token = self.csrf_token.as_ref().filter(|_| writes);
        for (name, value) in [
            (AUTHORIZATION, self.key.as_ref()),
            (COOKIE, self.cookies.as_ref()),
            (CSRF_TOKEN, csrf_token),
        ] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}
