//! The login of FortiOS before 6.4: the form of the web interface at `/logincheck`.

use bytes::Bytes;
use http::header::LOCATION;
use http::{Response, StatusCode};

use super::{Step, fault, locked_out, refused, said_no, turned_away};
use crate::error::{DecodeError, DecodeErrorKind, ErrorKind, LoginErrorKind};
use crate::fortios::session_token::{LoginMethod, SessionToken};
use crate::reading;
use crate::web::cookies::Cookies;

/// How a login stands. The document has the first four, the script of the login page that FortiOS serves has the last as well.
#[derive(Clone, Copy)]
enum Said {
    Refused,
    Success,
    LockedOut,
    SecondFactor,
    PasswordChange,
}

impl Said {
    /// What an answer says: by a digit alone, or by one and what belongs to it. A text that merely begins with a digit, such as
    /// the `404 Not Found` of something in between, says nothing.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let rest = text.get(1..)?;
        // The way to a page, in the words of a script.
        let leads_on = rest.is_empty() || rest.starts_with("document.location=");
        Some(match text.as_bytes().first()? {
            b'0' if leads_on => Self::Refused,
            b'1' if leads_on => Self::Success,
            b'2' if leads_on => Self::LockedOut,
            b'3' if rest.is_empty() || is_second_factor(rest) => Self::SecondFactor,
            b'4' if leads_on => Self::PasswordChange,
            _ => return None,
        })
    }
}

/// Whether this is the kind of a second factor, a digit, with what is said about it: where the code was sent, or a question. The
/// rest of an HTTP status, which begins with a 3 as well, is none.
fn is_second_factor(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_status = digits == 2 && text[digits..].chars().next().is_none_or(char::is_whitespace);
    digits > 0 && !is_status
}

/// Reads an answer, the first character of which says how the login stands; `cookies` takes those that it sets.
pub(super) fn read(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    let text = reading::text(answer.body());
    let said = Said::of(&text);
    match answer.status() {
        StatusCode::TOO_MANY_REQUESTS if matches!(said, Some(Said::LockedOut)) => {
            return Err(locked_out(answer.headers()));
        }
        StatusCode::TOO_MANY_REQUESTS => return Err(turned_away(answer)),
        StatusCode::UNAUTHORIZED => return Err(fault(LoginErrorKind::Refused)),
        status if !status.is_success() => return Err(refused(answer)),
        _ => {}
    }
    match said {
        Some(Said::Refused) => Err(fault(LoginErrorKind::Refused)),
        Some(Said::Success) => {
            cookies.take(answer.headers());
            if text.contains("logindisclaimer") {
                Ok(Step::Banner(token(cookies)))
            } else {
                open(cookies)
            }
        }
        Some(Said::LockedOut) => Err(locked_out(answer.headers())),
        Some(Said::SecondFactor) => {
            cookies.take(answer.headers());
            Ok(Step::SecondFactor(token(cookies)))
        }
        Some(Said::PasswordChange) => Err(fault(LoginErrorKind::PasswordChange)),
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

/// Reads the answer to an acceptance.
pub(super) fn accepted(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    let status = answer.status();
    let leads_elsewhere = status.is_redirection()
        && answer
            .headers()
            .get(LOCATION)
            .is_some_and(|location| !location.as_bytes().starts_with(b"/"));
    let is_refused = status.is_success() && said_no(answer).is_some();
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
