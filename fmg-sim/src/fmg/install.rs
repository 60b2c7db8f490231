//! Installations of policy packages and of device settings, as tasks.
//!
//! A task has the lines that a capture shows: for each device one of its own, and one for each of its VDOMs, whose name
//! ends with `[copy]`.

mod targets;

use serde_json::json;

use self::targets::{Install, Target, Wanted};
use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::oid;
use super::scope::{ADOMS, packages};
use super::securityconsole::Package;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, Refusal};
use super::task::{TaskPlan, TaskTarget};

/// The status of a reply without a task.
const NO_DEVICES: &str = "No devices";

/// Installs a policy package, with changes of the settings of its devices.
pub(super) fn package(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let path = context.text("pkg").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let wanted = Wanted::of(context.data("scope"));
    let install = Install::of_package(context, &adom, path, &wanted)?;
    Ok(start(context, &adom, "Install Package", "security console", &[install]))
}

/// Installs changes of the settings of devices.
pub(super) fn device(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let install = Install::of_devices(context, &adom, &Wanted::of(context.data("scope")))?;
    Ok(start(context, &adom, "Install Device", "install device", &[install]))
}

/// Installs policy packages one after the other.
pub(super) fn reinstall(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let targets = context.data("target").map(list).unwrap_or_default();
    let installs: Result<Vec<_>, _> = targets
        .iter()
        .map(|target| {
            let path = target.get("pkg").and_then(|path| path.as_str());
            let path = path.ok_or(DATA_INVALID_FOR_URL)?.to_owned();
            Install::of_package(context, &adom, path, &Wanted::of(target.get("scope")))
        })
        .collect();
    let installs = installs?;
    Ok(start(context, &adom, "Install Package", "security console", &installs))
}

/// The ADOM that a call names.
fn adom(context: &Context<'_>) -> Result<String, Refusal> {
    let adom = context.text("adom").ok_or(DATA_INVALID_FOR_URL)?;
    if !context.caller.user.may_enter(adom) {
        return Err(NO_PERMISSION);
    }
    // The code for an unknown ADOM is that of an unknown package; no document shows it.
    let known = context.state.store.row(context.caller.sid, ADOMS, adom).is_some();
    if known { Ok(adom.to_owned()) } else { Err(NO_OBJECT) }
}

/// How far an installation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// To the devices.
    Device,
    /// To the databases of the devices: the flag `copy_only`.
    Copy,
    /// To a preview: the flag `preview`.
    Preview,
}

impl Extent {
    fn of(context: &Context<'_>) -> Self {
        let flags = context.data("flags").map(list).unwrap_or_default();
        let has = |name: &str| flags.iter().any(|flag| flag == name);
        match () {
            () if has("preview") => Self::Preview,
            () if has("copy_only") => Self::Copy,
            () => Self::Device,
        }
    }
}

fn start(context: &mut Context<'_>, adom: &str, title: &str, source: &'static str, installs: &[Install]) -> Answer {
    let extent = Extent::of(context);
    if installs.iter().all(|install| install.targets.is_empty()) {
        return Answer::data(json!({ "status": NO_DEVICES }));
    }
    let mut plan = TaskPlan::new(title)
        .source(source)
        .user(context.caller.user.name())
        .adom(oid::of_adom(context.state, context.caller, adom))
        .session(context.caller.sid);
    for target in installs.iter().flat_map(|install| &install.targets) {
        for line in lines(target, extent) {
            plan = plan.target(line);
        }
    }
    let plan = plan.injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    if extent == Extent::Preview {
        prepare_previews(context, adom, installs, task);
    }
    Answer::data(json!({ "task": task }))
}

/// The lines of a device, in the order of a capture.
fn lines(target: &Target, extent: Extent) -> Vec<TaskTarget> {
    let line = |name: String| TaskTarget::new(name).oid(target.oid);
    let device = (extent == Extent::Device).then(|| line(target.device.clone()));
    let copies = target.vdoms.iter().map(|vdom| {
        line(format!("{}({vdom})[copy]", target.device))
            .ip(target.ip.as_str())
            .vdom(vdom.as_str())
    });
    device.into_iter().chain(copies).collect()
}

/// Prepares the previews that follow in the same session.
fn prepare_previews(context: &mut Context<'_>, adom: &str, installs: &[Install], task: u64) {
    for install in installs {
        let Some(path) = &install.package else {
            continue;
        };
        for target in &install.targets {
            let package = Package {
                adom: adom.to_owned(),
                path: path.clone(),
                task,
            };
            let sid = context.caller.sid;
            context.state.previews.prepare(sid, &target.device, package);
        }
    }
}

/// The row of a policy package. Folders cannot be installed.
fn package_row<'c>(context: &'c Context<'_>, adom: &str, path: &str) -> Result<&'c super::store::Row, Refusal> {
    let row = context.state.store.row(context.caller.sid, &packages(adom), path);
    row.filter(|row| row.get("type").is_none_or(|kind| kind != "folder"))
        .ok_or(NO_OBJECT)
}
