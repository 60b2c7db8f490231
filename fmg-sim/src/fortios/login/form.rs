//! `/logincheck`, the login form of the web interface, which programs use with older firmware.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::{Credentials, LoginResult, check_credentials, clear_cookies, open, set_cookies};
use crate::fortios::answer::{self, Answer};
use crate::fortios::call::Call;
use crate::fortios::caller::Caller;
use crate::fortios::session::Stage;
use crate::fortios::state::State;

// The first characters of replies. The document has the first four; firmware has the last as well.
const REFUSED: &str = "0";
const WELCOME: &str = "1document.location=\"/ng/prompt?viewOnly&redir=%2Fng%2F\";\n";
const LOCKED_OUT: &str = "2";
const SECOND_FACTOR: &str = "3";
const PASSWORD_CHANGE: &str = "4";

/// Success, but the client has to accept a banner.
const BANNER: &str = "1document.location=\"/logindisclaimer?viewOnly&redir=%2Fng%2F\";\n";

/// Logs in. `members` are the checked members of the form.
pub(in crate::fortios) fn login_check(
    call: &Call,
    members: &Map<String, Value>,
    state: &mut State,
    now: SystemTime,
) -> Answer {
    let credentials = Credentials::of(members);
    let name = credentials.name;
    let refused = |body, state: &State| {
        let mut answer = answer::text(body);
        clear_cookies(&mut answer, state);
        answer
    };
    match check_credentials(credentials, state, now) {
        LoginResult::Refused => return refused(REFUSED, state),
        LoginResult::LockedOut => return refused(LOCKED_OUT, state),
        LoginResult::PasswordChange => return refused(PASSWORD_CHANGE, state),
        LoginResult::SecondFactor => return answer::text(SECOND_FACTOR),
        LoginResult::Success if !state.firmware.form_opens_session() => return answer::text(WELCOME),
        LoginResult::Success => {}
    }
    let (reached, body) = if state.is_enabled("post-login-banner") {
        (Stage::Banner, BANNER)
    } else {
        (Stage::Open, WELCOME)
    };
    match open(call, name, reached, state, now) {
        Some(opened) => {
            let mut answer = answer::text(body);
            set_cookies(&mut answer, &opened, state);
            answer
        }
        None => refused(REFUSED, state),
    }
}

/// Accepts the banner, which completes the session of the request.
pub(in crate::fortios) fn accept_banner(
    call: &Call,
    _: &Map<String, Value>,
    state: &mut State,
    _: SystemTime,
) -> Answer {
    match Caller::shown(call, state) {
        Some(Caller::Session { key, .. })
            if state
                .sessions
                .get(&key)
                .is_some_and(|session| session.stage == Stage::Banner) =>
        {
            state.sessions.set_stage(&key, Stage::Open);
            answer::text(WELCOME)
        }
        _ => answer::page(401),
    }
}

/// Logs out. It needs no CSRF token, since web interfaces link to it, and succeeds without a session.
pub(in crate::fortios) fn logout(call: &Call, state: &mut State) -> Answer {
    if let Some(shown @ Caller::Session { .. }) = Caller::shown(call, state) {
        shown.invalidate(state);
    }
    let mut answer = answer::text("<!DOCTYPE html>\n<html><head><title>Please log in</title></head></html>\n");
    clear_cookies(&mut answer, state);
    answer
}
