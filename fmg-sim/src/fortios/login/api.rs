//! `/api/v2/authentication`, the login of newer firmware.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::{Credentials, LoginResult, check_credentials, clear_cookies, open, set_cookies};
use crate::fortios::answer::{self, Answer};
use crate::fortios::call::Call;
use crate::fortios::caller::Caller;
use crate::fortios::session::Stage;
use crate::fortios::state::State;

// The state of a login, in `status_code`, or in `status` with newer firmware.
const REFUSED: i64 = -1;
const PRE_LOGIN_DISCLAIMER: i64 = -2;
const SECOND_FACTOR: i64 = 2;
const POST_LOGIN_DISCLAIMER: i64 = 3;
const PASSWORD_CHANGE: i64 = 4;

/// Logs in. `members` are the checked members of the body.
pub(in crate::fortios) fn authenticate(
    call: &Call,
    members: &Map<String, Value>,
    state: &mut State,
    now: SystemTime,
) -> Answer {
    let agreed = |name: &str| {
        members
            .get(name)
            .is_some_and(|value| matches!(value, Value::Bool(true)) || value == 1)
    };
    let credentials = Credentials::of(members);
    let name = credentials.name;
    if state.is_enabled("pre-login-banner") && !agreed("ack_pre_disclaimer") {
        return said(state, PRE_LOGIN_DISCLAIMER, "LOGIN_ACCEPT_PRE_LOGIN_DISCLAIMER");
    }
    match check_credentials(credentials, state, now) {
        LoginResult::Refused => return said(state, REFUSED, "LOGIN_FAILED"),
        LoginResult::LockedOut => return answer::locked_out(),
        LoginResult::PasswordChange => return said(state, PASSWORD_CHANGE, "LOGIN_CHANGE_PASSWORD"),
        LoginResult::SecondFactor | LoginResult::Success
            if state.is_enabled("post-login-banner") && !agreed("ack_post_disclaimer") =>
        {
            return said(state, POST_LOGIN_DISCLAIMER, "LOGIN_ACCEPT_POST_LOGIN_DISCLAIMER");
        }
        LoginResult::SecondFactor => {
            let answer = said(state, SECOND_FACTOR, "LOGIN_TWO_FACTOR_AUTHENTICATION_NEEDED");
            return with_session(answer, call, name, Stage::SecondFactor, state, now);
        }
        LoginResult::Success => {}
    }
    let (member, code) = state.firmware.login_succeeded();
    if agreed("request_key") && state.gives_keys {
        // The key replaces cookies.
        let Some(opened) = open(call, name, Stage::Open, state, now) else {
            return said(state, REFUSED, "LOGIN_FAILED");
        };
        let body = json!({
            member: code, "status_message": "LOGIN_SUCCESS", "session_key": opened.key,
            "session_key_timeout": state.store.setting("system/global", "admintimeout"),
        });
        return answer::json(200, &body);
    }
    let answer = answer::json(200, &json!({member: code, "status_message": "LOGIN_SUCCESS"}));
    with_session(answer, call, name, Stage::Open, state, now)
}

/// Logs out.
pub(in crate::fortios) fn end_authentication(caller: &Caller, state: &mut State) -> Answer {
    if let Caller::Session { .. } = caller {
        caller.invalidate(state);
    }
    let mut answer = said(state, 0, "LOGOUT_SUCCESS");
    clear_cookies(&mut answer, state);
    answer
}

fn with_session(
    mut answer: Answer,
    call: &Call,
    admin: &str,
    reached: Stage,
    state: &mut State,
    now: SystemTime,
) -> Answer {
    match open(call, admin, reached, state, now) {
        Some(opened) => {
            set_cookies(&mut answer, &opened, state);
            answer
        }
        None => said(state, REFUSED, "LOGIN_FAILED"),
    }
}

fn said(state: &State, code: i64, message: &str) -> Answer {
    let (member, _) = state.firmware.login_succeeded();
    answer::json(200, &json!({member: code, "status_message": message}))
}
