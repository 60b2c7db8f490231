//! Workspaces: locks, drafts and commits.
//!
//! Writes under a lock go into the session's draft, which no other session sees. A commit of the scope makes the
//! changes visible to all. Releasing the lock without a commit, or losing the session, discards them.

mod answer;
mod handle;
mod locking;
mod mode;
mod saving;

use std::time::SystemTime;

pub(super) use self::answer::answer;
pub use self::handle::LockView;
pub use self::mode::WorkspaceMode;
pub(super) use self::mode::{AdomMode, mode};
use super::answer::Context;
use super::lock::{Lock, Locks, Scope};
use super::place::Place;
use super::scope::adom_of;
use super::session::Sid;
use super::status::{COMMAND_INVALID_FOR_URL, NO_WORKFLOW_SESSION_PERMISSION, NO_WRITE_PERMISSION, Refusal};
use super::store::Hold;
use super::{State, install};
use crate::fault::Injected;

/// The locks, with their settings.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) mode: WorkspaceMode,
    /// Whether single policies can be locked: `per-policy-lock`. If not, the call that locks one still has the status
    /// 0.
    pub(super) per_policy_lock: bool,
    /// Whether a commit starts a task. Documents show replies with and without one.
    pub(super) commit_starts_task: bool,
    pub(super) locks: Locks,
}

/// The session of an administrator who does not use this program's APIs, such as at the GUI.
pub(super) const OTHER_SESSION: Sid = Sid(1);

/// Checks whether the caller may write to a target now, and returns where the write goes.
pub(super) fn hold(context: &Context<'_>, place: Place<'_>) -> Result<Hold, Refusal> {
    // The device manager's own tables, such as the list of ADOMs, need no lock.
    if !place.table.starts_with("/pm/") {
        return Ok(Hold::Free);
    }
    if context.injected == Some(Injected::LockedByAnother) {
        return Err(NO_WRITE_PERMISSION);
    }
    let state = &*context.state;
    let sid = context.caller.sid;
    let adom = place.adom.or_else(|| adom_of(state, context.caller, place.device?));
    let Some(adom) = adom else {
        return Ok(Hold::Free);
    };
    match mode(state, adom) {
        AdomMode::Off => Ok(Hold::Free),
        _ if !state.workspace.locks.allow(adom, sid, place.table, place.key) => Err(NO_WRITE_PERMISSION),
        AdomMode::Workflow if state.workflows.entered(adom, sid).is_none() => Err(NO_WORKFLOW_SESSION_PERMISSION),
        AdomMode::Normal | AdomMode::Workflow => Ok(Hold::Draft(sid)),
    }
}

/// Releases all locks of a session. Its uncommitted changes are lost.
pub(super) fn session_ended(state: &mut State, sid: Sid) {
    state.workspace.locks.release_all(sid);
    state.workflows.leave_all(sid);
    state.store.discard(sid, |_, _| true);
}

/// Takes over an ADOM's lock, or a lock within the ADOM, for another session.
pub(super) fn take_over(state: &mut State, adom: &str, lock: Lock) {
    let now = lock.taken;
    let locks = &state.workspace.locks;
    let losers: Vec<_> = locks.in_adom(adom).iter().map(|own| own.sid).collect();
    state.workspace.locks.take_over(adom, lock);
    for sid in losers {
        drop_unlocked(state, adom, sid, now);
    }
}

/// Releases a lock of a session, if it holds it.
pub(super) fn release(state: &mut State, adom: &str, scope: &Scope, sid: Sid, now: SystemTime) {
    if state.workspace.locks.release(adom, scope, sid) {
        drop_unlocked(state, adom, sid, now);
    }
}

/// Discards a session's changes in an ADOM that its locks no longer cover. Installations that need the locks fail.
fn drop_unlocked(state: &mut State, adom: &str, sid: Sid, now: SystemTime) {
    install::lock_released(state, adom, sid, now);
    let belongs = belongs(state, adom);
    let locks = &state.workspace.locks;
    if !locks.holds_adom(adom, sid) {
        state.workflows.leave(adom, sid);
    }
    state.store.discard(sid, |table, key| {
        belongs(table) && !locks.allow(adom, sid, table, Some(key))
    });
}

/// Returns a function that tells whether a table belongs to an ADOM: to its own database, or to that of a device in it.
pub(super) fn belongs(state: &State, adom: &str) -> impl Fn(&str) -> bool + use<> {
    let devices = state.store.committed(super::scope::DEVICES);
    let devices = devices
        .into_iter()
        .flat_map(super::store::Table::iter)
        .filter(|(_, device)| {
            let own = device.get("extra info").and_then(|info| info.get("adom"));
            own.is_some_and(|own| own == adom)
        });
    let mut below = vec![format!("/pm/config/{}/", super::scope::database(adom))];
    below.extend(devices.map(|(name, _)| format!("/pm/config/device/{}/", super::url::escaped(name))));
    let packages = super::scope::packages(adom);
    move |table| table == packages || below.iter().any(|prefix| table.starts_with(prefix))
}

/// The ADOM that a call names, or the global database.
fn adom<'a>(context: &Context<'a>) -> &'a str {
    context.found.capture("adom").unwrap_or(super::scope::GLOBAL)
}

/// The mode of an ADOM. If workspace mode is off, calls of this group are refused with -9.
fn mode_if_on(state: &State, adom: &str) -> Result<AdomMode, Refusal> {
    match mode(state, adom) {
        AdomMode::Off => Err(COMMAND_INVALID_FOR_URL),
        mode => Ok(mode),
    }
}

/// Whether a session has uncommitted changes in an ADOM that a scope covers.
fn is_dirty(state: &State, adom: &str, scope: &Scope, sid: Sid) -> bool {
    let belongs = belongs(state, adom);
    if let Some(saved) = state.workflows.saved(adom, sid) {
        return *scope == Scope::Adom && !state.store.changes(sid, belongs).same_as(saved);
    }
    state
        .store
        .is_dirty(sid, |table, key| belongs(table) && scope.covers(adom, table, Some(key)))
}

/// Whether a reply about a scope shows a lock.
fn is_about(scope: &Scope, lock: &Lock) -> bool {
    *scope == Scope::Adom || lock.scope == *scope
}
