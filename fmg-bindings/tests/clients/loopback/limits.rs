//! Time-outs, per client and per call.

use std::time::{Duration, Instant};

use fmg_sim::fault::Fault;

use crate::loopback::fortimanager::{FortiManager, KEY, PASSWORD};

const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(60);

/// An appliance that takes `delay` for a status.
fn slow(delay: Duration) -> FortiManager {
    FortiManager::start().with("/sys/status", Fault::Delay(delay))
}

#[tokio::test]
async fn the_clients_limit_holds_for_its_calls() {
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
async fn a_calls_own_limit_takes_the_place_of_the_clients() {
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
async fn setting_up_a_connection_has_a_limit_of_its_own() {
    // Listens and never says a word, so that the TLS handshake hangs.
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
async fn nobody_listening_is_a_failed_connection() {
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
