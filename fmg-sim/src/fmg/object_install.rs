//! Installations of single objects, copies of them to devices, and assignments of global ones.
//!
//! They are tasks with the lines of their targets. The single objects that a device has are not simulated.

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::securityconsole;
use super::shape::integer;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT};
use super::{install, oid};
use crate::generated::fmg::calls::ObjectInstall;

/// The title of the task of a partial installation.
const TITLE: &str = "Install Objects";

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: ObjectInstall) -> Outcome {
    match call {
        ObjectInstall::Start => install::on_scope(context, TITLE, "install objects"),
        ObjectInstall::StartChanges => {
            let changes = context.data("objects").map(list).unwrap_or_default();
            if changes.iter().all(is_change) {
                install::on_scope(context, TITLE, "install objects")
            } else {
                Err(DATA_INVALID_FOR_URL)
            }
        }
        ObjectInstall::CopyObjects => install::on_scope(context, "Copy objects", "global object"),
        ObjectInstall::AssignGlobal => securityconsole::assign::to_adoms(context, "Assign objects"),
        ObjectInstall::Summary => summary(context),
    }
}

/// Whether a value is a change: its kind, the object, and its place, which is empty for an update and a deletion.
fn is_change(change: &Value) -> bool {
    let words: Option<Vec<_>> = change
        .as_array()
        .and_then(|words| words.iter().map(Value::as_str).collect());
    match words.as_deref() {
        Some(["add" | "update" | "delete", object, "", ""]) => !object.is_empty(),
        Some(["add" | "move", object, "before" | "after", other]) => !object.is_empty() && !other.is_empty(),
        _ => false,
    }
}

/// The devices of a task with previews.
fn summary(context: &Context<'_>) -> Outcome {
    let task = context.data("preview_taskid").and_then(integer);
    let task = task.and_then(|id| u64::try_from(id).ok()).ok_or(DATA_INVALID_FOR_URL)?;
    let view = context.state.tasks.view(task, context.now).ok_or(NO_OBJECT)?;
    if view.title != TITLE || !view.state.is_over() {
        return Err(DATA_INVALID_FOR_URL);
    }
    let devices = view.lines.iter().filter_map(|line| {
        let device = oid::device_named(context.state, context.caller, &line.name).ok()?;
        let status = if line.error == 0 { "ok" } else { "error" };
        let vdoms = device.vdoms().map(|(name, oid)| json!({"name": name, "oid": oid, "status": status}));
        let own = json!({"name": device.name, "oid": oid::of(device.row), "status": status, "vdom": vdoms.collect::<Value>()});
        Some((device.adom, own))
    });
    let devices: Vec<_> = devices.collect();
    let adom = devices.first().map(|(adom, _)| *adom).unwrap_or_default();
    let members: Value = devices.iter().map(|(_, device)| device.clone()).collect();
    let adom_oid = oid::of_adom(context.state, context.caller, adom);
    Ok(Answer::data(
        json!({"summary": [{"adom_name": adom, "adom_oid": adom_oid, "member": members}]}),
    ))
}
