//! Taking and releasing locks, and information about them.

use serde_json::{Value, json};

use super::{AdomMode, adom, is_about, is_dirty, mode_if_on, release};
use crate::clock::seconds;
use crate::fault::Injected;
use crate::fmg::State;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::lock::{Lock, Scope, policies};
use crate::fmg::named::number;
use crate::fmg::object::object;
use crate::fmg::scope::{ADOMS, GLOBAL, adom_of, database, packages};
use crate::fmg::session::Sid;
use crate::fmg::status::{COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, LOCK_REQUIRED, Refusal, WORKSPACE_LOCKED};
use crate::fmg::store::Row;

pub(super) fn lock(context: &mut Context<'_>, scope: Scope) -> Outcome {
    let adom = adom(context);
    // In workflow mode a session locks the whole ADOM: documents show no other lock there.
    if mode_if_on(context.state, adom)? == AdomMode::Workflow && scope != Scope::Adom {
        return Err(COMMAND_INVALID_FOR_URL);
    }
    if context.injected == Some(Injected::LockedByAnother) {
        return Err(WORKSPACE_LOCKED);
    }
    exists(context, adom, &scope)?;
    let workspace = &mut context.state.workspace;
    if matches!(scope, Scope::Policy(..)) && !workspace.per_policy_lock {
        return Ok(Answer::done());
    }
    if matches!(scope, Scope::Object(..)) && !workspace.locks.allow_objects(adom, context.caller.sid) {
        return Err(LOCK_REQUIRED);
    }
    let taken = workspace.locks.take(adom, scope, context.caller, context.now);
    taken.map_err(|_| WORKSPACE_LOCKED)?;
    Ok(Answer::done())
}

/// Checks that the target of a lock exists. An object need not exist: a lock precedes its creation.
fn exists(context: &Context<'_>, adom: &str, scope: &Scope) -> Result<(), Refusal> {
    let row = |table: &str, key: &str| context.state.store.row(context.caller.sid, table, key).is_some();
    let exists = match scope {
        Scope::Adom | Scope::Object(..) => true,
        Scope::Device(device) => adom_of(context.state, context.caller, device) == Some(adom),
        Scope::Package(package) => row(&packages(adom), package),
        Scope::Policy(package, id) => row(&policies(adom, package), id),
    };
    if exists { Ok(()) } else { Err(DATA_INVALID_FOR_URL) }
}

/// Releases a lock. Without a lock the status is 0, too.
pub(super) fn unlock(context: &mut Context<'_>, scope: &Scope) -> Outcome {
    let adom = adom(context);
    mode_if_on(context.state, adom)?;
    release(context.state, adom, scope, context.caller.sid, context.now);
    Ok(Answer::done())
}

/// Answers with the locks of an ADOM, or with the lock on one target in it. Without a lock, there is no data.
pub(super) fn info(context: &mut Context<'_>, scope: &Scope) -> Outcome {
    let adom = adom(context);
    mode_if_on(context.state, adom)?;
    let state = &*context.state;
    let locks = state
        .workspace
        .locks
        .in_adom(adom)
        .iter()
        .filter(|lock| is_about(scope, lock));
    let rows: Vec<_> = locks.map(|lock| Value::Object(row(state, adom, lock, scope))).collect();
    if rows.is_empty() {
        return Ok(Answer::done());
    }
    Ok(Answer::data(rows))
}

/// A lock as captures show it. The numbers of target kinds, other than those of an ADOM and a package, are made up.
fn row(state: &State, adom: &str, lock: &Lock, asked: &Scope) -> Row {
    let kind = match lock.scope {
        Scope::Adom => number("LockType", "adom"),
        Scope::Package(_) => number("LockType", "pkg"),
        Scope::Device(_) => Some(3),
        Scope::Policy(..) => Some(4),
        Scope::Object(..) => Some(5),
    };
    let database = match lock.scope {
        Scope::Device(_) => "device",
        _ if adom == GLOBAL => "global",
        _ => "adom",
    };
    let dirty = u8::from(is_dirty(state, adom, &lock.scope, lock.sid));
    let mut row = object([
        ("db_mode", json!(number("LockDatabase", database))),
        ("dev_oid", oid(state, ADOMS, adom)),
        ("dirty", json!(dirty)),
        ("flags", json!(dirty)),
        ("lock_sid", json!(lock.sid.0)),
        ("lock_time", json!(seconds(lock.taken))),
        ("lock_user", json!(lock.user)),
        ("obj_cat", json!(0)),
        ("obj_oid", locked_oid(state, adom, &lock.scope)),
        ("obj_url", json!(lock.scope.path())),
        ("type", json!(kind)),
        ("wfsid", json!(state.workflows.entered(adom, lock.sid).unwrap_or(0))),
    ]);
    if *asked == Scope::Adom {
        let unsaved = is_dirty(state, adom, &Scope::Adom, lock.sid);
        row.insert("adom_dirty".to_owned(), json!(u8::from(unsaved)));
    }
    row
}

fn locked_oid(state: &State, adom: &str, scope: &Scope) -> Value {
    match scope {
        Scope::Adom => json!(0),
        Scope::Device(device) => oid(state, crate::fmg::scope::DEVICES, device),
        Scope::Package(package) => oid(state, &packages(adom), package),
        Scope::Policy(package, id) => oid(state, &policies(adom, package), id),
        Scope::Object(table, key) => {
            let table = format!("/pm/config/{}/obj/{table}", database(adom));
            oid(state, &table, key)
        }
    }
}

/// The object id of a row; 0 for one that has none.
fn oid(state: &State, table: &str, key: &str) -> Value {
    let row = state.store.row(Sid::NONE, table, key);
    row.and_then(|row| row.get("oid")).cloned().unwrap_or(json!(0))
}
