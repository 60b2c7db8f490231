//! The login of FortiOS before 6.4: the form of the web interface at `/logincheck`.

use bytes::Bytes;
use http::header::LOCATION;
use http::{Response, StatusCode};

use super::{Step, fault, locked_out, refusal_in, refused, too_many_requests};
use crate::error::{DecodeError, DecodeErrorKind, ErrorKind, LoginErrorKind};
use crate::fortios::session_token::{LoginMethod, SessionToken};
use crate::reading;
use crate::web::cookies::Cookies;

/// The state of a login. The document has the first four; the script of FortiOS' login page also has the last.
#[derive(Clone, Copy)]
enum LoginState {
    Refused,
    Success,
    LockedOut,
    SecondFactor,
    PasswordChange,
}

impl LoginState {
    /// The state in a response: a digit alone, or with what may follow it. Other text that begins with a digit, such as
    /// `404 Not Found` from a gateway, has no state.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let rest = text.get(1..)?;
        // A script may follow, which opens a page.
        let may_follow = rest.is_empty() || rest.starts_with("document.location=");
        Some(match text.as_bytes().first()? {
            b'0' if may_follow => Self::Refused,
            b'1' if may_follow => Self::Success,
            b'2' if may_follow => Self::LockedOut,
            b'3' if rest.is_empty() || is_second_factor(rest) => Self::SecondFactor,
            b'4' if may_follow => Self::PasswordChange,
            _ => return None,
        })
    }
}

/// Whether the text is the kind of a second factor, a digit, followed by a message: the destination of the code, or a
/// question. The rest of an HTTP status that begins with 3 is not.
fn is_second_factor(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_status = digits == 2 && text[digits..].chars().next().is_none_or(char::is_whitespace);
    digits > 0 && !is_status
}

/// Reads a response, whose first character is the state of the login; `cookies` takes the cookies that it sets.
pub(super) fn read(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    let text = reading::text(answer.body());
    let state = LoginState::of(&text);
    match answer.status() {
        StatusCode::TOO_MANY_REQUESTS if matches!(state, Some(LoginState::LockedOut)) => {
            return Err(locked_out(answer.headers()));
        }
        StatusCode::TOO_MANY_REQUESTS => return Err(too_many_requests(answer)),
        StatusCode::UNAUTHORIZED => return Err(fault(LoginErrorKind::Refused)),
        status if !status.is_success() => return Err(refused(answer)),
        _ => {}
    }
    match state {
        Some(LoginState::Refused) => Err(fault(LoginErrorKind::Refused)),
        Some(LoginState::Success) => {
            cookies.take(answer.headers());
            if text.contains("logindisclaimer") {
                Ok(Step::Banner(token(cookies)))
            } else {
                open(cookies)
            }
        }
        Some(LoginState::LockedOut) => Err(locked_out(answer.headers())),
        Some(LoginState::SecondFactor) => {
            cookies.take(answer.headers());
            Ok(Step::SecondFactor(token(cookies)))
        }
        Some(LoginState::PasswordChange) => Err(fault(LoginErrorKind::PasswordChange)),
        None => {
            let kind = match text.trim_start().as_bytes().first() {
                Some(b'<') => DecodeErrorKind::Html,
                Some(_) => DecodeErrorKind::Malformed,
                None => DecodeErrorKind::Empty,
            };
            Err(DecodeError::new(kind).near(&text, 0).into())
        }
    }
}

/// Reads the response to the acceptance of a banner.
pub(super) fn accepted(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    let status = answer.status();
    let leads_elsewhere = status.is_redirection()
        && answer
            .headers()
            .get(LOCATION)
            .is_some_and(|location| !location.as_bytes().starts_with(b"/"));
    let is_refused = status.is_success() && refusal_in(answer).is_some();
    if status.is_client_error() || status.is_server_error() || leads_elsewhere || is_refused {
        return Err(fault(LoginErrorKind::Banner));
    }
    cookies.take(answer.headers());
    open(cookies)
}

fn open(cookies: &Cookies) -> Result<Step, ErrorKind> {
    if cookies.authenticate() {
        Ok(Step::Open(token(cookies)))
    } else {
        Err(fault(LoginErrorKind::NoSession))
    }
}

fn token(cookies: &Cookies) -> SessionToken {
    SessionToken::new(LoginMethod::Form, None, cookies.clone())
}
