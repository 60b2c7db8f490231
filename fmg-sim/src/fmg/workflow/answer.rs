//! The calls on workflow sessions.

use serde_json::json;

use super::queue::Queue;
use super::session::{Mark, Session};
use crate::fault::Injected;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::read::Options;
use crate::fmg::shape::row_of;
use crate::fmg::status::{
    APPROVAL_MATRIX_REQUIRED, COMMAND_INVALID_FOR_URL, DVM_NO_PERMISSION, LOCK_REQUIRED, Refusal,
    WORKFLOW_SESSION_GONE, WORKFLOW_STATE, WORKSPACE_LOCKED,
};
use crate::fmg::workspace::{AdomMode, belongs, mode};
use crate::generated::fmg::calls::Workflow;

/// Answers a call of the group.
pub(in crate::fmg) fn answer(context: &mut Context<'_>, call: Workflow) -> Outcome {
    if call == Workflow::List {
        return list(context);
    }
    let adom = adom(context);
    if mode(context.state, adom) != AdomMode::Workflow {
        return Err(COMMAND_INVALID_FOR_URL);
    }
    match call {
        Workflow::Start | Workflow::Resume | Workflow::Save | Workflow::Discard | Workflow::Submit => locked(context)?,
        Workflow::DropSession | Workflow::Approve | Workflow::Reject => approver(context)?,
        Workflow::List | Workflow::Repair => {}
    }
    match call {
        Workflow::List => list(context),
        Workflow::Start => start(context),
        Workflow::Resume => resume(context),
        Workflow::Save => save(context),
        Workflow::Discard => discard(context),
        Workflow::Submit => submit(context),
        Workflow::Approve => approve(context),
        Workflow::Reject => {
            let (id, by, desc) = (id(context)?, mark(context), desc(context));
            context.state.workflows.queue(adom).reject(id, desc, &by)?;
            Ok(Answer::done())
        }
        Workflow::Repair => repair(context),
        Workflow::DropSession => delete(context),
    }
}

fn adom<'a>(context: &Context<'a>) -> &'a str {
    context.found.capture("adom").unwrap_or_default()
}

fn id(context: &Context<'_>) -> Result<u64, Refusal> {
    context.capture("id").parse().map_err(|_| WORKFLOW_SESSION_GONE)
}

fn mark(context: &Context<'_>) -> Mark {
    Mark {
        user: context.caller.user.name().to_owned(),
        time: context.now,
    }
}

/// A member of the administrator's input.
fn input<'a>(context: &Context<'a>, member: &str) -> Option<&'a str> {
    context.entry.get("workflow")?.get(member)?.as_str()
}

fn desc<'a>(context: &Context<'a>) -> &'a str {
    input(context, "desc").unwrap_or_default()
}

/// Checks that the caller holds the lock on the ADOM, which changes need.
fn locked(context: &Context<'_>) -> Result<(), Refusal> {
    let locks = &context.state.workspace.locks;
    if context.injected == Some(Injected::LockedByAnother) {
        return Err(WORKSPACE_LOCKED);
    }
    if locks.holds_adom(adom(context), context.caller.sid) {
        return Ok(());
    }
    let free = locks.in_adom(adom(context)).is_empty();
    Err(if free { LOCK_REQUIRED } else { WORKSPACE_LOCKED })
}

fn approver(context: &Context<'_>) -> Result<(), Refusal> {
    if context.caller.user.approver {
        Ok(())
    } else {
        Err(DVM_NO_PERMISSION)
    }
}

fn list(context: &Context<'_>) -> Outcome {
    let sessions = context.state.workflows.queues.get(adom(context));
    let rows: Vec<_> = sessions
        .into_iter()
        .flat_map(Queue::sessions)
        .map(Session::row)
        .collect();
    let shape = context.found.route.response.as_ref().and_then(row_of);
    let options = Options::read(context.entry, shape, "sessionid", context.verbose);
    options.table("workflow", rows.iter()).map(Answer::data)
}

fn start(context: &mut Context<'_>) -> Outcome {
    let (adom, by, oid) = (adom(context), mark(context), context.state.next_oid());
    let (name, desc) = (input(context, "name"), input(context, "desc"));
    let session = context.state.workflows.queue(adom).start(oid, by)?;
    if let Some(name) = name {
        name.clone_into(&mut session.name);
    }
    if let Some(desc) = desc {
        desc.clone_into(&mut session.desc);
    }
    let (id, changes) = (session.id, session.saved.clone());
    enter(context, id, &changes);
    Ok(Answer::data(json!({ "new_session": 1, "sessionid": id })))
}

fn resume(context: &mut Context<'_>) -> Outcome {
    let (adom, id, by) = (adom(context), id(context)?, mark(context));
    let Some(session) = context.state.workflows.queue(adom).resume(id, &by)? else {
        return start(context);
    };
    let changes = session.saved.clone();
    enter(context, id, &changes);
    Ok(Answer::data(json!({ "new_session": 0, "sessionid": id })))
}

/// Lets the caller enter a workflow session, whose changes it then sees and extends.
fn enter(context: &mut Context<'_>, id: u64, changes: &crate::fmg::store::Changes) {
    let (adom, sid) = (adom(context), context.caller.sid);
    let belongs = belongs(context.state, adom);
    context.state.workflows.enter(adom, sid, id);
    context.state.store.replace_changes(sid, belongs, changes);
}

fn save(context: &mut Context<'_>) -> Outcome {
    let (adom, id, by, sid) = (adom(context), id(context)?, mark(context), context.caller.sid);
    let changes = context.state.store.changes(sid, belongs(context.state, adom));
    let inside = context.state.workflows.entered(adom, sid) == Some(id);
    let queue = context.state.workflows.queue(adom);
    if !inside && queue.get(id).is_some() {
        return Err(WORKFLOW_STATE);
    }
    queue.save(id, changes, &by)?;
    Ok(Answer::done())
}

fn discard(context: &mut Context<'_>) -> Outcome {
    let (adom, id, by, sid) = (adom(context), id(context)?, mark(context), context.caller.sid);
    let base = context.state.workflows.queue(adom).discard(id, &by)?;
    if context.state.workflows.entered(adom, sid) == Some(id) {
        enter(context, id, &base);
    }
    Ok(Answer::done())
}

/// Submits the saved changes of a session for approval; the others are lost.
fn submit(context: &mut Context<'_>) -> Outcome {
    let (adom, id, by, desc) = (adom(context), id(context)?, mark(context), desc(context));
    let mut users = context.state.sessions.users().iter();
    if !users.any(|user| user.approver && user.may_enter(adom)) {
        return Err(APPROVAL_MATRIX_REQUIRED);
    }
    context.state.workflows.queue(adom).submit(id, desc, &by)?;
    close(context, id);
    Ok(Answer::done())
}

fn approve(context: &mut Context<'_>) -> Outcome {
    let (adom, id, by, desc) = (adom(context), id(context)?, mark(context), desc(context));
    let steps = context.state.workflows.queue(adom).approve(id, desc, &by)?;
    for changes in &steps {
        context.state.store.apply(changes);
    }
    Ok(Answer::done())
}

/// Creates a session that repairs a rejected one. The holder of the ADOM's lock enters it at once.
fn repair(context: &mut Context<'_>) -> Outcome {
    let (adom, id, by, oid) = (adom(context), id(context)?, mark(context), context.state.next_oid());
    let desc = desc(context);
    let repairs = context.state.workflows.queue(adom).repair(id, oid, desc, &by)?;
    let saved = context
        .state
        .workflows
        .queue(adom)
        .get(repairs)
        .map(|session| session.saved.clone());
    if let Some(changes) = saved.filter(|_| locked(context).is_ok()) {
        enter(context, repairs, &changes);
    }
    Ok(Answer::data(json!({ "sessionid": repairs })))
}

fn delete(context: &mut Context<'_>) -> Outcome {
    let (adom, id) = (adom(context), id(context)?);
    let gone = context.state.workflows.queue(adom).delete(id)?;
    for id in gone {
        close(context, id);
    }
    Ok(Answer::done())
}

/// Makes all sessions leave a workflow session. Unsaved changes are lost.
fn close(context: &mut Context<'_>, id: u64) {
    let adom = adom(context);
    let belongs = belongs(context.state, adom);
    for sid in context.state.workflows.close(adom, id) {
        context.state.store.discard(sid, |table, _| belongs(table));
    }
}
