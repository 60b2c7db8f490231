//! Commits of changes, and whether there are uncommitted ones.

use serde_json::json;

use super::{AdomMode, adom, belongs, is_dirty, mode_if_on};
use crate::fault::Injected;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::lock::Scope;
use crate::fmg::scope::ADOMS;
use crate::fmg::session::Sid;
use crate::fmg::shape::integer;
use crate::fmg::task::{TaskPlan, TaskTarget};

/// Commits the changes of a session in a scope. Without a lock the status is 0, too, as there is nothing to commit.
pub(super) fn commit(context: &mut Context<'_>, scope: &Scope) -> Outcome {
    let adom = adom(context);
    let mode = mode_if_on(context.state, adom)?;
    let demanded = matches!(
        context.injected,
        Some(
            Injected::TaskFails
                | Injected::TaskWarns
                | Injected::TaskStalls
                | Injected::TaskCancelled
                | Injected::TaskAborts
        )
    );
    let comes_to_an_end = !demanded || context.injected == Some(Injected::TaskWarns);
    // Changes of a policy are committed with its package. In workflow mode, only an approval commits changes.
    let saves = mode == AdomMode::Normal && !matches!(scope, Scope::Policy(..)) && comes_to_an_end;
    if saves {
        let belongs = belongs(context.state, adom);
        let covers = |table: &str, key: &str| belongs(table) && scope.covers(adom, table, Some(key));
        context.state.store.commit(context.caller.sid, covers);
    }
    if !demanded && !context.state.workspace.commit_starts_task {
        return Ok(Answer::done());
    }
    let plan = plan(context, adom, scope);
    let task = context.state.tasks.start(plan, context.now);
    Ok(Answer::done().beside("taskid", task))
}

fn plan(context: &Context<'_>, adom: &str, scope: &Scope) -> TaskPlan {
    let oid = context
        .state
        .store
        .row(Sid::NONE, ADOMS, adom)
        .and_then(|row| integer(row.get("oid")?));
    let name = match scope {
        Scope::Adom => adom.to_owned(),
        part => format!("{adom}/{}", part.path()),
    };
    TaskPlan::new(format!("save changes of {name}"))
        .user(context.caller.user.name())
        .session(context.caller.sid)
        .adom(oid.unwrap_or(0))
        .target(TaskTarget::new(name))
        .injected(context.injected)
}

/// Answers whether the calling session has uncommitted changes.
pub(super) fn dirty(context: &mut Context<'_>, scope: &Scope) -> Outcome {
    let adom = adom(context);
    mode_if_on(context.state, adom)?;
    let dirty = is_dirty(context.state, adom, scope, context.caller.sid);
    Ok(Answer::data(json!({ "dirty": u8::from(dirty) })))
}
