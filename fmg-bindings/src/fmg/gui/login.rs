//! The session of the GUI: cookies that say who calls, and a token that shows that the caller can read them.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, REFERER};
use http::{Response, StatusCode};

use super::session::{Authenticate, Login, Logout};
use crate::Endpoint;
use crate::connect::Limit;
use crate::error::{DecodeError, DecodeErrorKind, Error, ErrorKind};
use crate::fmg::reply::Expected;
use crate::fmg::web::{self, Draft, Encoded, Line, Proxied};
use crate::secret::Secret;
use crate::session::Session;
use crate::web::cookies::{Cookies, Names, sensitive};

/// Repeat the CSRF token, so that a call is known not to come from a page of somebody else: the header that the document
/// shows, and the one that public clients send to `/cgi-bin/module/forward`.
const CSRF_TOKEN: [HeaderName; 2] = [
    HeaderName::from_static("xsrf-token"),
    HeaderName::from_static("x-csrftoken"),
];

static COOKIES: Names = Names {
    authenticates: &["CURRENT_SESSION"],
    csrf: &["HTTP_CSRF_TOKEN"],
};

/// An administrator who logs in.
pub(super) struct User {
    name: String,
    password: Secret,
    session: Session<Pass>,
}

/// What every call in a session shows.
pub(super) struct Pass {
    headers: HeaderMap,
    csrf_token: Secret,
}

impl Pass {
    fn new(cookies: &Cookies) -> Option<Self> {
        let token = cookies.csrf_token().filter(|_| cookies.authenticate())?;
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookies.header()?);
        for name in CSRF_TOKEN {
            headers.insert(name, sensitive(token)?);
        }
        Some(Self {
            headers,
            csrf_token: token.into(),
        })
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The token, for the forms that want it once more.
    pub(super) fn csrf_token(&self) -> &Secret {
        &self.csrf_token
    }
}

impl User {
    pub(super) fn new(name: String, password: Secret) -> Self {
        Self {
            name,
            password,
            session: Session::default(),
        }
    }

    /// The session to call in, opened if there is none.
    pub(super) async fn session(&self, line: &Line) -> Result<Arc<Pass>, Error> {
        self.session.get_or_open(|| self.log_in(line)).await
    }

    /// Ends the session, if there is one.
    pub(super) async fn log_out(&self, line: &Line) -> Result<(), Error> {
        let log_out = |pass: Arc<Pass>| async move { log_out(line, &pass).await };
        self.session.close(log_out, was_answered).await
    }

    /// Whether a session is open as far as this client knows.
    pub(super) fn has_session(&self) -> bool {
        self.session.current().is_some()
    }

    async fn log_in(&self, line: &Line) -> Result<Pass, Error> {
        let login = Login::new(self.name.clone(), self.password.clone());
        let subject = web::subject(&login);
        let encoded = written(&login).map_err(|kind| subject.failed(kind))?;
        let read = |answer: Response<Bytes>| {
            let expected = Expected::over_http(line.reading, Login::REPLY_WITHOUT);
            web::read::<()>(subject.context(), expected, answer.status(), answer.body())?;
            let mut cookies = Cookies::new(&COOKIES);
            cookies.take(answer.headers());
            let none = || subject.failed(DecodeError::new(DecodeErrorKind::NoSession));
            Pass::new(&cookies).ok_or_else(none)
        };
        let (head, content) = encoded.on(line, None);
        line.exchange(subject, head, content, Limit::CLIENT, read).await
    }
}

/// Writes a login, which goes by a url of its own.
fn written(login: &Login) -> Result<Encoded, ErrorKind> {
    let carried = Proxied::new(login)?.map(|Proxied { url, method, params }| {
        let call = Authenticate::new(url, method);
        match params {
            Some(params) => call.params(params),
            None => call,
        }
    });
    let draft = match &carried {
        Some(carried) => Draft::new(carried),
        None => Draft::new(login),
    };
    Ok(draft?.seal(None))
}

async fn log_out(line: &Line, pass: &Pass) -> Result<(), Error> {
    let logout = Logout::new();
    let subject = web::subject(&logout);
    let draft = Draft::new(&logout).map_err(|kind| subject.failed(kind))?;
    let mut headers = pass.headers.clone();
    // The document asks for it, with the url of the appliance itself.
    if let Ok(base) = HeaderValue::try_from(line.base.to_string()) {
        headers.insert(REFERER, base);
    }
    let read = |answer: Response<Bytes>| match answer.status() {
        // The way back to the page of the login says that there is no session any more.
        status if status.is_redirection() => Ok(()),
        StatusCode::OK if answer.body().is_empty() => Ok(()),
        status => {
            let expected = Expected::over_http(line.reading, Logout::REPLY_WITHOUT);
            web::read::<()>(subject.context(), expected, status, answer.body()).map(drop)
        }
    };
    let (head, content) = draft.seal(None).on(line, Some(&headers));
    line.exchange(subject, head, content, Limit::CLIENT, read).await
}

/// Whether FortiManager itself has answered a logout, so that there is nothing left to log out of. If it has not, or was
/// too busy, the session may live on.
fn was_answered(error: &Error) -> bool {
    error.code().is_some() || error.http_status().is_some_and(|status| status < 500 && status != 429)
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("logged_in", &self.has_session())
            .finish_non_exhaustive()
    }
}
