//! Tests of timeouts, per client and per call.

use std::time::{Duration, Instant};

use fmg_sim::fault::Fault;

use crate::loopback::fortimanager::{FortiManager, KEY, PASSWORD};

const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(60);

/// Starts an appliance that answers a status after `delay`.
fn slow(delay: Duration) -> FortiManager {
    FortiManager::start().with("/sys/status", Fault::Delay(delay))
}

#[tokio::test]
async fn the_timeout_of_the_client_applies_to_its_calls() {
    let appliance = slow(LONG);
    let fmg = appliance.builder().api_key(KEY).timeout(SHORT).build().unwrap();
    let begun = Instant::now();
    let error = fmg.sys().status().await.unwrap_err();
    assert!(begun.elapsed() < LONG / 2);
    assert!(
        error.is_timeout() && error.is_transport() && !error.is_connect(),
        "{error:?}"
    );
    assert!(error.to_string().contains("/sys/status"), "{error}");
}

#[tokio::test]
async fn the_timeout_of_a_call_replaces_that_of_the_client() {
    let appliance = slow(SHORT * 2);
    let fmg = appliance.builder().api_key(KEY).timeout(SHORT).build().unwrap();
    fmg.sys().status().timeout(LONG).await.unwrap();
    fmg.sys().status().timeout(None).await.unwrap();

    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    let error = fmg.sys().status().timeout(SHORT).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    fmg.sys().status().await.unwrap();
}

#[tokio::test]
async fn connecting_has_a_separate_timeout() {
    // Listens but sends nothing, so that the TLS handshake hangs.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let fmg = fmg_bindings::fmg::Client::builder(format!("https://{}", mute.local_addr().unwrap()))
        .no_proxy()
        .api_key("key")
        .danger_accept_invalid_certs()
        .connect_timeout(SHORT)
        .build()
        .unwrap();
    let begun = Instant::now();
    let error = fmg.sys().status().await.unwrap_err();
    assert!(begun.elapsed() < LONG / 2);
    assert!(error.is_timeout() && error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_closed_port_is_a_failed_connection() {
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let fmg = fmg_bindings::fmg::Client::builder(format!("https://{address}"))
        .no_proxy()
        .api_key("key")
        .danger_accept_invalid_certs()
        .build()
        .unwrap();
    let error = fmg.sys().status().await.unwrap_err();
    assert!(
        error.is_connect() && error.is_retryable() && !error.is_timeout(),
        "{error:?}"
    );
}
