//! The state that a FortiGate starts from, as a file has it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::cmdb::{Row, Schema, Unfit, put, tables};
use super::factory;
use super::firmware::Firmware;
use super::state::State;
use super::vdom::MANAGEMENT;
use crate::appliance::StateError;

/// What the member of the state file is called, for faults.
const ROOT: &str = "fortios";

/// The state of a device without a state file.
const DEMO: &str = include_str!("demo.json");

/// The member `fortios` of a state file. All of it may be left out; [`FortiGate`](super::FortiGate) documents it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StateFile {
    firmware: Firmware,
    serial: Option<String>,
    vdoms: Vec<String>,
    schemas: Vec<Value>,
    profiles: Vec<Profile>,
    admins: Vec<Admin>,
    api_users: Vec<ApiUser>,
    global: BTreeMap<String, Rows>,
    vdom: BTreeMap<String, BTreeMap<String, Rows>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    name: String,
    groups: BTreeMap<String, Level>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    None,
    Read,
    ReadWrite,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Admin {
    name: String,
    password: String,
    profile: String,
    #[serde(default)]
    vdoms: Vec<String>,
    token_code: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApiUser {
    name: String,
    token: Option<String>,
    profile: String,
    #[serde(default)]
    vdoms: Vec<String>,
}

/// The rows of a table, or the object that it is.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Rows {
    Many(Vec<Row>),
    One(Row),
}

/// A device as `file` says, or else one to try things with.
///
/// # Errors
///
/// The first thing that is wrong with the file, with its place.
pub(super) fn start(seed: u64, file: Option<&Value>) -> Result<State, StateError> {
    let own_fault = |problem: String| StateError::new(ROOT, problem);
    let mut store = tables().map_err(|error| own_fault(error.to_string()))?;
    factory::furnish_device(&mut store).map_err(|unfit| own_fault(unfit.to_string()))?;
    let mut state = State::new(seed, store);
    match file {
        Some(file) => load(&mut state, file)?,
        None => load(
            &mut state,
            &serde_json::from_str(DEMO).map_err(|error| own_fault(error.to_string()))?,
        )?,
    }
    Ok(state)
}

fn load(state: &mut State, file: &Value) -> Result<(), StateError> {
    if !file.is_object() {
        return Err(StateError::new(ROOT, "is no object"));
    }
    let file: StateFile = serde_path_to_error::deserialize(file).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." {
            ROOT.to_owned()
        } else {
            format!("{ROOT}.{path}")
        };
        StateError::new(place, format!("cannot be read: {}", error.inner()))
    })?;
    state.firmware = file.firmware;
    state.serial = file.serial.unwrap_or_else(|| state.serial.clone());
    for (index, schema) in file.schemas.into_iter().enumerate() {
        let schema = Schema::read(schema).map_err(|error| {
            StateError::new(
                format!("{ROOT}.schemas[{index}]"),
                format!("is no schema of a table: {error}"),
            )
        })?;
        state.store.define(schema);
    }
    let mut loader = Loader { state };
    for vdom in &file.vdoms {
        loader.put("vdoms", "system/vdom", json!({"name": vdom}))?;
    }
    loader.state.settle_vdoms();
    for (index, profile) in file.profiles.iter().enumerate() {
        loader.put(&format!("profiles[{index}]"), "system/accprofile", profile.row())?;
    }
    // Tables may refer to each other in any order.
    loader.put_all(&file.global, "global", MANAGEMENT)?;
    for (vdom, tables) in &file.vdom {
        loader.put_all(tables, &format!("vdom.{vdom}"), vdom)?;
    }
    for (index, admin) in file.admins.iter().enumerate() {
        let row =
            json!({"name": admin.name, "password": admin.password, "accprofile": admin.profile, "vdom": admin.vdoms});
        loader.put(&format!("admins[{index}]"), "system/admin", row)?;
        let code = admin.token_code.clone().map(|code| (admin.name.clone(), code));
        loader.state.token_codes.extend(code);
    }
    for (index, user) in file.api_users.into_iter().enumerate() {
        let token = user.token.unwrap_or_else(|| loader.state.new_key());
        let row = json!({"name": user.name, "api-key": token, "accprofile": user.profile, "vdom": user.vdoms});
        loader.put(&format!("api_users[{index}]"), "system/api-user", row)?;
        loader.state.tokens.insert(token, user.name);
    }
    Ok(())
}

struct Loader<'s> {
    state: &'s mut State,
}

impl Loader<'_> {
    fn put(&mut self, place: &str, table: &str, row: Value) -> Result<(), StateError> {
        let row = match row {
            Value::Object(row) => row,
            _ => Row::new(),
        };
        self.try_put(MANAGEMENT, table, &row)
            .map_err(|unfit| StateError::new(format!("{ROOT}.{place}"), unfit.to_string()))
    }

    /// Puts in what goes in, as long as something does: rows may refer to others that come later.
    fn put_all(&mut self, tables: &BTreeMap<String, Rows>, place: &str, vdom: &str) -> Result<(), StateError> {
        let mut waiting: Vec<(&str, usize, &Row)> = Vec::new();
        for (table, rows) in tables {
            let rows = match rows {
                Rows::Many(rows) => rows.as_slice(),
                Rows::One(row) => std::slice::from_ref(row),
            };
            waiting.extend(rows.iter().enumerate().map(|(index, row)| (table.as_str(), index, row)));
        }
        while !waiting.is_empty() {
            let mut left = Vec::new();
            let mut fault = None;
            for &(table, index, row) in &waiting {
                if let Err(unfit) = self.try_put(vdom, table, row) {
                    let place = format!("{ROOT}.{place}.\"{table}\"[{index}]");
                    fault.get_or_insert_with(|| StateError::new(place, unfit.to_string()));
                    left.push((table, index, row));
                }
            }
            match fault {
                Some(fault) if left.len() == waiting.len() => return Err(fault),
                _ => waiting = left,
            }
            self.state.settle_vdoms();
        }
        Ok(())
    }

    fn try_put(&mut self, vdom: &str, table: &str, row: &Row) -> Result<(), Unfit> {
        let uuid = self.state.new_uuid();
        put(&mut self.state.store, vdom, table, row, uuid)
    }
}

impl Profile {
    /// The row of the profile: parts of a group make it `custom`.
    fn row(&self) -> Value {
        let mut row = Map::new();
        row.insert("name".to_owned(), json!(self.name));
        for (group, level) in &self.groups {
            let level = match level {
                Level::None => "none",
                Level::Read => "read",
                Level::ReadWrite => "read-write",
            };
            let Some((group, part)) = group.split_once('.') else {
                row.insert(group.clone(), json!(level));
                continue;
            };
            row.insert(group.to_owned(), json!("custom"));
            let parts = row.entry(format!("{group}-permission")).or_insert_with(|| json!({}));
            if let Some(parts) = parts.as_object_mut() {
                parts.insert(part.to_owned(), json!(level));
            }
        }
        row.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(file: &Value) -> String {
        start(1, Some(file))
            .err()
            .unwrap_or_else(|| panic!("{file} is taken"))
            .to_string()
    }

    #[test]
    fn a_device_without_a_file_has_something_to_try() {
        let state = start(1, None).unwrap();
        assert_eq!(state.store.vdoms().collect::<Vec<_>>(), ["edge", "root"]);
        assert_eq!(state.store.rows_of("root", "firewall/policy").len(), 2);
        assert!(state.admin("admin").is_some());
        assert_eq!(state.tokens.len(), 2);
        assert!(state.store.row("edge", "firewall/address", "all").is_some());
    }

    #[test]
    fn rows_may_refer_to_later_ones() {
        let file = json!({"vdom": {"root": {
            "firewall/addrgrp": [{"name": "g", "member": ["h"]}, {"name": "h", "member": ["x"]}],
            "firewall/address": [{"name": "x"}]}}});
        // Groups come before addresses by name, and the first group needs the second.
        let state = start(1, Some(&file)).unwrap();
        assert_eq!(state.store.rows_of("root", "firewall/addrgrp").len(), 2);
    }

    #[test]
    fn tables_of_other_devices_can_be_added() {
        let file = json!({"schemas": [{"results": {"path": "log.syslogd", "name": "setting", "category": "complex",
            "children": {"status": {"type": "option", "default": "disable"}}}}],
            "vdom": {"root": {"log.syslogd/setting": {"status": "enable"}}}});
        let state = start(1, Some(&file)).unwrap();
        assert_eq!(
            state.store.rows_of("root", "log.syslogd/setting")[0]["status"],
            "enable"
        );
    }

    #[test]
    fn faults_name_their_place() {
        for (file, told) in [
            (json!([]), "`fortios`"),
            (json!({"admin": []}), "admin"),
            (json!({"firmware": "9"}), "`fortios.firmware`"),
            (
                json!({"admins": [{"name": "a", "password": 1, "profile": "p"}]}),
                "`fortios.admins[0].password`",
            ),
            (
                json!({"admins": [{"name": "a", "password": "b", "profile": "p"}]}),
                "`fortios.admins[0]` is refused",
            ),
            (json!({"schemas": [{}]}), "`fortios.schemas[0]`"),
            (
                json!({"vdom": {"root": {"firewall/nothing": []}}, "vdoms": ["a b"]}),
                "",
            ),
            (
                json!({"vdom": {"root": {"firewall/nothing": [{}]}}}),
                "`fortios.vdom.root.\"firewall/nothing\"[0]` is no table",
            ),
            (
                json!({"vdom": {"lab": {"firewall/address": [{}]}}}),
                "is of a VDOM that is not there",
            ),
            (
                json!({"vdom": {"root": {"firewall/address": [{"name": "a", "subnet": "x"}]}}}),
                "value parse error before 'x'",
            ),
        ] {
            if told.is_empty() {
                assert!(start(1, Some(&file)).is_ok(), "{file}");
            } else {
                let fault = fault(&file);
                assert!(fault.contains(told), "{fault}");
            }
        }
    }
}
