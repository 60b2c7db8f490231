//! Reads and writes of tables.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::answer::{Answer, Context, Outcome};
use super::call::names_a_row;
use super::check::list;
use super::filter::Condition;
use super::place::Place;
use super::read::Options;
use super::row::Merge;
use super::status::{
    COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, INVALID_PARAMETER, NO_OBJECT, OBJECT_EXISTS, OBJECT_IS_USED, Refusal,
};
use super::store::{Hold, Row, Table};
use super::{described, scope, seed, shape, url, workspace};

/// Answers a call on a table or on one of its rows.
pub(super) fn answer(context: &mut Context<'_>) -> Outcome {
    if names_a_row(&context.found.route.url) {
        let (table, key) = url::split_last(context.url);
        let table = table.to_owned();
        match context.method {
            "get" => get_row(context, &table, &key),
            "set" => write_row(context, &table, &key, Merge::Set),
            "update" => write_row(context, &table, &key, Merge::Update),
            "replace" => write_row(context, &table, &key, Merge::Replace),
            "unset" => write_row(context, &table, &key, Merge::Unset),
            "delete" => delete(context, &table, &[key]),
            "clone" => clone(context, &table, &key),
            "move" => move_beside(context, &table, &key),
            _ => Err(COMMAND_INVALID_FOR_URL),
        }
    } else {
        let table = context.url.to_owned();
        match context.method {
            "get" => get_table(context, &table),
            "add" => write_rows(context, &table, true),
            "set" | "update" => write_rows(context, &table, false),
            "delete" => delete_matching(context, &table),
            _ => Err(COMMAND_INVALID_FOR_URL),
        }
    }
}

/// The name of a table's rows in a schema: `firewall address`.
fn category(table: &str) -> String {
    let segments = url::segments(table);
    let from = segments
        .iter()
        .rposition(|segment| matches!(segment.as_str(), "obj" | "vdom" | "global" | "dvmdb"));
    let from = match (from, segments.iter().rposition(|segment| segment == "firewall")) {
        // The name of a VDOM follows `vdom`, and the name of a package comes before `firewall`.
        (_, Some(firewall)) => firewall,
        (Some(at), None) if segments[at] == "vdom" => at + 2,
        (Some(at), None) => at + 1,
        (None, None) => 0,
    };
    segments.get(from..).unwrap_or_default().join(" ")
}

fn options<'c>(context: &'c Context<'_>) -> Options<'c> {
    let layout = &context.layout;
    Options::read(context.entry, layout.row.clone(), &layout.key, context.verbose)
}

fn get_row(context: &Context<'_>, table: &str, key: &str) -> Outcome {
    let row = context
        .state
        .store
        .row(context.caller.sid, table, key)
        .ok_or(NO_OBJECT)?;
    Ok(Answer::data(options(context).single(&category(table), row)))
}

fn get_table(context: &Context<'_>, table: &str) -> Outcome {
    let user = &context.caller.user;
    let rows = context.state.store.table(context.caller.sid, table);
    let options = options(context);
    let data = if matches!(table, scope::ADOMS | scope::DEVICES) {
        let rows = rows.into_iter().flat_map(Table::iter);
        let rows = rows.filter(|(key, row)| scope::shows(user, table, Some(key), row));
        options.table(&category(table), rows.map(|(_, row)| row))
    } else {
        options.stored(&category(table), rows)
    };
    data.map(Answer::data)
}

/// The key member of a row, as a reply shows it.
fn key_of(context: &Context<'_>, key: &str) -> Value {
    let number = key.parse::<i64>().ok().filter(|_| context.layout.numbers);
    let value = number.map_or_else(|| Value::from(key), Value::from);
    Value::Object(Map::from_iter([(context.layout.key.to_string(), value)]))
}

/// The answer to a write: the keys of the written rows, if the call has data in its reply.
fn written(context: &Context<'_>, keys: &[String], listed: bool) -> Answer {
    if context.found.route.response.is_none() {
        return Answer::done();
    }
    match keys {
        [key] if !listed => Answer::data(key_of(context, key)),
        keys => Answer::data(keys.iter().map(|key| key_of(context, key)).collect::<Value>()),
    }
}

/// Writes the rows in `data`, which contain their keys.
fn write_rows(context: &mut Context<'_>, table: &str, new: bool) -> Outcome {
    // The FortiAnalyzer that carries out the call has its own tables.
    if context.envelope.contains_key("remote") {
        return Ok(Answer::done());
    }
    let data = context.entry.get("data").ok_or(DATA_INVALID_FOR_URL)?;
    let hold = workspace::hold(context, Place::of(context, table, None))?;
    let mut keys = Vec::new();
    for row in list(data) {
        let row = row.as_object().ok_or(DATA_INVALID_FOR_URL)?;
        keys.push(write_new(context, hold, table, row, new)?);
    }
    Ok(written(context, &keys, data.is_array()))
}

fn write_new(
    context: &mut Context<'_>,
    hold: Hold,
    table: &str,
    data: &Map<String, Value>,
    new: bool,
) -> Result<String, Refusal> {
    let layout = context.layout.clone();
    let given = data
        .get(&*layout.key)
        .and_then(shape::key)
        .filter(|key| !layout.numbers || key != "0");
    let key = match given {
        Some(key) if layout.numbers && key.parse::<i64>().is_err() => return Err(DATA_INVALID_FOR_URL),
        Some(key) => key,
        None if layout.numbers => context.state.store.edit(hold, table).next_id().to_string(),
        None => return Err(DATA_INVALID_FOR_URL),
    };
    let before = context.state.store.row(context.caller.sid, table, &key).cloned();
    if new && before.is_some() {
        return Err(OBJECT_EXISTS);
    }
    let row = context.written(table, before, &key, data, Merge::Set);
    if table == scope::ADOMS && context.state.store.row(context.caller.sid, table, &key).is_none() {
        seed::add_adom_defaults(context.state, &key, context.now);
    }
    context.state.store.edit(hold, table).insert(key.clone(), row);
    Ok(key)
}

/// Writes one row, whose key is in the url. Another key in `data` becomes its new key.
fn write_row(context: &mut Context<'_>, table: &str, key: &str, merge: Merge) -> Outcome {
    let before = context.state.store.row(context.caller.sid, table, key).cloned();
    // An ADOM is created by `add` only; a write to a missing ADOM is refused.
    if before.is_none() && (merge != Merge::Set || table == scope::ADOMS) {
        return Err(NO_OBJECT);
    }
    let empty = Map::new();
    let data = context
        .entry
        .get("data")
        .and_then(|data| list(data).first()?.as_object())
        .unwrap_or(&empty);
    let new_key = data
        .get(&*context.layout.key)
        .and_then(shape::key)
        .filter(|new| new != key);
    let final_key = new_key.clone().unwrap_or_else(|| key.to_owned());
    let hold = workspace::hold(context, Place::of(context, table, Some(key)))?;
    if new_key.is_some() && context.state.store.row(context.caller.sid, table, &final_key).is_some() {
        return Err(OBJECT_EXISTS);
    }
    let row = context.written(table, before, &final_key, data, merge);
    let table = context.state.store.edit(hold, table);
    table.insert(final_key.clone(), row);
    if new_key.is_some() {
        // A renamed row keeps its position. A new row is already at the end.
        let _ = table.move_beside(&final_key, key, true);
        table.remove(key);
    }
    Ok(written(context, &[final_key], false))
}

fn delete(context: &mut Context<'_>, table: &str, keys: &[String]) -> Outcome {
    let single = match keys {
        [key] => Some(key.as_str()),
        _ => None,
    };
    if let Some(key) = single
        && context.state.store.row(context.caller.sid, table, key).is_none()
    {
        return Err(NO_OBJECT);
    }
    let hold = workspace::hold(context, Place::of(context, table, single))?;
    let names: HashSet<_> = keys.iter().map(String::as_str).collect();
    if described::is_used(context.state, context.caller.sid, table, &names) {
        return Err(OBJECT_IS_USED);
    }
    let rows = context.state.store.edit(hold, table);
    for key in keys {
        rows.remove(key);
    }
    Ok(Answer::done())
}

/// Deletes the rows that match a filter. The `confirm` was checked before.
fn delete_matching(context: &mut Context<'_>, table: &str) -> Outcome {
    let filter = context.entry.get("filter").ok_or(COMMAND_INVALID_FOR_URL)?;
    let condition = Condition::read(filter, context.layout.row.as_deref()).map_err(|_| INVALID_PARAMETER)?;
    let rows = context.state.store.table(context.caller.sid, table);
    let matching = rows
        .into_iter()
        .flat_map(Table::iter)
        .filter(|(_, row)| condition.holds(row));
    let keys: Vec<_> = matching.map(|(key, _)| key.to_owned()).collect();
    delete(context, table, &keys)
}

/// Copies a row under another key to the end of the table.
fn clone(context: &mut Context<'_>, table: &str, key: &str) -> Outcome {
    let original = context
        .state
        .store
        .row(context.caller.sid, table, key)
        .cloned()
        .ok_or(NO_OBJECT)?;
    let data = context
        .entry
        .get("data")
        .and_then(|data| list(data).first()?.as_object())
        .cloned()
        .unwrap_or_default();
    let hold = workspace::hold(context, Place::of(context, table, None))?;
    let mut copy: Row = original;
    copy.remove("oid");
    copy.remove("uuid");
    copy.remove(&*context.layout.key);
    copy.extend(data);
    let key = write_new(context, hold, table, &copy, true)?;
    Ok(written(context, &[key], false))
}

fn move_beside(context: &mut Context<'_>, table: &str, key: &str) -> Outcome {
    let after = match context.beside("option") {
        Some("after") => true,
        Some("before") => false,
        _ => return Err(INVALID_PARAMETER),
    };
    let target = context
        .entry
        .get("target")
        .and_then(shape::key)
        .ok_or(INVALID_PARAMETER)?;
    let rows = context.state.store.table(context.caller.sid, table).ok_or(NO_OBJECT)?;
    if !rows.contains(key) || !rows.contains(&target) {
        return Err(NO_OBJECT);
    }
    let hold = workspace::hold(context, Place::of(context, table, Some(key)))?;
    context
        .state
        .store
        .edit(hold, table)
        .move_beside(key, &target, after)
        .ok_or(NO_OBJECT)?;
    Ok(written(context, &[key.to_owned()], false))
}

#[cfg(test)]
mod tests {
    use super::category;

    #[test]
    fn schemas_name_their_tables() {
        for (url, name) in [
            ("/pm/config/adom/demo/obj/firewall/address", "firewall address"),
            ("/pm/config/adom/demo/pkg/a/b/firewall/policy", "firewall policy"),
            ("/pm/config/device/d/vdom/root/system/dhcp/server", "system dhcp server"),
            ("/dvmdb/device", "device"),
            ("/cli/global/system/admin/tacacs", "system admin tacacs"),
        ] {
            assert_eq!(category(url), name);
        }
    }
}
