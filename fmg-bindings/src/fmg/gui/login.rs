//! The session of the GUI: cookies that authenticate requests, and a CSRF token.

use std::sync::Arc;

use http::StatusCode;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, REFERER};

use super::protocol::{Draft, Gui, Proxied};
use super::session::{Authenticate, Login, Logout};
use super::sys::Session as WhoAmI;
use crate::Endpoint;
use crate::client::CallOptions;
use crate::credentials::Credentials;
use crate::endpoint::{DynEndpoint, Protocol};
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::fmg::web;
use crate::raw_response::RawResponse;
use crate::secret::Secret;
use crate::session::{self, Authenticator};
use crate::web::HttpClient;
use crate::web::cookies::{Cookies, Names, sensitive};

/// Headers that repeat the CSRF token, which proves that no foreign web page sent the request. The document shows the
/// first; public clients send the second to `/cgi-bin/module/forward`.
const CSRF_TOKEN: [HeaderName; 2] = [
    HeaderName::from_static("xsrf-token"),
    HeaderName::from_static("x-csrftoken"),
];

static COOKIES: Names = Names {
    authenticates: &["CURRENT_SESSION"],
    csrf: &["HTTP_CSRF_TOKEN"],
};

/// The login of the GUI.
pub(super) struct GuiLogin(pub(super) HttpClient);

/// The cookies and the CSRF token of a session.
pub(super) struct SessionToken {
    headers: HeaderMap,
    csrf_token: Secret,
}

impl SessionToken {
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

    /// The token, for forms that also send it as a member.
    pub(super) fn csrf_token(&self) -> &Secret {
        &self.csrf_token
    }
}

impl GuiLogin {
    /// Sends a request of the client itself and decodes the response with `read`. `headers` are those of the session.
    async fn ask<T>(
        &self,
        draft: Result<Draft, Error>,
        session: Option<(&HeaderMap, &Secret)>,
        read: impl FnOnce(RawResponse) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (headers, csrf_token) = session.unzip();
        let outgoing = draft?.seal(csrf_token).on(&self.0, headers);
        self.0.exchange(outgoing, CallOptions::SESSION).await?.read(read)
    }
}

impl Authenticator for GuiLogin {
    type Token = SessionToken;

    const LOGOUT: Context = Context::new(Logout::METHOD.as_str(), Logout::TEMPLATE);

    async fn log_in(&self, credentials: &Credentials) -> Result<SessionToken, Error> {
        let login = Login::new(credentials.user(), credentials.password().clone());
        let written: &dyn DynEndpoint<Gui> = &login;
        let draft = login_draft(written).map_err(|kind| written.context().failed(kind));
        // Dropped before the wait: the request holds the password.
        drop(login);
        let read = |raw: RawResponse| {
            let (call, headers) = (raw.call, raw.answer.headers().clone());
            web::read::<()>(raw)?;
            let mut cookies = Cookies::new(&COOKIES);
            cookies.take(&headers);
            let none = || call.failed(DecodeError::new(DecodeErrorKind::NoSession));
            SessionToken::new(&cookies).ok_or_else(none)
        };
        self.ask(draft, None, read).await
    }

    async fn log_out(&self, token: &Arc<SessionToken>) -> Result<(), Error> {
        let mut headers = token.headers.clone();
        // The document requires this header, with the url of the appliance.
        if let Ok(base) = HeaderValue::try_from(self.0.base.to_string()) {
            headers.insert(REFERER, base);
        }
        let read = |raw: RawResponse| match raw.answer.status() {
            // A redirect to the login page means that the session has ended.
            status if status.is_redirection() => Ok(()),
            StatusCode::OK if raw.answer.body().is_empty() => Ok(()),
            _ => web::read::<()>(raw).map(drop),
        };
        let session = Some((&headers, &token.csrf_token));
        self.ask(draft(&Logout::new()), session, read).await
    }

    async fn is_alive(&self, token: &Arc<SessionToken>) -> Result<bool, Error> {
        let session = Some((&token.headers, &token.csrf_token));
        let whose = self.ask(draft(&WhoAmI::new()), session, |raw| {
            web::read::<<WhoAmI as Endpoint>::Response>(raw).map(drop)
        });
        match whose.await {
            // To the login page.
            Err(error) if error.is_redirect() => Ok(false),
            outcome => session::alive(outcome),
        }
    }
}

fn draft(call: &dyn DynEndpoint<Gui>) -> Result<Draft, Error> {
    call.draft(&(), &ExtraMembers::NONE)
}

/// Writes a login, which has its own url.
fn login_draft(login: &dyn DynEndpoint<Gui>) -> Result<Draft, ErrorKind> {
    match Proxied::new(login, &ExtraMembers::NONE)? {
        None => Gui::draft(login, &(), &ExtraMembers::NONE),
        Some(proxied) => proxied.carried_by(|url, method, params| {
            let call = Authenticate::new(url, method);
            match params {
                Some(params) => call.params(params),
                None => call,
            }
        }),
    }
}

/// Reads the cookies that a login sets.
pub(crate) fn takes_cookies(headers: &HeaderMap) {
    let mut cookies = Cookies::new(&COOKIES);
    cookies.take(headers);
    let _ = SessionToken::new(&cookies);
}
