//! Assignments of policy packages and objects of the global database to ADOMs.
//!
//! The assignment is a task with a line for each ADOM. The policies and objects of the ADOMs stay as they are: no document
//! shows how assigned ones look there.

use serde_json::{Value, json};

use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::oid;
use crate::fmg::scope::{ADOMS, GLOBAL, packages};
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION};
use crate::fmg::task::{TaskPlan, TaskTarget};

/// Assigns a package, or takes it back.
pub(super) fn package(context: &mut Context<'_>) -> Outcome {
    let path = context.text("pkg").ok_or(DATA_INVALID_FOR_URL)?;
    let packages = packages(GLOBAL);
    let row = context.state.store.row(context.caller.sid, &packages, path);
    row.ok_or(NO_OBJECT)?;
    to_adoms(context, "Assign package")
}

/// Starts a task with a line for each ADOM that a call names as a target.
pub(in crate::fmg) fn to_adoms(context: &mut Context<'_>, title: &str) -> Outcome {
    let sid = context.caller.sid;
    let targets = context.data("target").map(list).unwrap_or_default();
    let mut plan = TaskPlan::new(title)
        .source("assignment")
        .user(context.caller.user.name())
        .session(sid);
    for target in targets {
        let adom = target.get("adom").and_then(Value::as_str).ok_or(DATA_INVALID_FOR_URL)?;
        if !context.caller.user.may_enter(adom) {
            return Err(NO_PERMISSION);
        }
        context.state.store.row(sid, ADOMS, adom).ok_or(NO_OBJECT)?;
        plan = plan.target(TaskTarget::new(adom).oid(oid::of_adom(context.state, context.caller, adom)));
    }
    let plan = plan.injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    Ok(Answer::data(json!({ "task": task })))
}
