//! Tests of waiting for tasks, against the simulator.

#![cfg(feature = "reqwest")]

#[cfg(feature = "blocking")]
mod blocking;
mod cancelling;
mod dropped;
mod examples;
mod outcomes;
mod polls;
mod progress;
mod started;

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::time::Duration;

use fmg_bindings::fmg::{self, TaskId, TaskOutcome, TaskWait};
use fmg_sim::fault::{Armed, Fault, Rule};
use fmg_sim::fmg::{LineResult, TaskPlan, TaskTarget};
use fmg_sim::{Answer, Clock, Sim};
use serde_json::Value;

const USER: &str = "admin";
const PASSWORD: &str = "admin";

/// The pauses between reads.
const PAUSES: RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_millis(4);

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

/// The begin of the urls of reads.
const POLLED: &str = "/task/task/";

/// The urls of reads, for the rules of faults.
const POLLS: &str = "/task/task/*";

/// A simulator whose clock does not run.
fn stopped() -> Sim {
    let clock = Clock::new();
    clock.set_speed(0.0);
    Sim::builder().clock(clock).start_blocking().unwrap()
}

/// A simulator whose clock is so fast that a task takes some milliseconds.
fn fast() -> Sim {
    let sim = stopped();
    // A session must not end while the test waits for a busy machine.
    sim.fmg().set_idle_timeout(Duration::from_secs(365 * 86_400));
    sim.clock().set_speed(200.0);
    sim
}

fn admin(sim: &Sim) -> fmg::Client {
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().credentials(USER, PASSWORD).build().unwrap()
}

/// An installation on two devices, which ends for the second with this result.
fn install(result: LineResult) -> TaskPlan {
    TaskPlan::new("install package ppkg_001")
        .source("install device")
        .target(TaskTarget::new("dev_001").vdom("root"))
        .target(TaskTarget::new("dev_002").vdom("edge").result(result))
}

/// Starts an installation without a call.
fn started(sim: &Sim, result: LineResult) -> TaskId {
    sim.fmg().start_task(install(result)).into()
}

/// A wait with short pauses.
fn wait(fmg: &fmg::Client, id: TaskId) -> TaskWait<'_, fmg::Client> {
    fmg.running_task(id).wait().poll_every(PAUSES)
}

/// Answers the reads of tasks with these rows, one after the other, and then with the last one.
fn report(sim: &Sim, rows: impl IntoIterator<Item = Value>) {
    let mut rows: VecDeque<Value> = rows.into_iter().collect();
    let answer = move |_: &fmg_sim::Call| {
        let row = rows.pop_front().unwrap();
        if rows.is_empty() {
            rows.push_back(row.clone());
        }
        Answer::data(row)
    };
    sim.fmg().answer("get", "/task/task/<id>", answer).unwrap();
}

/// Refuses the read with this number, and asks to wait for an hour. A shorter wait then times out at once.
fn refuse_read(sim: &Sim, number: u64) -> Armed {
    let busy = Fault::TooManyRequests {
        retry_after: Some(3600),
    };
    sim.faults().arm(Rule::new(busy).method("get").url(POLLS).nth(number))
}

/// Moves the clock after each read of a task, until the task is over.
async fn pass(sim: &Sim, id: TaskId, step: Duration) {
    while !sim.fmg().task(id.get()).unwrap().state.is_over() {
        let seen = count(sim, "get", POLLED);
        while count(sim, "get", POLLED) == seen {
            tokio::task::yield_now().await;
        }
        sim.clock().advance(step);
    }
}

/// The calls with this method that reached the appliance or were lost, whose url begins so.
fn count(sim: &Sim, method: &str, url: &str) -> usize {
    let calls = sim.calls();
    let calls = calls.iter().filter(|call| call.method == method);
    calls.filter(|call| call.url.starts_with(url)).count()
}

/// The details of the lines that failed, by device.
fn failures(outcome: &TaskOutcome) -> Vec<(&str, &str, &str)> {
    let lines = outcome.report().unwrap().failed_lines();
    lines
        .map(|line| {
            let name = line.name.as_deref().unwrap_or_default();
            let vdom = line.vdom.as_deref().unwrap_or_default();
            (name, vdom, line.detail.as_deref().unwrap_or_default())
        })
        .collect()
}
