//! The login of FortiOS 6.4 and later: `/api/v2/authentication`.

use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Step, contradicted, fault, locked_out, refused, turned_away};
use crate::connect::bearer;
use crate::error::{DecodeError, DecodeErrorKind, ErrorKind, LoginErrorKind};
use crate::fortios::session_token::{LoginMethod, SessionToken};
use crate::reading::{AnyScalar, MemberName, Scalar};
use crate::web::cookies::Cookies;
use crate::{Secret, reading, session};

// How a login stands, in `status_code`, or in `status` with newer firmware.
const PRE_LOGIN_DISCLAIMER: i64 = -2;
const SECOND_FACTOR: i64 = 2;
const POST_LOGIN_DISCLAIMER: i64 = 3;
const PASSWORD_CHANGE: i64 = 4;
const SUCCESS: i64 = 5;
const SUCCESS_7_6: i64 = 6;

/// What the answer says, as far as a login needs it.
#[derive(Default)]
struct Answer {
    /// How many members `status_code` and `status` there are.
    codes: [usize; 2],
    /// Whether a code says that the login was right.
    has_success: bool,
    /// The first code that says that it was wrong.
    refusal: Option<i64>,
    /// The first code that says anything else.
    step: Option<i64>,
    /// Whether something says no without a code of a login, or is no such code where one is to stand.
    is_contradicted: bool,
    status_message: String,
    session_key: Option<Secret>,
}

impl Answer {
    fn speaks_of(&self, word: &str) -> bool {
        self.status_message.contains(word)
    }

    /// Takes note of the member `status_code`, or `status`.
    fn note_code(&mut self, name: &str, said: &Scalar<'_>) {
        let members = &mut self.codes[usize::from(name == "status")];
        *members += 1;
        // Of two nobody knows which counts.
        self.is_contradicted |= *members > 1;
        match said.number::<i64>() {
            Some(SUCCESS | SUCCESS_7_6) => self.has_success = true,
            Some(code @ ..=0) if code != PRE_LOGIN_DISCLAIMER => {
                self.refusal.get_or_insert(code);
            }
            Some(code) => {
                self.step.get_or_insert(code);
            }
            // What stands around other replies, and says nothing of a login.
            None if matches!(said, Scalar::Text(word) if word == "success") => {}
            None => self.is_contradicted = true,
        }
    }

    fn note_key(&mut self, said: &Scalar<'_>) {
        let Some(key) = said.text().map(Secret::from) else {
            self.is_contradicted |= said.kind().is_some();
            return;
        };
        match &self.session_key {
            Some(known) => self.is_contradicted |= *known != key,
            None => self.session_key = Some(key),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// Reads the members of an answer, however often each of them comes.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer to a login")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Answer, A::Error> {
        let mut answer = Answer::default();
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "status_code" | "status" => {
                    let said = members.next_value_seed(AnyScalar::careful())?;
                    answer.note_code(&name, &said);
                }
                "error" => {
                    let said = members.next_value_seed(AnyScalar::careful())?;
                    answer.is_contradicted |= said.kind().is_some() && said.number() != Some(0_i64);
                }
                "http_status" => {
                    let status = members.next_value_seed(AnyScalar::careful())?.number::<i64>();
                    answer.is_contradicted |= status.is_some_and(|status| status >= 400);
                }
                // Not what a login depends on.
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
    let is_unauthorized = status == StatusCode::UNAUTHORIZED;
    if said.refusal.is_none() && !said.is_contradicted {
        match said.step {
            None if said.has_success && !is_unauthorized => {
                cookies.take(headers);
                return open(&said, cookies);
            }
            Some(SECOND_FACTOR) => {
                cookies.take(headers);
                return token(&said, cookies).map(Step::SecondFactor);
            }
            Some(PRE_LOGIN_DISCLAIMER | POST_LOGIN_DISCLAIMER) => return Err(fault(LoginErrorKind::Banner)),
            Some(PASSWORD_CHANGE) => return Err(fault(LoginErrorKind::PasswordChange)),
            _ => {}
        }
    }
    Err(if said.speaks_of("LOCK") {
        // No list of codes has one for this.
        locked_out(headers)
    } else if said.refusal.is_some() || (is_unauthorized && said.codes != [0, 0]) {
        fault(LoginErrorKind::Refused)
    } else if said.is_contradicted || is_unauthorized {
        // Not of user and password.
        contradicted(answer)
    } else {
        fault(LoginErrorKind::NoSession)
    })
}

fn open(said: &Answer, cookies: &Cookies) -> Result<Step, ErrorKind> {
    let has_key = said.session_key.as_ref().is_some_and(|key| !key.expose().is_empty());
    if has_key || cookies.authenticate() {
        token(said, cookies).map(Step::Open)
    } else {
        Err(fault(LoginErrorKind::NoSession))
    }
}

fn token(said: &Answer, cookies: &Cookies) -> Result<SessionToken, ErrorKind> {
    let key = said.session_key.as_ref().filter(|key| !key.expose().is_empty());
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
