//! The login of FortiOS before 6.4: the form of the web interface at `/logincheck`.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::pass::{Door, Pass};
use super::{Step, fault, locked_out, refused, turned_away};
use crate::error::{DecodeError, DecodeErrorKind, ErrorKind, LoginErrorKind};
use crate::web::cookies::Cookies;

/// Reads an answer, the first character of which says how the login stands; `cookies` takes those that it sets.
pub(super) fn read(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    match answer.status() {
        StatusCode::TOO_MANY_REQUESTS if answer.body().trim_ascii() == b"2" => {
            return Err(locked_out(answer.headers()));
        }
        StatusCode::TOO_MANY_REQUESTS => return Err(turned_away(answer)),
        StatusCode::UNAUTHORIZED => return Err(fault(LoginErrorKind::Refused)),
        status if !status.is_success() => return Err(refused(answer)),
        _ => {}
    }
    let text = String::from_utf8_lossy(answer.body());
    let text = text.trim_start();
    let unreadable = |kind| Err(DecodeError::new(kind).near(text, 0).into());
    match text.as_bytes().first() {
        Some(b'0') => Err(fault(LoginErrorKind::Refused)),
        Some(b'1') => {
            cookies.take(answer.headers());
            if text.contains("logindisclaimer") {
                Ok(Step::Banner(pass(cookies)))
            } else {
                open(cookies)
            }
        }
        Some(b'2') => Err(locked_out(answer.headers())),
        Some(b'3') => {
            cookies.take(answer.headers());
            Ok(Step::SecondFactor(pass(cookies)))
        }
        Some(b'4') => Err(fault(LoginErrorKind::PasswordChange)),
        Some(b'<') => unreadable(DecodeErrorKind::Html),
        Some(_) => unreadable(DecodeErrorKind::Malformed),
        None => unreadable(DecodeErrorKind::Empty),
    }
}

/// Reads the answer to an acceptance.
pub(super) fn accepted(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    if answer.status().is_client_error() || answer.status().is_server_error() {
        return Err(fault(LoginErrorKind::Banner));
    }
    cookies.take(answer.headers());
    open(cookies)
}

fn open(cookies: &Cookies) -> Result<Step, ErrorKind> {
    if cookies.authenticate() {
        Ok(Step::Open(pass(cookies)))
    } else {
        Err(fault(LoginErrorKind::NoSession))
    }
}

fn pass(cookies: &Cookies) -> Pass {
    Pass::new(Door::Form, None, cookies.clone())
}
