//! Scripts, their execution as tasks, and their logs.
//!
//! A script changes nothing: the simulator does not interpret commands of FortiOS. Its log has the commands, as captures
//! show it for scripts on databases, or the output that a test has decided.

mod handle;
mod log;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::log::{Log, Logs};
use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::scope::{self, DEVICES, database, packages};
use super::session::Sid;
use super::status::{DATA_INVALID_FOR_URL, INVALID_PARAMETER, NO_OBJECT, NO_PERMISSION, Refusal};
use super::store::Row;
use super::task::{LineResult, TaskPlan, TaskTarget};
use super::{State, oid, table};
use crate::generated::fmg::calls::Script;

/// The logs so far, and the settings of tests.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    logs: Logs,
    /// The output of scripts, by their names.
    outputs: BTreeMap<String, String>,
    /// The results of devices, by their names.
    results: BTreeMap<String, LineResult>,
}

/// The target of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    DeviceDatabase,
    RemoteDevice,
    AdomDatabase,
}

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Script) -> Outcome {
    match call {
        Script::Execute => execute(context),
        Script::LatestLog | Script::LatestLogOfDevice => log::latest(context),
        Script::Logs | Script::LogsOfDevice => Ok(log::summary(context)),
        Script::Log | Script::LogOfDevice => log::output(context),
        Script::List
        | Script::Get
        | Script::Add
        | Script::Set
        | Script::Update
        | Script::Delete
        | Script::ListObjects
        | Script::GetObject
        | Script::AddObject
        | Script::SetObject
        | Script::UpdateObject
        | Script::DeleteObject => table::answer(context),
    }
}

impl Kind {
    /// The target of a script: a word in the old table of scripts, a number in the new one, where unknown words are 0.
    fn of(script: &Row) -> Self {
        match script.get("target") {
            Some(Value::String(word)) => match word.as_str() {
                "remote_device" | "1" => Self::RemoteDevice,
                "adom_database" | "adomdb" | "2" => Self::AdomDatabase,
                _ => Self::DeviceDatabase,
            },
            Some(number) if *number == 1 => Self::RemoteDevice,
            Some(number) if *number == 2 => Self::AdomDatabase,
            _ => Self::DeviceDatabase,
        }
    }
}

/// The script with a name, in the new table of scripts or in the old one.
fn script<'c>(context: &'c Context<'_>, adom: &str, name: &str) -> Option<&'c Row> {
    let tables = [
        format!("/pm/config/{}/obj/fmg/script", database(adom)),
        format!("/dvmdb/{}/script", database(adom)),
    ];
    let mut found = tables
        .iter()
        .filter_map(|table| context.state.store.row(context.caller.sid, table, name));
    found.next()
}

fn execute(context: &mut Context<'_>) -> Outcome {
    let adom = context.adom().to_owned();
    if context
        .text("adom")
        .is_some_and(|own| !context.caller.user.may_enter(own))
    {
        return Err(NO_PERMISSION);
    }
    let name = context.text("script").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let row = script(context, &adom, &name).ok_or(NO_OBJECT)?;
    let kind = Kind::of(row);
    let commands = row
        .get("content")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let devices = targets(context, &adom, kind)?;
    let mut plan = TaskPlan::new(format!("Run script {name}"))
        .source("script installation")
        .user(context.caller.user.name())
        .adom(oid::of_adom(context.state, context.caller, &adom))
        .session(context.caller.sid);
    let mut ran_on = Vec::new();
    match kind {
        Kind::AdomDatabase => {
            plan = plan.target(TaskTarget::new(adom.as_str()));
            ran_on.push(None);
        }
        Kind::DeviceDatabase | Kind::RemoteDevice => {
            for device in devices {
                plan = plan.target(line(context.state, &device, kind));
                ran_on.push(Some(device));
            }
        }
    }
    let plan = plan.injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    let output = context.state.scripts.outputs.get(&name).cloned();
    for (at, device) in ran_on.into_iter().enumerate() {
        context.state.scripts.logs.add(Log {
            adom: adom.clone(),
            device,
            task,
            line: at,
            script: name.clone(),
            commands: commands.clone(),
            output: output.clone(),
            is_remote: kind == Kind::RemoteDevice,
        });
    }
    Ok(Answer::data(json!({ "task": task })))
}

/// The devices that a script runs on. A scope or a package that does not fit its target is refused.
fn targets(context: &Context<'_>, adom: &str, kind: Kind) -> Result<Vec<String>, Refusal> {
    let members = context.data("scope").map(list).unwrap_or_default();
    let package = context.data("package").filter(|package| !package.is_null());
    if kind == Kind::AdomDatabase {
        if !members.is_empty() {
            return Err(INVALID_PARAMETER);
        }
        if let Some(Value::String(path)) = package {
            let row = context.state.store.row(Sid::NONE, &packages(adom), path);
            row.ok_or(NO_OBJECT)?;
        }
        return Ok(Vec::new());
    }
    if package.is_some() || members.is_empty() {
        return Err(INVALID_PARAMETER);
    }
    let mut devices = Vec::new();
    for member in members {
        add(context.state, adom, member, &mut devices)?;
    }
    Ok(devices)
}

/// Adds a device, or without a VDOM the devices of a group.
fn add(state: &State, adom: &str, member: &Value, devices: &mut Vec<String>) -> Result<(), Refusal> {
    let name = member.get("name").and_then(Value::as_str).ok_or(INVALID_PARAMETER)?;
    if member.get("vdom").is_none_or(Value::is_null) {
        let groups = format!("/dvmdb/{}/group", database(adom));
        let group = state.store.row(Sid::NONE, &groups, name).ok_or(NO_OBJECT)?;
        let own = group.get("object member").map(list).unwrap_or_default();
        return own.iter().try_for_each(|member| add(state, adom, member, devices));
    }
    let row = state.store.row(Sid::NONE, DEVICES, name);
    row.filter(|row| scope::adom_of_row(row) == Some(adom))
        .ok_or(NO_OBJECT)?;
    if !devices.iter().any(|own| own == name) {
        devices.push(name.to_owned());
    }
    Ok(())
}

/// The line of a device. A script on the device itself fails if the device is not connected.
fn line(state: &State, device: &str, kind: Kind) -> TaskTarget {
    let row = state.store.row(Sid::NONE, DEVICES, device);
    let online = row
        .and_then(|row| row.get("conn_status")?.as_str())
        .is_none_or(|status| status == "up");
    let ip = row.and_then(|row| row.get("ip")?.as_str()).unwrap_or_default();
    let result = match state.scripts.results.get(device) {
        Some(decided) => decided.clone(),
        // No document shows the number and the message.
        None if kind == Kind::RemoteDevice && !online => LineResult::Error(-1, "device is not connected".to_owned()),
        None => LineResult::Done,
    };
    TaskTarget::new(device)
        .oid(row.and_then(oid::of).unwrap_or_default())
        .ip(ip)
        .result(result)
}
