//! The requests that a sim keeps for who asks.

use fmg_bindings::fmg;
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Product, Sim};
use serde_json::Value;

fn client(sim: &Sim) -> fmg::Client {
    let builder = fmg::Client::builder(sim.fmg_url()).no_proxy();
    let builder = builder.root_certificate(sim.certificate_pem());
    builder.credentials("admin", "admin").build().unwrap()
}

#[tokio::test]
async fn every_request_is_kept_in_order_whatever_became_of_it() {
    let sim = Sim::builder().keep_requests().start().await.unwrap();
    sim.faults().arm(Rule::new(Fault::Refuse).url("/sys/ha/status"));
    let fmg = client(&sim);
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
async fn none_is_kept_unless_the_sim_was_told_to() {
    let sim = Sim::start().await.unwrap();
    client(&sim).login().await.unwrap();
    assert!(sim.received().is_empty());
}
