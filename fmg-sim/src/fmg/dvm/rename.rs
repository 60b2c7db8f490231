//! The effects on other tables of a new name of a device, and of the deletion of a VDOM.

use serde_json::Value;

use crate::fmg::State;
use crate::fmg::store::{Hold, Row, Table};
use crate::fmg::url;

/// The lists whose elements name devices with their VDOMs.
const MEMBERS: &[&str] = &["_scope", "scope member", "object member"];

/// Gives the configuration of a device its new url, and the new name to all rows that name the device.
pub(in crate::fmg) fn renamed(state: &mut State, old: &str, new: &str) {
    let from = format!("{}/", configuration(old));
    for url in state.store.urls_below(crate::fmg::session::Sid::NONE, &from) {
        let table = std::mem::take(state.store.edit(Hold::Free, &url));
        let renamed = format!("{}/{}", configuration(new), &url[from.len()..]);
        *state.store.edit(Hold::Free, &renamed) = table;
    }
    let tables = state.store.all_committed();
    let naming = tables.flat_map(|(url, table)| {
        let keys = keys_naming(table, old);
        keys.map(|key| (url.to_owned(), key))
    });
    for (url, key) in naming.collect::<Vec<_>>() {
        if let Some(row) = state.store.edit(Hold::Free, &url).row_mut(&key) {
            row.iter_mut()
                .for_each(|(name, value)| rename_in(name, value, old, new));
        }
    }
}

/// Empties the configuration of a deleted VDOM.
pub(in crate::fmg) fn vdom_removed(state: &mut State, device: &str, vdom: &str) {
    let prefix = format!("{}/vdom/{}/", configuration(device), url::escaped(vdom));
    state.store.clear_below(Hold::Free, &prefix);
}

fn configuration(device: &str) -> String {
    format!("/pm/config/device/{}", url::escaped(device))
}

fn keys_naming(table: &Table, device: &str) -> impl Iterator<Item = String> {
    let rows = table.iter().filter(|(_, row)| names(row, device));
    rows.map(|(key, _)| key.to_owned())
}

/// Whether a row, or a row in it, names the device.
fn names(row: &Row, device: &str) -> bool {
    row.iter().any(|(name, value)| match value {
        Value::Array(items) => items.iter().any(|item| {
            let is_member = MEMBERS.contains(&name.as_str()) && is_device(item, device);
            is_member || item.as_object().is_some_and(|row| names(row, device))
        }),
        Value::Object(row) => names(row, device),
        _ => false,
    })
}

fn rename_in(name: &str, value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| {
            if MEMBERS.contains(&name) && is_device(item, old) {
                item["name"] = Value::from(new);
            }
            rename_in("", item, old, new);
        }),
        Value::Object(row) => row
            .iter_mut()
            .for_each(|(name, value)| rename_in(name, value, old, new)),
        _ => {}
    }
}

/// Whether a member is this device. A member without a VDOM is a group.
fn is_device(member: &Value, device: &str) -> bool {
    member.get("name").is_some_and(|name| name == device) && member.get("vdom").is_some()
}
