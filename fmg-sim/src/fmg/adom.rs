//! The effects of the creation, the copy and the deletion of an ADOM on the tables of the ADOM.

use std::time::SystemTime;

use super::State;
use super::scope::{ADOMS, DEVICES, adom_of_row, packages};
use super::seed::add_adom_defaults;
use super::session::Sid;
use super::status::{ADOM_NOT_EMPTY, Refusal};
use super::store::{Hold, Table};
use super::url;

/// The names of the ADOMs.
pub(super) fn names(state: &State) -> Vec<String> {
    let rows = state.store.committed(ADOMS).into_iter().flat_map(Table::iter);
    rows.map(|(name, _)| name.to_owned()).collect()
}

/// Fills an ADOM that was not among these before.
pub(super) fn added(state: &mut State, before: &[String], adom: &str, now: SystemTime) {
    if !before.iter().any(|own| own == adom) {
        add_adom_defaults(state, adom, now);
    }
}

/// Gives a copy of an ADOM the objects and the packages of the original.
pub(super) fn copied(state: &mut State, adom: &str, copy: &str) {
    for (from, to) in [(objects(adom), objects(copy)), (packages(adom), packages(copy))] {
        let mut urls = state.store.urls_below(Sid::NONE, &from);
        urls.retain(|url| *url == from || url[from.len()..].starts_with('/'));
        for own in urls {
            let table = state.store.committed(&own).cloned().unwrap_or_default();
            let url = format!("{to}{}", &own[from.len()..]);
            *state.store.edit(Hold::Free, &url) = table;
        }
    }
}

/// Checks that an ADOM to delete has no devices.
pub(super) fn check_empty(state: &State, sid: Sid, adom: &str) -> Result<(), Refusal> {
    let mut devices = state.store.table(sid, DEVICES).into_iter().flat_map(Table::iter);
    let has_devices = devices.any(|(_, row)| adom_of_row(row) == Some(adom));
    if has_devices { Err(ADOM_NOT_EMPTY) } else { Ok(()) }
}

/// Empties the tables of a deleted ADOM.
pub(super) fn removed(state: &mut State, adom: &str) {
    state.store.clear_below(Hold::Free, &format!("{}/", objects(adom)));
    *state.store.edit(Hold::Free, &packages(adom)) = Table::default();
}

/// The url above the objects and policies of an ADOM.
fn objects(adom: &str) -> String {
    format!("/pm/config/adom/{}", url::escaped(adom))
}
