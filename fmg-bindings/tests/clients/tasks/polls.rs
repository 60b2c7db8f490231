//! Tests of reads of tasks that fail.

use std::time::Duration;

use fmg_bindings::error::TaskErrorKind;
use fmg_bindings::fmg::{self, TaskId, TaskOutcome};
use fmg_bindings::{Error, Retry};
use fmg_sim::fault::{Fault, Rule, StatusCode};
use fmg_sim::fmg::LineResult;
use fmg_sim::{Answer, Sim};
use serde_json::json;

use super::{
    LONG, PASSWORD, POLLED, POLLS, USER, admin, count, install, pass, refuse_read, report, started, stopped, wait,
};

/// The faults after which the same read may succeed.
const PASSING: [Fault; 11] = [
    Fault::Refuse,
    Fault::Drop,
    Fault::DropMidway,
    Fault::Truncate,
    Fault::Garbage,
    Fault::Html(StatusCode::OK),
    Fault::Html(StatusCode::BAD_GATEWAY),
    Fault::TooManyRequests { retry_after: None },
    Fault::TooManyRequests { retry_after: Some(0) },
    Fault::ServerError,
    Fault::Delay(Duration::from_millis(5)),
];

const HOUR: Duration = Duration::from_secs(3600);

fn on_polls(fault: Fault) -> Rule {
    Rule::new(fault).method("get").url(POLLS)
}

#[tokio::test]
async fn a_read_that_fails_is_repeated() {
    for fault in PASSING {
        // The first reads, and some in between: pyFMG reports nothing if its first one fails.
        for rule in [on_polls(fault).first(2), on_polls(fault).every(2)] {
            let sim = stopped();
            let running = json!({"state": "running", "percent": 40, "num_err": 0});
            let done = json!({"state": "done", "percent": 100, "num_err": 0});
            let rows = std::iter::repeat_n(running, 4);
            report(&sim, rows.chain([done]));
            let fmg = admin(&sim);
            let armed = sim.faults().arm(rule);
            let outcome = wait(&fmg, TaskId::new(1)).timeout(LONG).await;
            let outcome = outcome.unwrap_or_else(|error| panic!("{fault}: {error}"));
            assert!(matches!(outcome, TaskOutcome::Done(_)), "{fault}: {outcome:?}");
            assert!(armed.hits() > 1, "{fault}");
        }
    }
}

#[tokio::test]
async fn values_that_decide_are_read_again_if_they_do_not_fit() {
    for field in ["state", "num_err", "num_warn", "line"] {
        let sim = stopped();
        let fmg = admin(&sim);
        let id = started(&sim, LineResult::Error(-1, "no tunnel".to_owned()));
        sim.clock().advance(Duration::from_secs(100));
        let armed = sim.faults().arm(on_polls(Fault::Misfit).field(field).first(3));
        let outcome = wait(&fmg, id).timeout(LONG).await.unwrap();
        assert!(matches!(outcome, TaskOutcome::Failed(_)), "{field}: {outcome:?}");
        assert_eq!((armed.hits(), count(&sim, "get", POLLED)), (3, 4), "{field}");
    }
}

#[tokio::test]
async fn other_values_that_do_not_fit_do_not_matter() {
    let sim = stopped();
    for field in ["pid", "src", "title", "percent", "adom"] {
        let id = started(&sim, LineResult::Done);
        sim.clock().advance(Duration::from_secs(100));
        let fmg = admin(&sim);
        let armed = sim.faults().arm(on_polls(Fault::Misfit).field(field));
        let outcome = wait(&fmg, id).timeout(LONG).poll_failures(0).await.unwrap();
        armed.disarm();
        assert!(matches!(outcome, TaskOutcome::Done(_)), "{field}: {outcome:?}");
        assert_eq!(armed.hits(), 1, "{field}");
    }
}

#[tokio::test]
async fn reads_of_which_too_many_fail_end_the_wait() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(Duration::from_secs(3));
    // The first read succeeds.
    sim.faults().arm(on_polls(Fault::Delay(Duration::ZERO)).nth(1));
    let mut seen = 0;
    for failures in [0, 1, 7] {
        let all = count(&sim, "get", POLLED);
        let armed = sim.faults().arm(on_polls(Fault::ServerError).first(100));
        let error = wait(&fmg, id).poll_failures(failures).await.unwrap_err();
        armed.disarm();
        assert_eq!(error.http_status(), Some(500), "{error}");
        assert_eq!(armed.hits(), u64::from(failures) + 1);
        seen += count(&sim, "get", POLLED) - all;
        check_unknown(&error, id, "");
    }
    assert_eq!(seen, 1 + 2 + 8);
}

/// The wait repeats the reads, so the policy of the client does not.
#[tokio::test]
async fn a_client_that_repeats_calls_does_not_multiply_the_reads() {
    let sim = stopped();
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let builder = builder.no_proxy().credentials(USER, PASSWORD);
    let retry = Retry::new().attempts(5).first_delay(Duration::from_millis(1));
    let fmg = builder.retry(retry).build().unwrap();
    let id = started(&sim, LineResult::Stall);
    let armed = sim.faults().arm(on_polls(Fault::ServerError));
    wait(&fmg, id).poll_failures(2).await.unwrap_err();
    assert_eq!(armed.hits(), 3);
    armed.disarm();

    // A deletion that is sent twice would first stop the task and then remove its record.
    let deletions = Rule::new(Fault::Drop).method("delete").url(POLLS);
    let armed = sim.faults().arm(deletions);
    let error = fmg.running_task(id).cancel().await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    assert_eq!(armed.hits(), 1);
}

/// The kind of the error is that of the read, and the task has the last state.
fn check_unknown(error: &Error, id: TaskId, state: &str) {
    let task = error.task().unwrap();
    assert_eq!(
        (task.id(), task.kind(), task.state()),
        (id.get(), TaskErrorKind::Unknown, state)
    );
    assert!(!error.is_task_failed());
    assert_eq!(error.template(), Some("/task/task/<id>"));
    assert!(error.to_string().ends_with("and may still run"), "{error}");
}

#[tokio::test]
async fn failures_count_one_after_the_other() {
    let sim = stopped();
    let running = json!({"state": "running", "percent": 40});
    report(
        &sim,
        std::iter::repeat_n(running, 9).chain([json!({"state": "done", "num_err": 0})]),
    );
    // More fail in all than may fail in a row.
    let armed = sim.faults().arm(on_polls(Fault::ServerError).every(2));
    let outcome = wait(&admin(&sim), TaskId::new(1))
        .poll_failures(1)
        .timeout(LONG)
        .await
        .unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!(armed.hits(), 9);
}

#[tokio::test]
async fn a_task_that_is_gone_is_an_error_with_its_last_state() {
    let sim = stopped();
    let fmg = admin(&sim);
    let missing = TaskId::new(4711);
    let error = wait(&fmg, missing).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    check_unknown(&error, missing, "");
    assert!(error.to_string().contains("task 4711 was started"), "{error}");
    assert_eq!(count(&sim, "get", POLLED), 1);

    // Somebody deletes the record during the wait.
    let mut reads = 0;
    let answer = move |_: &fmg_sim::Call| {
        reads += 1;
        match reads {
            1..4 => Answer::data(json!({"state": "running", "percent": 40})),
            _ => Answer::status(-3, "Object does not exist"),
        }
    };
    sim.fmg().answer("get", "/task/task/<id>", answer).unwrap();
    let error = wait(&fmg, TaskId::new(7)).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    check_unknown(&error, TaskId::new(7), "running");
    assert_eq!(count(&sim, "get", "/task/task/7"), 4);
}

#[tokio::test]
async fn an_ended_session_is_an_error_and_not_polled_for_ever() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(Duration::from_secs(3));
    sim.faults().arm(on_polls(Fault::SessionExpired).nth(3));
    let error = wait(&fmg, id).await.unwrap_err();
    assert!(error.is_permission(), "{error}");
    check_unknown(&error, id, "running");
    assert!(error.to_string().contains("was `running` at "), "{error}");
    assert!(format!("{error:?}").contains("running"), "{error:?}");
    assert_eq!(count(&sim, "get", POLLED), 3);
    assert_eq!(count(&sim, "exec", "/sys/login/user"), 1);
}

#[tokio::test]
async fn a_wait_does_not_ask_earlier_than_the_appliance_wants() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    // The first read succeeds, the second is refused; the wait ends, because it could ask again only after its end.
    let armed = refuse_read(&sim, 2);
    let outcome = wait(&fmg, id).timeout(Duration::from_secs(600)).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::TimedOut(_)), "{outcome:?}");
    assert_eq!((armed.hits(), count(&sim, "get", POLLED)), (1, 2));

    // Without any report the reason is the error.
    armed.disarm();
    refuse_read(&sim, 1);
    let error = wait(&fmg, id).timeout(Duration::from_secs(600)).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!(error.retry_after(), Some(HOUR));
    check_unknown(&error, id, "");
}

#[tokio::test]
async fn a_read_that_hangs_does_not_outlast_the_wait() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    fmg.login().await.unwrap();
    let armed = sim.faults().arm(on_polls(Fault::Delay(LONG)).nth(2));
    let outcome = wait(&fmg, id).timeout(Duration::from_secs(2)).await.unwrap();
    let TaskOutcome::TimedOut(report) = &outcome else {
        panic!("{outcome:?}")
    };
    assert!(report.state().is_some());
    assert_eq!((armed.hits(), count(&sim, "get", POLLED)), (1, 2));
}

#[tokio::test]
async fn the_reads_keep_the_session_open() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = TaskId::from(sim.fmg().start_task(install(LineResult::Done).takes(HOUR)));
    let waiting = wait(&fmg, id).timeout(LONG);
    // Two steps are shorter than the idle timeout of a session, and all together are longer. The time may pass between
    // the arrival of a read and its answer, so a session can be idle for two steps.
    let passing = pass(&sim, id, HOUR / 12);
    let (outcome, ()) = tokio::join!(waiting.into_future(), passing);
    let outcome = outcome.unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!(count(&sim, "exec", "/sys/login/user"), 1);
}

#[tokio::test]
async fn a_report_of_a_single_task_may_be_a_list() {
    let sim: Sim = stopped();
    report(&sim, [json!([{"state": "done", "num_err": 0}])]);
    let outcome = wait(&admin(&sim), TaskId::new(1)).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
}
