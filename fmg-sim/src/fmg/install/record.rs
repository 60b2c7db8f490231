//! The record of installations.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::Call;
use super::handle::InstallView;
use super::locks::{self, Holding};
use super::plan::copy_name;
use crate::fmg::State;
use crate::fmg::answer::Context;
use crate::fmg::scope::policies;
use crate::fmg::task::{LineResult, TaskState, TaskView, state_of};

/// The installations so far, and the settings of tests for later ones.
#[derive(Debug, Default)]
pub(in crate::fmg) struct Installs {
    /// The results of devices, by their names.
    pub(super) results: BTreeMap<String, LineResult>,
    /// The duration of tasks, if it differs from the usual one.
    pub(super) takes: Option<Duration>,
    /// The running tasks that need locks.
    pub(super) holding: Vec<Holding>,
    records: Vec<Record>,
}

/// The installation on a VDOM of a device.
#[derive(Clone, Debug)]
struct Record {
    adom: String,
    package: Option<String>,
    device: String,
    vdom: String,
    task: u64,
    started: SystemTime,
    user: String,
    comments: String,
    state: TaskState,
    policies: Arc<Vec<Value>>,
    waits_for_device: bool,
}

/// Records an installation that begins.
pub(super) fn add(context: &mut Context<'_>, call: &Call, task: u64) {
    let comments = context.text("dev_rev_comments").unwrap_or_default().to_owned();
    for install in &call.installs {
        let policies: Vec<_> = match &install.package {
            Some(path) => {
                let rows = policies(context.state, &call.adom, path, "firewall/policy");
                rows.into_iter().cloned().map(Value::Object).collect()
            }
            None => Vec::new(),
        };
        let policies = Arc::new(policies);
        for target in &install.targets {
            let record = |vdom: &String| Record {
                adom: call.adom.clone(),
                package: install.package.clone(),
                device: target.device.clone(),
                vdom: vdom.clone(),
                task,
                started: context.now,
                user: context.caller.user.name().to_owned(),
                comments: comments.clone(),
                state: TaskState::Pending,
                policies: Arc::clone(&policies),
                waits_for_device: target.is_model,
            };
            let records = target.vdoms.iter().map(record);
            context.state.installs.records.extend(records);
        }
    }
}

/// Notes the states of the installations, and releases the locks of those that are over.
pub(in crate::fmg) fn settle(state: &mut State, now: SystemTime) {
    let running = state.installs.records.iter_mut();
    for record in running.filter(|record| !record.state.is_over()) {
        if let Some(task) = state.tasks.view(record.task, now) {
            record.state = record.reached(task);
        }
    }
    locks::settle(state, now);
}

impl Record {
    /// The state in a task: that of the lines of device and VDOM together.
    fn reached(&self, task: TaskView) -> TaskState {
        let copy = copy_name(&self.device, &self.vdom);
        let mut lines = task.lines;
        lines.retain(|line| line.name == self.device || line.name == copy);
        state_of(&lines)
    }
}

impl Installs {
    /// The installations so far, the oldest first.
    pub(in crate::fmg) fn views(&self) -> impl Iterator<Item = InstallView> {
        self.records.iter().map(|record| InstallView {
            adom: record.adom.clone(),
            package: record.package.clone(),
            device: record.device.clone(),
            vdom: record.vdom.clone(),
            task: record.task,
            started: record.started,
            user: record.user.clone(),
            comments: record.comments.clone(),
            state: record.state,
            policies: record.policies.to_vec(),
            waits_for_device: record.waits_for_device,
        })
    }
}
