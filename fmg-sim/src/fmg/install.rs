//! Installations of policy packages and of device settings, as tasks.
//!
//! A task has the lines that a capture shows: for each device one of its own, and one for each of its VDOMs, whose name
//! ends with `[copy]`. The committed state is installed. No document states that uncommitted changes of the session
//! prevent an installation.
//!
//! The locks are as measured on FortiManager 7.6.7: without one, or if it is released before the task is over, the call
//! succeeds and the task fails. Only the call that installs several packages is refused.

mod handle;
mod locks;
mod plan;
mod record;
mod targets;

use serde_json::{Value, json};

pub use self::handle::InstallView;
pub(super) use self::locks::lock_released;
use self::locks::{Needs, Right};
use self::plan::Extent;
pub(super) use self::record::{Installs, settle};
use self::targets::{Install, Wanted};
use super::answer::{Answer, Context, Outcome};
use super::check::list;
use super::oid;
use super::revision;
use super::scope::{ADOMS, database};
use super::securityconsole::Package;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, Refusal, UNKNOWN_ERROR};
use super::task::{TaskPlan, TaskTarget};

/// The status of a reply without a task.
const NO_DEVICES: &str = "No devices";

/// A call that installs.
#[derive(Clone, Debug)]
struct Call {
    adom: String,
    title: &'static str,
    /// The part of the FortiManager that starts the task.
    source: &'static str,
    extent: Extent,
    installs: Vec<Install>,
    needs: Needs,
}

/// Installs a policy package, with changes of the settings of its devices.
pub(super) fn package(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let path = context.text("pkg").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let needs = Needs::of_package(&adom, &path);
    if revision::is_asked(context) {
        revision::before_install(context, &adom);
    }
    let install = Install::of_package(context, &adom, path, &Wanted::of(context.data("scope")))?;
    let call = Call {
        adom,
        title: "Install Package",
        source: "security console",
        extent: Extent::of(context),
        installs: vec![install],
        needs,
    };
    Ok(start(context, &call))
}

/// Installs changes of the settings of devices.
pub(super) fn device(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let install = Install::of_devices(context, &adom, &Wanted::of(context.data("scope")))?;
    let call = Call {
        title: "Install Device",
        source: "install device",
        extent: Extent::of(context),
        needs: Needs::of_devices(&adom, &install.targets),
        adom,
        installs: vec![install],
    };
    Ok(start(context, &call))
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
    let call = Call {
        title: "Install Package",
        source: "security console",
        extent: Extent::of(context),
        needs: Needs::of_packages(&adom, &installs),
        adom,
        installs,
    };
    if locks::right(context, &call.needs) == Right::Missing {
        return Err(UNKNOWN_ERROR);
    }
    Ok(start(context, &call))
}

/// Completes the installations that this session has prepared by previews.
pub(super) fn commit(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let scope = context.data("scope").map(list).unwrap_or_default().to_vec();
    let prepared = context.state.previews.prepared_in(context.caller.sid, &adom);
    let mut installs = Vec::new();
    for member in &scope {
        let own = member.get("name").and_then(|name| prepared.get(name.as_str()?));
        if let Some(path) = own {
            installs.push(Install::of_package(
                context,
                &adom,
                path.clone(),
                &Wanted::of(Some(member)),
            )?);
        }
    }
    let call = Call {
        title: "Install Package",
        source: "security console",
        extent: Extent::Device,
        needs: Needs::of_packages(&adom, &installs),
        adom,
        installs,
    };
    let answer = start(context, &call);
    context.state.previews.drop_prepared(context.caller.sid, &call.adom);
    Ok(answer)
}

/// Drops the installations that this session has prepared by previews.
pub(super) fn cancel(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    context.state.previews.drop_prepared(context.caller.sid, &adom);
    Ok(Answer::done())
}

/// Checks a CLI template. The simulator does not render templates, so that the check succeeds.
pub(super) fn check_cli_template(context: &mut Context<'_>) -> Outcome {
    let adom = adom(context)?;
    let name = context.text("cliprof").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let tables = ["template", "template-group"].map(|table| format!("/pm/config/{}/obj/cli/{table}", database(&adom)));
    let known = |table: &String| context.state.store.row(context.caller.sid, table, &name).is_some();
    if !tables.iter().any(known) {
        return Err(NO_OBJECT);
    }
    on_scope(
        context,
        &format!("cli template '{name}' validation"),
        "security console",
    )
}

/// Starts a task with a line for each device of the scope of a call. It has no effect.
pub(super) fn on_scope(context: &mut Context<'_>, title: &str, source: &'static str) -> Outcome {
    let scope = context.data("scope").cloned();
    on_targets(context, title, source, scope.as_ref())
}

/// Starts a task with a line for each device of a scope. It has no effect.
pub(super) fn on_targets(
    context: &mut Context<'_>,
    title: &str,
    source: &'static str,
    scope: Option<&Value>,
) -> Outcome {
    let adom = adom(context)?;
    let install = Install::of_devices(context, &adom, &Wanted::of(scope))?;
    let mut plan = TaskPlan::new(title)
        .source(source)
        .user(context.caller.user.name())
        .adom(oid::of_adom(context.state, context.caller, &adom))
        .session(context.caller.sid);
    for target in install.targets {
        plan = plan.target(TaskTarget::new(target.device).oid(target.oid).ip(target.ip));
    }
    let plan = plan.injected(context.injected);
    Ok(Answer::data(
        json!({ "task": context.state.tasks.start(plan, context.now) }),
    ))
}

/// Whether a VDOM of a device is an installation target of a package.
pub(super) fn is_target(context: &Context<'_>, adom: &str, path: &str, device: &str, vdom: &str) -> bool {
    let install = Install::of_package(context, adom, path.to_owned(), &Wanted::default());
    install.is_ok_and(|install| {
        let mut targets = install.targets.iter();
        targets.any(|target| target.device == device && target.vdoms.iter().any(|own| own == vdom))
    })
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

/// Starts the task, unless there is no device to install on.
fn start(context: &mut Context<'_>, call: &Call) -> Answer {
    if call.installs.iter().all(|install| install.targets.is_empty()) {
        return Answer::data(json!({ "status": NO_DEVICES }));
    }
    let right = locks::right(context, &call.needs);
    let plan = plan::of(context, call, right);
    let task = context.state.tasks.start(plan, context.now);
    match call.extent {
        Extent::Device => record::add(context, call, task),
        Extent::Preview => prepare_previews(context, call, task),
        Extent::Copy => {}
    }
    locks::hold(context, call, right, task);
    Answer::data(json!({ "task": task }))
}

/// Prepares the previews that follow in the same session.
fn prepare_previews(context: &mut Context<'_>, call: &Call, task: u64) {
    for install in &call.installs {
        let Some(path) = &install.package else {
            continue;
        };
        for target in &install.targets {
            let package = Package {
                adom: call.adom.clone(),
                path: path.clone(),
                task,
            };
            let sid = context.caller.sid;
            context.state.previews.prepare(sid, &target.device, package);
        }
    }
}
