//! The devices that an installation goes to, with their VDOMs.

use serde_json::Value;

use crate::fmg::answer::Context;
use crate::fmg::check::list;
use crate::fmg::oid::{self, Device};
use crate::fmg::scope::{database, packages};
use crate::fmg::status::{NO_OBJECT, Refusal};
use crate::fmg::store::Row;

/// A package, or the settings of devices, and the devices to install them on.
#[derive(Clone, Debug)]
pub(super) struct Install {
    /// The path of the package. `None`: the settings alone.
    pub(super) package: Option<String>,
    pub(super) targets: Vec<Target>,
}

/// A device to install on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) device: String,
    pub(super) oid: i64,
    pub(super) ip: String,
    /// Whether the management connection is up.
    pub(super) online: bool,
    /// Whether it is a model device, so that an installation only reaches its database.
    pub(super) is_model: bool,
    pub(super) vdoms: Vec<String>,
}

/// The members of a scope: names of devices and groups, some with a VDOM.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted(Option<Vec<(String, Option<String>)>>);

/// The word in place of a VDOM for the global settings of a device.
const GLOBAL_SETTINGS: &str = "global";

impl Wanted {
    /// Reads a scope. One object stands for a list of one.
    pub(super) fn of(scope: Option<&Value>) -> Self {
        let text = |member: &Value, name: &str| member.get(name).and_then(Value::as_str).map(str::to_owned);
        let members = scope.map(list).map(|members| {
            let members = members.iter();
            members
                .filter_map(|member| Some((text(member, "name")?, text(member, "vdom"))))
                .collect()
        });
        Self(members)
    }
}

impl Install {
    /// A package on its installation targets, or on those of them that the scope names.
    ///
    /// A device of the scope that is no target of the package is left out, as users report of FortiManager.
    pub(super) fn of_package(
        context: &Context<'_>,
        adom: &str,
        path: String,
        wanted: &Wanted,
    ) -> Result<Self, Refusal> {
        let row = package_row(context, adom, &path)?;
        let assigned = resolve(context, adom, &Wanted::of(row.get("scope member")), false)?;
        let targets = match &wanted.0 {
            None => assigned,
            Some(_) => within(resolve(context, adom, wanted, true)?, &assigned),
        };
        Ok(Self {
            package: Some(path),
            targets,
        })
    }

    /// The settings of the devices of a scope.
    pub(super) fn of_devices(context: &Context<'_>, adom: &str, wanted: &Wanted) -> Result<Self, Refusal> {
        Ok(Self {
            package: None,
            targets: resolve(context, adom, wanted, true)?,
        })
    }
}

/// The VDOMs of devices that are among those of others.
fn within(targets: Vec<Target>, others: &[Target]) -> Vec<Target> {
    let targets = targets.into_iter().filter_map(|mut target| {
        let other = others.iter().find(|other| other.device == target.device)?;
        target.vdoms.retain(|vdom| other.vdoms.contains(vdom));
        (!target.vdoms.is_empty()).then_some(target)
    });
    targets.collect()
}

/// The devices of a scope, each once, with all of their VDOMs that it names. With `strict`, each member has to exist.
fn resolve(context: &Context<'_>, adom: &str, wanted: &Wanted, strict: bool) -> Result<Vec<Target>, Refusal> {
    let mut found = Vec::new();
    for (name, vdom) in wanted.0.iter().flatten() {
        match add(context, adom, name, vdom.as_deref(), &mut found) {
            Err(refusal) if strict => return Err(refusal),
            _ => {}
        }
    }
    Ok(found)
}

/// Adds a device, or the devices of a group. A member without a VDOM is a group, or a device with all of its VDOMs.
fn add(
    context: &Context<'_>,
    adom: &str,
    name: &str,
    vdom: Option<&str>,
    found: &mut Vec<Target>,
) -> Result<(), Refusal> {
    if let Some(group) = group(context, adom, name).filter(|_| vdom.is_none()) {
        for member in group.get("object member").map(list).unwrap_or_default() {
            let text = |name: &str| member.get(name).and_then(Value::as_str);
            if let Some(name) = text("name") {
                add_device(context, adom, name, text("vdom"), found)?;
            }
        }
        return Ok(());
    }
    add_device(context, adom, name, vdom, found)
}

/// The row of a device group of an ADOM.
fn group<'c>(context: &'c Context<'_>, adom: &str, name: &str) -> Option<&'c Row> {
    // Groups can be in groups: the path of one ends with its name.
    let name = name.rsplit('/').next().unwrap_or(name);
    let table = format!("/dvmdb/{}/group", database(adom));
    context.state.store.row(context.caller.sid, &table, name)
}

fn add_device(
    context: &Context<'_>,
    adom: &str,
    name: &str,
    vdom: Option<&str>,
    found: &mut Vec<Target>,
) -> Result<(), Refusal> {
    let device = oid::device_named(context.state, context.caller, name)?;
    if device.adom != adom {
        return Err(NO_OBJECT);
    }
    let known = |wanted: &&str| *wanted == GLOBAL_SETTINGS || device.vdoms().any(|(own, _)| own == *wanted);
    let vdoms: Vec<_> = match vdom {
        Some(vdom) => vec![Some(vdom).filter(known).ok_or(NO_OBJECT)?.to_owned()],
        None => device.vdoms().map(|(own, _)| own.to_owned()).collect(),
    };
    let at = found.iter().position(|own| own.device == name);
    let at = at.unwrap_or_else(|| {
        found.push(target(&device));
        found.len() - 1
    });
    for vdom in vdoms {
        if !found[at].vdoms.contains(&vdom) {
            found[at].vdoms.push(vdom);
        }
    }
    Ok(())
}

fn target(device: &Device<'_>) -> Target {
    let text = |name: &str| device.row.get(name).and_then(Value::as_str).unwrap_or_default();
    let flags = device.row.get("flags").map(list).unwrap_or_default();
    Target {
        device: device.name.to_owned(),
        oid: oid::of(device.row).unwrap_or_default(),
        ip: text("ip").to_owned(),
        online: text("conn_status") != "down",
        // A model device that was connected once has a state of its connection.
        is_model: text("conn_status") == "UNKNOWN" && flags.iter().any(|flag| flag == "is_model"),
        vdoms: Vec::new(),
    }
}

/// The row of a policy package. Folders cannot be installed.
fn package_row<'c>(context: &'c Context<'_>, adom: &str, path: &str) -> Result<&'c Row, Refusal> {
    let row = context.state.store.row(context.caller.sid, &packages(adom), path);
    row.filter(|row| row.get("type").is_none_or(|kind| kind != "folder"))
        .ok_or(NO_OBJECT)
}
