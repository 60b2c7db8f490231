//! The user of a request: identified by a token, by the key of a session, or by its cookies.

use std::time::SystemTime;

use http::header::AUTHORIZATION;

use super::access::Rights;
use super::call::Call;
use super::refusal::Refusal;
use super::session::{Session, Stage};
use super::state::State;
use crate::headers;

/// The header that repeats the CSRF token, for sessions with cookies.
const CSRF_TOKEN: &str = "x-csrftoken";

/// The user of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// An API user with a token.
    Token { user: String, token: String },
    /// An administrator, in the session with this key.
    Session { key: String, by_cookie: bool },
    /// The FortiManager that manages the device.
    FortiManager,
}

impl Caller {
    /// The user of a request; `None` without credentials, or if the session is not open.
    pub(super) fn of(call: &Call, state: &State) -> Option<Self> {
        let shown = Self::shown(call, state)?;
        let is_open = match &shown {
            Self::Token { .. } | Self::FortiManager => true,
            Self::Session { key, .. } => state
                .sessions
                .get(key)
                .is_some_and(|session| session.stage == Stage::Open),
        };
        is_open.then_some(shown)
    }

    /// As [`of`](Self::of), but accepts sessions whose login is not complete.
    pub(super) fn shown(call: &Call, state: &State) -> Option<Self> {
        if call.is_managed {
            return Some(Self::FortiManager);
        }
        let token = |token: &str| {
            let user = state.tokens.get(token)?.clone();
            let token = token.to_owned();
            Some(Self::Token { user, token })
        };
        if call.header(AUTHORIZATION.as_str()).is_some() {
            let key = headers::credentials(&call.headers, "bearer")?;
            return token(key).or_else(|| session(key, false, state));
        }
        if let Some(key) = call.parameter("access_token") {
            // Since 7.4.5 only if it is enabled.
            let allowed = state.firmware.takes_token_in_url() || state.is_enabled("rest-api-key-url-query");
            return allowed.then(|| token(key)).flatten();
        }
        session(call.cookie(state.firmware.cookies().0)?, true, state)
    }

    /// The permissions of the caller; `None` if the user was deleted.
    pub(super) fn rights(&self, state: &State) -> Option<Rights> {
        match self {
            Self::Token { user, .. } => state.rights_of_api_user(user),
            Self::Session { key, .. } => state.rights_of_admin(&state.sessions.get(key)?.admin),
            Self::FortiManager => Some(Rights::of_all()),
        }
    }

    /// The name of the user.
    pub(super) fn name<'s>(&'s self, state: &'s State) -> Option<&'s str> {
        match self {
            Self::Token { user, .. } => Some(user),
            Self::Session { key, .. } => state.sessions.get(key).map(|session| session.admin.as_str()),
            Self::FortiManager => Some("FortiManager"),
        }
    }

    /// The session of the caller.
    pub(super) fn session<'s>(&self, state: &'s State) -> Option<&'s Session> {
        match self {
            Self::Token { .. } | Self::FortiManager => None,
            Self::Session { key, .. } => state.sessions.get(key),
        }
    }

    /// Checks the CSRF token of a call, and resets the idle timer of the session.
    ///
    /// # Errors
    ///
    /// The call is a write with cookies and without the CSRF token.
    pub(super) fn admit(&self, call: &Call, state: &mut State, now: SystemTime) -> Result<(), Refusal> {
        let Self::Session { key, by_cookie } = self else {
            return Ok(());
        };
        let wanted = state.sessions.get(key).map(|session| session.csrf_token.as_str());
        if *by_cookie && !call.is_read() && call.header(CSRF_TOKEN) != wanted {
            return Err(Refusal::http(403));
        }
        state.sessions.touch(key, now);
        Ok(())
    }

    /// Ends the session of the caller, or deletes the token.
    pub(super) fn invalidate(&self, state: &mut State) {
        match self {
            Self::Token { token, .. } => {
                state.tokens.remove(token);
            }
            Self::Session { key, .. } => {
                state.sessions.close(key);
            }
            Self::FortiManager => {}
        }
    }
}

fn session(key: &str, by_cookie: bool, state: &State) -> Option<Caller> {
    state.sessions.get(key)?;
    let key = key.to_owned();
    Some(Caller::Session { key, by_cookie })
}
