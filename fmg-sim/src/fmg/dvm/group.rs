//! Members of device groups.

use serde_json::{Value, json};

use super::{done, groups};
use crate::fmg::State;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::named::number;
use crate::fmg::object::object;
use crate::fmg::scope::{self, DEVICES};
use crate::fmg::seed;
use crate::fmg::session::Sid;
use crate::fmg::shape::{integer, key};
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, OBJECT_EXISTS, Refusal};
use crate::fmg::store::Hold;
use crate::fmg::task::TaskState;

/// The member of a group with its members.
const MEMBERS: &str = "object member";

/// How the members of a group change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberChange {
    Add,
    Delete,
}

/// Adds members to the group in the url, or removes them.
pub(super) fn change_members(context: &mut Context<'_>, change: MemberChange) -> Outcome {
    let adom = context.adom().to_owned();
    let group = context.capture("group").to_owned();
    let members = context.entry.get("data").map(list).unwrap_or_default().to_vec();
    check(context.state, &adom, std::slice::from_ref(&group))?;
    if change == MemberChange::Add {
        check_members(context.state, &adom, &Value::from(members.clone()))?;
    }
    for member in &members {
        match change {
            MemberChange::Add => add(context.state, &adom, &group, member),
            MemberChange::Delete => remove(context.state, &adom, &group, member),
        }
    }
    Ok(done())
}

/// Checks that groups exist.
pub(super) fn check(state: &State, adom: &str, names: &[String]) -> Result<(), Refusal> {
    let table = groups(adom);
    let exists = |name: &String| state.store.row(Sid::NONE, &table, name).is_some();
    if names.iter().all(exists) {
        Ok(())
    } else {
        Err(NO_OBJECT)
    }
}

/// Checks that the members of a group exist. An empty member stands for none.
pub(in crate::fmg) fn check_members(state: &State, adom: &str, members: &Value) -> Result<(), Refusal> {
    let named = |member: &&Value| member.as_object().is_none_or(|member| !member.is_empty());
    let mut members = list(members).iter().filter(named);
    members.try_for_each(|member| check_member(state, adom, member))
}

/// Checks that a member exists: a device of the ADOM, or without a VDOM a group.
fn check_member(state: &State, adom: &str, member: &Value) -> Result<(), Refusal> {
    let name = member.get("name").and_then(Value::as_str).ok_or(DATA_INVALID_FOR_URL)?;
    if member.get("vdom").is_none() {
        return check(state, adom, &[name.to_owned()]);
    }
    let device = state.store.row(Sid::NONE, DEVICES, name);
    let own = device.filter(|row| scope::adom_of_row(row) == Some(adom));
    own.map(|_| ()).ok_or(NO_OBJECT)
}

fn is_same(one: &Value, other: &Value) -> bool {
    one.get("name") == other.get("name") && one.get("vdom") == other.get("vdom")
}

/// Adds a member, unless the group has it.
pub(super) fn add(state: &mut State, adom: &str, group: &str, member: &Value) {
    let row = state.store.edit(Hold::Free, &groups(adom)).row_mut(group);
    let members = row.map(|row| row.entry(MEMBERS).or_insert_with(|| json!([])));
    if let Some(Value::Array(members)) = members
        && !members.iter().any(|own| is_same(own, member))
    {
        members.push(member.clone());
    }
}

fn remove(state: &mut State, adom: &str, group: &str, member: &Value) {
    let row = state.store.edit(Hold::Free, &groups(adom)).row_mut(group);
    if let Some(Value::Array(members)) = row.and_then(|row| row.get_mut(MEMBERS)) {
        members.retain(|own| !is_same(own, member));
    }
}

/// Makes a group of the devices whose lines of a task have a state; by default, of those that have failed.
pub(super) fn by_task(context: &mut Context<'_>) -> Outcome {
    let adom = context.adom().to_owned();
    let name = context.text("name").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let task = context
        .data("task")
        .and_then(integer)
        .and_then(|id| u64::try_from(id).ok());
    let task = task
        .and_then(|id| context.state.tasks.view(id, context.now))
        .ok_or(NO_OBJECT)?;
    let wanted = context.data("state").and_then(key);
    let wanted = wanted.unwrap_or_else(|| TaskState::Error.name().to_owned());
    let has_state = |state: TaskState| {
        let number = number("TaskState", state.name()).map(|number| number.to_string());
        state.name() == wanted || number.as_ref() == Some(&wanted)
    };
    if context.state.store.row(Sid::NONE, &groups(&adom), &name).is_some() {
        return Err(OBJECT_EXISTS);
    }
    let lines = task.lines.iter().filter(|line| has_state(line.state));
    let devices = lines.filter(|line| context.state.store.row(Sid::NONE, DEVICES, &line.name).is_some());
    let members: Vec<_> = devices.map(|line| json!({"name": line.name, "vdom": "root"})).collect();
    let oid = context.state.next_oid();
    let row = object([
        ("name", json!(name)),
        ("oid", json!(oid)),
        (MEMBERS, json!(members)),
        ("os_type", json!("fos")),
        ("type", json!("normal")),
    ]);
    seed::put(context.state, &groups(&adom), &row, context.now).ok_or(DATA_INVALID_FOR_URL)?;
    Ok(Answer::data(json!({ "oid": oid })))
}
