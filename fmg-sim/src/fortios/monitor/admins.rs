//! Administrators: their keys, passwords and sessions.

use serde_json::{Value, json};

use super::{MonitorCall, Outcome, number};
use crate::clock::seconds;
use crate::fortios::cmdb::{MANAGEMENT, Row, put};
use crate::fortios::refusal::{Code, Refusal};
use crate::fortios::state::State;

/// Generates a new key for an API user. The old one is no longer valid.
pub(super) fn generate_key(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let user = ask.text("api-user").unwrap_or_default().to_owned();
    if state.store.row(MANAGEMENT, "system/api-user", &user).is_none() {
        return Err(Refusal {
            code: Some(Code::EntryNotFound),
            ..Refusal::http(424)
        });
    }
    let key = state.new_key();
    set(state, "system/api-user", &user, "api-key", &key)?;
    state.tokens.retain(|_, own| *own != user);
    state.tokens.insert(key.clone(), user);
    // The summary of the call says `api_key`, but programs read this member.
    Ok(Outcome::Results(json!({"access_token": key})))
}

/// Changes a password. Administrators need their own old password; only `super_admin` may change another's.
pub(super) fn change_password(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let own = ask.caller.session(state).map(|session| session.admin.clone());
    let name = ask
        .text("mkey")
        .map(str::to_owned)
        .or_else(|| own.clone())
        .unwrap_or_default();
    let new = ask.text("new_password").unwrap_or_default();
    let admin = state.admin(&name).ok_or_else(|| Refusal::http(424))?;
    let is_right = admin.get("password").and_then(Value::as_str) == ask.text("old_password");
    if own.as_ref() != Some(&name) && !ask.rights.is_super() {
        return Err(Refusal::forbidden());
    }
    if new.is_empty() || own.as_ref() == Some(&name) && !is_right {
        return Err(Refusal::http(424));
    }
    set(state, "system/admin", &name, "password", new)?;
    set(state, "system/admin", &name, "force-password-change", "disable")?;
    Ok(Outcome::Results(json!({})))
}

/// Lists the administrators who are logged in.
pub(super) fn current(state: &State) -> Outcome {
    let rows = state.sessions.open_ones().into_iter().map(|session| {
        let profile = state.admin(&session.admin).and_then(|admin| admin.get("accprofile"));
        json!({
            "id": session.id, "admin": session.admin, "method": "https", "profile": profile, "vdom": MANAGEMENT,
            "srcaddr": "127.0.0.1", "login_time": seconds(session.since),
        })
    });
    Outcome::Results(rows.collect())
}

/// Disconnects administrators by the ids of their sessions.
pub(super) fn disconnect(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let several = ask.list("admins").iter().filter_map(|admin| number(admin.get("id")?));
    let ids: Vec<u64> = several
        .chain(ask.number("id"))
        .filter_map(|id| u64::try_from(id).ok())
        .collect();
    if ids.is_empty() {
        return Err(Refusal::http(424));
    }
    state.sessions.retain(|session| !ids.contains(&session.id));
    Ok(Outcome::Results(json!({})))
}

/// Restarts the device at once, which ends all sessions.
pub(super) fn restart(state: &mut State) -> Outcome {
    state.sessions.retain(|_| false);
    Outcome::Results(json!({}))
}

fn set(state: &mut State, table: &str, mkey: &str, name: &str, value: &str) -> Result<(), Refusal> {
    let row = Row::from_iter([("name".to_owned(), json!(mkey)), (name.to_owned(), json!(value))]);
    put(&mut state.store, MANAGEMENT, table, &row, String::new()).map_err(|_| Refusal::http(424))
}
