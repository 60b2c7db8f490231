//! Tests of the progress of tasks.

use std::time::Duration;

use fmg_bindings::error::TaskErrorKind;
use fmg_bindings::fmg::task::TaskState;
use fmg_bindings::fmg::{TaskId, TaskOutcome};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::LineResult;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

use super::{LONG, PAUSES, POLLED, POLLS, admin, count, fast, refuse_read, report, started, stopped};

#[tokio::test]
async fn each_change_is_reported_once_until_the_end() {
    let sim = stopped();
    let row = |state: &str, percent| json!({"state": state, "percent": percent, "num_err": 0});
    report(
        &sim,
        [
            row("pending", 0),
            row("pending", 0),
            row("running", 10),
            row("running", 10),
            row("running", 60),
            row("running", 60),
            row("done", 100),
        ],
    );
    let fmg = admin(&sim);
    let progress = fmg.running_task(TaskId::new(1)).progress().poll_every(PAUSES);
    let reports: Vec<_> = progress.try_collect().await.unwrap();
    let seen: Vec<_> = reports.iter().map(|report| report.percent().unwrap()).collect();
    assert_eq!(seen, [0, 10, 60, 100]);
    let over: Vec<_> = reports.iter().map(|report| report.outcome().is_some()).collect();
    assert_eq!(over, [false, false, false, true]);
    assert_eq!(count(&sim, "get", POLLED), 7);
}

#[tokio::test]
async fn a_stream_goes_on_after_reads_that_fail_and_ends_after_the_last_report() {
    let sim = fast();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Error(-1, "no tunnel".to_owned()));
    sim.faults()
        .arm(Rule::new(Fault::Drop).method("get").url(POLLS).every(2));
    let mut progress = fmg.running_task(id).progress().poll_every(PAUSES).timeout(LONG);
    let mut last = None;
    while let Some(report) = progress.try_next().await.unwrap() {
        assert!(last.is_none_or(|last| last <= report.percent()), "{report:?}");
        last = Some(report.percent());
        if let Some(outcome) = report.outcome() {
            assert!(matches!(outcome, TaskOutcome::Failed(_)), "{outcome:?}");
        }
    }
    assert_eq!(last, Some(Some(100)));
    assert!(progress.next().await.is_none());
    assert!(format!("{progress:?}").contains("RunningTask"));
}

#[tokio::test]
async fn a_stream_ends_with_an_error() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    refuse_read(&sim, 3);
    let mut progress = fmg.running_task(id).progress().poll_every(PAUSES).timeout(LONG);
    assert_eq!(
        progress.next().await.unwrap().unwrap().state(),
        Some(&TaskState::Pending.into())
    );
    let error = progress.next().await.unwrap().unwrap_err();
    assert_eq!(error.task().unwrap().kind(), TaskErrorKind::TimedOut);
    assert!(progress.next().await.is_none());

    let mut missing = fmg.running_task(TaskId::new(4711)).progress();
    assert!(missing.next().await.unwrap().unwrap_err().is_not_found());
    assert!(missing.next().await.is_none());
}

#[tokio::test]
async fn a_task_can_be_read_once() {
    let sim = stopped();
    let fmg = admin(&sim);
    let task = fmg.running_task(started(&sim, LineResult::Done));
    let report = task.report().await.unwrap();
    assert!(!report.is_over() && report.outcome().is_none());
    assert_eq!(report.row().user.as_deref(), Some("system"));
    assert_eq!(report, task.report().await.unwrap());
    sim.clock().advance(Duration::from_secs(100));
    let over = task.report().await.unwrap();
    assert!(over.is_over() && over != report);
}
