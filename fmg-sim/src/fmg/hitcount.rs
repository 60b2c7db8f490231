//! Hit counts of policies: those that the policies have in the database, as tests put them there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::oid;
use super::scope::{ADOMS, packages, policies};
use super::session::Sid;
use super::shape::integer;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, Refusal};
use super::store::Row;
use super::task::{TaskPlan, TaskTarget};
use crate::generated::fmg::calls::Hitcount;

/// The ADOM and the package of each task.
#[derive(Debug, Default)]
pub(super) struct HitCounts(BTreeMap<u64, (String, String)>);

/// The kinds of policies in a result.
const KINDS: &[&str] = &[
    "firewall/policy",
    "firewall/policy6",
    "firewall/proxy-policy",
    "firewall/security-policy",
    "global/footer/policy",
    "global/header/policy",
];

/// The members of a policy with its counters, by their names in a result.
const COUNTERS: &[(&str, &str)] = &[
    ("byte", "_byte"),
    ("first_hit", "_first_hit"),
    ("first_session", "_first_session"),
    ("hitcount", "_hitcount"),
    ("last_hit", "_last_hit"),
    ("last_session", "_last_session"),
    ("pkts", "_pkts"),
    ("sesscount", "_sesscount"),
];

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Hitcount) -> Outcome {
    match call {
        Hitcount::Start => start(context),
        Hitcount::Read => result(context),
    }
}

fn start(context: &mut Context<'_>) -> Outcome {
    let text = |name: &str| context.text(name).map(str::to_owned).ok_or(DATA_INVALID_FOR_URL);
    let (adom, package) = (text("adom")?, text("pkg")?);
    if !context.caller.user.may_enter(&adom) {
        return Err(NO_PERMISSION);
    }
    let exists = |table: &str, key: &str| context.state.store.row(Sid::NONE, table, key).is_some();
    if !exists(ADOMS, &adom) || !exists(&packages(&adom), &package) {
        return Err(NO_OBJECT);
    }
    let line = TaskTarget::new(format!("retrieve hitcount for adom/package ({adom}/{package})"));
    let plan = TaskPlan::new(format!("get hitcount for policy package {package}"))
        .user(context.caller.user.name())
        .adom(oid::of_adom(context.state, context.caller, &adom))
        .session(context.caller.sid)
        .target(line.success("update adom hitcount succeed"))
        .injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    context.state.hit_counts.0.insert(task, (adom, package));
    Ok(Answer::done().beside("taskid", task))
}

fn result(context: &Context<'_>) -> Outcome {
    let task = context
        .data("taskid")
        .and_then(integer)
        .and_then(|id| u64::try_from(id).ok());
    let task = task.ok_or(DATA_INVALID_FOR_URL)?;
    let Some((adom, package)) = context.state.hit_counts.0.get(&task) else {
        let known = context.state.tasks.view(task, context.now).is_some();
        return Err(if known {
            Refusal::undocumented("the result of this task in a form that other calls share")
        } else {
            NO_OBJECT
        });
    };
    let view = context.state.tasks.view(task, context.now).ok_or(NO_OBJECT)?;
    if !view.state.is_good() {
        return Err(DATA_INVALID_FOR_URL);
    }
    let counts = KINDS.iter().map(|kind| {
        let rows = policies(context.state, adom, package, kind);
        let implicit = rows
            .first()
            .map(|_| json!({"name": "Implicit Deny", "policyid": 0, "srcintf": "any", "dstintf": "any"}));
        let implicit = implicit.into_iter().map(|row| counted(row, &Row::new()));
        let rows: Vec<_> = implicit.chain(rows.into_iter().map(of_policy)).collect();
        (kind.replace('/', " "), Value::Array(rows))
    });
    Ok(Answer::data(Value::Object(counts.collect())).beside("taskid", task))
}

fn of_policy(policy: &Row) -> Value {
    let mut row = Row::new();
    for name in ["name", "policyid", "uuid", "srcintf", "dstintf"] {
        if let Some(value) = policy.get(name) {
            row.insert(name.to_owned(), value.clone());
        }
    }
    counted(Value::Object(row), policy)
}

fn counted(mut row: Value, policy: &Row) -> Value {
    for (name, own) in COUNTERS {
        row[*name] = json!(policy.get(*own).and_then(integer).unwrap_or_default());
    }
    row
}
