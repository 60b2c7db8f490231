//! The verbs of described tables and single objects.

use fmg_template::Protocol;
use serde_json::{Map, Value};

use super::accept::KeyIn;
use super::resolve::Target;
use super::used::Used;
use super::view::Seen;
use super::write::Writer;
use super::{DescribedTable, member, syntax, view};
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::call::Found;
use crate::fmg::check::list;
use crate::fmg::describe::TableVerb;
use crate::fmg::filter::Condition;
use crate::fmg::place::Place;
use crate::fmg::read::Options;
use crate::fmg::row::Merge;
use crate::fmg::shape::{fill_defaults, integer};
use crate::fmg::status::{
    COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, INVALID_OPTION, INVALID_PARAMETER, NO_OBJECT, NO_PERMISSION, Refusal,
};
use crate::fmg::store::Row;
use crate::fmg::{adom, dvm, global, package, scope, shape, workspace};
use crate::generated::fmg::Route;
use crate::route::Placeholder;

/// Answers a call on a described table, on one of its rows, or below a row.
pub(in crate::fmg) fn answer(context: &mut Context<'_>, target: &Target) -> Outcome {
    check_members(context.entry)?;
    if let Some(section) = &target.section {
        return change_members(context, target, section);
    }
    let verb = verb(context, target)?;
    may_enter(context, target)?;
    if global::is_own(target) {
        global::answer(context, |context| accepted(context, target))
    } else if target.url.starts_with("/pm/pkg/") {
        package::answer_described(context, target)
    } else {
        carry_out(context, target, verb)
    }
}

fn carry_out(context: &mut Context<'_>, target: &Target, verb: TableVerb) -> Outcome {
    match verb {
        TableVerb::List | TableVerb::Count | TableVerb::Checksum if !target.is_object() => get_rows(context, target),
        TableVerb::List | TableVerb::Get | TableVerb::Count | TableVerb::Checksum => get_row(context, target),
        TableVerb::Syntax => Ok(Answer::data(syntax::of_target(context, target))),
        TableVerb::Add | TableVerb::AddRows => write_rows(context, target, Rows::New),
        TableVerb::Upsert | TableVerb::SetRows => write_rows(context, target, Rows::Any),
        TableVerb::UpdateRows => write_rows(context, target, Rows::Existing),
        TableVerb::Set | TableVerb::Update => write_row(context, target),
        TableVerb::Delete => delete(context, target),
        TableVerb::DeleteWhere => delete_matching(context, target),
        TableVerb::CloneTo => copy(context, target),
        TableVerb::MoveTo => move_beside(context, target),
    }
}

/// Which of the rows may exist before a write of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    New,
    Any,
    Existing,
}

impl Target {
    /// The call on the target of the url.
    pub(in crate::fmg) fn found(&self, method: &str, entry: &Map<String, Value>) -> Found {
        let placeholders = self.captures.iter().map(|(name, kind, _)| Placeholder {
            name: name.clone(),
            kind: kind.clone(),
        });
        let mut route = Route::bare(
            Protocol::JsonRpc,
            method.to_owned().into(),
            self.template.clone().into(),
            placeholders.collect::<Vec<_>>().into(),
        );
        let name = &self.table().description.name;
        route.name = match self.verb(method, entry) {
            Some(verb) if self.section.is_none() => format!("{name} {verb:?}").into(),
            _ => name.clone(),
        };
        let captures = self.captures.iter();
        Found {
            route: route.into(),
            captures: captures.map(|(name, _, value)| (name.clone(), value.clone())).collect(),
            taught_call: None,
        }
    }

    /// The verb of a call, if the table has it.
    fn verb(&self, method: &str, entry: &Map<String, Value>) -> Option<TableVerb> {
        let is_policy_manager = self.url.starts_with("/pm/config/");
        let asks = |name: &str| {
            let option = entry.get("option");
            option.is_some_and(|option| list(option).iter().any(|own| own == name))
        };
        let candidates: &[TableVerb] = match (method, self.is_object()) {
            // Single objects have schemas too, though only that of tables is a verb.
            ("get", _) if asks("syntax") && self.table().has(TableVerb::Get) => return Some(TableVerb::Syntax),
            ("get", _) if asks("syntax") => &[TableVerb::Syntax],
            ("get", _) if asks("chksum") => &[TableVerb::Checksum],
            ("get", false) if asks("count") => &[TableVerb::Count],
            ("get", false) => &[TableVerb::List],
            ("get", true) => &[TableVerb::Get],
            ("add", false) => &[TableVerb::Add, TableVerb::AddRows],
            ("set", false) => &[TableVerb::Upsert, TableVerb::SetRows],
            ("update", false) => &[TableVerb::UpdateRows],
            ("delete", false) => &[TableVerb::DeleteWhere],
            ("set", true) => &[TableVerb::Set],
            ("update", true) => &[TableVerb::Update],
            ("delete", true) => &[TableVerb::Delete],
            ("clone", true) => &[TableVerb::CloneTo],
            ("move", true) => &[TableVerb::MoveTo],
            // Tables of the policy manager are known to have these methods where they have `set`.
            ("replace" | "unset", true) if is_policy_manager => &[TableVerb::Set],
            _ => &[],
        };
        candidates.iter().copied().find(|verb| self.table().has(*verb))
    }
}

/// The verb of a call, if the table has it below this scope.
fn verb(context: &Context<'_>, target: &Target) -> Result<TableVerb, Refusal> {
    let what = &target.table().description.name;
    let refused = |why: &str| COMMAND_INVALID_FOR_URL.because(format!("`{what}` {why}"));
    let verb = target.verb(context.method, context.entry);
    let verb = verb.ok_or_else(|| refused("does not have this verb"))?;
    if context.method != "get" && !target.writable {
        return Err(refused("can only be read below this scope"));
    }
    Ok(verb)
}

/// Checks the types of the members beside the url that select rows.
fn check_members(entry: &Map<String, Value>) -> Result<(), Refusal> {
    let wrong = |name: &str| INVALID_PARAMETER.because(format!("`{name}` has a wrong type"));
    let is_number = |value: &Value| integer(value).is_some();
    let fits = |name: &str, value: &Value| match name {
        "range" => value.as_array().is_some_and(|range| range.iter().all(is_number)),
        "fields" | "option" => list(value).iter().flat_map(list).all(Value::is_string),
        "loadsub" | "confirm" => is_number(value),
        "filter" | "sortings" => value.is_array(),
        _ => true,
    };
    let misfit = entry
        .iter()
        .find(|(name, value)| !value.is_null() && !fits(name, value));
    misfit.map_or(Ok(()), |(name, _)| Err(wrong(name)))
}

/// Checks that the caller may use the ADOM that a url names as a row, and that a device is in the ADOM that the url
/// names.
fn may_enter(context: &Context<'_>, target: &Target) -> Result<(), Refusal> {
    let Some(key) = target.root_key() else {
        return Ok(());
    };
    if target.url == scope::ADOMS && !context.caller.user.may_enter(key) {
        return Err(NO_PERMISSION);
    }
    let row = context.state.store.row(context.caller.sid, &target.url, key);
    let user = &context.caller.user;
    if row.is_some_and(|row| !is_in_scope(target, row) || !scope::shows(user, &target.url, None, row)) {
        return Err(NO_OBJECT);
    }
    Ok(())
}

/// Whether a row is below the scope of the url. The devices of all ADOMs are in one table.
fn is_in_scope(target: &Target, row: &Row) -> bool {
    let adom = target.scope_value("adom").filter(|_| target.url == scope::DEVICES);
    adom.is_none_or(|adom| scope::adom_of_row(row) == Some(adom))
}

fn options<'c>(context: &'c Context<'_>, table: &'c DescribedTable) -> Options<'c> {
    let layout = &table.layout;
    let options = Options::read(context.entry, layout.row.clone(), &layout.key, context.verbose);
    options.child_objects(&layout.children)
}

fn get_row(context: &Context<'_>, target: &Target) -> Outcome {
    let table = target.table();
    let row = view::row(&context.state.store, context.caller.sid, target)?;
    let options = options(context, table);
    if let Some(row) = row {
        let mut data = options.single(&table.category, row);
        if let Some(used) = Used::of(context, target) {
            used.finish(table, &mut data);
        }
        return Ok(Answer::data(data));
    }
    // A single object exists before it is written.
    let mut row = Row::new();
    if let Some(shape) = &table.layout.row {
        fill_defaults(shape, &mut row);
    }
    Ok(Answer::data(options.single(&table.category, &row)))
}

fn get_rows(context: &Context<'_>, target: &Target) -> Outcome {
    let table = target.table();
    let seen = view::rows(&context.state.store, context.caller.sid, target)?;
    let options = options(context, table);
    let user = &context.caller.user;
    let is_filtered = target.below().is_empty() && (target.url == scope::ADOMS || target.url == scope::DEVICES);
    if let Some(used) = Used::of(context, target) {
        let mut data = options.table(&table.category, used.rows(seen).iter())?;
        used.finish(table, &mut data);
        return Ok(Answer::data(data));
    }
    let data = match seen {
        Seen::Stored(stored) if !is_filtered => options.stored(&table.category, stored),
        seen @ Seen::Listed(_) => options.table(&table.category, seen.iter().map(|(_, row)| row)),
        seen @ Seen::Stored(_) => {
            let shows = |key, row| scope::shows(user, &target.url, key, row) && is_in_scope(target, row);
            let rows = seen.iter().filter(|(key, row)| shows(*key, row));
            options.table(&table.category, rows.map(|(_, row)| row))
        }
    };
    data.map(Answer::data)
}

/// A writer for the table or row, if the caller may write it now.
fn writer<'w>(context: &'w mut Context<'_>, target: &'w Target, new: bool) -> Result<Writer<'w>, Refusal> {
    let key = if new && target.below().is_empty() {
        None
    } else {
        target.root_key()
    };
    let hold = workspace::hold(context, Place::of_target(target, key))?;
    Ok(Writer {
        sid: context.caller.sid,
        now: context.now,
        state: &mut *context.state,
        hold,
        target,
    })
}

/// The rows in `data`.
fn data<'c>(context: &Context<'c>) -> Result<Vec<&'c Row>, Refusal> {
    let missing = || DATA_INVALID_FOR_URL.because("`data` is missing");
    let data = context
        .entry
        .get("data")
        .filter(|data| !data.is_null())
        .ok_or_else(missing)?;
    let rows = list(data).iter().map(Value::as_object);
    let rows: Option<Vec<_>> = rows.collect();
    rows.ok_or_else(|| DATA_INVALID_FOR_URL.because("`data` has to be an object, or a list of objects"))
        .and_then(|rows| if rows.is_empty() { Err(missing()) } else { Ok(rows) })
}

/// The only row in `data`.
fn only<'c>(context: &Context<'c>) -> Result<&'c Row, Refusal> {
    match data(context)?.as_slice() {
        [row] => Ok(row),
        _ => Err(DATA_INVALID_FOR_URL.because("`data` has to be one object")),
    }
}

/// Checks the data of a write of a package, which its own module writes.
pub(in crate::fmg) fn check_data(context: &Context<'_>, target: &Target) -> Result<(), Refusal> {
    for row in data(context)? {
        let accepted = target.table().accept(row, KeyIn::Url);
        accepted.map_err(|fault| fault.refusal(&target.url))?;
    }
    Ok(())
}

/// The accepted data of a change of a single object.
fn accepted(context: &mut Context<'_>, target: &Target) -> Result<Row, Refusal> {
    let row = only(context)?;
    writer(context, target, false)?.accept(row, KeyIn::Url)
}

/// The answer to a write: the keys of the written rows.
fn written(table: &DescribedTable, keys: &[String], listed: bool) -> Answer {
    let Some(name) = table.key_attribute() else {
        return Answer::done();
    };
    let of = |key: &String| {
        let number = key.parse::<i64>().ok().filter(|_| table.layout.numbers);
        let value = number.map_or_else(|| Value::from(key.as_str()), Value::from);
        Value::Object(Map::from_iter([(name.to_owned(), value)]))
    };
    match keys {
        [key] if !listed => Answer::data(of(key)),
        keys => Answer::data(keys.iter().map(of).collect::<Value>()),
    }
}

fn write_rows(context: &mut Context<'_>, target: &Target, rows: Rows) -> Outcome {
    // The FortiAnalyzer that carries out the call has its own tables.
    if context.envelope.contains_key("remote") {
        return Ok(Answer::done());
    }
    let data = data(context)?;
    let listed = context.entry.get("data").is_some_and(Value::is_array);
    let is_adoms = target.url == scope::ADOMS && target.below().is_empty();
    let now = context.now;
    let mut writer = writer(context, target, true)?;
    let mut keys = Vec::new();
    for row in data {
        let known = is_adoms.then(|| adom::names(writer.state));
        let key = match rows {
            Rows::New => writer.add(row)?,
            Rows::Any => writer.upsert(row, Merge::Set, false)?,
            Rows::Existing => writer.upsert(row, Merge::Update, true)?,
        };
        if let (Some(known), Some(adom)) = (known, key.as_deref()) {
            adom::added(writer.state, &known, adom, now);
        }
        keys.extend(key);
    }
    Ok(written(target.table(), &keys, listed))
}

fn write_row(context: &mut Context<'_>, target: &Target) -> Outcome {
    let merge = match context.method {
        "update" => Merge::Update,
        "replace" => Merge::Replace,
        "unset" => Merge::Unset,
        _ => Merge::Set,
    };
    let row = only(context)?;
    if target.table().path() == member::SECTION_VALUE {
        return set_label(context, target, row);
    }
    // An ADOM is created by `add` only, and a device by a command; a write to a missing one is refused.
    let is_made_elsewhere = target.url == scope::ADOMS || target.url == scope::DEVICES;
    let exists = merge != Merge::Set || (is_made_elsewhere && target.below().is_empty());
    let mut writer = writer(context, target, false)?;
    let key = writer.set(row, merge, exists)?;
    if target.url == scope::DEVICES
        && let (Some(old), Some(new)) = (target.key(), key.as_deref())
        && target.below().is_empty()
        && old != new
    {
        dvm::renamed(writer.state, old, new);
    }
    Ok(key.map_or_else(Answer::done, |key| written(target.table(), &[key], false)))
}

/// Sets a label of the row above.
fn set_label(context: &mut Context<'_>, target: &Target, row: &Row) -> Outcome {
    let given = writer(context, target, false)?.accept(row, KeyIn::Url)?;
    let label = member::label(&given)?;
    let mut above = target.clone();
    above.levels.pop();
    writer(context, &above, false)?.set(&label, Merge::Set, true)?;
    Ok(Answer::done())
}

fn change_members(context: &mut Context<'_>, target: &Target, section: &str) -> Outcome {
    if !target.writable {
        return Err(COMMAND_INVALID_FOR_URL);
    }
    let method = context.method;
    let data = context.entry.get("data").unwrap_or(&Value::Null);
    may_enter(context, target)?;
    if let Some(adom) = target.scope_value("adom").filter(|_| target.url.starts_with("/dvmdb/")) {
        dvm::check_members(context.state, adom, data)?;
    }
    let mut writer = writer(context, target, false)?;
    member::change(&mut writer, method, section, data)
}

fn delete(context: &mut Context<'_>, target: &Target) -> Outcome {
    let key = target.key().ok_or(COMMAND_INVALID_FOR_URL)?.to_owned();
    view::row(&context.state.store, context.caller.sid, target)?;
    let is_adom = target.url == scope::ADOMS && target.below().is_empty();
    if is_adom {
        adom::check_empty(context.state, context.caller.sid, &key)?;
    }
    let mut writer = writer(context, target, false)?;
    writer.remove(std::slice::from_ref(&key))?;
    if is_adom {
        adom::removed(writer.state, &key);
    }
    if target.url == scope::DEVICES
        && let Some(device) = target.root_key()
    {
        dvm::vdom_removed(writer.state, device, &key);
    }
    Ok(Answer::done())
}

/// Deletes the rows that match a filter, with a confirmation.
fn delete_matching(context: &mut Context<'_>, target: &Target) -> Outcome {
    let confirmed = context.entry.get("confirm").and_then(integer) == Some(1);
    let filter = context.entry.get("filter").filter(|filter| !filter.is_null());
    let filter = filter.filter(|_| confirmed).ok_or(COMMAND_INVALID_FOR_URL)?;
    let table = target.table();
    let condition = Condition::read(filter, table.layout.row.as_deref()).map_err(|_| INVALID_PARAMETER)?;
    let seen = view::rows(&context.state.store, context.caller.sid, target)?;
    let matching = seen.iter().filter(|(_, row)| condition.holds(row));
    let keys: Vec<_> = matching
        .filter_map(|(key, row)| key.map(str::to_owned).or_else(|| table.key_in(row)))
        .collect();
    if target.url == scope::ADOMS && target.below().is_empty() {
        return Err(Refusal::undocumented("the deletion of several ADOMs at once"));
    }
    writer(context, target, false)?.remove(&keys)?;
    Ok(Answer::done())
}

fn copy(context: &mut Context<'_>, target: &Target) -> Outcome {
    let key = target.key().ok_or(NO_OBJECT)?.to_owned();
    let empty = Row::new();
    let given = context.entry.get("data").filter(|data| !data.is_null());
    let data = match given {
        Some(_) => only(context)?,
        None => &empty,
    };
    let is_adom = target.url == scope::ADOMS && target.below().is_empty();
    let mut writer = writer(context, target, true)?;
    let new = writer.copy(data)?;
    if let (true, Some(new)) = (is_adom, new.as_deref()) {
        adom::copied(writer.state, &key, new);
    }
    Ok(new.map_or_else(Answer::done, |new| written(target.table(), &[new], false)))
}

fn move_beside(context: &mut Context<'_>, target: &Target) -> Outcome {
    let after = match context.beside("option") {
        Some("after") => true,
        Some("before") => false,
        _ => return Err(INVALID_OPTION.because("`option` has to be `before` or `after`")),
    };
    let other = context.entry.get("target").and_then(shape::key);
    let other = other.ok_or_else(|| INVALID_PARAMETER.because("`target` is missing"))?;
    let key = target.key().ok_or(NO_OBJECT)?.to_owned();
    writer(context, target, false)?.move_beside(&other, after)?;
    Ok(written(target.table(), &[key], false))
}
