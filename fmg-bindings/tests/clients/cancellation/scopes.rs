//! Tests of `with_session`: the session ends whatever the work returns.

use std::time::Duration;

use fmg_bindings::Error;
use fmg_sim::fault::{Fault, Rule, StatusCode};
use tokio::time::timeout;

use crate::cancellation::stand::{Client, KINDS, PASSWORD, Stand};

/// The logout url of each client.
const LOGOUTS: [(&str, &str); 4] = [
    ("exec", "/sys/logout"),
    ("POST", "/p/logout-api/"),
    ("DELETE", "/api/v2/authentication"),
    ("POST", "/logout"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Succeeds,
    Fails,
    Panics,
    /// Runs until it is dropped.
    Hangs,
}

async fn run(client: Client, work: Work) -> Result<i32, Error> {
    match &client {
        Client::Fmg(fmg) => {
            fmg.with_session(async |fmg| {
                fmg.sys().status().await?;
                finish(work).await
            })
            .await
        }
        Client::Gui(gui) => {
            gui.with_session(async |gui| {
                gui.sys().uptime().await?;
                finish(work).await
            })
            .await
        }
        Client::FortiOs(fgt) => {
            fgt.with_session(async |fgt| {
                fgt.monitor().firewall().policy().await?;
                finish(work).await
            })
            .await
        }
    }
}

async fn finish(work: Work) -> Result<i32, Error> {
    match work {
        Work::Succeeds => Ok(7),
        Work::Fails => Err(Error::other("the work")),
        Work::Panics => panic!("midway"),
        Work::Hangs => std::future::pending().await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_ends_on_every_exit() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::ZERO);
        for work in [Work::Succeeds, Work::Fails, Work::Panics] {
            let client = stand.client(PASSWORD);
            // As a task, so that its future has to be `Send`.
            let outcome = tokio::spawn(run(client.clone(), work)).await;
            match work {
                Work::Succeeds => assert_eq!(outcome.unwrap().unwrap(), 7),
                Work::Fails => {
                    let error = outcome.unwrap().unwrap_err();
                    assert_eq!(error.to_string(), "the work");
                    assert!(error.logout_error().is_none());
                }
                Work::Panics | Work::Hangs => assert!(outcome.unwrap_err().is_panic()),
            }
            assert_eq!(stand.sessions(), 0, "{kind:?} {work:?}");
        }
        // The work is dropped midway, so the runtime logs out; `close` waits for it.
        let client = stand.client(PASSWORD);
        let dropped = timeout(Duration::from_millis(300), run(client.clone(), Work::Hangs)).await;
        assert!(dropped.is_err());
        client.close().await.unwrap();
        assert_eq!(stand.sessions(), 0, "{kind:?}");
        assert_eq!(stand.logins(), 4 * stand.steps(), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_error_is_returned_and_contains_the_second() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::ZERO);
        for (method, url) in LOGOUTS {
            stand.sim.faults().arm(Rule::new(Fault::Refuse).method(method).url(url));
        }
        let error = run(stand.client(PASSWORD), Work::Fails).await.unwrap_err();
        assert_eq!(error.to_string(), "the work");
        assert!(error.logout_error().unwrap().is_transport(), "{kind:?}: {error:?}");
        let error = run(stand.client(PASSWORD), Work::Succeeds).await.unwrap_err();
        assert!(
            error.is_transport() && error.logout_error().is_none(),
            "{kind:?}: {error:?}"
        );
    }
}

/// Faults that lose the response to a logout that the appliance has carried out.
const LOSE_RESPONSE: [Fault; 3] = [Fault::Drop, Fault::DropMidway, Fault::Truncate];

/// Arms the fault for the next logout, at any of its urls.
fn arm_logout(stand: &Stand, fault: Fault) {
    for (method, url) in LOGOUTS {
        // A pattern has to match the whole url, and one logout url is a prefix of another.
        let url = format!("{url}*");
        stand
            .sim
            .faults()
            .arm(Rule::new(fault).method(method).url(url).times(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_logout_with_a_lost_response_work_continues_in_a_new_session() {
    for kind in KINDS {
        for fault in LOSE_RESPONSE {
            let stand = Stand::start(kind, Duration::ZERO);
            arm_logout(&stand, fault);
            let client = stand.client(PASSWORD);
            let error = run(client.clone(), Work::Succeeds).await.unwrap_err();
            assert!(
                error.is_transport() && !error.is_connect(),
                "{kind:?} {fault}: {error:?}"
            );
            // A session that is still open on the appliance is not the next session.
            assert_eq!(
                run(client.clone(), Work::Succeeds).await.unwrap(),
                7,
                "{kind:?} {fault}"
            );
            client.call().await.unwrap();
            client.close().await.unwrap();
            assert_eq!(stand.sessions(), 0, "{kind:?} {fault}");
            // The login url is known after the first login.
            let logins = stand.steps() + 2..=3 * stand.steps();
            assert!(logins.contains(&stand.logins()), "{kind:?} {fault}: {}", stand.logins());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logout_that_a_gateway_dropped_is_repeated_before_the_next_login() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::ZERO);
        // The appliance never receives it, which the client cannot know.
        arm_logout(&stand, Fault::Html(StatusCode::GATEWAY_TIMEOUT));
        let client = stand.client(PASSWORD);
        run(client.clone(), Work::Succeeds).await.unwrap_err();
        assert_eq!(stand.sessions(), 1, "{kind:?}");
        client.call().await.unwrap();
        assert_eq!(stand.sessions(), 1, "{kind:?}");
        client.close().await.unwrap();
        assert_eq!(stand.sessions(), 0, "{kind:?}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn after_a_logout_with_a_lost_response_blocking_work_continues_in_a_new_session() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::ZERO);
        arm_logout(&stand, Fault::Drop);
        let client = stand.blocking();
        let error = client.with_session().unwrap_err();
        assert!(error.is_transport(), "{kind:?}: {error:?}");
        client.with_session().unwrap();
        assert_eq!(stand.sessions(), 0, "{kind:?}");
    }
}
