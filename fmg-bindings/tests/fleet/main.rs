//! Tests of work on many appliances.

#![cfg(all(feature = "reqwest", feature = "fortios"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking")]

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../examples/fleet_backup.rs"]
mod fleet_backup;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../examples/rotate_secret.rs"]
mod rotate_secret;

use std::future::pending;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::fortios::Client;
use fmg_bindings::{Ending, Error, Fleet, OnAppliance};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Product, Sim};
use futures_util::FutureExt;

/// The password of the administrator of every simulated FortiGate.
const PASSWORD: &str = "fortigate";

/// Several FortiGates.
fn fortigates(count: usize) -> Vec<Sim> {
    let start = |_| Sim::builder().products([Product::FortiGate]).start_blocking().unwrap();
    (0..count).map(start).collect()
}

/// A client that logs in.
async fn connect(sim: &&Sim) -> Result<Client, Error> {
    Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", PASSWORD)
        .build()
}

async fn hostname(_: &&Sim, fgt: &Client) -> Result<String, Error> {
    let status = fgt.monitor().system().status().await?;
    Ok(status.hostname.unwrap_or_default())
}

fn successes<T>(outcomes: &[OnAppliance<&Sim, T>]) -> Vec<bool> {
    outcomes.iter().map(OnAppliance::is_success).collect()
}

fn assert_logged_out(sims: &[Sim]) {
    for sim in sims {
        assert!(sim.fortios().sessions().is_empty(), "{:?}", sim.fortios().sessions());
    }
}

#[tokio::test]
async fn each_appliance_has_an_outcome_in_order() {
    let sims = fortigates(4);
    sims[2]
        .faults()
        .arm(Rule::new(Fault::ServerError).url("/api/v2/monitor/system/status"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let reports = Arc::clone(&seen);
    let fleet =
        Fleet::new(&sims).on_progress(move |at| reports.lock().unwrap().push((at.done, at.total, at.is_success)));
    let outcomes = fleet.run(connect, hostname).await;
    assert_eq!(successes(&outcomes), [true, true, false, true]);
    assert!(outcomes[2].error().unwrap().http_status() == Some(500));
    assert!(std::ptr::eq(outcomes[3].appliance, &raw const sims[3]));
    assert_logged_out(&sims);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.iter().map(|at| at.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(seen.iter().filter(|at| at.2 && at.1 == 4).count(), 3);
}

#[tokio::test]
async fn so_many_have_their_turn_at_once() {
    let sims = fortigates(1);
    let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = async |_: &&Sim, fgt: &Client| {
        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        fgt.monitor().system().status().await?;
        running.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    };
    for (limit, expected) in [(1, 1), (3, 3), (0, 1)] {
        most.store(0, Ordering::SeqCst);
        let fleet = Fleet::new([&sims[0]; 12]).at_once(limit);
        assert!(successes(&fleet.run(connect, work).await).iter().all(|done| *done));
        assert_eq!(most.load(Ordering::SeqCst), expected);
    }
    assert!(Fleet::new([&sims[0]; 0]).run(connect, work).await.is_empty());
}

#[tokio::test]
async fn the_first_error_stops_the_others_if_it_is_to() {
    let sims = fortigates(4);
    let work = async |sim: &&Sim, fgt: &Client| {
        fgt.monitor().system().status().await?;
        if std::ptr::eq(*sim, &raw const sims[1]) {
            return Err(Error::other("no"));
        }
        pending().await
    };
    let outcomes: Vec<OnAppliance<_, ()>> = Fleet::new(&sims).at_once(2).stop_on_error().run(connect, work).await;
    assert!(matches!(outcomes[0].ending, Ending::Stopped));
    assert!(matches!(outcomes[1].ending, Ending::Failed(_)));
    for outcome in &outcomes[2..] {
        assert!(matches!(outcome.ending, Ending::NotStarted) && outcome.elapsed.is_zero());
    }
    assert_logged_out(&sims);
    assert!(sims[2].received().is_empty());
}

#[tokio::test]
async fn the_deadline_stops_all_and_logs_out() {
    let sims = fortigates(3);
    let work = async |_: &&Sim, fgt: &Client| {
        fgt.monitor().system().status().await?;
        pending().await
    };
    let fleet = Fleet::new(&sims).at_once(2).deadline(Duration::from_secs(2));
    let outcomes: Vec<OnAppliance<_, ()>> = fleet.run(connect, work).await;
    let endings: Vec<_> = outcomes.iter().map(|outcome| &outcome.ending).collect();
    assert!(
        matches!(endings[..], [Ending::Stopped, Ending::Stopped, Ending::NotStarted]),
        "{endings:?}"
    );
    let reasons = outcomes
        .into_iter()
        .map(|outcome| outcome.ending.into_result().unwrap_err());
    let reasons: Vec<_> = reasons.map(|error| error.to_string()).collect();
    assert_eq!(
        reasons[1..],
        ["the work was stopped before its end", "the work was not started"]
    );
    assert_logged_out(&sims);
}

#[tokio::test]
async fn a_client_that_is_never_made_is_stopped_too() {
    let sims = fortigates(2);
    let never = async |_: &&Sim| pending::<Result<Client, Error>>().await;
    let fleet = Fleet::new(&sims).deadline(Duration::from_millis(100));
    let outcomes = fleet.run(never, hostname).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome.ending, Ending::Stopped)));
}

#[tokio::test]
async fn a_panic_stops_the_others_and_logs_them_out() {
    let sims = fortigates(3);
    let work = async |sim: &&Sim, fgt: &Client| {
        fgt.monitor().system().status().await?;
        assert!(!std::ptr::eq(*sim, &raw const sims[0]), "the first one panics");
        pending::<Result<(), Error>>().await
    };
    let run = AssertUnwindSafe(Fleet::new(&sims).run(connect, work)).catch_unwind();
    assert!(run.await.is_err());
    assert_logged_out(&sims);
}

#[tokio::test]
async fn a_client_that_cannot_be_made_is_the_outcome() {
    let sims = fortigates(1);
    let broken = async |_: &&Sim| Client::builder("https://fgt.example").build();
    let outcomes = Fleet::new(&sims).run(broken, hostname).await;
    assert!(outcomes[0].error().unwrap().to_string().contains("identity"));
    assert!(sims[0].received().is_empty());
}

#[tokio::test]
async fn the_work_runs_in_a_task_of_its_own() {
    let sims = fortigates(1);
    let task = tokio::spawn(async move {
        let outcomes = Fleet::new(&sims).run(connect, hostname).await;
        outcomes.iter().all(OnAppliance::is_success)
    });
    assert!(task.await.unwrap());
}

#[tokio::test]
async fn a_fleet_is_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let inventory = fleet_backup::start(3).await.unwrap();
    fleet_backup::back_up(&inventory, folder.path()).await.unwrap();
    let saved = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(saved, 3);
}

#[tokio::test]
async fn a_password_is_changed_everywhere_or_named_where_it_is_not() {
    let sims = fortigates(3);
    sims[1].faults().arm(Rule::new(Fault::ServerError).method("PUT"));
    let left = rotate_secret::rotate(&sims, "admin", PASSWORD, |_| "a new password, 42".into()).await;
    assert_eq!(left, [1]);
    for (index, sim) in sims.iter().enumerate() {
        let login = async |password: &'static str| {
            let builder = Client::builder(sim.fortios_url()).root_certificate(sim.certificate_pem());
            let fgt = builder.no_proxy().credentials("admin", password).build().unwrap();
            fgt.with_session(async |fgt| fgt.monitor().system().status().await)
                .await
                .is_ok()
        };
        let is_left = index == 1;
        assert_eq!(
            (login("a new password, 42").await, login(PASSWORD).await),
            (!is_left, is_left),
            "{index}"
        );
    }
}
