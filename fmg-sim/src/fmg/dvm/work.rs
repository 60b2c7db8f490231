//! The work of a command, at once or in the background.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::change::Change;
use super::{add, change};
use crate::fault::Injected;
use crate::fmg::State;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::oid;
use crate::fmg::session::Sid;
use crate::fmg::status::{COMMAND_FAILED, Refusal};
use crate::fmg::store::Row;
use crate::fmg::task::{LineResult, TaskPlan, TaskState, TaskTarget};

/// A command: its ADOM and its flags.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) adom: String,
    creates_task: bool,
    nonblocking: bool,
}

/// The effect of a command on one device, or the reason for no effect.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) target: TaskTarget,
    pub(super) effect: Result<Effect, Refusal>,
}

/// The effect of a command on a device.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// Adds it, with these groups as its own.
    Add { row: Row, groups: Vec<String> },
    /// Changes it.
    Change { device: String, change: Change },
}

/// A task, and the effects that come with the ends of its lines.
#[derive(Debug)]
pub(super) struct Background {
    task: u64,
    adom: String,
    /// For each line. `None`: the line fails, or its effect has come.
    effects: Vec<Option<Effect>>,
}

impl Command {
    pub(super) fn new(context: &Context<'_>, adom: &str) -> Self {
        let flags = context.data("flags").map(list).unwrap_or_default();
        let has = |name: &str| flags.iter().any(|flag| flag == name);
        Self {
            adom: adom.to_owned(),
            creates_task: has("create_task"),
            nonblocking: has("nonblocking"),
        }
    }

    /// Works on one device. `reply` makes the data of a reply that comes after the work.
    pub(super) fn run(
        &self,
        context: &mut Context<'_>,
        title: &str,
        job: Job,
        reply: impl FnOnce(&State) -> Option<Value>,
    ) -> Outcome {
        if self.creates_task && self.nonblocking {
            return Ok(self.start(context, title, vec![job]));
        }
        let failed = matches!(
            context.injected,
            Some(Injected::TaskFails | Injected::TaskStalls | Injected::TaskCancelled | Injected::TaskAborts)
        );
        // The command that a task carries out fails with the task. No document shows the code.
        let effect = match job.effect {
            Ok(_) if failed && self.creates_task => Err(COMMAND_FAILED),
            effect => effect,
        };
        let task = self.creates_task.then(|| {
            let target = job.target.result(result(&effect));
            let plan = self.plan(context, title).takes(std::time::Duration::ZERO);
            context.state.tasks.start(plan.target(target), context.now)
        });
        apply(context.state, &self.adom, effect?, context.now);
        let mut data = Row::new();
        if let Some(device) = reply(context.state) {
            data.insert("device".to_owned(), device);
        }
        if let Some(task) = task {
            data.insert("taskid".to_owned(), json!(task));
        }
        Ok(if data.is_empty() {
            super::done()
        } else {
            Answer::data(Value::Object(data))
        })
    }

    /// Works on several devices. Without a task, the failure of one of them is not reported.
    pub(super) fn run_all(&self, context: &mut Context<'_>, title: &str, jobs: Vec<Job>) -> Answer {
        if self.creates_task {
            return self.start(context, title, jobs);
        }
        for effect in jobs.into_iter().filter_map(|job| job.effect.ok()) {
            apply(context.state, &self.adom, effect, context.now);
        }
        super::done()
    }

    /// Starts a task that works in the background.
    fn start(&self, context: &mut Context<'_>, title: &str, jobs: Vec<Job>) -> Answer {
        let mut plan = self.plan(context, title);
        let mut effects = Vec::new();
        for job in jobs {
            plan = plan.target(job.target.result(result(&job.effect)));
            effects.push(job.effect.ok());
        }
        let plan = plan.injected(context.injected);
        let task = context.state.tasks.start(plan, context.now);
        context.state.dvm.background.push(Background {
            task,
            adom: self.adom.clone(),
            effects,
        });
        let mut data = json!({ "taskid": task });
        if self.nonblocking {
            data["pid"] = json!(20_000 + task);
        }
        Answer::data(data)
    }

    fn plan(&self, context: &Context<'_>, title: &str) -> TaskPlan {
        TaskPlan::new(title)
            .user(context.caller.user.name())
            .adom(oid::of_adom(context.state, context.caller, &self.adom))
            .session(context.caller.sid)
    }
}

fn result(effect: &Result<Effect, Refusal>) -> LineResult {
    match effect {
        Ok(_) => LineResult::Done,
        Err(refusal) => LineResult::Error(refusal.code, refusal.message.clone().into_owned()),
    }
}

fn apply(state: &mut State, adom: &str, effect: Effect, now: SystemTime) {
    match effect {
        Effect::Add { row, groups } => add::apply(state, adom, &row, &groups, now),
        Effect::Change { device, change } => change::apply(state, &device, &change, now),
    }
}

/// Applies the effects of the lines that have ended.
pub(in crate::fmg) fn settle(state: &mut State, now: SystemTime) {
    let background = std::mem::take(&mut state.dvm.background);
    for mut work in background {
        let Some(task) = state.tasks.view(work.task, now) else {
            continue;
        };
        for (effect, line) in work.effects.iter_mut().zip(&task.lines) {
            if line.state.is_over()
                && let Some(effect) = effect.take()
                && matches!(line.state, TaskState::Done | TaskState::Warning)
            {
                apply(state, &work.adom, effect, now);
            }
        }
        if !task.state.is_over() {
            state.dvm.background.push(work);
        }
    }
}

/// The line of a device that is in the database, or will be.
pub(super) fn target(state: &State, name: &str) -> TaskTarget {
    let row = state.store.row(Sid::NONE, crate::fmg::scope::DEVICES, name);
    let ip = row.and_then(|row| row.get("ip")?.as_str()).unwrap_or_default();
    TaskTarget::new(name)
        .oid(row.and_then(oid::of).unwrap_or_default())
        .ip(ip)
}
