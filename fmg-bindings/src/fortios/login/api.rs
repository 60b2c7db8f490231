//! The login of FortiOS 6.4 and later: `/api/v2/authentication`.

use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Step, fault, locked_out, refused, too_many_requests, unclear_response};
use crate::connect::bearer;
use crate::error::{DecodeError, DecodeErrorKind, ErrorKind, LoginErrorKind};
use crate::fortios::session_token::{LoginMethod, SessionToken};
use crate::reading::{AnyScalar, MemberName, Scalar};
use crate::web::cookies::Cookies;
use crate::{Secret, reading, session};

// The state of a login, in `status_code`, or in `status` with newer firmware.
const PRE_LOGIN_DISCLAIMER: i64 = -2;
const SECOND_FACTOR: i64 = 2;
const POST_LOGIN_DISCLAIMER: i64 = 3;
const PASSWORD_CHANGE: i64 = 4;
const SUCCESS: i64 = 5;
const SUCCESS_7_6: i64 = 6;

/// The parts of the response that a login needs.
#[derive(Default)]
struct LoginReply {
    /// The numbers of members `status_code` and `status`.
    codes: [usize; 2],
    /// Whether a code reports success.
    has_success: bool,
    /// The first code that reports a failed login.
    refusal: Option<i64>,
    /// The first code with another meaning.
    step: Option<i64>,
    /// Whether the response reports an error without a login code, or has an invalid code.
    is_contradicted: bool,
    status_message: String,
    session_key: Option<Secret>,
}

impl LoginReply {
    fn status_message_contains(&self, word: &str) -> bool {
        self.status_message.contains(word)
    }

    /// Records the member `status_code` or `status`.
    fn note_code(&mut self, name: &str, value: &Scalar<'_>) {
        let members = &mut self.codes[usize::from(name == "status")];
        *members += 1;
        // It is unknown which of two codes counts.
        self.is_contradicted |= *members > 1;
        match value.number::<i64>() {
            Some(SUCCESS | SUCCESS_7_6) => self.has_success = true,
            Some(code @ ..=0) if code != PRE_LOGIN_DISCLAIMER => {
                self.refusal.get_or_insert(code);
            }
            Some(code) => {
                self.step.get_or_insert(code);
            }
            // The status of an ordinary envelope, which does not concern the login.
            None if matches!(value, Scalar::Text(word) if word == "success") => {}
            None => self.is_contradicted = true,
        }
    }

    fn note_key(&mut self, value: &Scalar<'_>) {
        let Some(key) = value.text().map(Secret::from) else {
            self.is_contradicted |= value.kind().is_some();
            return;
        };
        match &self.session_key {
            Some(known) => self.is_contradicted |= *known != key,
            None => self.session_key = Some(key),
        }
    }
}

impl<'de> Deserialize<'de> for LoginReply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// Reads the members of a response, also those that come twice.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = LoginReply;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response to a login")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<LoginReply, A::Error> {
        let mut answer = LoginReply::default();
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "status_code" | "status" => {
                    let value = members.next_value_seed(AnyScalar::careful())?;
                    answer.note_code(&name, &value);
                }
                "error" => {
                    let value = members.next_value_seed(AnyScalar::careful())?;
                    answer.is_contradicted |= value.kind().is_some() && value.number() != Some(0_i64);
                }
                "http_status" => {
                    let status = members.next_value_seed(AnyScalar::careful())?.number::<i64>();
                    answer.is_contradicted |= status.is_some_and(|status| status >= 400);
                }
                // Members that do not affect a login.
                "status_message" => {
                    let message = members.next_value_seed(AnyScalar::careful())?.text();
                    answer
                        .status_message
                        .push_str(&message.unwrap_or_default().to_ascii_uppercase());
                }
                "session_key" => answer.note_key(&members.next_value_seed(AnyScalar::careful())?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(answer)
    }
}

/// Reads a response; `cookies` takes the cookies that it sets.
pub(super) fn read(response: &Response<Bytes>, cookies: &mut Cookies) -> Result<Step, ErrorKind> {
    let (status, headers) = (response.status(), response.headers());
    let answer: Option<LoginReply> = serde_json::from_str(&reading::text(response.body())).ok();
    match status {
        StatusCode::TOO_MANY_REQUESTS => return Err(too_many_requests(response)),
        // Older firmware: checks the session before the url, or redirects browsers.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Ok(Step::NoSuchUrl),
        StatusCode::UNAUTHORIZED if answer.is_none() => return Ok(Step::NoSuchUrl),
        _ if status.is_redirection() => return Ok(Step::NoSuchUrl),
        StatusCode::UNAUTHORIZED => {}
        _ if !status.is_success() => return Err(refused(response)),
        _ => {}
    }
    let Some(answer) = answer else {
        return Err(unreadable(response.body()));
    };
    let is_unauthorized = status == StatusCode::UNAUTHORIZED;
    if answer.refusal.is_none() && !answer.is_contradicted {
        match answer.step {
            None if answer.has_success && !is_unauthorized => {
                cookies.take(headers);
                return open(&answer, cookies);
            }
            Some(SECOND_FACTOR) => {
                cookies.take(headers);
                return token(&answer, cookies).map(Step::SecondFactor);
            }
            Some(PRE_LOGIN_DISCLAIMER | POST_LOGIN_DISCLAIMER) => return Err(fault(LoginErrorKind::Banner)),
            Some(PASSWORD_CHANGE) => return Err(fault(LoginErrorKind::PasswordChange)),
            _ => {}
        }
    }
    Err(if answer.status_message_contains("LOCK") {
        // No list of codes contains one for a lock-out.
        locked_out(headers)
    } else if answer.refusal.is_some() || (is_unauthorized && answer.codes != [0, 0]) {
        fault(LoginErrorKind::Refused)
    } else if answer.is_contradicted || is_unauthorized {
        // Does not concern user and password.
        unclear_response(response)
    } else {
        fault(LoginErrorKind::NoSession)
    })
}

fn open(answer: &LoginReply, cookies: &Cookies) -> Result<Step, ErrorKind> {
    let has_key = answer.session_key.as_ref().is_some_and(|key| !key.expose().is_empty());
    if has_key || cookies.authenticate() {
        token(answer, cookies).map(Step::Open)
    } else {
        Err(fault(LoginErrorKind::NoSession))
    }
}

fn token(answer: &LoginReply, cookies: &Cookies) -> Result<SessionToken, ErrorKind> {
    let key = answer.session_key.as_ref().filter(|key| !key.expose().is_empty());
    if key.is_some_and(|key| !session::is_id(key.expose())) {
        return Err(fault(LoginErrorKind::NoSession));
    }
    let key = key.map(|key| bearer(key, "session key")).transpose()?;
    Ok(SessionToken::new(LoginMethod::Api, key, cookies.clone()))
}

fn unreadable(body: &[u8]) -> ErrorKind {
    let text = reading::text(body);
    let kind = match text.trim_start().as_bytes().first() {
        None => DecodeErrorKind::Empty,
        Some(b'<') => DecodeErrorKind::Html,
        Some(_) => DecodeErrorKind::Malformed,
    };
    DecodeError::new(kind).near(&text, 0).into()
}
