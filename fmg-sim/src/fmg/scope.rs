//! Checks that ADOM, device, VDOM and policy package in a url exist, and that the caller may access them.

use super::State;
use super::call::Found;
use super::described::Target;
use super::session::Caller;
use super::status::{INVALID_URL, NO_OBJECT, NO_PERMISSION, Refusal};
use super::store::{Row, Table};
use super::user::User;

/// The table of ADOMs.
pub(super) const ADOMS: &str = "/dvmdb/adom";
/// The table of devices.
pub(super) const DEVICES: &str = "/dvmdb/device";

/// Whether a user sees a row of a table: ADOMs and their devices are hidden from those who may not use them.
pub(super) fn shows(user: &User, table: &str, key: Option<&str>, row: &Row) -> bool {
    match table {
        ADOMS => key.is_none_or(|key| user.may_enter(key)),
        DEVICES => adom_of_row(row).is_none_or(|adom| user.may_enter(adom)),
        _ => true,
    }
}

/// The ADOM that the row of a device names.
pub(super) fn adom_of_row(device: &Row) -> Option<&str> {
    device.get("extra info")?.get("adom")?.as_str()
}

/// The name of the global database, where calls on an ADOM have its name. No ADOM has it.
pub(super) const GLOBAL: &str = "global";

/// The database of an ADOM, or the global one, in urls: `adom/demo`, `global`.
pub(super) fn database(adom: &str) -> String {
    match adom {
        GLOBAL => GLOBAL.to_owned(),
        adom => format!("adom/{}", super::url::escaped(adom)),
    }
}

/// The table of the policy packages of an ADOM. Its keys are paths that include folders.
pub(super) fn packages(adom: &str) -> String {
    format!("/pm/pkg/{}", database(adom))
}

/// The committed rows of a table of policies in a package, such as `firewall/policy`.
pub(super) fn policies<'s>(state: &'s State, adom: &str, package: &str, table: &str) -> Vec<&'s Row> {
    let url = format!("/pm/config/{}/pkg/{package}/{table}", database(adom));
    let rows = state.store.committed(&url);
    rows.into_iter().flat_map(Table::iter).map(|(_, row)| row).collect()
}

/// The ADOM that a device is in.
pub(super) fn adom_of<'s>(state: &'s State, caller: &Caller, device: &str) -> Option<&'s str> {
    adom_of_row(state.store.row(caller.sid, DEVICES, device)?)
}

/// Checks the placeholders of a url.
///
/// A missing ADOM makes the url invalid, as a capture shows; a missing device or VDOM is assumed to do the same. Calls
/// on locks and on the ADOM itself report missing targets in their own modules.
pub(super) fn check(state: &State, caller: &Caller, found: &Found) -> Result<(), Refusal> {
    check_values(state, caller, &found.route.url, |name| found.capture(name))
}

/// Checks the placeholders of the scope of a described table. Those of its keys may have the same names.
pub(super) fn check_target(state: &State, caller: &Caller, target: &Target) -> Result<(), Refusal> {
    check_values(state, caller, &target.template, |name| target.scope_value(name))
}

fn check_values<'v>(
    state: &State,
    caller: &Caller,
    template: &str,
    value: impl Fn(&str) -> Option<&'v str>,
) -> Result<(), Refusal> {
    if let Some(adom) = value("adom") {
        if !caller.user.may_enter(adom) {
            return Err(NO_PERMISSION);
        }
        if template != "/dvmdb/adom/<adom>" && state.store.row(caller.sid, ADOMS, adom).is_none() {
            return Err(INVALID_URL);
        }
    }
    if template.starts_with("/pm/config/")
        && let Some(device) = value("device")
    {
        let adom = adom_of(state, caller, device).ok_or(INVALID_URL)?;
        if !caller.user.may_enter(adom) {
            return Err(NO_PERMISSION);
        }
        let row = state.store.row(caller.sid, DEVICES, device);
        let vdoms = row.and_then(|row| row.get("vdom")?.as_array());
        let known = |name: &str| {
            let vdoms = vdoms.into_iter().flatten();
            vdoms.filter_map(|vdom| vdom.get("name")).any(|own| own == name)
        };
        if value("vdom").is_some_and(|vdom| !known(vdom)) {
            return Err(INVALID_URL);
        }
    }
    if template.starts_with("/pm/config/")
        && let Some(package) = value("package")
        && let packages = packages(value("adom").unwrap_or(GLOBAL))
        && state.store.row(caller.sid, &packages, package).is_none()
    {
        // A capture shows the code of a read of the status; that of other calls is the one of a missing object.
        let reads_status = template.ends_with("/_package/status");
        return Err(if reads_status { INVALID_URL } else { NO_OBJECT });
    }
    Ok(())
}
