//! Tests with many requests at the same time. The benchmark measures their speed.

use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Sim, raise_file_limit};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

use crate::raw::{self, CALL, Raw};

const IN_FLIGHT: usize = 1_000;

#[tokio::test]
async fn a_thousand_requests_in_flight_are_answered() {
    let files = raise_file_limit().unwrap();
    assert!(files > 2_100, "the system allows a process only {files} files");
    let sim = Arc::new(Sim::start().await.unwrap());
    // Delayed until all requests were sent, so that all are in flight.
    let held = sim.faults().arm(Rule::new(Fault::Delay(Duration::from_secs(2))));
    let ready = Arc::new(Barrier::new(IN_FLIGHT));
    let clients: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let (sim, ready) = (Arc::clone(&sim), Arc::clone(&ready));
            tokio::spawn(async move {
                let mut raw = Raw::to(&sim).await;
                ready.wait().await;
                raw.ask(CALL).await.map(|answer| answer.status)
            })
        })
        .collect();
    for client in clients {
        assert_eq!(client.await.unwrap(), Some(200));
    }
    assert_eq!(held.hits(), 1_000);
    assert!(raw::address(&sim).ip().is_loopback());
}
