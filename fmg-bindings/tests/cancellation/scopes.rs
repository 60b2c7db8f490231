//! `with_session`: the session ends whatever came of the work.

use std::time::Duration;

use fmg_bindings::Error;
use fmg_sim::fault::{Fault, Rule};
use tokio::time::timeout;

use crate::stand::{Client, KINDS, PASSWORD, Stand};

/// Where each client logs out.
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
    /// Goes on until it is dropped.
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
async fn the_session_ends_on_every_way_out() {
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
        // Dropped midway, it is the runtime that logs out; `close` waits for it.
        let client = stand.client(PASSWORD);
        let dropped = timeout(Duration::from_millis(300), run(client.clone(), Work::Hangs)).await;
        assert!(dropped.is_err());
        client.close().await.unwrap();
        assert_eq!(stand.sessions(), 0, "{kind:?}");
        assert_eq!(stand.logins(), 4 * stand.steps(), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_error_is_returned_and_the_second_is_in_it() {
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
