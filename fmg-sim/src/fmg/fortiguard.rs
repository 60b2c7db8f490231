//! FortiManager as a `FortiGuard` server, and firmware of devices.
//!
//! Reads have the documented replies. Exports, imports, downloads and upgrades are tasks without an effect.

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::shape::integer;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};
use super::task::{TaskPlan, TaskTarget};
use super::{documented, oid};
use crate::generated::fmg::calls::{Firmware, Fortiguard};

/// The flag of `upgrade_with_template` that asks for the upgrade path.
const PREVIEW: i64 = 16;

/// Answers a call of the group `fortiguard`.
pub(super) fn answer(context: &mut Context<'_>, call: Fortiguard) -> Outcome {
    match call {
        Fortiguard::Databases
        | Fortiguard::Servers
        | Fortiguard::Packages
        | Fortiguard::History
        | Fortiguard::DevicePackages
        | Fortiguard::DeviceContracts
        | Fortiguard::Contracts => documented(context).map(Answer::data),
        Fortiguard::Export => {
            let mut data = documented(context)?;
            let in_reply = context
                .data("flags")
                .is_some_and(|flags| list(flags).iter().any(|flag| flag == "base64"));
            if !in_reply {
                data = json!({});
            }
            data["taskid"] = json!(start(context, "Export FortiGuard objects", Vec::new()));
            Ok(Answer::data(data))
        }
        Fortiguard::Import => {
            let task = start(context, "Import FortiGuard objects", Vec::new());
            Ok(Answer::data(json!({ "taskid": task })))
        }
    }
}

/// Answers a call of the group `firmware`.
pub(super) fn firmware(context: &mut Context<'_>, call: Firmware) -> Outcome {
    match call {
        Firmware::Versions | Firmware::Images => documented(context).map(Answer::data),
        Firmware::Download => Ok(started(context, "Download firmware image", Vec::new())),
        Firmware::Upgrade => {
            let flags = context.data("flags").map(list).unwrap_or_default();
            let preview = flags.iter().any(|flag| flag == "f_preview");
            let version = context.data("image").and_then(|image| image.get("release").cloned());
            let devices = devices(context, "device")?;
            Ok(upgrade(context, devices, preview, &|_| version.clone()))
        }
        Firmware::UpgradeWithTemplate => {
            let preview = context
                .data("flags")
                .and_then(integer)
                .is_some_and(|flags| flags & PREVIEW != 0);
            let given = context.data("devices").cloned().unwrap_or_default();
            let devices = devices(context, "devices")?;
            Ok(upgrade(context, devices, preview, &|name| {
                let own = list(&given).iter().find(|device| device["name"] == name)?;
                own.get("image").cloned()
            }))
        }
    }
}

/// The data of the documented reply.
fn documented(context: &Context<'_>) -> Result<Value, Refusal> {
    documented::data(&context.found.route, context.url).ok_or(NO_OBJECT)
}

/// A device to upgrade: its name and its object id.
type Target = (String, i64);

/// The devices that a member of the call lists.
fn devices(context: &Context<'_>, member: &str) -> Result<Vec<Target>, Refusal> {
    let given = context.data(member).map(list).unwrap_or_default();
    let devices = given.iter().map(|device| {
        let name = device.get("name").and_then(Value::as_str).ok_or(DATA_INVALID_FOR_URL)?;
        let found = oid::device_named(context.state, context.caller, name)?;
        Ok((name.to_owned(), oid::of(found.row).unwrap_or_default()))
    });
    devices.collect()
}

/// Upgrades devices, or says by which versions: here always the wanted one alone.
fn upgrade(
    context: &mut Context<'_>,
    devices: Vec<Target>,
    preview: bool,
    version: &dyn Fn(&str) -> Option<Value>,
) -> Answer {
    if preview {
        let paths = devices.iter().map(|(name, oid)| {
            let path: Vec<_> = version(name).into_iter().collect();
            json!({"name": name, "oid": oid, "path": path})
        });
        return Answer::data(json!({"upgrade_path": paths.collect::<Value>()}));
    }
    started(context, "Upgrade firmware", devices)
}

/// Starts a task if the call asks for one.
fn started(context: &mut Context<'_>, title: &str, targets: Vec<Target>) -> Answer {
    let mut data = json!({"status": "success"});
    if context.data("create_task").is_some_and(|word| word == "enable") {
        data["taskid"] = json!(start(context, title, targets));
    }
    Answer::data(data)
}

fn start(context: &mut Context<'_>, title: &str, targets: Vec<Target>) -> u64 {
    let mut plan = TaskPlan::new(title)
        .source("fwm")
        .user(context.caller.user.name())
        .session(context.caller.sid);
    for (name, oid) in targets {
        plan = plan.target(TaskTarget::new(name).oid(oid));
    }
    let plan = plan.injected(context.injected);
    context.state.tasks.start(plan, context.now)
}
