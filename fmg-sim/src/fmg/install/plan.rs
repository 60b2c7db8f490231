//! The task of an installation: its lines and their results.

use super::Call;
use super::locks::Right;
use super::targets::{Install, Target};
use crate::fmg::answer::Context;
use crate::fmg::check::list;
use crate::fmg::oid;
use crate::fmg::status::NO_WRITE_PERMISSION;
use crate::fmg::task::{LineResult, TaskPlan, TaskTarget};

/// How far an installation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// To the devices.
    Device,
    /// To the databases of the devices: the flag `copy_only`.
    Copy,
    /// To a preview: the flag `preview`.
    Preview,
}

impl Extent {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let flags = context.data("flags").map(list).unwrap_or_default();
        let has = |name: &str| flags.iter().any(|flag| flag == name);
        match () {
            () if has("preview") => Self::Preview,
            () if has("copy_only") => Self::Copy,
            () => Self::Device,
        }
    }
}

/// The task of an installation.
pub(super) fn of(context: &Context<'_>, call: &Call, right: Right) -> TaskPlan {
    let installs = &context.state.installs;
    let mut plan = TaskPlan::new(call.title)
        .source(call.source)
        .user(context.caller.user.name())
        .adom(oid::of_adom(context.state, context.caller, &call.adom))
        .session(context.caller.sid)
        .takes(installs.takes.unwrap_or(TaskPlan::USUAL));
    for install in &call.installs {
        for target in &install.targets {
            let demanded = installs.results.get(&target.device);
            let results = Results::of(install, target, call.extent, right, demanded);
            plan = lines(target, results).fold(plan, TaskPlan::target);
        }
    }
    plan.injected(context.injected)
}

/// The results of the lines of a device.
#[derive(Clone, Debug)]
struct Results {
    /// That of the line of the device itself. `None`: the installation does not reach the device.
    device: Option<LineResult>,
    copies: LineResult,
}

impl Results {
    fn of(install: &Install, target: &Target, extent: Extent, right: Right, demanded: Option<&LineResult>) -> Self {
        let copies = match right {
            Right::Missing if install.package.is_some() => no_write_permission(),
            Right::AutoBlocked => LineResult::Error(UNKNOWN, "failed to lock adom".to_owned()),
            _ => LineResult::Done,
        };
        // No capture shows the task of a model device. Users report that the configuration waits for the device.
        if extent != Extent::Device || target.is_model {
            let copies = match demanded {
                Some(demanded) if copies == LineResult::Done => demanded.clone(),
                _ => copies,
            };
            return Self { device: None, copies };
        }
        let device = match demanded {
            _ if right == Right::Missing || copies != LineResult::Done => failed(),
            Some(demanded) => demanded.clone(),
            None if !target.online => failed(),
            None => LineResult::Done,
        };
        let device = Some(device);
        Self { device, copies }
    }
}

/// No document shows the error numbers of failed lines.
const UNKNOWN: i64 = -1;

/// The result of a device that was not installed. That of a device without a connection is not documented.
fn failed() -> LineResult {
    LineResult::Error(UNKNOWN, "install and save finished status=FAILED".to_owned())
}

fn no_write_permission() -> LineResult {
    LineResult::Error(NO_WRITE_PERMISSION.code, NO_WRITE_PERMISSION.message.into_owned())
}

/// The name of the line of a VDOM.
pub(super) fn copy_name(device: &str, vdom: &str) -> String {
    format!("{device}({vdom})[copy]")
}

/// The lines of a device, in the order of a capture.
fn lines(target: &Target, results: Results) -> impl Iterator<Item = TaskTarget> {
    let line = |name: String| TaskTarget::new(name).oid(target.oid);
    let installed = matches!(results.device, Some(LineResult::Done | LineResult::Warning(_)));
    let success = if installed {
        "Installation to real device done"
    } else {
        "Copy to device done"
    };
    let device = results.device.map(|result| {
        let line = line(target.device.clone()).success("install and save finished status=OK");
        line.result(result)
    });
    let copies = target.vdoms.iter().map(move |vdom| {
        line(copy_name(&target.device, vdom))
            .ip(target.ip.as_str())
            .vdom(vdom.as_str())
            .success(success)
            .result(results.copies.clone())
    });
    device.into_iter().chain(copies)
}
