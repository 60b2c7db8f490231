//! Tests of the outcomes of tasks.

use std::time::Duration;

use fmg_bindings::error::TaskErrorKind;
use fmg_bindings::fmg::task::TaskState;
use fmg_bindings::fmg::{self, TaskId, TaskOutcome};
use fmg_bindings::{Code, Error};
use fmg_sim::fmg::LineResult;
use serde_json::{Value, json};

use super::{LONG, PAUSES, POLLED, admin, count, failures, fast, pass, refuse_read, report, started, stopped, wait};

/// Ends the tasks of a simulator whose clock does not run.
const ENOUGH: Duration = Duration::from_secs(100);

#[tokio::test]
async fn a_task_is_read_until_it_is_done() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    let passing = pass(&sim, id, Duration::from_secs(1));
    let (outcome, ()) = tokio::join!(wait(&fmg, id).timeout(LONG).into_future(), passing);
    let outcome = outcome.unwrap();
    let TaskOutcome::Done(report) = &outcome else {
        panic!("{outcome:?}")
    };
    assert!(outcome.is_success() && report.is_over());
    assert_eq!((report.id(), report.title()), (id, "install package ppkg_001"));
    assert_eq!((report.percent(), report.lines().len()), (Some(100), 2));
    assert_eq!(report.state(), Some(&TaskState::Done.into()));
    assert_eq!(report.failed_lines().count(), 0);
    assert!(count(&sim, "get", POLLED) > 5);
    assert_eq!(outcome.into_result().unwrap().unwrap().id(), id);
}

#[tokio::test]
async fn a_warning_is_a_success_of_its_own() {
    let sim = stopped();
    let id = started(&sim, LineResult::Warning("no change to install".to_owned()));
    sim.clock().advance(ENOUGH);
    let outcome = wait(&admin(&sim), id).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Warning(_)), "{outcome:?}");
    assert!(outcome.is_success() && failures(&outcome).is_empty());
    assert!(outcome.into_result().unwrap().is_some());
}

/// The failure of a task is an error that says for which devices, and its text names none.
fn check_failure(outcome: TaskOutcome) -> Error {
    assert!(matches!(outcome, TaskOutcome::Failed(_)), "{outcome:?}");
    assert_eq!(failures(&outcome), [("dev_002", "edge", "no tunnel")]);
    let error = outcome.into_result().unwrap_err();
    assert!(error.is_task_failed() && !error.is_retryable() && !error.is_permission());
    let task = error.task().unwrap();
    assert_eq!((task.kind(), task.percent()), (TaskErrorKind::Failed, Some(100)));
    let [line] = task.failed_lines() else {
        panic!("{:?}", task.failed_lines())
    };
    assert_eq!((line.name(), line.vdom()), ("dev_002", Some("edge")));
    assert_eq!((line.state(), line.detail()), ("error", "no tunnel"));
    assert_eq!(line.code(), Some(Code::new(-20082)));
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("dev_0") && !text.contains("ppkg_001"), "{text}");
    }
    error
}

#[tokio::test]
async fn a_failure_says_for_which_devices() {
    let sim = stopped();
    let id = started(&sim, LineResult::Error(-20082, "no tunnel".to_owned()));
    sim.clock().advance(ENOUGH);
    let error = check_failure(wait(&admin(&sim), id).await.unwrap());
    assert_eq!(
        error.to_string(),
        format!("task {id} has failed; 1 of 2 lines did not succeed: no tunnel")
    );
    assert_eq!(error.task().unwrap().title(), "install package ppkg_001");
}

/// pyFMG takes the progress and the status of its read for success.
#[tokio::test]
async fn a_full_progress_with_errors_is_no_success() {
    let sim = stopped();
    for state in ["done", "warning", "error", "unknown"] {
        report(
            &sim,
            [json!({"id": 1, "state": state, "percent": 100, "num_err": 3, "num_done": 2, "num_lines": 5})],
        );
        let outcome = wait(&admin(&sim), TaskId::new(1)).await.unwrap();
        assert!(matches!(outcome, TaskOutcome::Failed(_)), "{state}: {outcome:?}");
        assert_eq!(outcome.into_result().unwrap_err().to_string(), "task 1 has failed");
    }
}

/// pyFMG compares the start of the task with its own clock.
#[tokio::test]
async fn the_clocks_of_program_and_appliance_do_not_matter() {
    let sim = stopped();
    let fmg = admin(&sim);
    // Longer than a session lasts, so the client logs in after each.
    for years in [0, 50] {
        sim.clock().advance(Duration::from_secs(years * 365 * 86_400));
        fmg.forget_session();
        let id = started(&sim, LineResult::Done);
        sim.clock().advance(ENOUGH);
        let outcome = wait(&fmg, id).timeout(LONG).await.unwrap();
        assert!(matches!(outcome, TaskOutcome::Done(_)), "{years}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_stopped_task_is_cancelled_or_aborted() {
    let sim = stopped();
    let fmg = admin(&sim);
    report(
        &sim,
        [
            json!({"state": "cancelling", "percent": 10}),
            json!({"state": "cancelled", "percent": 10, "line": [{"name": "dev_001", "state": "cancelled"}]}),
        ],
    );
    let outcome = wait(&fmg, TaskId::new(1)).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Cancelled(_)), "{outcome:?}");
    let error = outcome.into_result().unwrap_err();
    assert!(error.is_task_failed());
    assert_eq!(error.to_string(), "task 1 was cancelled; 1 of 1 lines did not succeed");

    report(&sim, [json!({"state": 6}), json!({"state": 7, "percent": 100})]);
    let outcome = wait(&fmg, TaskId::new(2)).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Aborted(_)), "{outcome:?}");
    let error = outcome.into_result().unwrap_err();
    assert_eq!(
        (error.task().unwrap().kind(), error.is_task_failed()),
        (TaskErrorKind::Aborted, true)
    );
}

#[tokio::test]
async fn a_wait_that_times_out_has_the_last_state() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(Duration::from_secs(3));
    refuse_read(&sim, 3);
    let outcome = wait(&fmg, id).timeout(LONG).await.unwrap();
    let TaskOutcome::TimedOut(report) = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(report.state(), Some(&TaskState::Running.into()));
    let percent = report.percent().unwrap();
    let error = outcome.into_result().unwrap_err();
    assert!(!error.is_task_failed());
    assert_eq!(error.task().unwrap().kind(), TaskErrorKind::TimedOut);
    assert_eq!(
        error.to_string(),
        format!("task {id} was `running` at {percent} % when the time to wait ended, and may still run")
    );
    // The task was not touched, and a later wait has its outcome.
    sim.clock().advance(ENOUGH);
    assert!(wait(&fmg, id).await.unwrap().is_success());
    assert_eq!(count(&sim, "delete", ""), 0);
}

#[tokio::test]
async fn states_that_say_nothing_are_read_until_the_time_is_over() {
    let sim = stopped();
    let fmg = admin(&sim);
    for state in ["to_continue", "unknown", "pending", "a new state"] {
        report(&sim, [json!({"state": state, "percent": 40, "num_err": 0})]);
        let busy = refuse_read(&sim, 4);
        let outcome = wait(&fmg, TaskId::new(1)).timeout(LONG).await.unwrap();
        assert_eq!(busy.hits(), 1);
        busy.disarm();
        assert!(matches!(outcome, TaskOutcome::TimedOut(_)), "{state}: {outcome:?}");
        assert_eq!(outcome.into_result().unwrap_err().task().unwrap().state(), state);
    }
}

#[tokio::test]
async fn a_wait_ends_while_a_task_stalls() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Stall);
    let outcome = wait(&fmg, id).timeout(Duration::from_millis(50)).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::TimedOut(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_wait_without_time_ends_at_once() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    let outcome = wait(&fmg, id).timeout(Duration::ZERO).await.unwrap();
    let TaskOutcome::TimedOut(report) = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((report.id(), report.state(), report.lines().len()), (id, None, 0));
    let text = outcome.into_result().unwrap_err().to_string();
    assert!(text.contains("no known state"), "{text}");
}

#[tokio::test]
async fn texts_of_the_appliance_show_no_secret() {
    let sim = stopped();
    let fmg = admin(&sim);
    fmg.sys().status().await.unwrap();
    let body: Value = serde_json::from_slice(&sim.received()[1].body).unwrap();
    let session = body["session"].as_str().unwrap();
    let detail = format!("login as admin with passwd=hunter22 in {session}\nrefused");
    report(
        &sim,
        [json!({
            "state": "error", "num_err": 1, "title": format!("backup with password=hunter22 of {session}"),
            "line": [{"name": "dev_001", "state": "error", "detail": detail}],
        })],
    );
    let error = wait(&fmg, TaskId::new(1)).await.unwrap().into_result().unwrap_err();
    let task = error.task().unwrap();
    let detail = task.failed_lines()[0].detail();
    for text in [&*error.to_string(), &*format!("{error:?}"), task.title(), detail] {
        let is_shown = ["hunter22", session, "\n"].iter().any(|secret| text.contains(secret));
        assert!(!is_shown, "{text}");
    }
    assert!(
        detail.starts_with("login as ") && detail.ends_with("refused"),
        "{detail}"
    );
}

#[cfg(feature = "web")]
#[tokio::test]
async fn a_gui_client_waits_in_its_own_session() {
    let sim = fast();
    let builder = fmg::gui::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let gui = builder
        .no_proxy()
        .credentials(super::USER, super::PASSWORD)
        .build()
        .unwrap();
    let id = started(&sim, LineResult::Done);
    let outcome = gui.running_task(id).wait().poll_every(PAUSES).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!(sim.fmg().sessions().len(), 1);
    gui.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}
