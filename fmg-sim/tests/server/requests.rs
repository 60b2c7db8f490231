//! The requests that a sim keeps for who asks.

use std::time::Duration;

use fmg_bindings::fmg;
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Limits, Product, Sim};
use serde_json::Value;

use crate::raw::Raw;

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

#[tokio::test]
async fn those_that_do_not_come_whole_are_kept_without_their_body() {
    let mut limits = Limits::default();
    (limits.body, limits.all_bodies, limits.body_time) = (100, 50, Duration::from_millis(100));
    let builder = Sim::builder().keep_requests().limits(limits);
    let cut = "url=/cut,do=drop-upload:5".parse().unwrap();
    let sim = builder.fault(cut).start().await.unwrap();
    let ask = async |path: &str, length: usize, body: &str| {
        let mut raw = Raw::to(&sim).await;
        let head = format!("POST {path} HTTP/1.1\r\nHost: fmg\r\nContent-Length: {length}\r\n\r\n");
        raw.ask(head + body).await.map(|answer| answer.status)
    };
    assert_eq!(ask("/cut", 10, "0123456789").await, None);
    assert_eq!(ask("/large", 101, "").await, Some(413));
    assert_eq!(ask("/much", 60, &"x".repeat(60)).await, Some(503));
    assert_eq!(ask("/slow", 10, "x").await, Some(408));
    let received = sim.received();
    let received: Vec<_> = received.iter().map(|own| (own.uri.path(), own.body.len())).collect();
    assert_eq!(received, [("/cut", 0), ("/large", 0), ("/much", 0), ("/slow", 0)]);
}
