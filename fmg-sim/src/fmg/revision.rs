//! Revisions of the databases of ADOMs: saved states, which can be restored.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::State;
use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::object::object;
use super::place::Place;
use super::read::Options;
use super::scope::{database, packages};
use super::session::Sid;
use super::shape::row_of;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, OBJECT_IN_USE};
use super::store::{Hold, Row, Table};
use super::workspace;
use crate::clock::seconds;
use crate::generated::fmg::calls::Revision;

/// The tables of each revision, by its ADOM and its number.
#[derive(Debug, Default)]
pub(super) struct Saved(BTreeMap<(String, i64), BTreeMap<String, Table>>);

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Revision) -> Outcome {
    match call {
        Revision::List => {
            let rows = context.state.store.committed(&table(context.adom()));
            let rows = rows.into_iter().flat_map(Table::iter).map(|(_, row)| row);
            options(context).table("revision", rows).map(Answer::data)
        }
        Revision::Get => {
            let (_, row) = found(context)?;
            Ok(Answer::data(options(context).single("revision", row)))
        }
        Revision::Add | Revision::Upsert => {
            let adom = context.adom().to_owned();
            let given = given(context);
            Ok(reply(make(context, &adom, given, None)))
        }
        Revision::Set => set(context),
        Revision::Delete => delete(context),
        Revision::Revert => revert(context),
    }
}

/// The table of the revisions of an ADOM, or of the global database.
fn table(adom: &str) -> String {
    format!("/dvmdb/{}/revision", database(adom))
}

fn options<'c>(context: &'c Context<'_>) -> Options<'c> {
    let shape = context.found.route.response.as_ref().and_then(row_of);
    Options::read(context.entry, shape, "version", context.verbose)
}

/// The number and the row of the revision in the url.
fn found<'c>(context: &'c Context<'_>) -> Result<(i64, &'c Row), super::status::Refusal> {
    let key = context.capture("revision");
    let number = key.parse().map_err(|_| NO_OBJECT)?;
    let row = context.state.store.row(Sid::NONE, &table(context.adom()), key);
    Ok((number, row.ok_or(NO_OBJECT)?))
}

/// The members of `data` that a caller may set.
fn given(context: &Context<'_>) -> Row {
    let data = context
        .entry
        .get("data")
        .and_then(|data| list(data).first()?.as_object());
    let mut given = data.cloned().unwrap_or_default();
    given.retain(|name, value| !matches!(name.as_str(), "oid" | "version") && !value.is_null());
    given
}

fn reply(version: i64) -> Answer {
    Answer::data(json!({ "version": version }))
}

/// Makes a revision of the committed state, or of `tables`.
fn make(context: &mut Context<'_>, adom: &str, given: Row, tables: Option<BTreeMap<String, Table>>) -> i64 {
    let user = context.caller.user.name().to_owned();
    save(context.state, adom, given, &user, tables, context.now)
}

/// Makes a revision before an installation.
pub(super) fn before_install(context: &mut Context<'_>, adom: &str) {
    let text = |name: &str| context.text(name).unwrap_or_default().to_owned();
    let given = object([
        ("name", json!(text("adom_rev_name"))),
        ("desc", json!(text("adom_rev_comments"))),
    ]);
    make(context, adom, given, None);
}

fn save(
    state: &mut State,
    adom: &str,
    given: Row,
    user: &str,
    tables: Option<BTreeMap<String, Table>>,
    now: SystemTime,
) -> i64 {
    let tables = tables.unwrap_or_else(|| tables_of(state, adom));
    let oid = state.next_oid();
    let rows = state.store.edit(Hold::Free, &table(adom));
    let version = rows.next_id();
    let mut row = object([
        ("created_by", json!(user)),
        ("created_time", json!(seconds(now))),
        ("desc", json!("")),
        ("locked", json!(0)),
        ("name", json!("")),
        ("oid", json!(oid)),
        ("version", json!(version)),
    ]);
    row.extend(given);
    rows.insert(version.to_string(), row);
    state.revisions.0.insert((adom.to_owned(), version), tables);
    version
}

/// The committed tables of an ADOM.
fn tables_of(state: &State, adom: &str) -> BTreeMap<String, Table> {
    let (below, packages) = (format!("/pm/config/{}/", database(adom)), packages(adom));
    let tables = state.store.all_committed();
    let own = tables.filter(|(url, _)| url.starts_with(&below) || *url == packages);
    own.map(|(url, table)| (url.to_owned(), table.clone())).collect()
}

fn set(context: &mut Context<'_>) -> Outcome {
    let (version, _) = found(context)?;
    let (given, table) = (given(context), table(context.adom()));
    let row = context
        .state
        .store
        .edit(Hold::Free, &table)
        .row_mut(&version.to_string());
    row.ok_or(NO_OBJECT)?.extend(given);
    Ok(reply(version))
}

fn delete(context: &mut Context<'_>) -> Outcome {
    let (version, row) = found(context)?;
    // That a locked revision cannot be deleted is documented; the code is not.
    if row.get("locked").is_some_and(|locked| *locked == 1) {
        return Err(OBJECT_IN_USE);
    }
    let adom = context.adom().to_owned();
    context
        .state
        .store
        .edit(Hold::Free, &table(&adom))
        .remove(&version.to_string());
    context.state.revisions.0.remove(&(adom, version));
    Ok(Answer::done())
}

/// Makes the state of a revision the present one. It is a change of the whole ADOM, so it needs its lock, and a commit.
fn revert(context: &mut Context<'_>) -> Outcome {
    let (version, _) = found(context)?;
    let adom = context.adom().to_owned();
    let all = format!("/pm/config/{}/obj", database(&adom));
    let place = Place {
        adom: Some(&adom),
        device: None,
        table: &all,
        key: None,
    };
    let hold = workspace::hold(context, place)?;
    let saved = context.state.revisions.0.get(&(adom.clone(), version));
    // A revision of a state file has no saved state.
    let saved = saved.cloned().ok_or(DATA_INVALID_FOR_URL)?;
    let mut urls: Vec<_> = tables_of(context.state, &adom).into_keys().collect();
    urls.extend(saved.keys().cloned());
    for url in urls {
        *context.state.store.edit(hold, &url) = saved.get(&url).cloned().unwrap_or_default();
    }
    let given = given(context);
    Ok(reply(make(context, &adom, given, Some(saved))))
}

/// Whether a call has the flag to make a revision.
pub(super) fn is_asked(context: &Context<'_>) -> bool {
    let flags = context.data("flags").map(list).unwrap_or_default();
    flags.iter().any(|flag: &Value| flag == "generate_rev")
}
