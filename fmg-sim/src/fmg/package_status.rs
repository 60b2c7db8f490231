//! Whether packages and device settings have changed since they were installed.
//!
//! A package has the status `modified` if its firewall policies differ from those of its last installation. Changes of
//! objects and installations of single objects are not noticed. Calls about them answer as for an ADOM without
//! installations, unless a document shows the reply.

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::read::Options;
use super::scope::{DEVICES, GLOBAL, adom_of_row, policies};
use super::shape::row_of;
use super::store::{Row, Table};
use super::{documented, install, object::object};
use crate::generated::fmg::calls::PackageStatus;

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: PackageStatus) -> Outcome {
    match call {
        PackageStatus::List => {
            let rows = installed(context);
            options(context).table("status", rows.iter()).map(Answer::data)
        }
        PackageStatus::OfPackage => {
            let path = context.capture("package");
            let rows = installed(context);
            let own: Vec<_> = rows.iter().filter(|row| row["pkg"] == path).collect();
            if own.is_empty() {
                return Ok(Answer::done());
            }
            options(context).table("status", own.into_iter()).map(Answer::data)
        }
        PackageStatus::OfVdom => {
            let (device, vdom) = (context.capture("device"), context.capture("vdom"));
            let rows = installed(context);
            let own = rows.iter().find(|row| row["dev"] == device && row["vdom"] == vdom);
            Ok(own.map_or_else(Answer::done, |row| Answer::data(options(context).single("status", row))))
        }
        PackageStatus::OfDevices => {
            let rows = settings(context);
            options(context).table("status", rows.iter()).map(Answer::data)
        }
        PackageStatus::OfIpsSensors | PackageStatus::OfVariables => {
            let documented = documented::data(&context.found.route, context.url);
            Ok(documented.map_or_else(Answer::done, Answer::data))
        }
    }
}

fn options<'c>(context: &'c Context<'_>) -> Options<'c> {
    let shape = context.found.route.response.as_ref().and_then(row_of);
    Options::read(context.entry, shape, "dev", context.verbose)
}

/// The packages of the ADOM that are assigned and installed, with the VDOMs that have them.
fn installed(context: &Context<'_>) -> Vec<Row> {
    let adom = context.adom();
    // Assignments of global packages have no effect in the simulator.
    if adom == GLOBAL {
        return Vec::new();
    }
    let mut latest: Vec<install::InstallView> = Vec::new();
    for view in context.state.installs.views() {
        if view.adom == adom && view.package.is_some() && view.is_installed() {
            latest.retain(|own| (&own.device, &own.vdom) != (&view.device, &view.vdom));
            latest.push(view);
        }
    }
    let rows = latest.into_iter().filter_map(|view| {
        let path = view.package.as_deref()?;
        let is_target = install::is_target(context, adom, path, &view.device, &view.vdom);
        is_target.then(|| {
            let now = policies(context.state, adom, path, "firewall/policy");
            let same = now
                .iter()
                .copied()
                .eq(view.policies.iter().filter_map(Value::as_object));
            object([
                ("dev", json!(view.device)),
                ("pkg", json!(path)),
                ("status", json!(if same { "installed" } else { "modified" })),
                ("vdom", json!(view.vdom)),
            ])
        })
    });
    rows.collect()
}

/// The state of each device of the ADOM, and that of its VDOMs.
fn settings(context: &Context<'_>) -> Vec<Row> {
    let devices = context.state.store.table(context.caller.sid, DEVICES);
    let devices = devices.into_iter().flat_map(Table::iter);
    let own = devices.filter(|(_, row)| adom_of_row(row) == Some(context.adom()));
    let rows = own.flat_map(|(name, row)| {
        let is = |member: &str, value: &str| row.get(member).is_some_and(|own| own == value);
        let state = if is("db_status", "mod") {
            "modified"
        } else {
            "not modified"
        };
        let synchronized = if is("conf_status", "insync") {
            "in sync"
        } else {
            "unknown"
        };
        let device = object([
            ("auto update", json!(0)),
            ("conf_status", json!(synchronized)),
            ("db_status", json!(state)),
            ("dev", json!(name)),
        ]);
        let vdoms = row.get("vdom").and_then(Value::as_array).into_iter().flatten();
        let vdoms = vdoms.filter_map(|vdom| vdom.get("name")).map(move |vdom| {
            object([
                ("auto update", json!(0)),
                ("dev", json!(name)),
                ("status", json!(state)),
                ("vdom", vdom.clone()),
            ])
        });
        std::iter::once(device).chain(vdoms).collect::<Vec<_>>()
    });
    rows.collect()
}
