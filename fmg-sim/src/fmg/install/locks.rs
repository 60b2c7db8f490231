//! The locks that an installation needs until its task is over.

use std::time::SystemTime;

use super::Call;
use super::targets::{Install, Target};
use crate::fault::Injected;
use crate::fmg::State;
use crate::fmg::answer::Context;
use crate::fmg::check::list;
use crate::fmg::lock::{Locks, Scope};
use crate::fmg::session::Sid;
use crate::fmg::task::Cause;
use crate::fmg::workspace::{AdomMode, mode, release};

/// The locks that an installation needs: of each set, one.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    adom: String,
    sets: Vec<Vec<Scope>>,
}

/// Whether a session may install.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// The ADOM needs no locks.
    Free,
    /// The session holds the locks.
    Held,
    /// The session does not hold the locks.
    Missing,
    /// The installation locks the ADOM itself: the flag `auto_lock_ws`.
    Auto,
    /// It cannot lock the ADOM, because somebody has a lock in it: another session, or this one.
    AutoBlocked,
}

/// A running task, and the locks that it holds.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    pub(super) task: u64,
    sid: Sid,
    needs: Needs,
    /// Whether the lock on the ADOM is released at the end of the task.
    releases: bool,
}

impl Needs {
    pub(super) fn of_package(adom: &str, path: &str) -> Self {
        Self {
            adom: adom.to_owned(),
            sets: vec![vec![Scope::Adom, Scope::Package(path.to_owned())]],
        }
    }

    /// A lock on one of several packages is not enough.
    pub(super) fn of_packages(adom: &str, installs: &[Install]) -> Self {
        match installs {
            [
                Install {
                    package: Some(path), ..
                },
            ] => Self::of_package(adom, path),
            _ => Self::of_adom(adom),
        }
    }

    pub(super) fn of_devices(adom: &str, targets: &[Target]) -> Self {
        let set = |target: &Target| vec![Scope::Adom, Scope::Device(target.device.clone())];
        Self {
            adom: adom.to_owned(),
            sets: targets.iter().map(set).collect(),
        }
    }

    fn of_adom(adom: &str) -> Self {
        Self {
            adom: adom.to_owned(),
            sets: vec![vec![Scope::Adom]],
        }
    }

    /// Whether a session holds one lock of each set.
    fn are_met(&self, locks: &Locks, sid: Sid) -> bool {
        let holds = |scope: &Scope| locks.of(&self.adom, sid).any(|lock| lock.scope == *scope);
        self.sets.iter().all(|set| set.iter().any(holds))
    }
}

/// Whether the caller may install.
pub(super) fn right(context: &Context<'_>, needs: &Needs) -> Right {
    if context.injected == Some(Injected::LockedByAnother) {
        return Right::Missing;
    }
    let (state, sid) = (&*context.state, context.caller.sid);
    let locks = &state.workspace.locks;
    let flags = context.data("flags").map(list).unwrap_or_default();
    match mode(state, &needs.adom) {
        AdomMode::Off => Right::Free,
        AdomMode::Normal | AdomMode::Workflow if flags.iter().any(|flag| flag == "auto_lock_ws") => {
            // That the session's own lock on the whole ADOM is no obstacle is an assumption.
            let mut others = locks.in_adom(&needs.adom).iter();
            if others.all(|lock| lock.sid == sid && lock.scope == Scope::Adom) {
                Right::Auto
            } else {
                Right::AutoBlocked
            }
        }
        AdomMode::Normal | AdomMode::Workflow if needs.are_met(locks, sid) => Right::Held,
        AdomMode::Normal | AdomMode::Workflow => Right::Missing,
    }
}

/// Ties the task to the locks that it needs, and takes the one of `auto_lock_ws`.
pub(super) fn hold(context: &mut Context<'_>, call: &Call, right: Right, task: u64) {
    let (needs, releases) = match right {
        Right::Held => (call.needs.clone(), false),
        Right::Auto => {
            let locks = &mut context.state.workspace.locks;
            let held = locks.holds_adom(&call.adom, context.caller.sid);
            let taken = locks.take(&call.adom, Scope::Adom, context.caller, context.now);
            (Needs::of_adom(&call.adom), taken.is_ok() && !held)
        }
        Right::Free | Right::Missing | Right::AutoBlocked => return,
    };
    let sid = context.caller.sid;
    context.state.installs.holding.push(Holding {
        task,
        sid,
        needs,
        releases,
    });
}

/// Makes the tasks of a session fail that have lost a lock in an ADOM.
pub(in crate::fmg) fn lock_released(state: &mut State, adom: &str, sid: Sid, now: SystemTime) {
    let locks = &state.workspace.locks;
    let of_session = |own: &&Holding| own.sid == sid && own.needs.adom == adom;
    let own = state.installs.holding.iter().filter(of_session);
    let lost: Vec<_> = own.filter(|own| !own.needs.are_met(locks, sid)).collect();
    for task in lost.into_iter().map(|own| own.task) {
        state.tasks.stop(task, Cause::LockReleased, now);
    }
}

/// Releases the locks of tasks that are over.
pub(super) fn settle(state: &mut State, now: SystemTime) {
    let is_over = |own: &Holding| state.tasks.view(own.task, now).is_none_or(|task| task.state.is_over());
    let (over, running): (Vec<_>, Vec<_>) = state.installs.holding.drain(..).partition(is_over);
    state.installs.holding = running;
    for own in over.into_iter().filter(|own| own.releases) {
        release(state, &own.needs.adom, &Scope::Adom, own.sid, now);
    }
}
