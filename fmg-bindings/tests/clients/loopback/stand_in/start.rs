//! Tests of what each simulator has: ports, a certificate, accounts, and recorded requests.

use fmg_bindings::fmg;
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Account, Product, Sim};
use serde_json::Value;

use super::admin;

#[tokio::test]
async fn each_sim_has_its_own_ports_and_certificate() {
    let (one, other) = (Sim::start().await.unwrap(), Sim::start().await.unwrap());
    let mut urls = vec![one.fmg_url(), one.fortios_url(), other.fmg_url(), other.fortios_url()];
    urls.sort_unstable();
    urls.dedup();
    assert_eq!(urls.len(), 4, "{urls:?}");
    assert!(urls.iter().all(|url| url.starts_with("https://127.0.0.1:")), "{urls:?}");
    assert_ne!(one.certificate_pem(), other.certificate_pem());

    let stranger = fmg::Client::builder(one.fmg_url())
        .root_certificate(other.certificate_pem())
        .no_proxy()
        .api_key("key");
    let error = stranger.build().unwrap().sys().status().await.unwrap_err();
    assert!(error.to_string().contains("not trusted"), "{error}");
}

#[tokio::test]
async fn every_request_is_recorded_in_order() {
    let sim = Sim::start().await.unwrap();
    sim.faults().arm(Rule::new(Fault::Refuse).url("/sys/ha/status"));
    let fmg = admin(&sim);
    fmg.sys().status().await.unwrap();
    fmg.sys().ha_status().await.unwrap_err();
    fmg.close().await.unwrap();

    let received = sim.received();
    let urls: Vec<_> = received
        .iter()
        .map(|received| {
            assert_eq!(
                (received.product, received.method.as_str()),
                (Product::FortiManager, "POST")
            );
            assert_eq!(received.uri.path(), "/jsonrpc");
            assert_eq!(received.headers["content-type"], "application/json");
            let body: Value = serde_json::from_slice(&received.body).unwrap();
            body["params"][0]["url"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        urls,
        ["/sys/login/user", "/sys/status", "/sys/ha/status", "/sys/logout"]
    );
}

#[tokio::test]
async fn the_first_account_of_a_sim_may_log_in() {
    let sim = Sim::start().await.unwrap();
    let Some(Account::User { name, password, .. }) = sim.accounts(Product::FortiManager).into_iter().next() else {
        panic!("no account may log in")
    };
    let client = super::client(&sim, &name, &password);
    client.sys().status().await.unwrap();
    client.close().await.unwrap();
}
