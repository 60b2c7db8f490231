//! How a client authenticates, and the session that its login opens.
//!
//! Older and newer firmware have different login urls. The refusal of an unknown url can be told apart from the refusal
//! of a wrong password. That matters because FortiOS counts failed logins and locks out the address: a password that
//! one url has checked is never sent to the other.

mod api;
mod form;

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{HeaderValue, SET_COOKIE};
use http::{HeaderMap, Response, StatusCode};

use super::connection::Connection;
use super::protocol::FortiOs;
use super::reply::{ResponseParts, refusal, retry_after};
use super::session::{AcceptBanner, Authenticate, EndAuthentication, LoginCheck, Logout};
use super::session_token::{LoginMethod, SessionToken};
use super::status;
use crate::credentials::{Credentials, Source};
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind, LoginError, LoginErrorKind};
use crate::secret::Secret;
use crate::session::{Authenticator, Session};
use crate::web::cookies::{Cookies, Names};
use crate::{Endpoint, reading};

#[cfg(test)]
mod tests;

/// The cookies of every generation of firmware.
static COOKIES: Names = Names {
    authenticates: &["APSCOOKIE", "session_key"],
    csrf: &["ccsrftoken", "ccsrf_token"],
};

/// How a client authenticates its calls.
pub(super) enum Authorization {
    /// A token, which every request carries in a header.
    Token,
    /// An administrator who logs in.
    User(Session<FortiOsLogin>),
}

impl Authorization {
    /// The session that calls need, if they need one.
    pub(super) fn session(&self) -> Option<&Session<FortiOsLogin>> {
        match self {
            Self::Token => None,
            Self::User(session) => Some(session),
        }
    }
}

/// The login of FortiOS, by either url.
pub(super) struct FortiOsLogin {
    connection: Arc<Connection>,
    token_code: Option<TokenCode>,
    /// The login url of this firmware, once it is known.
    method: OnceLock<LoginMethod>,
}

/// Returns the code of the second factor.
pub(super) type TokenCode = Arc<dyn Fn() -> Secret + Send + Sync>;

/// The state of a login after a response.
enum Step {
    Open(SessionToken),
    /// The appliance asks for the code of the second factor, in this session.
    SecondFactor(SessionToken),
    /// The appliance requires that its banner is accepted, in this session.
    Banner(SessionToken),
    /// This firmware has no such login url, and has not checked the password.
    NoSuchUrl,
}

impl Authorization {
    pub(super) fn user(connection: Arc<Connection>, credentials: Source, token_code: Option<TokenCode>) -> Self {
        let login = FortiOsLogin {
            connection,
            token_code,
            method: OnceLock::new(),
        };
        Self::User(Session::new(login, credentials))
    }
}

impl Authenticator for FortiOsLogin {
    type Token = SessionToken;

    const LOGOUT: Context = Context::new(EndAuthentication::METHOD.as_str(), EndAuthentication::TEMPLATE);

    async fn log_in(&self, credentials: &Credentials) -> Result<SessionToken, Error> {
        if self.method.get() != Some(&LoginMethod::Form) {
            let call = Authenticate::new(credentials.user(), credentials.password().clone())
                .ack_pre_disclaimer(true)
                .ack_post_disclaimer(true)
                .request_key(true);
            let with_code = |call: Authenticate, code| call.token_code(code);
            if let Some(token) = self.enter(call, with_code, api::read).await? {
                let _ = self.method.set(LoginMethod::Api);
                return Ok(token);
            }
        }
        let call = LoginCheck::new(credentials.user(), credentials.password().clone(), 1);
        let with_code = |call: LoginCheck, code| call.token_code(code);
        match self.enter(call, with_code, form::read).await? {
            Some(token) => {
                let _ = self.method.set(LoginMethod::Form);
                Ok(token)
            }
            // The form has no such step.
            None => Err(failed::<LoginCheck>(LoginErrorKind::NoSession)),
        }
    }

    async fn log_out(&self, token: &Arc<SessionToken>) -> Result<(), Error> {
        log_out(&self.connection, token).await
    }

    /// FortiOS refuses a request as unauthenticated only if its session has ended.
    async fn is_alive(&self, _: &Arc<SessionToken>) -> Result<bool, Error> {
        Ok(false)
    }
}

impl FortiOsLogin {
    /// Logs in by one url, with the second factor if required; `None` if this firmware does not have the url.
    async fn enter<R: Endpoint<Protocol = FortiOs> + Clone + Send + Sync>(
        &self,
        call: R,
        with_code: impl FnOnce(R, Secret) -> R + Send,
        read: fn(&Response<Bytes>, &mut Cookies) -> Result<Step, ErrorKind>,
    ) -> Result<Option<SessionToken>, Error> {
        let connection = &*self.connection;
        let mut cookies = Cookies::new(&COOKIES);
        let mut step = connection.ask(&call, None, |answer| read(answer, &mut cookies)).await?;
        if let Step::SecondFactor(token) = step {
            // Sent only on request: a code is valid once.
            let Some(token_code) = &self.token_code else {
                return Err(failed::<R>(LoginErrorKind::SecondFactorNeeded));
            };
            let call = with_code(call, token_code());
            let result = connection
                .ask(&call, Some(&token), |answer| read(answer, &mut cookies))
                .await;
            step = match result {
                Ok(Step::SecondFactor(_)) => return Err(failed::<R>(LoginErrorKind::SecondFactorRefused)),
                // The url has accepted the password, so the password must not be sent to the other url.
                Ok(Step::NoSuchUrl) => return Err(failed::<R>(LoginErrorKind::NoSession)),
                Err(error) if error.is_login_failed() => {
                    return Err(failed::<R>(LoginErrorKind::SecondFactorRefused));
                }
                result => result?,
            };
        }
        if let Step::Banner(token) = step {
            let accept = AcceptBanner::new(1);
            let accepted = connection
                .ask(&accept, Some(&token), |answer| form::accepted(answer, &mut cookies))
                .await;
            step = match accepted {
                Ok(step) => step,
                Err(error) => {
                    // User and password were accepted, so a session exists by now.
                    let _ = log_out(connection, &token).await;
                    return Err(error);
                }
            };
        }
        match step {
            Step::Open(token) => Ok(Some(token)),
            Step::NoSuchUrl => Ok(None),
            Step::SecondFactor(_) | Step::Banner(_) => Err(failed::<R>(LoginErrorKind::NoSession)),
        }
    }
}

async fn log_out(connection: &Connection, token: &SessionToken) -> Result<(), Error> {
    match token.method {
        LoginMethod::Api => {
            connection
                .ask(&EndAuthentication::new(), Some(token), check_logout)
                .await
        }
        LoginMethod::Form => connection.ask(&Logout::new(), Some(token), check_logout).await,
    }
}

/// Whether a response with this body opens a session, by `/api/v2/authentication` or by the form of older firmware.
pub(crate) fn opens_session(by_form: bool, status: StatusCode, body: &[u8]) -> bool {
    let mut answer = Response::new(Bytes::copy_from_slice(body));
    *answer.status_mut() = status;
    let cookie = HeaderValue::from_static("APSCOOKIE_1=\"a\"; path=/");
    answer.headers_mut().insert(SET_COOKIE, cookie);
    let read = if by_form { form::read } else { api::read };
    matches!(read(&answer, &mut Cookies::new(&COOKIES)), Ok(Step::Open(_)))
}

/// Reads the response to a logout: JSON, a web page, a redirect to the login page, or an empty body.
fn check_logout(answer: &Response<Bytes>) -> Result<(), ErrorKind> {
    let status = answer.status();
    if status.is_client_error() || status.is_server_error() {
        return Err(refused(answer));
    }
    match refusal_in(answer) {
        Some(refusal) if status.is_success() => Err(refusal),
        _ => Ok(()),
    }
}

fn failed<R: Endpoint<Protocol = FortiOs>>(kind: LoginErrorKind) -> Error {
    Error::new(Context::new(R::METHOD.as_str(), R::TEMPLATE), fault(kind))
}

fn fault(kind: LoginErrorKind) -> ErrorKind {
    LoginError::new(kind).into()
}

/// FortiOS accepts no logins for a while.
fn locked_out(headers: &HeaderMap) -> ErrorKind {
    LoginError::new(LoginErrorKind::LockedOut)
        .with_retry_after(retry_after(headers))
        .into()
}

/// HTTP 429: FortiOS accepts no requests for now or, if the body mentions a lock-out, no logins.
fn too_many_requests(answer: &Response<Bytes>) -> ErrorKind {
    if mentions_lock_out(answer.body()) {
        locked_out(answer.headers())
    } else {
        refused(answer)
    }
}

/// Whether the body has a word such as `locked`, `LOCKOUT`, `lock-out` or `lock out`; `blocked` does not count.
fn mentions_lock_out(body: &[u8]) -> bool {
    const EXAMINED: usize = 64 * 1024;
    const WORDS: [&[u8]; 5] = [b"locked", b"lockout", b"lock-out", b"lock_out", b"lock out"];
    let text = body[..body.len().min(EXAMINED)].to_ascii_lowercase();
    let begins = |at: usize| at == 0 || !text[at - 1].is_ascii_alphabetic();
    (0..text.len()).any(|at| WORDS.iter().any(|word| text[at..].starts_with(word)) && begins(at))
}

/// An HTTP status that does not concern user and password.
fn refused(answer: &Response<Bytes>) -> ErrorKind {
    refusal_in(answer).unwrap_or_else(|| status::refused(answer.status().as_u16()).into())
}

/// A response that is neither a success nor a refusal of user and password.
fn unclear_response(answer: &Response<Bytes>) -> ErrorKind {
    let unclear = || DecodeError::new(DecodeErrorKind::NoStatus).near(&reading::text(answer.body()), 0);
    refusal_in(answer).unwrap_or_else(|| unclear().into())
}

/// The refusal in a response: by its HTTP status, or by the envelope of other replies.
fn refusal_in(answer: &Response<Bytes>) -> Option<ErrorKind> {
    refusal(ResponseParts {
        status: answer.status(),
        headers: answer.headers(),
        body: answer.body(),
    })
}
