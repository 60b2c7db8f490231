//! Commands of the device manager: adding, deleting, refreshing and retrieving devices.
//!
//! A command on one device works at once. With the flags `create_task` and `nonblocking`, a task does the work after
//! the reply. On a list of devices, `create_task` is enough. Each line of the task has its effect when it ends.
//!
//! At every address is a FortiGate that lets FortiManager log in, unless a test decides otherwise.

mod add;
mod change;
mod cluster;
mod commands;
mod group;
mod handle;
mod probe;
mod rename;
mod work;

use self::change::Change;
pub(super) use self::group::check_members;
pub use self::handle::ProbeFailure;
use self::probe::Probes;
pub(super) use self::rename::{renamed, vdom_removed};
pub(super) use self::work::settle;
use self::work::{Background, Command};
use super::answer::{Answer, Context, Outcome};
use super::scope::{self, ADOMS};
use super::status::{DATA_INVALID_FOR_URL, LOCK_REQUIRED, NO_OBJECT, NO_PERMISSION, Refusal};
use super::workspace::{AdomMode, mode};
use crate::generated::fmg::calls::Dvm;

/// The commands in the background, and the settings of tests.
#[derive(Debug, Default)]
pub(super) struct Commands {
    background: Vec<Background>,
    probes: Probes,
}

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Dvm) -> Outcome {
    match call {
        Dvm::AddDevice => add::device(context),
        Dvm::AddDevices => add::devices(context),
        Dvm::DiscoverDevice => add::discover(context),
        Dvm::DeleteDevice => change::device(context, Change::Delete),
        Dvm::DeleteDevices => change::devices(context, &Change::Delete, "del-dev-member-list"),
        Dvm::UpdateDevice => change::device(context, Change::Refresh),
        Dvm::UpdateDevices => change::devices(context, &Change::Refresh, "update-dev-member-list"),
        Dvm::ReloadDevices => change::devices(context, &Change::Retrieve, "reload-dev-member-list"),
        Dvm::ReplaceSerialNumber => change::replace_serial_number(context),
        // No document shows an effect on the database.
        Dvm::LinkModelDevice | Dvm::ReclaimTunnel => Ok(done()),
        Dvm::RunCommands => commands::run(context),
        Dvm::ChangePrimary => cluster::change_primary(context),
        Dvm::UpdateCluster => cluster::update(context),
        Dvm::AddGroupMembers => group::change_members(context, group::MemberChange::Add),
        Dvm::DeleteGroupMembers => group::change_members(context, group::MemberChange::Delete),
        Dvm::GroupByTask => group::by_task(context),
    }
}

/// Reads the ADOM and the flags of a command, and checks that the caller may run it.
fn command(context: &Context<'_>) -> Result<Command, Refusal> {
    let adom = context.text("adom").ok_or(DATA_INVALID_FOR_URL)?;
    if !context.caller.user.may_enter(adom) {
        return Err(NO_PERMISSION);
    }
    if context.state.store.row(context.caller.sid, ADOMS, adom).is_none() {
        return Err(NO_OBJECT);
    }
    // No document shows the refusal without the lock. Its code is the one of the device manager for a missing lock.
    let locked = context.state.workspace.locks.holds_adom(adom, context.caller.sid);
    if mode(context.state, adom) != AdomMode::Off && !locked {
        return Err(LOCK_REQUIRED);
    }
    Ok(Command::new(context, adom))
}

/// The table of the device groups of an ADOM.
fn groups(adom: &str) -> String {
    format!("/dvmdb/{}/group", scope::database(adom))
}

/// The answer of a command without a task and without data.
fn done() -> Answer {
    Answer::done()
}
