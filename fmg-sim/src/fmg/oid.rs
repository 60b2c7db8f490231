//! Object ids, which the GUI uses where JSON-RPC uses names.

use serde_json::Value;

use super::State;
use super::scope::{ADOMS, DEVICES, packages};
use super::session::Caller;
use super::shape::integer;
use super::status::{NO_OBJECT, NO_PERMISSION, Refusal};
use super::store::{Row, Table};

/// The object id of a VDOM whose row has none: that of `root`.
const ROOT_VDOM: i64 = 3;

/// The object id of a row.
pub(super) fn of(row: &Row) -> Option<i64> {
    row.get("oid").and_then(integer)
}

/// The object id of an ADOM; 0 if there is no such ADOM.
pub(super) fn of_adom(state: &State, caller: &Caller, adom: &str) -> i64 {
    let row = state.store.row(caller.sid, ADOMS, adom);
    row.and_then(of).unwrap_or_default()
}

/// The ADOM with an object id.
pub(super) fn adom(state: &State, caller: &Caller, oid: i64) -> Result<String, Refusal> {
    let rows = state.store.table(caller.sid, ADOMS);
    let name = key_of(rows, oid).ok_or(NO_OBJECT)?;
    if caller.user.may_enter(name) {
        Ok(name.to_owned())
    } else {
        Err(NO_PERMISSION)
    }
}

/// The path of the policy package with an object id, in an ADOM. Folders do not count.
pub(super) fn package(state: &State, caller: &Caller, adom: &str, oid: i64) -> Result<String, Refusal> {
    let rows = state.store.table(caller.sid, &packages(adom)).ok_or(NO_OBJECT)?;
    let mut own = rows
        .iter()
        .filter(|(_, row)| of(row) == Some(oid) && row.get("type").is_none_or(|kind| kind != "folder"));
    own.next().map(|(path, _)| path.to_owned()).ok_or(NO_OBJECT)
}

/// The ADOM and the path of the policy package with an object id, in any ADOM that the caller may see.
pub(super) fn package_anywhere(state: &State, caller: &Caller, oid: i64) -> Result<(String, String), Refusal> {
    let adoms = state.store.table(caller.sid, ADOMS).ok_or(NO_OBJECT)?;
    let mut found = adoms
        .iter()
        .filter(|(adom, _)| caller.user.may_enter(adom))
        .filter_map(|(adom, _)| Some((adom.to_owned(), package(state, caller, adom, oid).ok()?)));
    found.next().ok_or(NO_OBJECT)
}

/// A managed device and its ADOM.
#[derive(Debug)]
pub(super) struct Device<'s> {
    pub(super) name: &'s str,
    pub(super) adom: &'s str,
    pub(super) row: &'s Row,
}

/// The device with an object id.
pub(super) fn device<'s>(state: &'s State, caller: &Caller, oid: i64) -> Result<Device<'s>, Refusal> {
    let devices = state.store.table(caller.sid, DEVICES);
    let name = key_of(devices, oid).ok_or(NO_OBJECT)?;
    device_named(state, caller, name)
}

/// The device with a name.
pub(super) fn device_named<'s>(state: &'s State, caller: &Caller, name: &str) -> Result<Device<'s>, Refusal> {
    let devices = state.store.table(caller.sid, DEVICES).ok_or(NO_OBJECT)?;
    let (name, row) = devices.iter().find(|(own, _)| *own == name).ok_or(NO_OBJECT)?;
    let adom = row.get("extra info").and_then(|info| info.get("adom")?.as_str());
    let adom = adom.unwrap_or("root");
    if caller.user.may_enter(adom) {
        Ok(Device { name, adom, row })
    } else {
        Err(NO_PERMISSION)
    }
}

impl<'s> Device<'s> {
    /// Its VDOMs: the name and the object id of each.
    pub(super) fn vdoms(&self) -> impl Iterator<Item = (&'s str, i64)> + use<'s> {
        let vdoms = self.row.get("vdom").and_then(Value::as_array).into_iter().flatten();
        vdoms.filter_map(|vdom| {
            let name = vdom.get("name")?.as_str()?;
            Some((name, vdom.get("oid").and_then(integer).unwrap_or(ROOT_VDOM)))
        })
    }
}

fn key_of(table: Option<&Table>, oid: i64) -> Option<&str> {
    let mut rows = table.into_iter().flat_map(Table::iter);
    rows.find(|(_, row)| of(row) == Some(oid)).map(|(key, _)| key)
}
