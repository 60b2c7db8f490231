//! Revisions of the configurations of devices: those of installations, and those that were imported.
//!
//! The simulator has no configuration of a device as text. The content of a revision is the commands for the policies
//! that were installed with it, or the text that was imported.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::securityconsole;
use super::shape::integer;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};
use super::task::{TaskPlan, TaskTarget};
use super::{date, oid};
use crate::generated::fmg::calls::DeviceRevision;

/// The configurations that were imported, and the revisions that were restored, by device.
#[derive(Debug, Default)]
pub(super) struct DeviceRevisions {
    imported: BTreeMap<String, Vec<Revision>>,
    restored: BTreeMap<String, usize>,
}

/// A revision of a device.
#[derive(Clone, Debug)]
struct Revision {
    made: SystemTime,
    user: String,
    comments: String,
    origin: String,
    tag: String,
    commands: String,
}

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: DeviceRevision) -> Outcome {
    let device = device(context)?;
    let revisions = revisions(context, &device);
    match call {
        DeviceRevision::List => Ok(list(context, &device, &revisions)),
        DeviceRevision::Get => {
            let number = match context.data("revision").and_then(integer) {
                Some(-1) => revisions.len(),
                Some(number) => usize::try_from(number).map_err(|_| DATA_INVALID_FOR_URL)?,
                None => return Err(DATA_INVALID_FOR_URL),
            };
            let revision = find(&revisions, number)?;
            Ok(Answer::data(json!({"content": revision.commands, "revision": number})))
        }
        DeviceRevision::ExportConfiguration => {
            let base = base(context, &device, &revisions);
            let commands = find(&revisions, base).map_or("", |revision| revision.commands.as_str());
            Ok(Answer::data(json!({ "content": commands })))
        }
        DeviceRevision::Revert => {
            let number = context.data("revision").and_then(integer);
            let number = number.and_then(|number| usize::try_from(number).ok());
            let number = number.ok_or(DATA_INVALID_FOR_URL)?;
            find(&revisions, number)?;
            context.state.device_revisions.restored.insert(device, number);
            Ok(Answer::done())
        }
        DeviceRevision::ImportConfiguration => import(context, device),
    }
}

/// The device that a call names.
fn device(context: &Context<'_>) -> Result<String, Refusal> {
    let name = context.text("device").ok_or(DATA_INVALID_FOR_URL)?;
    oid::device_named(context.state, context.caller, name).map(|device| device.name.to_owned())
}

/// The revisions of a device, the oldest first. The number of a revision is its place, counted from 1.
fn revisions(context: &Context<'_>, device: &str) -> Vec<Revision> {
    let installs = context.state.installs.views();
    let installs = installs.filter(|view| view.device == device && view.is_installed());
    let installs = installs.map(|view| {
        let (origin, tag) = match &view.package {
            Some(path) => (format!("From package({path})"), path.clone()),
            None => ("No package related".to_owned(), String::new()),
        };
        let policies = view.policies.iter().filter_map(Value::as_object);
        Revision {
            made: view.started,
            commands: securityconsole::commands(policies, &view.vdom),
            origin: format!("{origin}, Install to vdom({})", view.vdom),
            user: view.user,
            comments: view.comments,
            tag,
        }
    });
    let imported = context.state.device_revisions.imported.get(device);
    let mut all: Vec<_> = installs.chain(imported.into_iter().flatten().cloned()).collect();
    all.sort_by_key(|revision| revision.made);
    all
}

fn find(revisions: &[Revision], number: usize) -> Result<&Revision, Refusal> {
    number.checked_sub(1).and_then(|at| revisions.get(at)).ok_or(NO_OBJECT)
}

/// The number of the revision that FortiManager's copy was made from: the latest one, or the one that was restored.
fn base(context: &Context<'_>, device: &str, revisions: &[Revision]) -> usize {
    let restored = context.state.device_revisions.restored.get(device);
    restored.copied().unwrap_or(revisions.len())
}

fn list(context: &Context<'_>, device: &str, revisions: &[Revision]) -> Answer {
    let rows = revisions.iter().enumerate().rev().map(|(at, revision)| {
        let made = format!("{} {}", date::day(revision.made), date::time_of_day(revision.made));
        json!({
            "comments": revision.comments,
            "error": "",
            "extra_info": revision.origin,
            "instime": made,
            "instusr": revision.user,
            "modtime": made,
            "modusr": revision.user,
            "revision": at + 1,
            "status": 4,
            "tag": revision.tag,
        })
    });
    let rows: Value = rows.collect();
    Answer::data(json!({"base_ver": base(context, device, revisions), "revinfo": rows}))
}

fn import(context: &mut Context<'_>, device: String) -> Outcome {
    let commands = context.text("config").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let user = context.caller.user.name().to_owned();
    let plan = TaskPlan::new("Import device revision")
        .source("import config")
        .user(user.clone())
        .session(context.caller.sid)
        .target(TaskTarget::new(&device))
        .injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    let revision = Revision {
        made: context.now,
        user,
        comments: String::new(),
        origin: "Imported".to_owned(),
        tag: String::new(),
        commands,
    };
    let state = &mut context.state.device_revisions;
    state.restored.remove(&device);
    state.imported.entry(device).or_default().push(revision);
    Ok(Answer::data(json!({ "task": task })))
}
