//! The session of the GUI: cookies that say who calls, and a token that shows that the caller can read them.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, REFERER};
use http::{Response, StatusCode};

use super::client::draft;
use super::session::{Authenticate, Login, Logout};
use super::sys::Session as WhoAmI;
use crate::Endpoint;
use crate::connect::Limit;
use crate::credentials::Credentials;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind};
use crate::fmg::reply::Expected;
use crate::fmg::web::{self, Draft, Encoded, Line, Proxied, Request};
use crate::secret::Secret;
use crate::session::{self, Authenticator};
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

/// The login of the GUI.
pub(super) struct Gui(pub(super) Line);

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

impl Authenticator for Gui {
    type Pass = Pass;

    const LOGOUT: Context = Context::new(Logout::METHOD.as_str(), Logout::TEMPLATE);

    async fn log_in(&self, credentials: &Credentials) -> Result<Pass, Error> {
        let line = &self.0;
        let login = Login::new(credentials.user(), credentials.password().clone());
        let subject = web::subject(&login);
        let encoded = written(&login).map_err(|kind| subject.failed(kind))?;
        // Gone before the wait, with the password in it.
        drop(login);
        let read = |answer: Response<Bytes>| {
            let expected = Expected::over_http(line.reading, Login::REPLY_WITHOUT);
            web::read::<()>(subject.context(), expected, answer.status(), answer.body())?;
            let mut cookies = Cookies::new(&COOKIES);
            cookies.take(answer.headers());
            let none = || subject.failed(DecodeError::new(DecodeErrorKind::NoSession));
            Pass::new(&cookies).ok_or_else(none)
        };
        let (head, content) = encoded.on(line, None);
        line.exchange(subject, head, content, Limit::SESSION, read).await
    }

    async fn log_out(&self, pass: &Arc<Pass>) -> Result<(), Error> {
        log_out(&self.0, pass).await
    }

    async fn is_alive(&self, pass: &Arc<Pass>) -> Result<bool, Error> {
        session::alive(whose(&self.0, pass).await)
    }
}

/// Asks whose the session is.
async fn whose(line: &Line, pass: &Pass) -> Result<(), Error> {
    let call = WhoAmI::new();
    let subject = web::subject(&call);
    let draft = draft(subject, &call)?;
    let expected = Expected::over_http(line.reading, WhoAmI::REPLY_WITHOUT);
    let read = |answer: Response<Bytes>| {
        web::read::<<WhoAmI as Endpoint>::Response>(subject.context(), expected, answer.status(), answer.body())
            .map(drop)
    };
    let (head, content) = draft.seal(Some(&pass.csrf_token)).on(line, Some(&pass.headers));
    line.exchange(subject, head, content, Limit::SESSION, read).await
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
    line.exchange(subject, head, content, Limit::SESSION, read).await
}

/// Reads what a login sets.
pub(crate) fn takes_cookies(headers: &HeaderMap) {
    let mut cookies = Cookies::new(&COOKIES);
    cookies.take(headers);
    let _ = Pass::new(&cookies);
}
