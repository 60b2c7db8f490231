//! The blocking client, over the same TLS and the same protocol.

use std::time::{Duration, Instant};

use fmg_bindings::fmg::blocking::Client;
use fmg_bindings::{fmg, url};
use fmg_sim::fault::Fault;
use fmg_sim::{Limits, Sim};

use crate::authority::Authority;
use crate::fortimanager::{FortiManager, HOSTNAME, PASSWORD, USER};

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
fn a_connection_that_was_closed_between_two_calls_costs_none_of_them() {
    let mut limits = Limits::default();
    limits.idle = Duration::from_secs(1);
    let appliance = FortiManager::of(Sim::builder().limits(limits));
    let fmg = client(&appliance);
    fmg.sys().status().send().unwrap();
    std::thread::sleep(limits.idle * 2);
    fmg.sys().status().send().unwrap();
}

#[tokio::test]
async fn inside_an_async_runtime_it_says_so_and_does_not_panic() {
    let appliance = FortiManager::start();
    let fmg = client(&appliance);
    let error = fmg.sys().status().send().unwrap_err();
    assert!(error.to_string().contains("async"), "{error}");
    drop(fmg);
    assert!(appliance.received().is_empty());
}
