//! Global settings of the FortiManager: `/cli/global/system/global`.
//!
//! Two of them apply to workspaces; the others are stored and have no effect.

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::described::Target;
use super::object::object;
use super::read::Options;
use super::session::Sid;
use super::shape::{integer, kept_row};
use super::status::{DATA_INVALID_FOR_URL, INVALID_VALUE, Refusal};
use super::store::{Hold, Row};
use super::workspace::WorkspaceMode;

/// Their table. It has one row, and is stored with the others so that a backup contains it.
const TABLE: &str = "/cli/global/system";
const KEY: &str = "global";
const MODE: &str = "workspace-mode";
const POLICY_LOCK: &str = "per-policy-lock";

/// Answers a read.
pub(super) fn read(context: &Context<'_>) -> Answer {
    let mut row = object([
        ("adom-status", json!(1)),
        ("jsonapi-log", json!("disable")),
        ("perform-improve-by-ha", json!(0)),
    ]);
    let kept = context.state.store.row(Sid::NONE, TABLE, KEY);
    row.extend(kept.cloned().unwrap_or_default());
    let workspace = &context.state.workspace;
    let mode = workspace.mode;
    let shown = if context.verbose {
        json!(mode.name())
    } else {
        json!(mode.number())
    };
    row.insert(MODE.to_owned(), shown);
    row.insert(POLICY_LOCK.to_owned(), json!(i64::from(workspace.per_policy_lock)));
    let shape = context.layout.row.clone();
    Answer::data(Options::read(context.entry, shape, "name", context.verbose).single("system global", &row))
}

/// Whether a target of a call is these settings.
pub(super) fn is_own(target: &Target) -> bool {
    target.url == TABLE
        && target.levels.len() == 1
        && target.levels.first().and_then(|level| level.key.as_deref()) == Some(KEY)
}

/// Answers a call on the described settings. `accepted` returns the checked data.
pub(super) fn answer(
    context: &mut Context<'_>,
    accepted: impl FnOnce(&mut Context<'_>) -> Result<Row, Refusal>,
) -> Outcome {
    if context.method == "get" {
        return Ok(read(context));
    }
    let row = accepted(context)?;
    apply(context, &row)
}

/// Carries out a change.
pub(super) fn change(context: &mut Context<'_>) -> Outcome {
    let data = context
        .entry
        .get("data")
        .and_then(|data| list(data).first()?.as_object());
    apply(context, data.ok_or(DATA_INVALID_FOR_URL)?)
}

fn apply(context: &mut Context<'_>, data: &Row) -> Outcome {
    let shape = context.layout.row.clone().ok_or(DATA_INVALID_FOR_URL)?;
    let mut row = kept_row(&shape, data);
    let mode = match row.remove(MODE) {
        None | Some(Value::Null) => None,
        Some(mode) => Some(WorkspaceMode::read(&mode).ok_or(INVALID_VALUE)?),
    };
    let policy_lock = row.remove(POLICY_LOCK).as_ref().and_then(integer);
    let workspace = &mut context.state.workspace;
    workspace.mode = mode.unwrap_or(workspace.mode);
    workspace.per_policy_lock = policy_lock.map_or(workspace.per_policy_lock, |on| on != 0);
    let table = context.state.store.edit(Hold::Free, TABLE);
    let mut kept: Row = table.get(KEY).cloned().unwrap_or_default();
    kept.extend(row);
    table.insert(KEY.to_owned(), kept);
    Ok(Answer::done())
}
