//! Adding devices, model devices among them, and authorising devices.

use std::collections::BTreeSet;
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::change::Change;
use super::work::{Effect, Job, target};
use super::{command, group, probe};
use crate::fmg::State;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::named::{names_in, number};
use crate::fmg::scope::DEVICES;
use crate::fmg::seed;
use crate::fmg::session::Sid;
use crate::fmg::shape::{integer, shown_row};
use crate::fmg::status::{
    ALREADY_MANAGED, DATA_INVALID_FOR_URL, INVALID_ARGUMENT, NAME_IN_USE, NOT_EXIST, PRE_SHARED_KEY_EXISTS, Refusal,
    SERIAL_NUMBER_IN_USE,
};
use crate::fmg::store::{Row, Table};

const TITLE: &str = "Add device";

/// Adds a device.
pub(super) fn device(context: &mut Context<'_>) -> Outcome {
    let command = command(context)?;
    let given = context.data("device").and_then(Value::as_object);
    let given = given.ok_or(DATA_INVALID_FOR_URL)?.clone();
    let groups = context.data("groups").map(list).unwrap_or_default();
    let groups: Vec<String> = groups
        .iter()
        .filter_map(|group| Some(group.get("name")?.as_str()?.to_owned()))
        .collect();
    group::check(context.state, &command.adom, &groups)?;
    let name = name_of(&given);
    let effect = prepare(context, &command.adom, &given, &BTreeSet::new());
    let effect = effect.map(|effect| match effect {
        Effect::Add { row, .. } => Effect::Add { row, groups },
        change @ Effect::Change { .. } => change,
    });
    let target = target(context.state, &name);
    let job = Job { target, effect };
    command.run(context, TITLE, job, |state| {
        let row = state.store.row(Sid::NONE, DEVICES, &name)?;
        Some(Value::Object(reported(state, row, &given)))
    })
}

/// Adds several devices.
pub(super) fn devices(context: &mut Context<'_>) -> Outcome {
    let command = command(context)?;
    let given = context.data("add-dev-list").map(list).unwrap_or_default().to_vec();
    let mut names = BTreeSet::new();
    let mut jobs = Vec::new();
    for given in given.iter().filter_map(Value::as_object) {
        let effect = prepare(context, &command.adom, given, &names);
        let name = name_of(given);
        let target = target(context.state, &name);
        names.insert(name);
        jobs.push(Job { target, effect });
    }
    Ok(command.run_all(context, TITLE, jobs))
}

/// Connects to a device, and answers with the facts that it states.
pub(super) fn discover(context: &mut Context<'_>) -> Outcome {
    let given = context.data("device").and_then(Value::as_object);
    let given = given.ok_or(DATA_INVALID_FOR_URL)?;
    let ip = text(given, "ip").ok_or(INVALID_ARGUMENT)?;
    let found = probe::discover(context, ip)?;
    Ok(Answer::data(
        json!({ "device": reported(context.state, &found, given) }),
    ))
}

fn text<'r>(given: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    given.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// The name of a new device; without one, its serial number.
fn name_of(given: &Map<String, Value>) -> String {
    let name = text(given, "name").or_else(|| text(given, "sn"));
    name.unwrap_or_default().to_owned()
}

/// The effect of adding a device. `names`: those that the same command adds before.
fn prepare(
    context: &Context<'_>,
    adom: &str,
    given: &Map<String, Value>,
    names: &BTreeSet<String>,
) -> Result<Effect, Refusal> {
    let name = name_of(given);
    let state = &*context.state;
    match text(given, "device action") {
        Some("promote_unreg") => {
            let known = state.store.row(Sid::NONE, DEVICES, &name).ok_or(NOT_EXIST)?;
            if known.get("mgmt_mode").is_none_or(|mode| mode != "unreg") {
                return Err(ALREADY_MANAGED);
            }
            probe::connect(state, known)?;
            let mode = text(given, "mgmt_mode").unwrap_or("fmg").to_owned();
            let adom = adom.to_owned();
            let change = Change::Authorize { adom, mode };
            return Ok(Effect::Change { device: name, change });
        }
        Some("add_model") => {}
        Some(_) => return Err(INVALID_ARGUMENT),
        // The flag says the same, and some clients send nothing else.
        None if flags_of(given).contains("is_model") => {}
        None => {
            let ip = text(given, "ip").ok_or(INVALID_ARGUMENT)?;
            let mut row = probe::discover(context, ip)?;
            row.extend(kept(given));
            return addable(state, &name, row, names);
        }
    }
    if text(given, "sn").or_else(|| text(given, "psk")).is_none() {
        return Err(INVALID_ARGUMENT);
    }
    addable(state, &name, model(given), names)
}

/// Checks that no device has the name, the serial number or the pre-shared key of a new one, and returns the effect.
fn addable(state: &State, name: &str, mut row: Row, names: &BTreeSet<String>) -> Result<Effect, Refusal> {
    let is_taken = |member: &str| {
        let own = row.get(member).filter(|own| !own.is_null() && *own != "");
        let mut devices = state.store.table(Sid::NONE, DEVICES).into_iter().flat_map(Table::iter);
        own.is_some_and(|own| devices.any(|(_, row)| row.get(member) == Some(own)))
    };
    // A device that exists already is refused for its serial number, so this check precedes that of the name.
    if is_taken("sn") {
        return Err(SERIAL_NUMBER_IN_USE);
    }
    if name.is_empty() {
        return Err(INVALID_ARGUMENT);
    }
    if names.contains(name) || state.store.row(Sid::NONE, DEVICES, name).is_some() {
        return Err(NAME_IN_USE);
    }
    if is_taken("psk") {
        return Err(PRE_SHARED_KEY_EXISTS);
    }
    row.insert("name".to_owned(), json!(name));
    Ok(Effect::Add {
        row,
        groups: Vec::new(),
    })
}

/// The members of a request that are copied into the row of the device without change.
fn kept(given: &Map<String, Value>) -> impl Iterator<Item = (String, Value)> {
    const OWN: &[&str] = &[
        "device action",
        "device blueprint",
        "authorization template",
        "meta variables",
        "flags",
        "name",
    ];
    let kept = given.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone()))
}

/// The flags of a new device, which are a list of names or the sum of their bits.
fn flags_of(given: &Map<String, Value>) -> BTreeSet<&str> {
    let Some(flags) = given.get("flags") else {
        return BTreeSet::new();
    };
    match integer(flags) {
        Some(sum) => names_in("NewDeviceFlag", sum).collect(),
        None => list(flags).iter().filter_map(Value::as_str).collect(),
    }
}

/// The row of a model device, with the values that captures show.
fn model(given: &Map<String, Value>) -> Row {
    let mut flags = flags_of(given);
    flags.extend(["is_model", "linked_to_model"]);
    // It has no effect when a device is added.
    flags.remove("backup_mode");
    let hostname = text(given, "sn").or_else(|| text(given, "platform_str"));
    let major = given.get("os_ver").and_then(|version| {
        let text = version.as_str().map(|version| version.trim_end_matches(".0"));
        text.and_then(|major| major.parse().ok()).or_else(|| integer(version))
    });
    let mut row: Row = kept(given).collect();
    for (name, value) in [
        ("beta", json!(-1)),
        ("conf_status", json!("unknown")),
        ("conn_mode", json!("passive")),
        ("conn_status", json!("UNKNOWN")),
        ("db_status", json!("unknown")),
        ("dev_status", json!("unknown")),
        ("hostname", json!(hostname)),
        ("maxvdom", json!(10)),
        ("patch", json!(-1)),
        ("source", json!(1)),
        ("tab_status", json!("<unknown>")),
        ("version", json!(major.map(|major| major * 100))),
    ] {
        if !value.is_null() {
            row.entry(name).or_insert(value);
        }
    }
    row.insert("flags".to_owned(), json!(flags));
    row
}

/// Adds a device to the database of an ADOM, and to groups.
pub(super) fn apply(state: &mut State, adom: &str, given: &Row, groups: &[String], now: SystemTime) {
    let name = name_of(given);
    // Another command may have added the device while this one worked in the background.
    if state.store.row(Sid::NONE, DEVICES, &name).is_some() {
        return;
    }
    let mut row = given.clone();
    row.insert("extra info".to_owned(), json!({ "adom": adom }));
    row.insert("vdom".to_owned(), json!([{"name": "root", "oid": 3}]));
    if seed::put(state, DEVICES, &row, now).is_some() {
        for group in groups {
            group::add(state, adom, group, &json!({"name": name, "vdom": "root"}));
        }
    }
}

/// A device as the reply to a command shows it: with numbers, even if names were asked for, and without its VDOMs.
fn reported(state: &State, device: &Row, given: &Map<String, Value>) -> Row {
    const HIDDEN: &[&str] = &["extra info", "vdom", "conf_status", "db_status", "adm_pass", "psk"];
    let shape = seed::layout(&state.calls, DEVICES).row;
    let mut shown = shape.map_or_else(|| device.clone(), |shape| shown_row(&shape, device, false));
    shown.retain(|name, value| !HIDDEN.contains(&name.as_str()) && !value.is_null());
    if let Some(flags) = device.get("flags").map(list) {
        let bits = flags.iter().filter_map(|flag| number("NewDeviceFlag", flag.as_str()?));
        shown.insert("flags".to_owned(), json!(bits.fold(0, |sum, bit| sum | bit)));
    }
    // Captures repeat the secrets of the request.
    for name in ["adm_usr", "adm_pass", "psk"] {
        if let Some(secret) = text(given, name) {
            shown.insert(name.to_owned(), json!(secret));
        }
    }
    shown
}
