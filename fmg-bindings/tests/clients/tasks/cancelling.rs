//! Tests of stopping tasks.

use std::time::Duration;

use fmg_bindings::fmg::{TaskId, TaskOutcome};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::LineResult;
use serde_json::json;

use super::{POLLED, POLLS, admin, count, report, started, stopped, wait};

#[tokio::test]
async fn a_running_task_is_stopped_once() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(Duration::from_secs(2));
    let task = fmg.running_task(id);
    assert!(task.cancel().await.unwrap());
    // While it is being stopped, it is not deleted again.
    assert!(task.cancel().await.unwrap());
    assert_eq!(count(&sim, "delete", POLLED), 1);
    sim.clock().advance(Duration::from_secs(2));
    let outcome = wait(&fmg, id).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Cancelled(_)), "{outcome:?}");
}

#[tokio::test]
async fn the_record_of_a_task_that_is_over_stays() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(Duration::from_secs(100));
    assert!(!fmg.running_task(id).cancel().await.unwrap());
    assert_eq!(count(&sim, "delete", ""), 0);
    assert!(wait(&fmg, id).await.unwrap().is_success());
}

#[tokio::test]
async fn only_the_read_before_is_repeated() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    let reads = sim
        .faults()
        .arm(Rule::new(Fault::Drop).method("get").url(POLLS).first(2));
    let deletions = sim.faults().arm(Rule::new(Fault::Drop).method("delete").url(POLLS));
    let error = fmg.running_task(id).cancel().await.unwrap_err();
    assert!(error.is_transport() && error.method() == Some("delete"), "{error}");
    assert_eq!((reads.hits(), deletions.hits()), (2, 1));
    // The deletion may have arrived, and it has: the next call finds that out.
    deletions.disarm();
    assert!(fmg.running_task(id).cancel().await.unwrap());
    assert_eq!(count(&sim, "delete", ""), 1);
}

#[tokio::test]
async fn a_task_without_a_known_state_is_stopped() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    report(&sim, [json!({"state": "to_continue"})]);
    assert!(fmg.running_task(id).cancel().await.unwrap());
    assert_eq!(count(&sim, "delete", POLLED), 1);
    let error = fmg.running_task(TaskId::new(4711)).cancel().await;
    assert!(error.unwrap_err().is_not_found());
}
