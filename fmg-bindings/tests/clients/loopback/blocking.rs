//! Tests of the blocking client, over the same TLS and the same protocol.

use std::time::{Duration, Instant};

use fmg_bindings::fmg::blocking::Client;
use fmg_bindings::{Credentials, fmg, url};
use fmg_sim::fault::Fault;
use fmg_sim::{Limits, Sim};

use crate::authority::Authority;
use crate::loopback::fortimanager::{FortiManager, HOSTNAME, PASSWORD, USER};

fn client(appliance: &FortiManager) -> Client {
    let builder = Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(appliance.certificate_pem());
    builder.credentials(USER, PASSWORD).build().unwrap()
}

#[test]
fn a_session_from_login_to_close() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    assert_eq!(fmg.sys().status().send().unwrap().hostname.as_deref(), Some(HOSTNAME));
    let reply = fmg.send(&fmg::sys::Status::new()).reply().unwrap();
    assert!(reply.json().contains(HOSTNAME));
    let raw = fmg.call(fmg::Method::Get, url!("/sys/status")).send().unwrap();
    assert_eq!(raw["Hostname"], HOSTNAME);
    assert_eq!(appliance.open_sessions(), 1);
    fmg.close().unwrap();
    assert_eq!(appliance.open_sessions(), 0);
    assert_eq!(appliance.count("/sys/login/user"), 1);
}

#[test]
fn threads_that_share_a_client_share_one_login() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| fmg.sys().status().send().unwrap());
        }
    });
    assert_eq!(appliance.count("/sys/login/user"), 1);
    fmg.close().unwrap();
}

#[test]
fn a_call_is_refused_and_limited_as_on_the_async_client() {
    let appliance = FortiManager::start().with("/sys/ha/status", Fault::Delay(Duration::from_secs(60)));
    let fmg = client(&appliance);
    let error = fmg.call(fmg::Method::Get, url!("/sys/nonsense")).send().unwrap_err();
    assert!(error.is_invalid_url(), "{error:?}");
    let begun = Instant::now();
    let call = fmg
        .call(fmg::Method::Get, url!("/sys/ha/status"))
        .timeout(Duration::from_millis(200));
    assert!(call.send().unwrap_err().is_timeout());
    assert!(begun.elapsed() < Duration::from_secs(30));

    let builder = Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(Authority::new().pem());
    let stranger = builder.credentials(USER, PASSWORD).build().unwrap();
    assert!(stranger.login().unwrap_err().to_string().contains("certificate"));
}

#[test]
fn a_connection_closed_between_two_calls_fails_neither() {
    let mut limits = Limits::default();
    limits.idle = Duration::from_secs(1);
    let appliance = FortiManager::of(Sim::builder().limits(limits));
    let fmg = client(&appliance);
    fmg.sys().status().send().unwrap();
    std::thread::sleep(limits.idle * 2);
    fmg.sys().status().send().unwrap();
}

#[tokio::test]
async fn in_a_runtime_of_one_thread_it_is_an_error_and_no_panic() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    let error = fmg.sys().status().send().unwrap_err();
    assert!(error.to_string().contains("async"), "{error}");
    // This thread cannot be told apart from the one of the runtime.
    let own = fmg.clone();
    let error = tokio::task::spawn_blocking(move || own.sys().status().send().map(drop));
    let error = error.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("spawn_blocking"), "{error}");
    assert!(appliance.received().is_empty());
    // On a separate thread it works.
    let own = fmg.clone();
    let (sent, outcome) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || sent.send(own.with_session(|fmg| fmg.sys().status().send().map(drop))));
    outcome.await.unwrap().unwrap();
    drop(fmg);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn in_a_runtime_of_several_threads_it_blocks_no_other_task() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    // In the root future of the runtime, in a blocking thread, and in its only worker.
    fmg.sys().status().send().unwrap();
    let own = fmg.clone();
    let blocking = tokio::task::spawn_blocking(move || own.sys().status().send().map(drop));
    blocking.await.unwrap().unwrap();
    let own = fmg.clone();
    let ticking = tokio::spawn(async {
        let mut ticks = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            ticks += 1;
            if ticks == 20 {
                return;
            }
        }
    });
    // The task that it waits for needs the worker that it blocks.
    let (asked, answered) = std::sync::mpsc::channel();
    let slow = Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(appliance.certificate_pem())
        .credentials_from(move || {
            let asked = asked.clone();
            async move {
                asked.send(())?;
                Ok(Credentials::new(USER, PASSWORD))
            }
        })
        .build()
        .unwrap();
    let worker = tokio::spawn(async move {
        own.sys().status().send()?;
        slow.with_session(|fmg| fmg.sys().status().send().map(drop))
    });
    worker.await.unwrap().unwrap();
    answered.recv().unwrap();
    ticking.await.unwrap();
    fmg.close().unwrap();
    assert_eq!(appliance.open_sessions(), 0);
}

#[test]
fn in_a_local_set_it_is_an_error_and_no_panic() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    let error = local.block_on(&runtime, async { fmg.sys().status().send().unwrap_err() });
    assert!(error.to_string().contains("LocalSet"), "{error}");
    fmg.sys().status().send().unwrap();
    fmg.close_within(Duration::from_secs(5)).unwrap();
    assert_eq!(appliance.open_sessions(), 0);
}

#[test]
fn a_session_ends_whatever_the_work_returns() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    let status = fmg.with_session(|fmg| fmg.sys().status().send()).unwrap();
    assert_eq!(
        (status.hostname.as_deref(), appliance.open_sessions()),
        (Some(HOSTNAME), 0)
    );
    let error = fmg
        .with_session(|fmg| fmg.call(fmg::Method::Get, url!("/sys/nonsense")).send())
        .unwrap_err();
    assert!(error.is_invalid_url() && error.logout_error().is_none(), "{error}");
    assert_eq!(appliance.open_sessions(), 0);
    let panics = || fmg.with_session::<()>(|fmg| panic!("{:?}", fmg.sys().status().send().map(drop)));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
    assert_eq!(appliance.open_sessions(), 0);
    assert_eq!(appliance.count("/sys/login/user"), 3);
}
