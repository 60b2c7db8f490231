//! Tests of the limit of requests that are on the network at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fmg_bindings::transport::http::Request;
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use fmg_bindings::{adom, fmg};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};

/// Counts the requests that wait for their response, and the most that waited at once.
#[derive(Clone, Debug, Default)]
struct Gauge {
    now: Arc<AtomicUsize>,
    peak: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct Gauged(Arc<dyn Transport>, Gauge);

impl Transport for Gauged {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let gauge = &self.1;
            gauge.sent.fetch_add(1, Ordering::SeqCst);
            let now = gauge.now.fetch_add(1, Ordering::SeqCst) + 1;
            gauge.peak.fetch_max(now, Ordering::SeqCst);
            let answer = self.0.send(request, limits).await;
            gauge.now.fetch_sub(1, Ordering::SeqCst);
            answer
        })
    }
}

/// A simulator that takes a while for each call, and a client with this limit.
async fn start(limit: usize) -> (Sim, fmg::Client, Gauge) {
    let sim = Sim::start().await.unwrap();
    sim.faults().arm(Rule::new(Fault::Delay(Duration::from_millis(20))));
    let gauge = Gauge::default();
    let gauged = gauge.clone();
    let fmg = fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        // A layer is within the limit, however early the limit is set.
        .max_in_flight(limit)
        .layer(move |inner| Gauged(inner, gauged))
        .build()
        .unwrap();
    (sim, fmg, gauge)
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_sent_at_once_by_all_clones() {
    let (sim, fmg, gauge) = start(3).await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.sys().status().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(gauge.peak.load(Ordering::SeqCst), 3);
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn one_request_at_a_time_is_enough_for_logins_pages_and_logouts() {
    let (sim, fmg, gauge) = start(1).await;
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.sys().status().await })
        })
        .collect();
    let rows = fmg.address().list(adom!("demo")).pages(1).all().await.unwrap();
    assert!(!rows.is_empty());
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // The session has ended meanwhile: the client checks that, logs out, and logs in again.
    sim.clock().advance(Duration::from_secs(3600));
    assert!(fmg.sys().status().await.unwrap_err().is_permission());
    fmg.login().await.unwrap();
    fmg.close().await.unwrap();
    assert_eq!(gauge.peak.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_dropped_call_frees_its_place() {
    let (_sim, fmg, gauge) = start(1).await;
    fmg.login().await.unwrap();
    for _ in 0..20 {
        // Dropped while it waits for its response.
        let call = fmg.sys().status();
        let wait = tokio::time::sleep(Duration::from_millis(3));
        tokio::select! {
            _ = call.into_future() => {}
            () = wait => {}
        }
    }
    fmg.sys().status().await.unwrap();
    assert!(gauge.sent.load(Ordering::SeqCst) > 20);
}

#[test]
fn a_client_that_could_send_nothing_is_refused() {
    let builder = fmg::Client::builder("https://fmg.example").api_key("key");
    let text = builder.max_in_flight(0).build().unwrap_err().to_string();
    assert!(text.contains("max in flight") && text.contains("at least 1"), "{text}");
}
