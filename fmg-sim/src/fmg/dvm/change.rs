//! Deleting, refreshing, retrieving and authorising devices.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::work::{Effect, Job, target};
use super::{cluster, command, done, groups, probe};
use crate::clock::seconds;
use crate::fmg::State;
use crate::fmg::answer::{Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::scope::{self, DEVICES};
use crate::fmg::session::Sid;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, Refusal, SERIAL_NUMBER_IN_USE};
use crate::fmg::store::{Hold, Table};
use crate::fmg::url;

/// A change of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Delete,
    /// Reads its state from it.
    Refresh,
    /// Reads its configuration from it.
    Retrieve,
    /// Makes the unit with this name or object id the primary one.
    MakePrimary(Value),
    /// Moves it from the unregistered devices to an ADOM.
    Authorize {
        adom: String,
        mode: String,
    },
}

impl Change {
    /// The title of the task. A capture shows that of a deletion.
    fn title(&self) -> &'static str {
        match self {
            Self::Delete => "deldevtitle",
            Self::Refresh => "Update device",
            Self::Retrieve => "Retrieve configuration",
            Self::MakePrimary(_) => "Change HA sequence",
            Self::Authorize { .. } => "Add device",
        }
    }
}

/// Changes one device.
pub(super) fn device(context: &mut Context<'_>, change: Change) -> Outcome {
    let command = command(context)?;
    let name = context.text("device").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let title = change.title();
    let job = job(context.state, &command.adom, name, change);
    command.run(context, title, job, |_| None)
}

/// Changes the devices that a member of the call lists.
pub(super) fn devices(context: &mut Context<'_>, change: &Change, member: &str) -> Outcome {
    let command = command(context)?;
    let given = context.data(member).map(list).unwrap_or_default();
    let names: Vec<String> = given
        .iter()
        .filter_map(|device| Some(device.get("name")?.as_str()?.to_owned()))
        .collect();
    let title = change.title();
    let job = |name| job(context.state, &command.adom, name, change.clone());
    let jobs: Vec<_> = names.into_iter().map(job).collect();
    Ok(command.run_all(context, title, jobs))
}

pub(super) fn job(state: &State, adom: &str, device: String, change: Change) -> Job {
    let target = target(state, &device);
    let effect = check(state, adom, &device, &change).map(|()| Effect::Change { device, change });
    Job { target, effect }
}

fn check(state: &State, adom: &str, device: &str, change: &Change) -> Result<(), Refusal> {
    let row = state.store.row(Sid::NONE, DEVICES, device);
    let row = row.filter(|row| scope::adom_of_row(row) == Some(adom));
    let row = row.ok_or(NO_OBJECT)?;
    match change {
        Change::Refresh | Change::Retrieve => probe::connect(state, row),
        Change::MakePrimary(unit) => cluster::unit(row, unit).map(drop),
        Change::Delete | Change::Authorize { .. } => Ok(()),
    }
}

/// Changes a device. It may have been deleted while the command worked in the background.
pub(super) fn apply(state: &mut State, device: &str, change: &Change, now: SystemTime) {
    if *change == Change::Delete {
        delete(state, device);
        return;
    }
    let Some(row) = state.store.edit(Hold::Free, DEVICES).row_mut(device) else {
        return;
    };
    if let Change::MakePrimary(unit) = change {
        cluster::make_primary(row, unit);
        return;
    }
    let mut set = |name: &str, value: Value| {
        row.insert(name.to_owned(), value);
    };
    match change {
        Change::Refresh => set("last_checked", json!(seconds(now))),
        Change::Retrieve => {
            set("last_checked", json!(seconds(now)));
            set("last_resync", json!(seconds(now)));
            set("conf_status", json!("insync"));
            set("db_status", json!("nomod"));
            set("dev_status", json!("retrieved"));
        }
        Change::Authorize { adom, mode } => {
            set("extra info", json!({ "adom": adom }));
            set("mgmt_mode", json!(mode));
        }
        Change::Delete | Change::MakePrimary(_) => {}
    }
}

/// Deletes a device with its configuration, and as a member of groups and packages.
fn delete(state: &mut State, device: &str) {
    let Some(row) = state.store.edit(Hold::Free, DEVICES).remove(device) else {
        return;
    };
    let prefix = format!("/pm/config/device/{}/", url::escaped(device));
    state.store.clear_below(Hold::Free, &prefix);
    if let Some(adom) = scope::adom_of_row(&row) {
        forget(state, &groups(adom), "object member", device);
        forget(state, &scope::packages(adom), "scope member", device);
    }
}

/// Removes a device from a list of members in each row of a table.
fn forget(state: &mut State, table: &str, member: &str, device: &str) {
    let rows = state.store.committed(table).into_iter().flat_map(Table::iter);
    let names = |value: &Value| value.get("name").is_some_and(|own| own == device);
    let affected = rows.filter(|(_, row)| row.get(member).is_some_and(|members| list(members).iter().any(names)));
    let keys: Vec<_> = affected.map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        let row = state.store.edit(Hold::Free, table).row_mut(&key);
        if let Some(Value::Array(members)) = row.and_then(|row| row.get_mut(member)) {
            members.retain(|own| !names(own));
        }
    }
}

/// Gives a device another serial number. No document says that this needs a lock.
pub(super) fn replace_serial_number(context: &mut Context<'_>) -> Outcome {
    let device = context.capture("device").to_owned();
    let serial = context.text("sn").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let adom = scope::adom_of(context.state, context.caller, &device).ok_or(NO_OBJECT)?;
    if !context.caller.user.may_enter(adom) {
        return Err(NO_PERMISSION);
    }
    if has_serial_number(context.state, &serial) {
        return Err(SERIAL_NUMBER_IN_USE);
    }
    let devices = context.state.store.edit(Hold::Free, DEVICES);
    let row = devices.row_mut(&device).ok_or(NO_OBJECT)?;
    row.insert("sn".to_owned(), json!(serial));
    Ok(done())
}

fn has_serial_number(state: &State, serial: &str) -> bool {
    let mut devices = state.store.committed(DEVICES).into_iter().flat_map(Table::iter);
    devices.any(|(_, row)| row.get("sn").is_some_and(|own| own == serial))
}
