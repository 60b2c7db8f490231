//! References of policies to addresses.
//!
//! Of all references that FortiManager checks, only these are simulated: a policy cannot refer to a missing address,
//! and an address in use by a policy cannot be deleted.

use serde_json::Value;

use super::State;
use super::answer::Context;
use super::session::Sid;
use super::status::{INVALID_DATA_SOURCE, OBJECT_IS_USED, Refusal};
use super::store::{Row, Table};
use super::url;

/// The members of a policy that refer to addresses.
const ADDRESSES: &[&str] = &["srcaddr", "dstaddr"];
/// Names that exist without an object.
const BUILT_IN: &[&str] = &["all", "none"];

/// Checks the references of a row.
pub(super) fn check(context: &Context<'_>, table: &str, row: &Row) -> Result<(), Refusal> {
    if !table.ends_with("/firewall/policy") {
        return Ok(());
    }
    let Some(adom) = context.found.capture("adom") else {
        return Ok(());
    };
    let (sid, store) = (context.caller.sid, &context.state.store);
    // Groups and virtual IPs have their own tables, beside that of addresses.
    let objects = store.urls_below(sid, &format!("/pm/config/adom/{}/obj/firewall/", url::escaped(adom)));
    for member in ADDRESSES {
        for name in names(row, member) {
            let known = || objects.iter().any(|url| store.row(sid, url, name).is_some());
            if !BUILT_IN.contains(&name) && !known() {
                return Err(INVALID_DATA_SOURCE.saying(format!(
                    "datasrc invalid. object: firewall policy {member}. detail: {name}. solution: data not exist"
                )));
            }
        }
    }
    Ok(())
}

/// Checks that a row to delete is not referred to.
pub(super) fn check_unused(context: &Context<'_>, table: &str, key: &str) -> Result<(), Refusal> {
    check_unused_by_routes(context.state, context.caller.sid, table, key)
}

/// The same, for policies that no description of a table covers.
pub(super) fn check_unused_by_routes(state: &State, sid: Sid, table: &str, key: &str) -> Result<(), Refusal> {
    let Some((adom, _)) = table.split_once("/obj/firewall/") else {
        return Ok(());
    };
    let store = &state.store;
    let mut policies = store.urls_below(sid, &format!("{adom}/pkg/"));
    policies.retain(|url| state.calls.described.resolve(url).is_none());
    let mut rows = policies
        .iter()
        .filter_map(|url| store.table(sid, url))
        .flat_map(Table::iter);
    let used = rows.any(|(_, row)| {
        ADDRESSES
            .iter()
            .any(|member| names(row, member).any(|name| name == key))
    });
    if used { Err(OBJECT_IS_USED) } else { Ok(()) }
}

fn names<'r>(row: &'r Row, member: &str) -> impl Iterator<Item = &'r str> {
    row.get(member)
        .into_iter()
        .flat_map(super::check::list)
        .filter_map(Value::as_str)
}
