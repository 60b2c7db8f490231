//! Tests of the limits of the server, in size and in time.

use std::time::{Duration, Instant};

use fmg_sim::{Limits, Sim};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::raw::{self, CALL, End, Raw};

/// A timeout that is long enough for the expected events, and short enough to wait for.
const SOON: Duration = Duration::from_millis(300);

async fn limited(limit: impl FnOnce(&mut Limits)) -> Sim {
    let mut limits = Limits::default();
    limit(&mut limits);
    Sim::builder().limits(limits).start().await.unwrap()
}

fn upload(length: usize) -> String {
    format!("POST /jsonrpc HTTP/1.1\r\nHost: fmg\r\nContent-Length: {length}\r\n\r\n")
}

#[tokio::test]
async fn a_too_large_content_length_is_refused_before_the_body() {
    let sim = Sim::start().await.unwrap();
    for length in [(16 << 20) + 1, 1 << 40] {
        let mut raw = Raw::to(&sim).await;
        assert_eq!(raw.ask(upload(length)).await.unwrap().status, 413);
        assert_eq!(raw.rest().await, (Vec::new(), End::Orderly));
    }
}

#[tokio::test]
async fn the_refusal_reaches_a_client_that_still_sends() {
    let sim = limited(|limits| limits.body = 1 << 20).await;
    let mut raw = Raw::to(&sim).await;
    raw.send(upload(8 << 20)).await.unwrap();
    for _ in 0..8 {
        // The server may close its side at any time, but has to read on.
        raw.send(vec![b'x'; 1 << 20]).await.unwrap();
    }
    assert_eq!(raw.answer().await.unwrap().status, 413);
}

#[tokio::test]
async fn a_body_in_chunks_is_counted() {
    let sim = limited(|limits| limits.body = 10_000).await;
    let mut raw = Raw::to(&sim).await;
    raw.send("POST /jsonrpc HTTP/1.1\r\nHost: fmg\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await
        .unwrap();
    for _ in 0..10 {
        raw.send(format!("3e8\r\n{}\r\n", "x".repeat(1_000))).await.unwrap();
    }
    raw.send("1\r\nx\r\n").await.unwrap();
    let answer = raw.answer().await.unwrap();
    assert_eq!((answer.status, answer.header("connection")), (413, Some("close")));
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_accepted() {
    let sim = limited(|limits| limits.body = 2 << 20).await;
    let mut raw = Raw::to(&sim).await;
    raw.send(upload(2 << 20)).await.unwrap();
    raw.send(vec![b' '; 2 << 20]).await.unwrap();
    assert_ne!(raw.answer().await.unwrap().status, 413);
}

#[tokio::test]
async fn all_bodies_together_have_a_limit() {
    let sim = limited(|limits| limits.all_bodies = 1_500).await;
    let mut slow = Raw::to(&sim).await;
    slow.send(upload(1_001)).await.unwrap();
    slow.send("x".repeat(1_000)).await.unwrap();
    let mut other = Raw::to(&sim).await;
    let begin = Instant::now();
    // The server may not have read the first one yet.
    while other.ask(upload(1_000) + &" ".repeat(1_000)).await.unwrap().status != 503 {
        assert!(begin.elapsed() < SOON * 10);
    }
    slow.send("x").await.unwrap();
    assert_ne!(slow.answer().await.unwrap().status, 503);
    let mut third = Raw::to(&sim).await;
    assert_ne!(
        third.ask(upload(1_000) + &" ".repeat(1_000)).await.unwrap().status,
        503,
        "the room is free again"
    );
}

#[tokio::test]
async fn a_slow_body_times_out() {
    let sim = limited(|limits| limits.body_time = SOON).await;
    let mut raw = Raw::to(&sim).await;
    raw.send(upload(100)).await.unwrap();
    raw.send("{").await.unwrap();
    assert_eq!(raw.answer().await.unwrap().status, 408);
    assert_eq!(raw.rest().await.1, End::Orderly);
}

#[tokio::test]
async fn a_slow_head_and_an_idle_connection_are_closed() {
    let sim = limited(|limits| limits.idle = SOON).await;
    let mut idle = Raw::to(&sim).await;
    let mut slow = Raw::to(&sim).await;
    slow.send("POST /jsonrpc HT").await.unwrap();
    let mut used = Raw::to(&sim).await;
    assert_eq!(used.ask(CALL).await.unwrap().status, 200);
    for raw in [&mut idle, &mut slow, &mut used] {
        assert_eq!(raw.rest().await, (Vec::new(), End::Orderly));
    }
}

#[tokio::test]
async fn a_head_in_single_bytes_times_out() {
    let sim = limited(|limits| limits.idle = SOON).await;
    let mut raw = Raw::to(&sim).await;
    let begin = Instant::now();
    while raw.send("x").await.is_ok() {
        assert!(begin.elapsed() < SOON * 20, "still open");
        tokio::time::sleep(SOON / 10).await;
    }
}

#[tokio::test]
async fn a_missing_handshake_times_out() {
    let sim = limited(|limits| limits.handshake = SOON).await;
    let mut stream = TcpStream::connect(raw::address(&sim)).await.unwrap();
    let mut bytes = Vec::new();
    tokio::time::timeout(SOON * 20, stream.read_to_end(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    assert!(bytes.is_empty());
}

#[tokio::test]
async fn a_too_large_head_is_refused() {
    let sim = Sim::start().await.unwrap();
    let header = format!("GET / HTTP/1.1\r\nHost: fmg\r\nX: {}", "x".repeat(70_000));
    let headers = format!("GET / HTTP/1.1\r\nHost: fmg\r\n{}\r\n", "X: x\r\n".repeat(200));
    let url = format!("GET /{}", "x".repeat(70_000));
    for bytes in [header, headers, url] {
        let mut raw = Raw::to(&sim).await;
        assert_eq!(raw.ask(&bytes).await.unwrap().status, 431, "{}", &bytes[..40]);
        assert_eq!(raw.rest().await.1, End::Orderly);
    }
}

#[tokio::test]
async fn a_client_that_reads_no_responses_is_disconnected() {
    let sim = limited(|limits| limits.unread = SOON).await;
    let mut raw = Raw::to(&sim).await;
    // The id is repeated in the reply, so that few requests make many bytes of responses.
    let call = format!(
        "{{\"id\":\"{}\",\"method\":\"get\",\"params\":[{{\"url\":\"/sys/status\"}}]}}",
        "x".repeat(100_000)
    );
    let call = upload(call.len()) + &call;
    let flood = async {
        // The server stops reading once it cannot write, and the pipe fills up.
        while raw.send(&call).await.is_ok() {}
    };
    tokio::time::timeout(SOON * 100, flood)
        .await
        .expect("the server neither reads nor closes");
}

#[tokio::test]
async fn a_connection_beyond_the_limit_is_closed_at_once() {
    let sim = limited(|limits| limits.connections = 2).await;
    let (mut one, two) = (Raw::to(&sim).await, Raw::to(&sim).await);
    let connector = raw::connector(sim.certificate_pem());
    raw::connect(&connector, raw::address(&sim)).await.unwrap_err();
    assert_eq!(one.ask(CALL).await.unwrap().status, 200);
    drop(two);
    let begin = Instant::now();
    while raw::connect(&connector, raw::address(&sim)).await.is_err() {
        assert!(begin.elapsed() < SOON * 20, "the place is not free again");
        tokio::time::sleep(SOON / 10).await;
    }
}
