//! Operations that break their promises, to test that each promise is checked.

use fmg_bindings::{Error, fmg, package};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;

use crate::case::Case;
use crate::operation::{Claim, Operation, Running, Work};
use crate::operations::guards::{new_policy, policies};
use crate::operations::{address, addresses, blocking_client, client, demo};
use crate::runner::{WANTED, silence_wanted_panics};
use crate::secrets::PASSWORD;

fn operation(run: fn(fmg::Client) -> Running, effects: fn(&Sim) -> usize) -> Operation {
    let operation = Operation::new("broken", Work::Fmg { client, run }, effects);
    operation.prepared(|sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled))
}

/// The promises that an operation breaks without any fault.
fn broken(operation: Operation) -> String {
    let case = Case {
        operation,
        trouble: None,
    };
    case.run().broken.join("; ")
}

async fn add(fmg: &fmg::Client) -> Result<(), Error> {
    fmg.adom(demo()).objects().add(address()).await.map(drop)
}

fn add_and_claim(fmg: fmg::Client) -> Running {
    Box::pin(async move { add(&fmg).await.map(|()| Claim::Done) })
}

#[test]
fn a_kept_promise_is_none_of_the_broken_ones() {
    assert_eq!(broken(operation(add_and_claim, addresses)), "");
}

#[test]
fn a_success_and_a_failure_that_were_none_are_found() {
    let claims = operation(|_| Box::pin(async { Ok(Claim::Done) }), addresses);
    assert_eq!(broken(claims), "a success that was none");
    let denies = operation(
        |fmg| Box::pin(async move { add(&fmg).await.map(|()| Claim::NotDone) }),
        addresses,
    );
    assert!(broken(denies.without_effect()).starts_with("a failure that was none"));
}

#[test]
fn a_double_write_is_found() {
    let twice = operation(
        |fmg| {
            Box::pin(async move {
                for _ in 0..2 {
                    let adom = fmg.adom(demo());
                    adom.package(package!("ppkg_001")).add(new_policy()).await?;
                }
                Ok(Claim::Done)
            })
        },
        policies,
    );
    assert_eq!(broken(twice), "carried out 2 times");
}

#[test]
fn a_write_without_a_lock_is_found() {
    let text = broken(operation(add_and_claim, addresses).under_locks());
    assert!(text.starts_with("a write without a lock: add /pm/config/"), "{text}");
}

#[test]
fn a_lock_that_is_left_is_found() {
    let locks = operation(
        |fmg| {
            Box::pin(async move {
                fmg.workspace().lock_adom(demo()).await?;
                Ok(Claim::NotDone)
            })
        },
        addresses,
    );
    let locks = locks.without_effect().prepared(|_| {});
    assert_eq!(broken(locks), "locks left by the operation: demo/");
}

#[test]
fn a_session_that_is_left_is_found() {
    let mut leaves = operation(add_and_claim, addresses);
    leaves.work = Work::Fmg {
        client: |sim| {
            blocking_client(sim).login().unwrap();
            client(sim)
        },
        run: add_and_claim,
    };
    assert_eq!(broken(leaves), "1 sessions left");
}

#[test]
fn a_panic_is_found() {
    silence_wanted_panics();
    let panics = operation(|_| Box::pin(async { std::panic::panic_any(WANTED) }), addresses);
    let text = broken(panics.without_effect());
    assert!(text.starts_with(&format!("panic: {WANTED}")), "{text}");
}

#[test]
fn a_secret_in_an_error_or_in_the_log_is_found() {
    let tells = operation(
        |_| Box::pin(async { Err(Error::other(format!("the password {PASSWORD}"))) }),
        addresses,
    );
    assert_eq!(
        broken(tells.without_effect()).split(';').next(),
        Some("a secret in an error")
    );
    let logs = operation(
        |_| {
            Box::pin(async {
                tracing::warn!(target: "fmg_bindings", "the password {PASSWORD}");
                Ok(Claim::NotDone)
            })
        },
        addresses,
    );
    assert_eq!(broken(logs.without_effect()), "a secret in the log");
}
