//! Changes of the configuration.

use fmg_template::HttpMethod;
use serde_json::{Value, json};

use super::change::{Change, List, Place};
use super::row::merged;
use super::schema::{Row, Schema};
use super::store::{MANAGEMENT, Store, Within};
use super::value::key;
use super::{Members, TableCall, Target, read};
use crate::fortios::call::Call;
use crate::fortios::refusal::{Code, Refusal};

/// The result of a change.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) members: Members,
    pub(super) changed: bool,
}

pub(super) fn write(
    table_call: &TableCall<'_>,
    store: &mut Store,
    body: &Row,
    uuid: String,
) -> Result<Written, Refusal> {
    let schema = &*table_call.schema;
    if schema.readonly {
        // No document shows the answer of a device.
        return Err(Refusal::http(405));
    }
    match (table_call.call.method, &table_call.target) {
        (_, Target::Children { parent, child } | Target::Child { parent, child, .. }) => {
            child_rows(table_call, store, body, parent.as_deref(), child)
        }
        (HttpMethod::Put, Target::Table) if schema.shape().is_none() => complex(table_call, store, body),
        (HttpMethod::Delete, Target::Table) if schema.shape().is_some() && table_call.call.action() == "select" => {
            purge(table_call, store)
        }
        (_, target) => {
            let mkey = match target {
                Target::Row(mkey) => Some(mkey.as_str()),
                _ => None,
            };
            rows(table_call, store, body, mkey, uuid)
        }
    }
}

/// Changes the rows of a table.
fn rows(
    table_call: &TableCall<'_>,
    store: &mut Store,
    body: &Row,
    mkey: Option<&str>,
    uuid: String,
) -> Result<Written, Refusal> {
    let (schema, vdom) = (&*table_call.schema, table_call.vdom);
    let list = List {
        shape: schema.shape().ok_or_else(|| Refusal::http(405))?,
        rows: store.rows(vdom, schema),
        references: &Within {
            store,
            vdom,
            by_device: false,
        },
    };
    let (mut change, own) = plan(table_call.call, &list, mkey, body)?;
    give_uuid(schema, &mut change, uuid);
    if let (Change::Remove(_), Some(mkey)) = (&change, mkey) {
        check_use(store, vdom, schema, mkey)?;
    }
    let renamed =
        mkey.filter(|mkey| matches!(change, Change::Replace(..)) && key(&own).is_some_and(|own| own != *mkey));
    if renamed.is_some() && schema.id() == "system/vdom" {
        return Err(Refusal::change(Code::InvalidValue, "a VDOM keeps its name"));
    }
    let changed = store.change(vdom, schema, |rows| change.apply(rows));
    if let (Some(old), Some(new)) = (renamed, key(&own)) {
        store.rename(vdom, schema, old, &new);
    }
    Ok(Written {
        members: Members::from_iter([("mkey".to_owned(), own)]),
        changed,
    })
}

/// Changes the rows of a sub table, and so the row that contains it.
fn child_rows(
    table_call: &TableCall<'_>,
    store: &mut Store,
    body: &Row,
    parent: Option<&str>,
    child: &str,
) -> Result<Written, Refusal> {
    let (schema, vdom) = (&*table_call.schema, table_call.vdom);
    let shape = schema.child(child).ok_or_else(|| Refusal::http(404))?;
    let mut children = read::children(table_call, store.rows(vdom, schema), parent, child)?;
    let mkey = match &table_call.target {
        Target::Child { mkey, .. } => Some(mkey.as_str()),
        _ => None,
    };
    let list = List {
        shape,
        rows: &children,
        references: &Within {
            store,
            vdom,
            by_device: false,
        },
    };
    let (change, own) =
        if (table_call.call.method, table_call.call.action(), mkey) == (HttpMethod::Delete, "select", None) {
            (Change::Clear, Value::Null)
        } else {
            plan(table_call.call, &list, mkey, body)?
        };
    change.apply(&mut children);
    let children: Value = children.into_iter().map(Value::from).collect();
    let at = match (parent, schema.shape()) {
        (Some(mkey), Some(shape)) => {
            let rows = store.rows(vdom, schema);
            rows.iter().position(|row| super::has_key(row, shape.mkey, mkey))
        }
        _ => Some(0),
    };
    let at = at.ok_or_else(Refusal::not_found)?;
    let mut row = store
        .rows(vdom, schema)
        .get(at)
        .cloned()
        .unwrap_or_else(|| schema.defaults());
    row.insert(child.to_owned(), children);
    let changed = replace(store, vdom, schema, at, row);
    let mut members = Members::new();
    members.extend(parent.map(|parent| ("mkey".to_owned(), parent.into())));
    members.insert("child_path".to_owned(), child.into());
    if !own.is_null() {
        members.insert("child_mkey".to_owned(), own);
    }
    Ok(Written { members, changed })
}

/// Changes the object of a complex table.
fn complex(table_call: &TableCall<'_>, store: &mut Store, body: &Row) -> Result<Written, Refusal> {
    if table_call.call.action() != "select" {
        return Err(Refusal::http(405));
    }
    let (schema, vdom) = (&*table_call.schema, table_call.vdom);
    let defaults = schema.defaults();
    let current = store.rows(vdom, schema).first().unwrap_or(&defaults);
    let row = merged(
        &schema.children,
        Some(current),
        body,
        &Within {
            store,
            vdom,
            by_device: false,
        },
    )?;
    let changed = row != *current && replace(store, vdom, schema, 0, row);
    Ok(Written {
        members: Members::new(),
        changed,
    })
}

/// Empties a table, unless something refers to one of its rows.
fn purge(table_call: &TableCall<'_>, store: &mut Store) -> Result<Written, Refusal> {
    let (schema, vdom) = (&*table_call.schema, table_call.vdom);
    if let Some(shape) = schema.shape() {
        for row in store.rows(vdom, schema) {
            if let Some(mkey) = row.get(shape.mkey).and_then(key) {
                check_use(store, vdom, schema, &mkey)?;
            }
        }
    }
    Ok(Written {
        members: Members::new(),
        changed: store.change(vdom, schema, |rows| Change::Clear.apply(rows)),
    })
}

/// The change of a list of rows that a call asks for.
fn plan(call: &Call, list: &List<'_>, mkey: Option<&str>, body: &Row) -> Result<(Change, Value), Refusal> {
    match (call.method, call.action(), mkey) {
        (HttpMethod::Post, "select", None) => list.create(body),
        (HttpMethod::Put, "select", Some(mkey)) => list.update(mkey, body),
        (HttpMethod::Delete, "select", Some(mkey)) => Ok((Change::Remove(list.find(mkey)?), json!(mkey))),
        (HttpMethod::Post, "clone", Some(mkey)) => match call.parameter("nkey").filter(|nkey| !nkey.is_empty()) {
            Some(nkey) => list.duplicate(mkey, nkey),
            None => Err(Refusal::http(424)),
        },
        (HttpMethod::Put, "move", Some(mkey)) => match (call.parameter("before"), call.parameter("after")) {
            (Some(before), None) => list.relocate(mkey, Place::Before(before)),
            (None, Some(after)) => list.relocate(mkey, Place::After(after)),
            _ => Err(Refusal::http(424)),
        },
        _ => Err(Refusal::http(405)),
    }
}

fn replace(store: &mut Store, vdom: &str, schema: &Schema, at: usize, row: Row) -> bool {
    store.change(vdom, schema, |rows| {
        if rows.is_empty() && at == 0 {
            rows.push(row);
            return true;
        }
        Change::Replace(at, row).apply(rows)
    })
}

/// Whether nothing refers to a row. The management VDOM is always in use.
fn check_use(store: &Store, vdom: &str, schema: &Schema, mkey: &str) -> Result<(), Refusal> {
    let manages = schema.id() == "system/vdom" && mkey == MANAGEMENT;
    match store.references(vdom, schema, mkey) {
        0 if !manages => Ok(()),
        _ => Err(Refusal::change(
            Code::InUse,
            format_args!("The entry '{mkey}' is used by other entries"),
        )),
    }
}

/// Sets the UUID of a new object, if its table has UUIDs.
pub(super) fn give_uuid(schema: &Schema, change: &mut Change, uuid: String) {
    let (Some(field), Change::Insert(row)) = (schema.children.get("uuid"), change) else {
        return;
    };
    let own = row.get("uuid");
    if own.is_none_or(Value::is_null) || own == field.default.as_ref() {
        row.insert("uuid".to_owned(), uuid.into());
    }
}
