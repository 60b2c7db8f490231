//! Previews of installations: the commands that one would send to a device.
//!
//! A preview shows the policies of the package that an installation with the flag `preview`, or the GUI, prepared in the
//! same session. Without a prepared package it is empty. Policies are shown as the commands that write their members, including those that an appliance would omit
//! because the device already has them.

pub(super) mod assign;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::install;
use super::oid::{self, Device};
use super::scope;
use super::session::Sid;
use super::shape;
use super::status::{DATA_INVALID_FOR_URL, DATA_NOT_READY, NO_OBJECT, NO_PERMISSION, Refusal};
use super::store::Row;
use super::task::{TaskPlan, TaskTarget};
use crate::generated::fmg::calls::Securityconsole;

/// The prepared installations and the previews, by session and device.
#[derive(Debug, Default)]
pub(super) struct Previews {
    prepared: BTreeMap<(Sid, String), Package>,
    made: BTreeMap<(Sid, String), Preview>,
}

/// A policy package.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) adom: String,
    pub(super) path: String,
    /// The task that copies it to the database of the device.
    pub(super) task: u64,
}

#[derive(Clone, Debug)]
struct Preview {
    task: u64,
    package: Option<Package>,
    vdoms: Vec<String>,
    as_json: bool,
}

impl Previews {
    /// Stores that a session prepares the installation of a package.
    pub(super) fn prepare(&mut self, sid: Sid, device: &str, package: Package) {
        self.prepared.insert((sid, device.to_owned()), package);
    }

    /// The packages whose installation a session has prepared in an ADOM, by device.
    pub(super) fn prepared_in(&self, sid: Sid, adom: &str) -> BTreeMap<String, String> {
        let own = self
            .prepared
            .iter()
            .filter(|((own, _), package)| *own == sid && package.adom == adom);
        own.map(|((_, device), package)| (device.clone(), package.path.clone()))
            .collect()
    }

    /// Drops the prepared installation of a session in an ADOM.
    pub(super) fn drop_prepared(&mut self, sid: Sid, adom: &str) {
        self.prepared
            .retain(|(own, _), package| *own != sid || package.adom != adom);
    }

    /// Drops the prepared installations and previews of a session.
    pub(super) fn session_ended(&mut self, sid: Sid) {
        self.prepared.retain(|(own, _), _| *own != sid);
        self.made.retain(|(own, _), _| *own != sid);
    }
}

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Securityconsole) -> Outcome {
    match call {
        Securityconsole::InstallPackage => install::package(context),
        Securityconsole::InstallDevice => install::device(context),
        Securityconsole::ReinstallPackage => install::reinstall(context),
        Securityconsole::CommitPackage => install::commit(context),
        Securityconsole::CancelInstall => install::cancel(context),
        Securityconsole::CheckCliTemplate => install::check_cli_template(context),
        Securityconsole::AssignPackage => assign::package(context),
        Securityconsole::InstallPreview => start(context),
        Securityconsole::PreviewResult => result(context),
    }
}

/// The device that a call names, its ADOM, and VDOMs of it.
struct Named<'c> {
    device: Device<'c>,
    vdoms: Vec<String>,
}

/// Reads `scope` as FortiManager does since 7.4.4, or `device` and `vdoms` as before.
fn named<'c>(context: &'c Context<'_>) -> Result<Named<'c>, Refusal> {
    let adom = context.text("adom").ok_or(DATA_INVALID_FOR_URL)?;
    if !context.caller.user.may_enter(adom) {
        return Err(NO_PERMISSION);
    }
    let scope = context.data("scope").map(super::check::list).unwrap_or_default();
    let of_scope = |member: &'static str| scope.iter().filter_map(move |entry| entry.get(member)?.as_str());
    let (name, vdoms): (_, Vec<String>) = match of_scope("name").next() {
        // No document shows the preview of several devices.
        Some(name) if of_scope("name").any(|other| other != name) => return Err(DATA_INVALID_FOR_URL),
        Some(name) => (name, of_scope("vdom").map(str::to_owned).collect()),
        None => {
            let vdoms = context.data("vdoms").map(super::check::list).unwrap_or_default();
            let name = context.text("device").ok_or(DATA_INVALID_FOR_URL)?;
            (name, vdoms.iter().filter_map(shape::key).collect())
        }
    };
    let device = oid::device_named(context.state, context.caller, name)?;
    if device.adom == adom {
        Ok(Named { device, vdoms })
    } else {
        Err(NO_OBJECT)
    }
}

fn start(context: &mut Context<'_>) -> Outcome {
    let Named { device, mut vdoms } = named(context)?;
    if vdoms.is_empty() {
        vdoms.push("root".to_owned());
    }
    if !vdoms.iter().all(|vdom| device.vdoms().any(|(own, _)| own == vdom)) {
        return Err(NO_OBJECT);
    }
    let flags = context.data("flags").map(super::check::list).unwrap_or_default();
    let as_json = flags.iter().any(|flag| flag == "json");
    let adom = oid::of_adom(context.state, context.caller, device.adom);
    let key = (context.caller.sid, device.name.to_owned());
    let mut plan = TaskPlan::new("Install preview")
        .source("security console")
        .user(context.caller.user.name())
        .adom(adom)
        .session(context.caller.sid);
    for vdom in &vdoms {
        let target = TaskTarget::new(device.name).vdom(vdom);
        plan = plan.target(target.oid(oid::of(device.row).unwrap_or_default()));
    }
    let plan = plan.injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    let previews = &mut context.state.previews;
    let copied = |package: &&Package| {
        let copied = context.state.tasks.view(package.task, context.now);
        copied.is_none_or(|copied| copied.state.is_good())
    };
    let package = previews.prepared.get(&key).filter(copied).cloned();
    let preview = Preview {
        task,
        package,
        vdoms,
        as_json,
    };
    previews.made.insert(key, preview);
    Ok(Answer::data(json!({ "task": task })))
}

fn result(context: &Context<'_>) -> Outcome {
    let device = named(context)?.device;
    let key = (context.caller.sid, device.name.to_owned());
    let preview = context.state.previews.made.get(&key).ok_or(NO_OBJECT)?;
    let task = context.state.tasks.view(preview.task, context.now);
    if task.is_some_and(|task| !task.state.is_over()) {
        return Err(DATA_NOT_READY);
    }
    let commands: String = match &preview.package {
        Some(package) => {
            let vdoms = preview.vdoms.iter();
            let policies = scope::policies(context.state, &package.adom, &package.path, "firewall/policy");
            vdoms.map(|vdom| commands(policies.iter().copied(), vdom)).collect()
        }
        None => String::new(),
    };
    let message = if preview.as_json {
        json!({ device.name: commands.lines().collect::<Vec<_>>() }).to_string()
    } else {
        commands
    };
    Ok(Answer::data(json!({ "message": message })))
}

/// The commands that write firewall policies on a VDOM.
pub(super) fn commands<'r>(policies: impl Iterator<Item = &'r Row>, vdom: &str) -> String {
    let mut policies = policies.peekable();
    if policies.peek().is_none() {
        return String::new();
    }
    let mut lines = vec!["config vdom".to_owned(), format!("edit {vdom}")];
    lines.push("config firewall policy".to_owned());
    for policy in policies {
        let id = policy.get("policyid").and_then(shape::key).unwrap_or_default();
        lines.push(format!("edit {id}"));
        lines.extend(policy.iter().filter_map(|(name, value)| set(name, value)));
        lines.push("next".to_owned());
    }
    lines.extend(["end".to_owned(), "end".to_owned()]);
    lines.join("\n") + "\n"
}

/// The command that writes a member. `None`: the member is the key, or internal to FortiManager.
fn set(name: &str, value: &Value) -> Option<String> {
    const OWN: &[&str] = &["policyid", "oid", "obj seq", "scope member"];
    let values: Vec<_> = super::check::list(value).iter().filter_map(word).collect();
    let written = !OWN.contains(&name) && !name.starts_with('_') && !values.is_empty();
    written.then(|| format!("set {name} {}", values.join(" ")))
}

/// A value as a word of a command.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
