//! Searches of the rows that refer to an object. A search is over at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::described::{self, Use};
use super::scope::{ADOMS, GLOBAL, packages};
use super::session::Sid;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, NO_SUCH_COMMAND};
use super::{State, oid, url};
use crate::fmg::check::list;
use crate::generated::fmg::calls::WhereUsed;

/// The result of each search, by its token.
#[derive(Debug, Default)]
pub(super) struct Searches(BTreeMap<String, Value>);

/// The number of searches that are kept.
const KEPT: usize = 100;

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: WhereUsed) -> Outcome {
    match call {
        WhereUsed::Start => start(context),
        WhereUsed::Progress => found(context).map(|_| Answer::data(json!({ "percent": 100 }))),
        WhereUsed::Detail => found(context).map(|found| Answer::data(found.clone())),
    }
}

fn found<'c>(context: &'c Context<'_>) -> Result<&'c Value, super::status::Refusal> {
    let token = context.beside("token").ok_or(NO_SUCH_COMMAND)?;
    context.state.searches.0.get(token).ok_or(NO_OBJECT)
}

fn start(context: &mut Context<'_>) -> Outcome {
    let text = |name: &str| context.text(name).map(str::to_owned).ok_or(DATA_INVALID_FOR_URL);
    let (table, key) = (format!("/pm/config/{}", text("obj")?), text("mkey")?);
    let adom = adom_of(&table).ok_or(DATA_INVALID_FOR_URL)?;
    if adom != GLOBAL && !context.caller.user.may_enter(&adom) {
        return Err(NO_PERMISSION);
    }
    context
        .state
        .store
        .row(context.caller.sid, &table, &key)
        .ok_or(NO_OBJECT)?;
    let flags = context.data("flags").map(list).unwrap_or_default();
    let is_direct = flags.iter().any(|flag| flag == "direct used");
    let sid = context.caller.sid;
    let mut uses = described::uses(context.state, sid, &table, &key);
    let mut at = 0;
    // Other rows may refer to that row, for example if it is a group. These refer to the object indirectly.
    while let Some(own) = uses.get(at).cloned().filter(|_| !is_direct) {
        for further in described::uses(context.state, sid, &own.table, &own.key) {
            if !uses.contains(&further) {
                uses.push(further);
            }
        }
        at += 1;
    }
    let rows: Vec<_> = uses.iter().map(|own| reference(context.state, &adom, own)).collect();
    let root = json!({"name": adom, "oid": context.state.store.row(Sid::NONE, ADOMS, &adom).and_then(oid::of)});
    let databases = if rows.is_empty() {
        json!([])
    } else {
        json!([{"data": rows, "root": root}])
    };
    let result = json!({"percent": 100, "total_num": uses.len(), "where_used": databases});
    let random = &mut context.state.random;
    let token: String = std::iter::repeat_with(|| random.alphanumeric()).take(32).collect();
    let searches = &mut context.state.searches.0;
    if searches.len() >= KEPT {
        searches.pop_first();
    }
    searches.insert(token.clone(), result);
    Ok(Answer::data(json!({ "token": token })))
}

/// The ADOM of a table, or the global database.
fn adom_of(table: &str) -> Option<String> {
    let segments = url::segments(table);
    let words: Vec<_> = segments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["pm", "config", "adom", adom, ..] => Some((*adom).to_owned()),
        ["pm", "config", GLOBAL, ..] => Some(GLOBAL.to_owned()),
        _ => None,
    }
}

/// A row that refers to the object. Documented replies of this call show `category` only for firewall policies.
fn reference(state: &State, adom: &str, own: &Use) -> Value {
    let mut row = json!({
        "attr": own.attribute, "mapping_name": own.category, "mattr": own.key_attribute, "mkey": own.key,
    });
    if own.category == "firewall policy" {
        row["category"] = json!(181);
    }
    if let Some(package) = own
        .table
        .split_once("/pkg/")
        .and_then(|(_, rest)| rest.strip_suffix(&own.path))
    {
        let name = package.trim_end_matches('/');
        let oid = state.store.row(Sid::NONE, &packages(adom), name).and_then(oid::of);
        row["pkg"] = json!({"name": name, "oid": oid});
    }
    row
}
