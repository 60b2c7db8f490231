//! Logins, with the two urls of the firmware.

mod api;
mod form;

use std::time::SystemTime;

use serde_json::Value;

use super::answer::{Answer, set_cookie};
use super::call::Call;
use super::caller::Caller;
use super::cmdb::Row;
use super::session::Stage;
use super::state::State;

pub(super) use self::api::{authenticate, end_authentication};
pub(super) use self::form::{accept_banner, login_check, logout};

/// The credentials of a login.
#[derive(Clone, Copy, Debug)]
struct Credentials<'c> {
    name: &'c str,
    password: &'c str,
    token_code: Option<&'c str>,
}

impl<'c> Credentials<'c> {
    /// The credentials in the checked members of a body.
    fn of(members: &'c Row) -> Self {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        Self {
            name: text("username").unwrap_or_default(),
            password: text("secretkey").unwrap_or_default(),
            token_code: text("token_code").filter(|code| !code.is_empty()),
        }
    }
}

/// The state of a login after its credentials were checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LoginResult {
    Success,
    Refused,
    LockedOut,
    SecondFactor,
    PasswordChange,
}

/// The keys of a new session.
struct Opened {
    key: String,
    csrf_token: String,
}

/// Checks credentials, and counts failed logins.
fn check_credentials(credentials: Credentials<'_>, state: &mut State, now: SystemTime) -> LoginResult {
    let rule = state.lockout_rule();
    let Some(admin) = state.admin(credentials.name) else {
        return LoginResult::Refused;
    };
    if state.lockouts.holds(credentials.name, rule, now) {
        return LoginResult::LockedOut;
    }
    let own = admin.get("password").and_then(Value::as_str).unwrap_or_default();
    let has_to_change = admin
        .get("force-password-change")
        .is_some_and(|value| value == "enable");
    let code = state.token_codes.get(credentials.name);
    let code_fits = match (code, credentials.token_code) {
        (None, _) | (Some(_), None) => true,
        (Some(code), Some(given)) => code == given,
    };
    if own != credentials.password || !code_fits {
        let locked_out = state.lockouts.count(credentials.name, rule, now);
        return if locked_out {
            LoginResult::LockedOut
        } else {
            LoginResult::Refused
        };
    }
    if code.is_some() && credentials.token_code.is_none() {
        return LoginResult::SecondFactor;
    }
    state.lockouts.forget(credentials.name);
    if has_to_change {
        LoginResult::PasswordChange
    } else {
        LoginResult::Success
    }
}

/// Opens a session, which replaces the incomplete session of the request; `None` if there are too many sessions.
fn open(call: &Call, admin: &str, reached: Stage, state: &mut State, now: SystemTime) -> Option<Opened> {
    if let Some(shown @ Caller::Session { .. }) = Caller::shown(call, state)
        && shown.session(state).is_some_and(|session| session.stage != Stage::Open)
    {
        shown.invalidate(state);
    }
    let (key, csrf_token) = (state.new_key(), state.new_key());
    let opened = state
        .sessions
        .open(key.clone(), csrf_token.clone(), admin, reached, now);
    opened.then_some(Opened { key, csrf_token })
}

/// Sets the cookies of a session. Their values are in quotes.
fn set_cookies(answer: &mut Answer, opened: &Opened, state: &State) {
    let (authenticates, csrf) = state.firmware.cookies();
    set_cookie(
        answer,
        &format!("{authenticates}=\"{}\"; path=/; secure; HttpOnly", opened.key),
    );
    for name in csrf {
        set_cookie(answer, &format!("{name}=\"{}\"; path=/; secure", opened.csrf_token));
    }
}

/// Deletes the cookies of a session, with the values that firmware sets without a session.
fn clear_cookies(answer: &mut Answer, state: &State) {
    let (authenticates, csrf) = state.firmware.cookies();
    set_cookie(
        answer,
        &format!("{authenticates}=\"0%260\"; path=/; Max-Age=0; secure; HttpOnly"),
    );
    for name in csrf {
        set_cookie(
            answer,
            &format!("{name}=\"0000000000000000\"; path=/; Max-Age=0; secure"),
        );
    }
}
