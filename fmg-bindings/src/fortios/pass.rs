//! What a login gave.

use crate::web::cookies::{Cookies, sensitive};
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};

/// Repeats the CSRF token, so that a write is known not to come from a page of somebody else.
const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrftoken");

/// The url by which a session was opened, and by whose counterpart it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// `/api/v2/authentication`.
    Api,
    /// `/logincheck`, closed by `/logout`.
    Form,
}

/// What every call in a session shows.
#[derive(Clone)]
pub(super) struct Pass {
    key: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
    csrf_token: Option<HeaderValue>,
    pub(super) door: Door,
}

impl Pass {
    /// What was given by this door. Where there is a key, it takes the place of the cookies.
    pub(super) fn new(door: Door, key: Option<HeaderValue>, cookies: Cookies) -> Self {
        let cookies = if key.is_some() {
            cookies.without_session()
        } else {
            cookies
        };
        Self {
            key,
            cookies: cookies.header(),
            csrf_token: cookies.csrf_token().and_then(sensitive),
            door,
        }
    }

    /// Adds the headers by which a call is known to belong to the session; a write shows the CSRF token too.
    pub(super) fn show(&self, headers: &mut HeaderMap, writes: bool) {
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
