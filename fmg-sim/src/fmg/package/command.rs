//! Commands on packages: copies, moves and scheduled installations.
//!
//! A copy and a move work at once, and their task is over. No document says when FortiManager does the work.

use std::time::Duration;

use serde_json::{Value, json};

use super::{parent, path_of, policies, rename};
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::oid;
use crate::fmg::place::Place;
use crate::fmg::scope::{ADOMS, packages};
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, OBJECT_EXISTS, Refusal};
use crate::fmg::store::{Hold, Row};
use crate::fmg::task::{TaskPlan, TaskTarget};
use crate::fmg::workspace;

/// The member of a package with its scheduled installation.
const SCHEDULE: &str = "schedule";

/// The effect of a command on a package.
struct Command {
    adom: String,
    table: String,
    path: String,
    new_path: String,
    hold: Hold,
}

impl Command {
    fn read(context: &Context<'_>) -> Result<Self, Refusal> {
        let text = |name: &str| context.text(name).map(str::to_owned);
        let (adom, path) = (text("adom"), text("pkg"));
        let (adom, path) = (adom.ok_or(DATA_INVALID_FOR_URL)?, path.ok_or(DATA_INVALID_FOR_URL)?);
        if !context.caller.user.may_enter(&adom) {
            return Err(NO_PERMISSION);
        }
        let (table, sid) = (packages(&adom), context.caller.sid);
        let exists = |table: &str, key: &str| context.state.store.row(sid, table, key).is_some();
        if !exists(ADOMS, &adom) || !exists(&table, &path) {
            return Err(NO_OBJECT);
        }
        let name = text("dst_name").unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().to_owned());
        let folder = text("dst_parent").unwrap_or_default();
        if !folder.is_empty() && !exists(&table, &folder) {
            return Err(NO_OBJECT);
        }
        let new_path = path_of(&folder, &name)?;
        if exists(&table, &new_path) {
            return Err(OBJECT_EXISTS);
        }
        let place = Place {
            adom: Some(&adom),
            device: None,
            table: &table,
            key: None,
        };
        let hold = workspace::hold(context, place)?;
        Ok(Self {
            adom,
            table,
            path,
            new_path,
            hold,
        })
    }

    /// Gives the entry at the new path its name.
    fn name(&self, row: &mut Row) {
        let name = self
            .new_path
            .strip_prefix(parent(&self.new_path))
            .unwrap_or(&self.new_path);
        row.insert("name".to_owned(), json!(name.trim_start_matches('/')));
    }

    /// Starts a task that is over.
    fn task(&self, context: &mut Context<'_>, title: &str) -> Answer {
        let plan = TaskPlan::new(title)
            .source("cloning package")
            .user(context.caller.user.name())
            .adom(oid::of_adom(context.state, context.caller, &self.adom))
            .session(context.caller.sid)
            .takes(Duration::ZERO)
            .target(TaskTarget::new(&self.new_path))
            .injected(context.injected);
        Answer::data(json!({ "task": context.state.tasks.start(plan, context.now) }))
    }
}

/// Copies a package with its policies.
pub(super) fn copy(context: &mut Context<'_>) -> Outcome {
    let command = Command::read(context)?;
    let scope = context.data("scope").cloned();
    let sid = context.caller.sid;
    let row = context.state.store.row(sid, &command.table, &command.path);
    let mut row = row.cloned().ok_or(NO_OBJECT)?;
    command.name(&mut row);
    row.insert("oid".to_owned(), json!(context.state.next_oid()));
    row.remove(SCHEDULE);
    // Whether a copy has the installation targets of the original is not documented. Those of the call are its own.
    match scope {
        Some(scope) => row.insert("scope member".to_owned(), scope),
        None => row.remove("scope member"),
    };
    let packages = context.state.store.edit(command.hold, &command.table);
    packages.insert(command.new_path.clone(), row);
    let of = |path: &str| policies(&command.adom, path);
    let (from, to) = (of(&command.path), of(&command.new_path));
    for url in context.state.store.urls_below(sid, &from) {
        let rows = context.state.store.table(sid, &url).cloned();
        if let (Some(rest), Some(rows)) = (url.strip_prefix(&from), rows) {
            *context.state.store.edit(command.hold, &format!("{to}{rest}")) = rows;
        }
    }
    Ok(command.task(context, "Clone package"))
}

/// Moves a package or a folder.
pub(super) fn move_to(context: &mut Context<'_>) -> Outcome {
    let command = Command::read(context)?;
    // A folder cannot be moved into itself.
    if command.new_path.starts_with(&format!("{}/", command.path)) {
        return Err(DATA_INVALID_FOR_URL);
    }
    let (hold, table) = (command.hold, command.table.as_str());
    rename(context, hold, &command.adom, table, &command.path, &command.new_path);
    if let Some(row) = context.state.store.edit(hold, table).row_mut(&command.new_path) {
        command.name(row);
    }
    Ok(command.task(context, "Move package"))
}

/// Adds, reads or cancels the scheduled installation of a package. It never begins here.
pub(super) fn schedule(context: &mut Context<'_>) -> Outcome {
    let table = packages(context.adom());
    let path = context.capture("package").to_owned();
    let row = context.state.store.row(context.caller.sid, &table, &path);
    let present = row.ok_or(NO_OBJECT)?.get(SCHEDULE).cloned();
    if context.method == "get" {
        return Ok(present.map_or_else(Answer::done, Answer::data));
    }
    let hold = workspace::hold(context, Place::of(context, &table, Some(&path)))?;
    let new = match context.method {
        "add" if present.is_some() => return Err(OBJECT_EXISTS),
        "add" => Some(context.entry.get("data").cloned().ok_or(DATA_INVALID_FOR_URL)?),
        _ => None,
    };
    let row = context.state.store.edit(hold, &table).row_mut(&path).ok_or(NO_OBJECT)?;
    match new {
        Some(Value::Object(new)) => row.insert(SCHEDULE.to_owned(), Value::Object(new)),
        Some(_) => return Err(DATA_INVALID_FOR_URL),
        None => Some(row.remove(SCHEDULE).ok_or(NO_OBJECT)?),
    };
    Ok(Answer::done())
}
