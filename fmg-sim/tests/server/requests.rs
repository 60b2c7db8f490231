//! Tests of the log of requests.

use std::time::Duration;

use fmg_sim::{Limits, Sim};

use crate::raw::Raw;

#[tokio::test]
async fn incomplete_requests_are_kept_without_their_body() {
    let mut limits = Limits::default();
    (limits.body, limits.all_bodies, limits.body_time) = (100, 50, Duration::from_millis(100));
    let builder = Sim::builder().limits(limits);
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
