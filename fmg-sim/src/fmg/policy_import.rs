//! Imports of policies and objects from FortiManager's copy of a device.
//!
//! A step is a task with a line for the device. The import makes the package if it is missing, and nothing else: no
//! document shows which policies and objects it makes of a configuration.

use serde_json::json;

use super::answer::{Context, Outcome};
use super::check::list;
use super::install;
use super::object::object;
use super::scope::packages;
use super::status::DATA_INVALID_FOR_URL;
use super::store::Hold;
use crate::generated::fmg::calls::PolicyImport;

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: PolicyImport) -> Outcome {
    match call {
        PolicyImport::Start => start(context),
    }
}

fn start(context: &mut Context<'_>) -> Outcome {
    let adom = context.text("adom").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let name = context.text("dst_name").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let action = context.text("import_action").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let named = context.text("name").map(|device| {
        let vdom = context.text("vdom").unwrap_or("root");
        json!([{"name": device, "vdom": vdom}])
    });
    let scope = named.or_else(|| context.data("scope").cloned());
    let scope = scope
        .filter(|scope| !list(scope).is_empty())
        .ok_or(DATA_INVALID_FOR_URL)?;
    let title = match action.as_str() {
        "policy_search" | "obj_search" => "Search for import",
        "do" => "Import policies",
        _ => return Err(DATA_INVALID_FOR_URL),
    };
    let path = super::package::path_of("", &name)?;
    let answer = install::on_targets(context, title, "import policy", Some(&scope))?;
    let is_new = context
        .state
        .store
        .row(context.caller.sid, &packages(&adom), &path)
        .is_none();
    if action == "do" && is_new {
        let oid = context.state.next_oid();
        let row = object([
            ("name", json!(name)),
            ("type", json!("pkg")),
            ("oid", json!(oid)),
            ("obj ver", json!(1)),
            ("scope member", scope),
        ]);
        let packages = context.state.store.edit(Hold::Free, &packages(&adom));
        packages.insert(path, row);
    }
    Ok(answer)
}
