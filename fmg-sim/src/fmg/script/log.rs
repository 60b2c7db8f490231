//! The output of scripts.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::fmg::State;
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::date;
use crate::fmg::object::object;
use crate::fmg::status::NO_OBJECT;
use crate::fmg::store::Row;
use crate::fmg::task::LineView;

/// The logs, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Logs(Vec<Log>);

/// The run of a script on one target. Its log can be read when its line of the task is over.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) adom: String,
    /// The device; `None`: it ran on a package, or on the database of the ADOM.
    pub(super) device: Option<String>,
    pub(super) task: u64,
    /// The index of its line in the task.
    pub(super) line: usize,
    pub(super) script: String,
    pub(super) commands: String,
    /// The output that a test has decided.
    pub(super) output: Option<String>,
    pub(super) is_remote: bool,
}

impl Logs {
    pub(super) fn add(&mut self, log: Log) {
        self.0.push(log);
    }
}

impl Log {
    /// Its number: that of the task, and a digit for the kind of the run.
    fn id(&self) -> u64 {
        self.task.saturating_mul(10) + u64::from(!self.is_remote)
    }

    fn text(&self, line: &LineView) -> String {
        if let Some(output) = &self.output {
            return output.clone();
        }
        let (place, end) = if self.is_remote {
            // Captures show the log of a script on a database. That of one on a device is assumed to be like it.
            ("device", "device")
        } else {
            ("database", "DB")
        };
        let mut commands = String::new();
        for command in self.commands.lines() {
            commands.extend([" ", command, "\n"]);
        }
        let result = if line.state.is_good() { "success" } else { "failed" };
        let script = &self.script;
        format!("\n\nStarting log (Run on {place})\n\n{commands}Running script({script}) on {end} {result}\n")
    }

    fn row(&self, line: &LineView, now: SystemTime) -> Row {
        object([
            ("exec_time", json!(date::in_words(line.ended().unwrap_or(now)))),
            ("log_id", json!(self.id())),
            ("script_name", json!(self.script)),
        ])
    }
}

/// The logs that a url names and that can be read, the latest first.
fn readable<'c>(context: &'c Context<'_>) -> Vec<(&'c Log, LineView)> {
    let state: &'c State = context.state;
    let device = context.found.capture("device");
    let own = state.scripts.logs.0.iter().rev();
    let own = own.filter(|log| log.adom == context.adom() && log.device.as_deref() == device);
    own.filter_map(|log| {
        let task = state.tasks.view(log.task, context.now)?;
        let line = task.lines.into_iter().nth(log.line)?;
        line.state.is_over().then_some((log, line))
    })
    .collect()
}

fn whole(log: &Log, line: &LineView, now: SystemTime) -> Answer {
    let mut row = log.row(line, now);
    row.insert("content".to_owned(), json!(log.text(line)));
    Answer::data(Value::Object(row))
}

/// Answers with the latest log.
pub(super) fn latest(context: &Context<'_>) -> Outcome {
    let logs = readable(context);
    let (log, line) = logs.first().ok_or(NO_OBJECT)?;
    Ok(whole(log, line, context.now))
}

/// Answers with a list of the logs, without their content.
pub(super) fn summary(context: &Context<'_>) -> Answer {
    let logs = readable(context);
    let rows = logs.iter().zip(1..).map(|((log, line), seq)| {
        let mut row = log.row(line, context.now);
        row.insert("seq".to_owned(), json!(seq));
        Value::Object(row)
    });
    Answer::data(rows.collect::<Vec<_>>())
}

/// Answers with one log.
pub(super) fn output(context: &Context<'_>) -> Outcome {
    let id: u64 = context.capture("log").parse().map_err(|_| NO_OBJECT)?;
    let logs = readable(context);
    let (log, line) = logs.iter().find(|(log, _)| log.id() == id).ok_or(NO_OBJECT)?;
    Ok(whole(log, line, context.now))
}
