//! Clusters: their units, and which of them is the primary one.

use serde_json::{Value, json};

use super::change::{self, Change};
use super::{command, done};
use crate::fmg::answer::{Context, Outcome};
use crate::fmg::oid;
use crate::fmg::scope::DEVICES;
use crate::fmg::shape::integer;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};
use crate::fmg::store::{Hold, Row};

/// The member of a device with the units of its cluster.
const UNITS: &str = "ha_slave";

/// Makes another unit the primary one.
pub(super) fn change_primary(context: &mut Context<'_>) -> Outcome {
    let command = command(context)?;
    let unit = context.data("new_master").cloned().ok_or(DATA_INVALID_FOR_URL)?;
    let given = context.data("device").ok_or(DATA_INVALID_FOR_URL)?;
    let name = match given.get("oid").or(Some(given)).and_then(integer) {
        Some(oid) => oid::device(context.state, context.caller, oid)?.name.to_owned(),
        None => given.as_str().ok_or(DATA_INVALID_FOR_URL)?.to_owned(),
    };
    let job = change::job(context.state, &command.adom, name, Change::MakePrimary(unit));
    command.run(context, "Change HA sequence", job, |_| None)
}

/// Whether a unit has this name or object id.
fn is(unit: &Value, wanted: &Value) -> bool {
    let same_oid = || {
        unit.get("oid")
            .and_then(integer)
            .is_some_and(|oid| Some(oid) == integer(wanted))
    };
    unit.get("name") == Some(wanted) || same_oid()
}

/// The unit of a cluster with this name or object id.
pub(super) fn unit<'r>(cluster: &'r Row, wanted: &Value) -> Result<&'r Value, Refusal> {
    let units = cluster.get(UNITS).and_then(Value::as_array).into_iter().flatten();
    units.into_iter().find(|unit| is(unit, wanted)).ok_or(NO_OBJECT)
}

/// Sets the roles of the units.
pub(super) fn make_primary(cluster: &mut Row, wanted: &Value) {
    let units = cluster.get_mut(UNITS).and_then(Value::as_array_mut);
    for unit in units.into_iter().flatten() {
        let role = if is(unit, wanted) { "master" } else { "slave" };
        unit["role"] = json!(role);
    }
}

/// Changes the units of a cluster.
pub(super) fn update(context: &mut Context<'_>) -> Outcome {
    let name = context.text("name").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    oid::device_named(context.state, context.caller, &name)?;
    let given = ["ha_group_name", "ha_mode", UNITS].map(|member| (member, context.data(member).cloned()));
    let devices = context.state.store.edit(Hold::Free, DEVICES);
    let row = devices.row_mut(&name).ok_or(NO_OBJECT)?;
    for (member, value) in given {
        if let Some(value) = value {
            row.insert(member.to_owned(), value);
        }
    }
    Ok(done())
}
