//! Tests of batches of FortiOS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fmg_bindings::fortios::{self, Method, Path, Raw};
use fmg_bindings::serde_json::json;
use fmg_bindings::transport::http::Request;
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use fmg_bindings::{Error, mkey, path};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};

/// The most requests that waited for their responses at once.
#[derive(Clone, Debug, Default)]
struct Peak(Arc<(AtomicUsize, AtomicUsize)>);

#[derive(Debug)]
struct Gauged(Arc<dyn Transport>, Peak);

impl Transport for Gauged {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let (now, peak) = &*self.1.0;
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let answer = self.0.send(request, limits).await;
            now.fetch_sub(1, Ordering::SeqCst);
            answer
        })
    }
}

fn client(sim: &Sim) -> (fortios::Client, Peak) {
    let peak = Peak::default();
    let gauged = peak.clone();
    let client = fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "fortigate")
        .layer(move |inner| Gauged(inner, gauged))
        .build()
        .unwrap();
    (client, peak)
}

fn create(number: usize) -> Raw {
    let addresses: Path = path!("/api/v2/cmdb/firewall/address");
    Raw::new(Method::Post, addresses).body(json!({"name": format!("host_{number}"), "subnet": "10.0.0.1/32"}))
}

fn names(sim: &Sim) -> usize {
    let rows = sim.fortios().rows("root", "firewall/address");
    rows.iter()
        .filter(|row| row["name"].as_str().is_some_and(|name| name.starts_with("host_")))
        .count()
}

#[tokio::test]
async fn each_request_has_its_result_and_few_run_at_once() {
    let sim = Sim::start().await.unwrap();
    let (fgt, peak) = client(&sim);
    fgt.login().await.unwrap();
    sim.faults().arm(Rule::new(Fault::Delay(Duration::from_millis(5))));
    // The fifth exists already.
    let requests: Vec<_> = (0..20)
        .map(|number| create(if number == 5 { 4 } else { number }))
        .collect();
    let results = fgt.batch(requests).at_once(4).await.unwrap();
    let refused: Vec<_> = (0..20).filter(|number| results[*number].is_err()).collect();
    // The two creations of one address run at once, so either is the first.
    assert!(refused == [4] || refused == [5], "{refused:?}");
    assert_eq!((peak.0.1.load(Ordering::SeqCst), names(&sim)), (4, 19));
    let status = Raw::new(Method::Get, path!("/api/v2/monitor/system/status"));
    let name = mkey!("host_3");
    let address = Raw::new(Method::Get, path!("/api/v2/cmdb/firewall/address/<name>"));
    let (status, address) = fgt.batch((status, address)).await.unwrap();
    assert!(status.is_ok());
    assert_eq!(address.unwrap()[0]["name"], "host_3");
    fgt.close().await.unwrap();
}

#[tokio::test]
async fn a_lost_response_leaves_later_requests_unsent() {
    let sim = Sim::start().await.unwrap();
    let (fgt, _) = client(&sim);
    fgt.login().await.unwrap();
    sim.faults()
        .arm("method=POST,url=/api/v2/cmdb/*,nth=3,do=drop".parse().unwrap());
    let results = fgt
        .batch((0..6).map(create).collect::<Vec<_>>())
        .at_once(1)
        .await
        .unwrap();
    let fates: Vec<_> = results
        .iter()
        .map(|result| result.as_ref().err().map(Error::is_outcome_unknown))
        .collect();
    assert_eq!(fates, [None, None, Some(true), Some(false), Some(false), Some(false)]);
    assert_eq!(names(&sim), 3);
}

#[tokio::test]
async fn a_batch_without_any_response_fails() {
    let sim = Sim::start().await.unwrap();
    let (fgt, _) = client(&sim);
    fgt.login().await.unwrap();
    sim.faults()
        .arm("method=POST,url=/api/v2/cmdb/*,do=drop".parse().unwrap());
    let error = fgt.batch((0..6).map(create).collect::<Vec<_>>()).await.unwrap_err();
    assert!(error.is_transport() && error.is_outcome_unknown(), "{error}");

    let wrong = fortios::Client::builder(sim.fortios_url()).root_certificate(sim.certificate_pem());
    let wrong = wrong.no_proxy().credentials("admin", "wrong").build().unwrap();
    let error = wrong.batch(vec![create(7), create(8)]).await.unwrap_err();
    assert!(error.is_login_failed() && !error.is_outcome_unknown(), "{error}");
}
