//! The initial state; [the module above](super) documents its format.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::State;
use super::call::{Calls, TableLayout};
use super::row::{Merge, Write};
use super::scope::{ADOMS, DEVICES, packages};
use super::session::Sid;
use super::store::{Hold, Row};
use super::user::{Permit, User};
use super::workspace::WorkspaceMode;
use super::{described, oid, package, shape, url};
use crate::product::Product;
use crate::state_file::StateError;
use crate::state_file::{self, Place};

const DEFAULT: &str = include_str!("default.json");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    users: Vec<UserEntry>,
    idle_timeout: u64,
    login_max: usize,
    workspace_mode: String,
    per_policy_lock: bool,
    adoms: Vec<Row>,
    devices: Vec<Row>,
    packages: BTreeMap<String, Vec<Row>>,
    tables: BTreeMap<String, Vec<Row>>,
    backup_size: u64,
    exported_templates: BTreeMap<String, Value>,
    packet_captures: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UserEntry {
    name: String,
    password: Option<String>,
    api_key: Option<String>,
    #[serde(default)]
    permit: PermitEntry,
    profile: Option<String>,
    #[serde(default)]
    adoms: Vec<String>,
    #[serde(default = "yes")]
    approver: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PermitEntry {
    None,
    Read,
    #[default]
    ReadWrite,
}

const fn yes() -> bool {
    true
}

/// Fills an empty state.
pub(super) fn fill(state: &mut State, given: Option<&Value>, now: SystemTime) -> Result<(), StateError> {
    load(state, given, now).map_err(|error| state_file::explained(error, given))
}

fn load(state: &mut State, given: Option<&Value>, now: SystemTime) -> Result<(), StateError> {
    let file: File = state_file::completed(Product::FortiManager.word(), DEFAULT, given)?;
    state.sessions.idle_timeout = Duration::from_secs(file.idle_timeout);
    state.sessions.login_max = file.login_max;
    let mode = file.workspace_mode.parse::<WorkspaceMode>();
    state.workspace.mode = mode.map_err(|fault| StateError::new(at("workspace_mode"), fault.to_string()))?;
    state.workspace.per_policy_lock = file.per_policy_lock;
    for (index, user) in file.users.into_iter().enumerate() {
        let place = at("users").index(index);
        state.sessions.add_user(
            user.read()
                .ok_or_else(|| StateError::new(place, "has to have a `password` or an `api_key`, and not both"))?,
        );
    }
    let seed = Seed { now };
    for (index, row) in file.adoms.iter().enumerate() {
        let name = seed.put(state, ADOMS, row, at("adoms").index(index))?;
        add_adom_defaults(state, &name, now);
    }
    for (index, row) in file.devices.into_iter().enumerate() {
        seed.device(state, row, at("devices").index(index))?;
    }
    for (adom, rows) in &file.packages {
        let place = at("packages").member(adom.as_str());
        if state.store.row(Sid::NONE, ADOMS, adom).is_none() {
            return Err(StateError::new(place, "belongs to an ADOM that is not in `fmg.adoms`"));
        }
        seed.packages(state, adom, "", rows, &place)?;
    }
    for (table, rows) in &file.tables {
        for (index, row) in rows.iter().enumerate() {
            let place = at("tables").member(table.as_str()).index(index);
            seed.put(state, &url::plain(table), row, place)?;
        }
    }
    state.backup_size = file.backup_size;
    let files = &mut state.gui.files;
    let templates = file.exported_templates.into_iter();
    files
        .templates
        .extend(templates.map(|(name, content)| (name, content.to_string().into())));
    for (name, content) in file.packet_captures {
        let fault = || StateError::new(at("packet_captures").member(name.as_str()), "has to be base64");
        let content = STANDARD.decode(content).map_err(|_| fault())?;
        files.captures.insert(name, content.into());
    }
    Ok(())
}

/// The place of a member of the state.
fn at(member: &str) -> Place {
    Place::root(Product::FortiManager.word()).member(member)
}

impl UserEntry {
    fn read(self) -> Option<User> {
        let user = match (self.password, self.api_key) {
            (Some(password), None) => User::new(self.name, password),
            (None, Some(key)) => User::with_key(self.name, key),
            _ => return None,
        };
        let user = user
            .adoms(self.adoms)
            .approver(self.approver)
            .permit(match self.permit {
                PermitEntry::None => Permit::None,
                PermitEntry::Read => Permit::Read,
                PermitEntry::ReadWrite => Permit::ReadWrite,
            });
        Some(match self.profile {
            Some(profile) => user.profile(profile),
            None => user,
        })
    }
}

/// The layout of a table; its key is `name` if the specs do not know the table.
pub(super) fn layout(calls: &Calls, table: &str) -> TableLayout {
    if let Some(target) = calls.described.resolve(table) {
        return target.layout().clone();
    }
    let found = ["get", "add", "set"]
        .iter()
        .find_map(|method| calls.find(method, table, &Map::new()).ok());
    found.map_or(TableLayout::BY_NAME, |found| calls.layout(&found.route))
}

/// Adds a row to a table as a write would. `None`: it has no key.
pub(super) fn put(state: &mut State, table: &str, row: &Row, now: SystemTime) -> Option<String> {
    let target = state.calls.described.resolve(table);
    if let Some(target) = target.filter(|target| !target.url.starts_with("/pm/pkg/")) {
        return described::put(state, &target, row, now);
    }
    let layout = layout(&state.calls, table);
    let key = match row.get(&*layout.key).and_then(shape::key) {
        Some(key) if layout.numbers && key.parse::<i64>().is_err() => return None,
        Some(key) => key,
        None if layout.numbers => state.store.edit(Hold::Free, table).next_id().to_string(),
        None => return None,
    };
    let write = Write {
        layout: &layout,
        table,
        now,
        merge: Merge::Set,
    };
    let before = state.store.row(Sid::NONE, table, &key).cloned();
    let row = write.row(state, before, &key, row);
    state.keep_oids_above(oid::of(&row).unwrap_or_default());
    state.store.edit(Hold::Free, table).insert(key.clone(), row);
    Some(key)
}

#[derive(Clone, Copy, Debug)]
struct Seed {
    now: SystemTime,
}

impl Seed {
    fn put(self, state: &mut State, table: &str, row: &Row, place: Place) -> Result<String, StateError> {
        let layout = layout(&state.calls, table);
        if let Some(shape) = &layout.row {
            shape
                .check("", row)
                .map_err(|fault| StateError::new(place.clone(), format!("does not fit its table: {fault}")))?;
        }
        put(state, table, row, self.now).ok_or_else(|| {
            let kind = if layout.numbers { "number" } else { "text" };
            StateError::new(place, format!("needs a `{}` that is a {kind}", layout.key))
        })
    }

    fn device(self, state: &mut State, mut row: Row, place: Place) -> Result<(), StateError> {
        let adom = row.remove("adom");
        let adom = adom.as_ref().and_then(Value::as_str);
        let known = adom.filter(|adom| state.store.row(Sid::NONE, ADOMS, adom).is_some());
        let adom = known.ok_or_else(|| StateError::new(place.clone(), "needs an `adom` that is in `fmg.adoms`"))?;
        let info = [("adom".to_owned(), Value::from(adom))];
        row.insert("extra info".to_owned(), Value::Object(Map::from_iter(info)));
        row.entry("vdom").or_insert_with(|| {
            let root = [("name".to_owned(), Value::from("root"))];
            Value::Array(vec![Value::Object(Map::from_iter(root))])
        });
        self.put(state, DEVICES, &row, place).map(|_| ())
    }

    fn packages(
        self,
        state: &mut State,
        adom: &str,
        folder: &str,
        rows: &[Row],
        place: &Place,
    ) -> Result<(), StateError> {
        for (index, row) in rows.iter().enumerate() {
            let place = place.clone().index(index);
            let name = row
                .get("name")
                .and_then(Value::as_str)
                .filter(|name| !name.is_empty() && !name.contains('/'));
            let name =
                name.ok_or_else(|| StateError::new(place.clone(), "needs a `name` that is a text without a slash"))?;
            let mut row = row.clone();
            let children = row.remove("subobj");
            let path = package::path_of(folder, name)
                .map_err(|refusal| StateError::new(place.clone().member("name"), refusal.message))?;
            put_package(state, adom, &path, &row, self.now);
            let children = match children {
                None => continue,
                Some(children) => serde_json::from_value::<Vec<Row>>(children)
                    .map_err(|fault| StateError::new(place.clone().member("subobj"), format!("is invalid: {fault}")))?,
            };
            self.packages(state, adom, &path, &children, &place.member("subobj"))?;
        }
        Ok(())
    }
}

fn put_package(state: &mut State, adom: &str, path: &str, row: &Row, now: SystemTime) {
    let table = packages(adom);
    let write = Write {
        layout: &layout(&state.calls, &table),
        table: &table,
        now,
        merge: Merge::Set,
    };
    let before = state.store.row(Sid::NONE, &table, path).cloned();
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut row = write.row(state, before, name, row);
    row.entry("type").or_insert_with(|| Value::from("pkg"));
    row.entry("obj ver").or_insert_with(|| Value::from(1));
    state.store.edit(Hold::Free, &table).insert(path.to_owned(), row);
}

/// Adds the rows that every ADOM has: the addresses for everything and nothing, and a package.
pub(super) fn add_adom_defaults(state: &mut State, adom: &str, now: SystemTime) {
    let addresses = format!("/pm/config/adom/{}/obj/firewall/address", url::escaped(adom));
    for (name, subnet) in [
        ("all", ["0.0.0.0", "0.0.0.0"]),
        ("none", ["0.0.0.0", "255.255.255.255"]),
    ] {
        let row = [
            ("name".to_owned(), Value::from(name)),
            ("subnet".to_owned(), subnet.into_iter().map(Value::from).collect()),
        ];
        put(state, &addresses, &Row::from_iter(row), now);
    }
    put_package(state, adom, "default", &Row::new(), now);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::appliance::Settings;

    fn filled(given: Option<&Value>) -> Result<State, StateError> {
        let mut state = State::new(&Settings::default(), Calls::shipped().unwrap(), SystemTime::UNIX_EPOCH);
        fill(&mut state, given, SystemTime::UNIX_EPOCH)?;
        Ok(state)
    }

    #[test]
    fn the_default_state_is_loaded() {
        let state = filled(None).unwrap();
        let row = |table: &str, key: &str| state.store.row(Sid::NONE, table, key).cloned().unwrap();
        let address = row("/pm/config/adom/demo/obj/firewall/address", "host_001");
        assert_eq!((&address["type"], &address["color"]), (&json!("ipmask"), &json!(0)));
        assert!(address["uuid"].is_string() && address["oid"].is_i64());
        assert_eq!(row(DEVICES, "dev_002")["vdom"][0]["name"], "root");
        assert_eq!(row(&packages("demo"), "branches/europe/ppkg_002")["type"], "pkg");
        assert_eq!(row(ADOMS, "root")["oid"], 3);
        assert_eq!(
            row("/pm/config/adom/demo/pkg/ppkg_001/firewall/policy", "2")["policyid"],
            2
        );
    }

    #[test]
    fn given_members_replace_those_of_the_default_state() {
        let users = json!({"users": [{"name": "me", "password": "x"}], "adoms": [{"name": "demo"}, {"name": "mine"}]});
        let state = filled(Some(&users)).unwrap();
        assert_eq!(state.sessions.users().len(), 1);
        assert!(state.store.row(Sid::NONE, ADOMS, "mine").is_some());
        assert!(state.store.row(Sid::NONE, ADOMS, "root").is_none());
        assert!(state.store.row(Sid::NONE, DEVICES, "dev_001").is_some());
    }

    #[test]
    fn errors_name_their_place() {
        for (given, place) in [
            (json!([]), "`fmg` has to be an object"),
            (json!({"user": []}), "`fmg.user` is invalid: unknown field `user`"),
            (
                json!({"users": [{"name": 5}]}),
                "`fmg.users[0].name` is invalid: invalid type",
            ),
            (
                json!({"users": [{"name": "a"}]}),
                "`fmg.users[0]` has to have a `password`",
            ),
            (
                json!({"adoms": [{"nam": "a"}]}),
                "`fmg.adoms[0]` needs a `name` that is a text",
            ),
            (
                json!({"devices": [{"name": "d", "adom": "nowhere"}]}),
                "`fmg.devices[0]` needs an `adom`",
            ),
            (json!({"packet_captures": {"a": "?"}}), "has to be base64"),
            (
                json!({"packages": {"nowhere": []}}),
                "`fmg.packages.nowhere` belongs to an ADOM",
            ),
            (
                json!({"packages": {"demo": [{"name": "f", "subobj": [{}]}]}}),
                "`fmg.packages.demo[0].subobj[0]`",
            ),
            (
                json!({"packages": {"demo": [{"name": "f", "subobj": [{"name": "schedule"}]}]}}),
                "`fmg.packages.demo[0].subobj[0].name`",
            ),
            (
                json!({"tables": {"/pm/config/adom/demo/obj/firewall/address": [{"name": "a", "color": {}}]}}),
                "`color` has a wrong type",
            ),
            (
                json!({"tables": {"/pm/config/adom/demo/pkg/default/firewall/policy": [{"policyid": "one"}]}}),
                "`policyid` has a wrong type",
            ),
        ] {
            let error = filled(Some(&given)).unwrap_err().to_string();
            assert!(error.contains(place), "{given}: {error}");
        }
    }
}
