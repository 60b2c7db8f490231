//! Tests of waiting for tasks by blocking clients.

use fmg_bindings::fmg::blocking::Client;
use fmg_bindings::fmg::{TaskId, TaskOutcome, TaskReport};
use fmg_bindings::{adom, package};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::LineResult;

use super::{LONG, PASSWORD, PAUSES, POLLS, USER, fast, refuse_read, started, stopped};

fn admin(sim: &Sim) -> Client {
    let builder = Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().credentials(USER, PASSWORD).build().unwrap()
}

#[test]
fn a_task_is_awaited_followed_and_cancelled() {
    let sim = fast();
    let fmg = admin(&sim);
    let drop = Rule::new(Fault::Drop).method("get").url(POLLS);
    let armed = sim.faults().arm(drop.nth(1));
    let task = fmg.running_task(started(&sim, LineResult::Done));
    let outcome = task.wait().poll_every(PAUSES).timeout(LONG).send().unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!(armed.hits(), 1);

    let task = fmg.running_task(started(&sim, LineResult::Error(-1, "no tunnel".to_owned())));
    let reports: Vec<_> = task.progress().poll_every(PAUSES).map(Result::unwrap).collect();
    assert!(reports.last().unwrap().outcome().is_some());
    assert_eq!(reports.iter().filter(|report| report.is_over()).count(), 1);
    assert!(!task.cancel().unwrap());
    assert!(task.report().unwrap().is_over());

    let task = fmg.running_task(started(&sim, LineResult::Stall));
    assert!(task.cancel().unwrap());
    let outcome = task.wait().poll_every(PAUSES).timeout(LONG).send().unwrap();
    assert!(matches!(outcome, TaskOutcome::Cancelled(_)), "{outcome:?}");
    fmg.close().unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[test]
fn an_iterator_ends_after_an_error() {
    let sim = stopped();
    let fmg = admin(&sim);
    let mut progress = fmg.running_task(TaskId::new(4711)).progress();
    assert!(progress.next().unwrap().unwrap_err().is_not_found());
    assert!(progress.next().is_none());
    let stalled = fmg.running_task(started(&sim, LineResult::Stall));
    refuse_read(&sim, 3);
    let outcome = stalled.wait().poll_every(PAUSES).timeout(LONG).send().unwrap();
    assert!(matches!(outcome, TaskOutcome::TimedOut(_)), "{outcome:?}");
}

#[test]
fn a_call_is_sent_and_its_task_is_awaited() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).send().unwrap();
    let install = || {
        fmg.securityconsole()
            .install_package(adom!("demo"), package!("ppkg_001"))
    };
    let outcome = install().wait().poll_every(PAUSES).timeout(LONG).send().unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    let install = install().start().unwrap();
    let outcome = install.wait().poll_every(PAUSES).timeout(LONG).send().unwrap();
    assert_eq!(outcome.report().map(TaskReport::id), install.reply().task);
}
