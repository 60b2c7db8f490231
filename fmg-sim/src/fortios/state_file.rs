//! The initial state of a FortiGate, from a state file.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::access;
use super::cmdb::{Fields, MANAGEMENT, ORIGIN, Row, Unfit, describe, describe_as_device, describe_device, put, tables};
use super::described::Described;
use super::factory;
use super::firmware::Firmware;
use super::state::State;
use crate::product::Product;
use crate::state_file::StateError;
use crate::state_file::{self, Place};

/// The default state, which has the parts that a state file leaves out.
const DEFAULT: &str = include_str!("demo.json");

/// The member `fortios` of a state file; [`FortiGate`](super::FortiGate) documents it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StateFile {
    firmware: Option<Firmware>,
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

/// The rows of a table, or the object of a complex table.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Rows {
    Many(Vec<Row>),
    One(Row),
}

/// A place in the member of a state file.
fn at(member: &str) -> Place {
    root().member(member)
}

fn root() -> Place {
    Place::root(Product::FortiGate.word())
}

/// A device in the default state, with tables of these further schemas, and with the parts that `file` replaces.
///
/// A described device has those rows of the default state that its tables accept.
///
/// # Errors
///
/// The first error of the file, with its place.
pub(super) fn start(
    seed: u64,
    file: Option<&Value>,
    schemas: &[Value],
    described: &Described,
) -> Result<State, StateError> {
    let own_fault = |problem: String| StateError::new(root(), problem);
    let mut store = tables().map_err(|error| own_fault(error.to_string()))?;
    for schema in schemas {
        describe(&mut store, schema).map_err(|error| own_fault(error.to_string()))?;
    }
    let is_described = !described.tables.is_empty();
    if is_described {
        describe_device(&mut store, &described.tables, schemas);
    }
    let groups = described.access_groups();
    access::add_groups(&mut store, &groups);
    factory::add_factory_defaults(&mut store, is_described).map_err(|unfit| own_fault(unfit.to_string()))?;
    if !groups.is_empty() {
        access::grant_all(&mut store, "prof_admin");
    }
    let mut state = State::new(seed, store);
    load(&mut state, file, described).map_err(|error| state_file::explained(error, file))?;
    Ok(state)
}

fn load(state: &mut State, given: Option<&Value>, described: &Described) -> Result<(), StateError> {
    let file: StateFile = state_file::completed(Product::FortiGate.word(), DEFAULT, given)?;
    match (file.firmware, &described.firmware) {
        (Some(firmware), _) => state.firmware = firmware,
        (None, Some((version, build))) => {
            state.firmware = Firmware::nearest(version);
            state.described_firmware = Some((version.clone(), *build));
        }
        (None, None) => {}
    }
    state.serial = file.serial.unwrap_or_else(|| state.serial.clone());
    for (index, schema) in file.schemas.into_iter().enumerate() {
        describe_as_device(&mut state.store, schema).map_err(|error| {
            StateError::new(
                at("schemas").index(index),
                format!("is not a schema of a table: {error}"),
            )
        })?;
    }
    let is_described = !described.tables.is_empty();
    let mut loader = Loader {
        state,
        given,
        is_described,
    };
    for (index, vdom) in file.vdoms.iter().enumerate() {
        loader.put(at("vdoms").index(index), "system/vdom", json!({"name": vdom}))?;
    }
    loader.state.update_vdoms();
    for (index, profile) in file.profiles.iter().enumerate() {
        let place = at("profiles").index(index);
        loader.known("system/accprofile", &profile.row(), &place.clone().member("groups"))?;
        loader.put(place, "system/accprofile", profile.row().into())?;
        if loader.is_default("profiles") && profile.writes_all() && !described.access_groups().is_empty() {
            access::grant_all(&mut loader.state.store, &profile.name);
        }
    }
    // Tables may refer to each other in any order.
    loader.put_all(&file.global, &at("global"), MANAGEMENT)?;
    for (vdom, tables) in &file.vdom {
        loader.put_all(tables, &at("vdom").member(vdom.as_str()), vdom)?;
    }
    for (index, admin) in file.admins.iter().enumerate() {
        let row =
            json!({"name": admin.name, "password": admin.password, "accprofile": admin.profile, "vdom": admin.vdoms});
        loader.put(at("admins").index(index), "system/admin", row)?;
        let code = admin.token_code.clone().map(|code| (admin.name.clone(), code));
        loader.state.token_codes.extend(code);
    }
    for (index, user) in file.api_users.into_iter().enumerate() {
        let token = user.token.unwrap_or_else(|| loader.state.new_key());
        let row = json!({"name": user.name, "api-key": token, "accprofile": user.profile, "vdom": user.vdoms});
        loader.put(at("api_users").index(index), "system/api-user", row)?;
        loader.state.tokens.insert(token, user.name);
    }
    Ok(())
}

struct Loader<'s> {
    state: &'s mut State,
    given: Option<&'s Value>,
    is_described: bool,
}

impl Loader<'_> {
    /// Whether the rows of a member come from the default state, of which a described device has only the rows that fit
    /// its tables.
    fn is_default(&self, member: &str) -> bool {
        self.given.is_none_or(|given| given.get(member).is_none())
    }

    fn is_optional(&self, place: &Place) -> bool {
        self.is_described && place.member_of_product().is_none_or(|member| self.is_default(member))
    }

    fn put(&mut self, place: Place, table: &str, row: Value) -> Result<(), StateError> {
        let row = match row {
            Value::Object(row) => row,
            _ => Row::new(),
        };
        match self.try_put(MANAGEMENT, table, &row) {
            Err(unfit) if !self.is_optional(&place) => Err(StateError::new(place, unfit.to_string())),
            _ => Ok(()),
        }
    }

    /// Adds rows, and retries until no further row can be added: rows may refer to later ones.
    fn put_all(&mut self, tables: &BTreeMap<String, Rows>, place: &Place, vdom: &str) -> Result<(), StateError> {
        let mut waiting: Vec<(&str, Place, &Row)> = Vec::new();
        for (table, rows) in tables {
            let place = place.clone().member(table.as_str());
            match rows {
                Rows::Many(rows) => {
                    let placed = rows.iter().enumerate();
                    waiting.extend(placed.map(|(index, row)| (table.as_str(), place.clone().index(index), row)));
                }
                Rows::One(row) => waiting.push((table.as_str(), place, row)),
            }
        }
        for (table, place, row) in &waiting {
            self.known(table, row, place)?;
        }
        while !waiting.is_empty() {
            let mut left = Vec::new();
            let mut fault = None;
            let before = waiting.len();
            for (table, place, row) in waiting {
                if let Err(unfit) = self.try_put(vdom, table, row) {
                    fault.get_or_insert_with(|| StateError::new(place.clone(), unfit.to_string()));
                    left.push((table, place, row));
                }
            }
            match fault {
                Some(_) if left.len() == before && self.is_optional(place) => break,
                Some(fault) if left.len() == before => return Err(fault),
                _ => waiting = left,
            }
            self.state.update_vdoms();
        }
        Ok(())
    }

    /// Refuses an attribute that the table does not have.
    fn known(&self, table: &str, row: &Row, place: &Place) -> Result<(), StateError> {
        match self.state.store.schema(table) {
            _ if self.is_optional(place) => Ok(()),
            Some(schema) => known(&schema.children, row, place),
            // Adding the row reports that there is no such table.
            None => Ok(()),
        }
    }

    fn try_put(&mut self, vdom: &str, table: &str, row: &Row) -> Result<(), Unfit> {
        let uuid = self.state.new_uuid();
        put(&mut self.state.store, vdom, table, row, uuid)
    }
}

/// Refuses an attribute that the table does not have. A call would ignore it, and a file with a misspelled name would
/// be loaded in part.
fn known(fields: &Fields, row: &Row, place: &Place) -> Result<(), StateError> {
    for (name, value) in row {
        if name == ORIGIN {
            continue;
        }
        let place = place.clone().member(name.as_str());
        let Some(field) = fields.get(name) else {
            return Err(StateError::new(
                place,
                "is not an attribute of its table; `schemas` can replace the table",
            ));
        };
        match value {
            Value::Object(row) if !field.children.is_empty() => known(&field.children, row, &place)?,
            Value::Array(rows) if !field.children.is_empty() => {
                for (index, row) in rows.iter().enumerate() {
                    if let Value::Object(row) = row {
                        known(&field.children, row, &place.clone().index(index))?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

impl Profile {
    /// Whether it may change all that it names.
    fn writes_all(&self) -> bool {
        self.groups.values().all(|level| matches!(level, Level::ReadWrite))
    }

    /// The row of the profile: a group with parts is `custom`.
    fn row(&self) -> Row {
        let mut row = Row::new();
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
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(file: &Value) -> String {
        start(1, Some(file), &[], &Described::default())
            .err()
            .unwrap_or_else(|| panic!("{file} is valid"))
            .to_string()
    }

    #[test]
    fn a_device_without_a_file_has_the_default_state() {
        let state = start(1, None, &[], &Described::default()).unwrap();
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
        let state = start(1, Some(&file), &[], &Described::default()).unwrap();
        assert_eq!(state.store.rows_of("root", "firewall/addrgrp").len(), 2);
    }

    #[test]
    fn tables_of_other_devices_can_be_added() {
        let file = json!({"schemas": [{"results": {"path": "log.syslogd", "name": "setting", "category": "complex",
            "children": {"status": {"type": "option", "default": "disable"}}}}],
            "vdom": {"root": {"log.syslogd/setting": {"status": "enable"}}}});
        let state = start(1, Some(&file), &[], &Described::default()).unwrap();
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
                json!({"profiles": [{"name": "p", "groups": {"sysgrpp": "read"}}]}),
                "`fortios.profiles[0].groups.sysgrpp` is not an attribute",
            ),
            (
                json!({"vdom": {"root": {"firewall/nothing": []}}, "vdoms": ["a b"], "api_users": []}),
                "",
            ),
            (
                json!({"vdom": {"root": {"firewall/nothing": [{}]}}}),
                "`fortios.vdom.root[\"firewall/nothing\"][0]` is not a table",
            ),
            (
                json!({"vdom": {"root": {"firewall/address": [{"name": "a", "submet": "x"}]}}}),
                "`fortios.vdom.root[\"firewall/address\"][0].submet` is not an attribute",
            ),
            (json!({"profiles": []}), "`fortios.api_users[0]` is refused"),
            (
                json!({"vdom": {"lab": {"firewall/address": [{}]}}}),
                "is of a VDOM that does not exist",
            ),
            (
                json!({"vdom": {"root": {"firewall/address": [{"name": "a", "subnet": "x"}]}}}),
                "value parse error before 'x'",
            ),
        ] {
            if told.is_empty() {
                assert!(start(1, Some(&file), &[], &Described::default()).is_ok(), "{file}");
            } else {
                let fault = fault(&file);
                assert!(fault.contains(told), "{fault}");
            }
        }
    }
}
