//! The tree of policy packages of an ADOM.
//!
//! It is stored as a flat table, whose keys are paths: a folder precedes its content.

mod command;

use fmg_template::PackagePath;
use serde_json::{Map, Value};

use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::described::{self, Target};
use super::place::Place;
use super::read::Options;
use super::row::Merge;
use super::scope::{database, packages};
use super::status::{COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, NO_OBJECT, OBJECT_EXISTS, Refusal};
use super::store::{Hold, Row, Table};
use super::{shape, workspace};
use crate::generated::fmg::RESERVED_PACKAGE_PATH;
use crate::generated::fmg::calls::Package;

/// The member of a folder with its content.
const CHILDREN: &str = "subobj";

/// Answers a call on the described tree, after a check of its data.
pub(super) fn answer_described(context: &mut Context<'_>, target: &Target) -> Outcome {
    if matches!(context.method, "add" | "set" | "update") {
        described::check_data(context, target)?;
    }
    answer(context)
}

/// Answers a call of the group that is not on the described tables.
pub(super) fn command(context: &mut Context<'_>, call: Package) -> Outcome {
    match call {
        Package::CopyPackage => command::copy(context),
        Package::MovePackage => command::move_to(context),
        Package::ScheduleInstall | Package::ScheduledInstall | Package::CancelScheduledInstall => {
            command::schedule(context)
        }
        _ => answer(context),
    }
}

/// Answers a call on the tree.
pub(super) fn answer(context: &mut Context<'_>) -> Outcome {
    let table = packages(context.adom());
    let path = context.capture("package").to_owned();
    match (context.method, path.is_empty()) {
        ("get", true) => {
            let rows = tree(context.state.store.table(context.caller.sid, &table), "");
            options(context).table("pkg", rows.iter()).map(Answer::data)
        }
        ("get", false) => {
            let rows = context.state.store.table(context.caller.sid, &table).ok_or(NO_OBJECT)?;
            let mut row = rows.get(&path).cloned().ok_or(NO_OBJECT)?;
            add_children(&mut row, Some(rows), &path);
            Ok(Answer::data(options(context).single("pkg", &row)))
        }
        ("add", true) => add(context, &table),
        ("set", true) => upsert(context, &table),
        ("set", false) => change(context, &table, &path, Merge::Set),
        ("update", false) => change(context, &table, &path, Merge::Update),
        ("delete", false) => delete(context, &table, &path),
        _ => Err(COMMAND_INVALID_FOR_URL),
    }
}

fn options<'c>(context: &'c Context<'_>) -> Options<'c> {
    Options::read(context.entry, context.layout.row.clone(), "name", context.verbose)
}

/// The content of a folder; for an empty path, the whole tree.
fn tree(table: Option<&Table>, folder: &str) -> Vec<Row> {
    let own = table
        .into_iter()
        .flat_map(Table::iter)
        .filter(|(path, _)| parent(path) == folder);
    own.map(|(path, row)| {
        let mut row = row.clone();
        add_children(&mut row, table, path);
        row
    })
    .collect()
}

fn add_children(row: &mut Row, table: Option<&Table>, path: &str) {
    if row.get("type").is_some_and(|kind| kind == "folder") {
        let children = tree(table, path).into_iter().map(Value::Object).collect();
        row.insert(CHILDREN.to_owned(), Value::Array(children));
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a name in a folder; an empty folder is the root of the tree.
///
/// # Errors
///
/// The name contains a slash, which would put it into another folder, or the url of the package would be that of
/// another call.
pub(super) fn path_of(folder: &str, name: &str) -> Result<String, Refusal> {
    let segments = folder.split('/').filter(|folder| !folder.is_empty()).chain([name]);
    let reserved: Vec<_> = RESERVED_PACKAGE_PATH.iter().map(|word| &**word).collect();
    let path = PackagePath::from_segments(segments, &reserved);
    path.map(|path| path.to_string())
        .map_err(|fault| DATA_INVALID_FOR_URL.because(fault))
}

/// Creates packages and folders. Existing folders may be given as the parents of new entries.
fn add(context: &mut Context<'_>, table: &str) -> Outcome {
    let data = context.entry.get("data").ok_or(DATA_INVALID_FOR_URL)?;
    let hold = workspace::hold(context, Place::of(context, table, None))?;
    // All names are checked before the first entry is created.
    for row in list(data) {
        check_names("", row)?;
    }
    let mut created = None;
    for row in list(data) {
        created = add_below(context, hold, table, "", row)?.or(created);
    }
    let (name, oid) = created.ok_or(OBJECT_EXISTS)?;
    let key = [("name".to_owned(), Value::from(name)), ("oid".to_owned(), oid)];
    Ok(Answer::data(Value::Object(Map::from_iter(key))))
}

/// Checks the names of a package or a folder and of everything below it.
fn check_names(folder: &str, data: &Value) -> Result<(), Refusal> {
    let name = data.get("name").and_then(shape::key).ok_or(DATA_INVALID_FOR_URL)?;
    let path = path_of(folder, &name)?;
    let children = data.get(CHILDREN).filter(|children| !children.is_null());
    children
        .into_iter()
        .flat_map(list)
        .try_for_each(|child| check_names(&path, child))
}

/// Creates an entry with everything below it. Returns name and object id of the last created one.
fn add_below(
    context: &mut Context<'_>,
    hold: Hold,
    table: &str,
    folder: &str,
    data: &Value,
) -> Result<Option<(String, Value)>, Refusal> {
    let mut data = data.as_object().cloned().ok_or(DATA_INVALID_FOR_URL)?;
    let name = data.get("name").and_then(shape::key).ok_or(DATA_INVALID_FOR_URL)?;
    let children = data.remove(CHILDREN).filter(|children| !children.is_null());
    let path = path_of(folder, &name)?;
    let before = context.state.store.row(context.caller.sid, table, &path).cloned();
    let mut created = None;
    if before.is_none() {
        let row = written(context, None, &name, &data, Merge::Set);
        created = row.get("oid").map(|oid| (name, oid.clone()));
        context.state.store.edit(hold, table).insert(path.clone(), row);
    } else if children.is_none() {
        return Err(OBJECT_EXISTS);
    }
    for child in children.iter().flat_map(list) {
        created = add_below(context, hold, table, &path, child)?.or(created);
    }
    Ok(created)
}

/// A package after a write, with the version that every write increments.
fn written(context: &mut Context<'_>, before: Option<Row>, name: &str, data: &Row, merge: Merge) -> Row {
    let version = before
        .as_ref()
        .and_then(|row| row.get("obj ver")?.as_i64())
        .unwrap_or(0);
    let table = packages(context.adom());
    let mut row = context.written(&table, before, name, data, merge);
    row.insert("obj ver".to_owned(), Value::from(version.saturating_add(1)));
    row.entry("type").or_insert_with(|| Value::from("pkg"));
    row
}

/// Creates or changes entries at the root of the tree, by the names in `data`.
fn upsert(context: &mut Context<'_>, table: &str) -> Outcome {
    let data = context.entry.get("data").ok_or(DATA_INVALID_FOR_URL)?;
    let rows: Option<Vec<_>> = list(data).iter().map(|row| row.as_object().cloned()).collect();
    let mut keys = Vec::new();
    for row in rows.ok_or(DATA_INVALID_FOR_URL)? {
        let name = row.get("name").and_then(shape::key).ok_or(DATA_INVALID_FOR_URL)?;
        keys.push(change_row(context, table, &name, row, Merge::Set)?);
    }
    Ok(match keys.pop() {
        Some(key) if !data.is_array() => Answer::data(key),
        last => Answer::data(keys.into_iter().chain(last).collect::<Value>()),
    })
}

fn change(context: &mut Context<'_>, table: &str, path: &str, merge: Merge) -> Outcome {
    let data = context.entry.get("data");
    let data = data.and_then(|data| list(data).first()?.as_object()).cloned();
    change_row(context, table, path, data.unwrap_or_default(), merge).map(Answer::data)
}

/// Changes one entry, or creates it, and returns its key.
fn change_row(
    context: &mut Context<'_>,
    table: &str,
    path: &str,
    mut data: Row,
    merge: Merge,
) -> Result<Value, Refusal> {
    let before = context.state.store.row(context.caller.sid, table, path).cloned();
    let folder = parent(path);
    let has_folder = folder.is_empty() || context.state.store.row(context.caller.sid, table, folder).is_some();
    if !has_folder || (before.is_none() && merge == Merge::Update) {
        return Err(NO_OBJECT);
    }
    data.remove(CHILDREN);
    let name = path
        .strip_prefix(folder)
        .unwrap_or(path)
        .trim_start_matches('/')
        .to_owned();
    let new_name = data.get("name").and_then(shape::key).unwrap_or_else(|| name.clone());
    let new_path = path_of(folder, &new_name)?;
    let renamed = before.is_some() && new_path != path;
    if renamed && context.state.store.row(context.caller.sid, table, &new_path).is_some() {
        return Err(OBJECT_EXISTS);
    }
    let hold = workspace::hold(context, Place::of(context, table, Some(path)))?;
    let row = written(context, before, &new_name, &data, merge);
    let oid = row.get("oid").cloned().unwrap_or_default();
    if renamed {
        let adom = context.adom().to_owned();
        rename(context, hold, &adom, table, path, &new_path);
    }
    context.state.store.edit(hold, table).insert(new_path, row);
    let key = [("name".to_owned(), Value::from(new_name)), ("oid".to_owned(), oid)];
    Ok(Value::Object(Map::from_iter(key)))
}

/// Moves a package, everything below it, and its policies to another path.
fn rename(context: &mut Context<'_>, hold: Hold, adom: &str, table: &str, path: &str, new_path: &str) {
    let sid = context.caller.sid;
    let below = format!("{path}/");
    let moved =
        |own: &str| (own == path || own.starts_with(&below)).then(|| format!("{new_path}{}", &own[path.len()..]));
    let rows = context.state.store.edit(hold, table);
    let pairs: Vec<_> = rows
        .iter()
        .filter_map(|(own, row)| Some((own.to_owned(), moved(own)?, row.clone())))
        .collect();
    for (own, new, row) in pairs {
        rows.insert(new.clone(), row);
        let _ = rows.move_beside(&new, &own, true);
        rows.remove(&own);
    }
    let (from, to) = (policies(adom, path), policies(adom, new_path));
    for url in context.state.store.urls_below(sid, &from) {
        let Some(rest) = url.strip_prefix(&from) else {
            continue;
        };
        let policies = std::mem::take(context.state.store.edit(hold, &url));
        *context.state.store.edit(hold, &format!("{to}{rest}")) = policies;
    }
}

/// The beginning of the urls of the tables in a package.
fn policies(adom: &str, path: &str) -> String {
    format!("/pm/config/{}/pkg/{path}/", database(adom))
}

/// Deletes a package with its policies, or a folder with its content.
fn delete(context: &mut Context<'_>, table: &str, path: &str) -> Outcome {
    if context.state.store.row(context.caller.sid, table, path).is_none() {
        return Err(NO_OBJECT);
    }
    let hold = workspace::hold(context, Place::of(context, table, Some(path)))?;
    let below = format!("{path}/");
    let rows = context.state.store.edit(hold, table);
    let paths: Vec<_> = rows.iter().map(|(own, _)| own.to_owned()).collect();
    for own in paths.iter().filter(|own| *own == path || own.starts_with(&below)) {
        rows.remove(own);
    }
    let policies = policies(context.adom(), path);
    context.state.store.clear_below(hold, &policies);
    Ok(Answer::done())
}
