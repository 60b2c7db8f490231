//! Calls that open, end and describe sessions.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::State;
use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::event::{Event, Interface};
use super::status::{DATA_INVALID_FOR_URL, NO_SUCH_COMMAND};
use super::user::User;
use crate::clock::seconds;
use crate::generated::fmg::calls::Session;

/// Opens a session. The reply has its token at the top level.
pub(super) fn log_in(state: &mut State, entry: &Map<String, Value>, now: SystemTime) -> Outcome {
    let data = entry
        .get("data")
        .and_then(|data| list(data).first())
        .ok_or(DATA_INVALID_FOR_URL)?;
    let text = |name| data.get(name).and_then(Value::as_str).ok_or(DATA_INVALID_FOR_URL);
    let user = text("user")?;
    let (_, token) = state.sessions.log_in(user, text("passwd")?, &mut state.random, now)?;
    state
        .events
        .record(Event::of(user, Interface::JsonRpc, "Login").on(user), now);
    Ok(Answer::done().envelope("session", token))
}

/// Answers a call of the group except the login.
pub(super) fn answer(context: &mut Context<'_>, call: Session) -> Outcome {
    match call {
        Session::Logout => {
            context.state.end_session(context.caller.sid, context.now);
            Ok(Answer::done())
        }
        Session::Info => Ok(Answer::data(info(context))),
        Session::Login => Err(NO_SUCH_COMMAND),
    }
}

fn info(context: &Context<'_>) -> Value {
    let left = context.state.sessions.time_left(context.caller.sid, context.now);
    let mut info = whose(&context.caller.user);
    for (name, value) in [
        ("current_adom_name", info["admin_adom"].clone()),
        ("email", json!("")),
        ("first_name", json!("")),
        ("last_name", json!("")),
        ("time_left", json!(left.as_secs())),
        ("timestamp", json!(seconds(context.now))),
        ("valid", json!(1)),
    ] {
        info[name] = value;
    }
    info
}

/// The user of a session, as the GUI shows it.
pub(super) fn whose(user: &User) -> Value {
    json!({
        "admin_adom": user.adoms.first().map_or("root", String::as_str),
        "admin_prof": user.profile,
        "admin_user": user.name,
        "adom_list": user.adoms,
        "adom_override": 0,
        "login_user": user.name,
    })
}
