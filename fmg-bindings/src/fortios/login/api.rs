//! The login of FortiOS 6.4 and later: `/api/v2/authentication`.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::pass::{Door, Pass};
use super::{Step, fault, locked_out, refused, turned_away};
use crate::connect::bearer;
use crate::error::{DecodeError, DecodeErrorKind, ErrorKind, LoginErrorKind};
use crate::web::cookies::Cookies;
use crate::{Secret, reading, session};

/// What the answer says, as far as a login needs it.
#[derive(Deserialize)]
struct Answer {
    /// How the login stands. Newer firmware says so in `status`.
    status_code: Option<Value>,
    status: Option<Value>,
    /// A text, but not what a login depends on.
    status_message: Option<Value>,
    session_key: Option<Secret>,
}

impl Answer {
    fn code(&self) -> Option<i64> {
        [&self.status_code, &self.status]
            .into_iter()
            .flatten()
            .find_map(|code| code.as_i64().or_else(|| code.as_str()?.parse().ok()))
    }

    fn speaks_of(&self, word: &str) -> bool {
        self.status_message
            .as_ref()
            .and_then(Value::as_str)
            .is_some_and(|message| message.to_ascii_uppercase().contains(word))
    }
}

/// Reads an answer; `cookies` takes those that it sets.
pub(super) fn read(answer: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    let (status, headers) = (answer.status(), answer.headers());
    let said: Option<Answer> = serde_json::from_str(&reading::text(answer.body())).ok();
    match status {
        StatusCode::TOO_MANY_REQUESTS => return Err(turned_away(answer)),
        // Older firmware: it asks for a session before it looks whether there is such a url, or sends browsers away.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Ok(Step::NoSuchUrl),
        StatusCode::UNAUTHORIZED if said.is_none() => return Ok(Step::NoSuchUrl),
        _ if status.is_redirection() => return Ok(Step::NoSuchUrl),
        StatusCode::UNAUTHORIZED => {}
        _ if !status.is_success() => return Err(refused(answer)),
        _ => {}
    }
    let Some(said) = said else {
        return Err(unreadable(answer.body()));
    };
    cookies.take(headers);
    match said.code() {
        Some(SUCCESS | SUCCESS_7_6) => open(&said, cookies),
        Some(SECOND_FACTOR) => Ok(Step::SecondFactor(pass(&said, cookies)?)),
        Some(PRE_LOGIN_DISCLAIMER | POST_LOGIN_DISCLAIMER) => Err(fault(LoginErrorKind::Banner)),
        Some(PASSWORD_CHANGE) => Err(fault(LoginErrorKind::PasswordChange)),
        // No list of codes has one for this.
        _ if said.speaks_of("LOCK") => Err(locked_out(headers)),
        Some(..=0) => Err(fault(LoginErrorKind::Refused)),
        _ if status == StatusCode::UNAUTHORIZED => Err(fault(LoginErrorKind::Refused)),
        _ => Err(fault(LoginErrorKind::NoSession)),
    }
}

// How a login stands, in `status_code` or `status`.
const PRE_LOGIN_DISCLAIMER: i64 = -2;
const SECOND_FACTOR: i64 = 2;
const POST_LOGIN_DISCLAIMER: i64 = 3;
const PASSWORD_CHANGE: i64 = 4;
const SUCCESS: i64 = 5;
const SUCCESS_7_6: i64 = 6;

fn open(said: &Answer, cookies: &Cookies) -> Result<Step, ErrorKind> {
    let has_key = said.session_key.as_ref().is_some_and(|key| !key.expose().is_empty());
    if has_key || cookies.authenticate() {
        pass(said, cookies).map(Step::Open)
    } else {
        Err(fault(LoginErrorKind::NoSession))
    }
}

fn pass(said: &Answer, cookies: &Cookies) -> Result<Pass, ErrorKind> {
    let key = said.session_key.as_ref().filter(|key| !key.expose().is_empty());
    if key.is_some_and(|key| !session::is_id(key.expose())) {
        return Err(fault(LoginErrorKind::NoSession));
    }
    let key = key.map(|key| bearer(key, "session key")).transpose()?;
    Ok(Pass::new(Door::Api, key, cookies.clone()))
}

fn unreadable(body: &[u8]) -> ErrorKind {
    let text = String::from_utf8_lossy(body);
    let kind = match text.trim_start().as_bytes().first() {
        None => DecodeErrorKind::Empty,
        Some(b'<') => DecodeErrorKind::Html,
        Some(_) => DecodeErrorKind::Malformed,
    };
    DecodeError::new(kind).near(&text, 0).into()
}
