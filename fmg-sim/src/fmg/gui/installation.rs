//! Installations: previews, logs, and the installation of single objects.

use std::fmt::Write;

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::State;
use crate::fmg::check::list;
use crate::fmg::oid::{self, Device};
use crate::fmg::scope::{packages, policies};
use crate::fmg::securityconsole::Package;
use crate::fmg::shape::{integer, key};
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};
use crate::fmg::store::{Row, Table};
use crate::fmg::task::{TaskPlan, TaskState, TaskTarget};

/// The tables in a package whose policies refer to objects.
const TABLES: &[&str] = &["firewall/policy", "firewall/shaping-policy", "firewall/proxy-policy"];

/// The largest numbers of objects and of target VDOMs in a call. The real limits are not documented.
const MOST_OBJECTS: usize = 10_000;
const MOST_TARGETS: usize = 10_000;

/// Prepares the installation of a package on a device, for the preview that follows in the same session.
pub(super) fn preview(context: &mut Context<'_>) -> Outcome {
    let package = context.number("pkgOid").ok_or(DATA_INVALID_FOR_URL)?;
    let (adom, path) = oid::package_anywhere(context.state, context.caller, package)?;
    let target = context.text("installDevIds").and_then(|target| target.split_once('-'));
    let target = target.and_then(|(device, vdom)| Some((device.parse().ok()?, vdom.parse().ok()?)));
    let (device, vdom): (i64, i64) = target.ok_or(DATA_INVALID_FOR_URL)?;
    let device = oid::device(context.state, context.caller, device)?;
    if device.adom != adom {
        return Err(NO_OBJECT);
    }
    let name = device.name.to_owned();
    let target = if vdom == NO_VDOM {
        Ok(target_of(&device, ""))
    } else {
        target_in(&device, vdom)
    }?;
    let plan = context
        .plan(format!("Copy package {path}"), "security console")
        .adom(oid::of_adom(context.state, context.caller, &adom))
        .target(target);
    let task = context.state.tasks.start(plan, context.now);
    let package = Package { adom, path, task };
    context.state.previews.prepare(context.caller.sid, &name, package);
    Ok(Reply::Data(
        json!({"isSchd": 0, "msg": "", "result": "ok", "tid": task}),
    ))
}

/// The VDOM id for a device without VDOMs.
const NO_VDOM: i64 = 0;

fn target_of(device: &Device<'_>, vdom: &str) -> TaskTarget {
    let ip = device.row.get("ip").and_then(Value::as_str).unwrap_or_default();
    let oid = oid::of(device.row).unwrap_or_default();
    TaskTarget::new(device.name).oid(oid).ip(ip).vdom(vdom)
}

/// The VDOM of a device with an object id, as a target.
fn target_in(device: &Device<'_>, vdom: i64) -> Result<TaskTarget, Refusal> {
    let (name, _) = device.vdoms().find(|(_, own)| *own == vdom).ok_or(NO_OBJECT)?;
    Ok(target_of(device, name))
}

/// Answers with the log of an installation on a device, which is one of the lines of a task.
pub(super) fn log(context: &Context<'_>) -> Outcome {
    let device = context.device()?;
    let task = context.found.capture("task").and_then(|task| task.parse().ok());
    let view = task
        .and_then(|task| context.state.tasks.view(task, context.now))
        .ok_or(NO_OBJECT)?;
    let line = view
        .lines
        .iter()
        .find(|line| line.name == device.name)
        .ok_or(NO_OBJECT)?;
    let name = device
        .row
        .get("hostname")
        .and_then(Value::as_str)
        .unwrap_or(device.name);
    let mut log = format!(
        "Starting log (Run on device)\nStart installing\n{name} config system global\n{name} (global) set alias \"{}\"\n",
        device.name
    );
    // Writing to a string does not fail.
    let _ = match line.state {
        TaskState::Error => writeln!(log, "Command fail. Return code {}\n{}", line.error, line.detail),
        TaskState::Warning => writeln!(log, "{name} (global) end\n{}", line.detail),
        TaskState::Done => writeln!(log, "{name} (global) end"),
        _ => return Ok(Reply::Text(log)),
    };
    log.push_str("---> generating verification report\n<--- done generating verification report\ninstall finished\n");
    Ok(Reply::Text(log))
}

/// Answers with the VDOMs that use objects: the targets of packages with a policy that names one.
///
/// Objects are compared by name only, not by kind: for most kind numbers the specs have no table.
pub(super) fn targets(context: &Context<'_>) -> Outcome {
    let adom = context.adom()?;
    let keys = objects(context)?;
    let rows = context.state.store.table(context.caller.sid, &packages(&adom));
    let mut found = Vec::new();
    for (path, package) in rows.into_iter().flat_map(Table::iter) {
        if !uses(context.state, &adom, path, &keys) {
            continue;
        }
        for member in package.get("scope member").map(list).unwrap_or_default() {
            let name = member.get("name").and_then(Value::as_str).unwrap_or_default();
            let Ok(device) = oid::device_named(context.state, context.caller, name) else {
                continue;
            };
            let wanted = member.get("vdom").and_then(Value::as_str);
            let vdoms = device
                .vdoms()
                .filter(|(own, _)| wanted.is_none_or(|wanted| wanted == *own));
            for (_, vdom) in vdoms {
                let target = json!({"oid": oid::of(device.row), "vdom": vdom});
                if !found.contains(&target) {
                    found.push(target);
                }
            }
        }
    }
    Ok(Reply::Data(found.into()))
}

/// Whether a policy of a package names one of the objects.
fn uses(state: &State, adom: &str, package: &str, keys: &[String]) -> bool {
    let policies = TABLES.iter().flat_map(|table| policies(state, adom, package, table));
    let mut values = policies.flat_map(Row::values).flat_map(list);
    values.any(|value| keys.iter().any(|key| value == key))
}

/// The keys of the objects that a request names.
fn objects(context: &Context<'_>) -> Result<Vec<String>, Refusal> {
    let objects = context.list("objects");
    if objects.len() > MOST_OBJECTS {
        return Err(DATA_INVALID_FOR_URL);
    }
    objects.iter().map(object).collect()
}

/// The key of an object that a request names by kind and key.
fn object(object: &Value) -> Result<String, Refusal> {
    let kind = object.get("cate").and_then(integer);
    let key = object.get("key").and_then(key);
    key.filter(|_| kind.is_some()).ok_or(DATA_INVALID_FOR_URL)
}

/// Installs objects on VDOMs that are given by object ids or by names.
pub(super) fn install(context: &mut Context<'_>) -> Outcome {
    let adom = context.adom()?;
    let keys = objects(context)?;
    let scope = context.list("scope");
    if keys.is_empty() || scope.is_empty() || scope.len() > MOST_TARGETS {
        return Err(DATA_INVALID_FOR_URL);
    }
    let targets: Result<Vec<_>, _> = scope.iter().map(|member| target(context, &adom, member)).collect();
    let plan =
        context
            .plan("Install objects", "install objects")
            .adom(oid::of_adom(context.state, context.caller, &adom));
    let plan = targets?.into_iter().fold(plan, TaskPlan::target);
    let task = context.state.tasks.start(plan, context.now);
    context.record("Install objects", |event| {
        event.on(adom.as_str()).adom(adom).changes(keys.join(", "))
    });
    Ok(Reply::Data(json!({ "taskId": task })))
}

/// The VDOM that a member of a scope names, in an ADOM.
fn target(context: &Context<'_>, adom: &str, member: &Value) -> Result<TaskTarget, Refusal> {
    let vdom = member.get("vdom").ok_or(DATA_INVALID_FOR_URL)?;
    let (device, target) = if let Some(oid) = member.get("oid") {
        let oid = integer(oid).ok_or(DATA_INVALID_FOR_URL)?;
        let device = oid::device(context.state, context.caller, oid)?;
        let target = target_in(&device, integer(vdom).ok_or(DATA_INVALID_FOR_URL)?)?;
        (device, target)
    } else {
        let name = member.get("name").and_then(Value::as_str).ok_or(DATA_INVALID_FOR_URL)?;
        let device = oid::device_named(context.state, context.caller, name)?;
        let vdom = vdom.as_str().ok_or(DATA_INVALID_FOR_URL)?;
        let (vdom, _) = device.vdoms().find(|(own, _)| *own == vdom).ok_or(NO_OBJECT)?;
        let target = target_of(&device, vdom);
        (device, target)
    };
    if device.adom == adom {
        Ok(target)
    } else {
        Err(NO_OBJECT)
    }
}
