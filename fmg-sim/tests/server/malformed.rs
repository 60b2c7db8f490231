//! Tests with malformed requests: each gets a response or a closed connection, and the next client is served.

use std::time::Duration;

use fmg_sim::{Limits, Sim};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw::{self, CALL, Raw};

async fn still_serves(sim: &Sim) {
    assert_eq!(Raw::to(sim).await.ask(CALL).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_request_can_be_split_at_any_byte() {
    let sim = Sim::start().await.unwrap();
    let mut raw = Raw::to(&sim).await;
    for place in 1..CALL.len() {
        let (front, back) = CALL.as_bytes().split_at(place);
        raw.send(front).await.unwrap();
        tokio::task::yield_now().await;
        raw.send(back).await.unwrap();
        assert_eq!(raw.answer().await.unwrap().status, 200, "split at {place}");
    }
    for byte in CALL.as_bytes() {
        raw.send([*byte]).await.unwrap();
    }
    assert_eq!(raw.answer().await.unwrap().status, 200);
    raw.send(CALL.repeat(3)).await.unwrap();
    for _ in 0..3 {
        assert_eq!(raw.answer().await.unwrap().status, 200, "three in one piece");
    }
}

#[tokio::test]
async fn malformed_http_is_answered_or_closed() {
    // For incomplete requests, the server waits until the timeout.
    let mut limits = Limits::default();
    limits.idle = Duration::from_millis(300);
    let sim = Sim::builder().limits(limits).start().await.unwrap();
    for bytes in [
        &b"\r\n\r\n\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"G\0T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost fmg\r\n\r\n",
        b"GET / HTTP/1.1\r\nHo st: fmg\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\x00\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST /jsonrpc HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        let mut raw = Raw::to(&sim).await;
        // The server may close before everything is sent.
        let _ = raw.send(bytes).await;
        if let Some(answer) = raw.answer().await {
            let text = String::from_utf8_lossy(bytes);
            assert!((400..500).contains(&answer.status), "{text}: {}", answer.status);
        }
    }
    still_serves(&sim).await;
}

#[tokio::test]
async fn unusual_requests_get_a_response() {
    let sim = Sim::start().await.unwrap();
    for head in [
        "OPTIONS * HTTP/1.1",
        "CONNECT fmg:443 HTTP/1.1",
        "GET https://fmg.example/jsonrpc HTTP/1.1",
        "GET jsonrpc HTTP/1.1",
        "GET / HTTP/1.0",
        "BREW /pot HTTP/1.1",
        "GET /%zz%00%ff?%&&== HTTP/1.1",
        "GET //..//../etc HTTP/1.1",
        "POST /jsonrpc HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade",
        "HEAD /jsonrpc HTTP/1.1",
    ] {
        let mut raw = Raw::to(&sim).await;
        raw.send(format!("{head}\r\nHost: fmg\r\nConnection: close\r\n\r\n"))
            .await
            .unwrap();
        let (bytes, _) = raw.rest().await;
        assert!(
            bytes.starts_with(b"HTTP/1."),
            "{head}: {}",
            String::from_utf8_lossy(&bytes)
        );
    }
    still_serves(&sim).await;
}

#[tokio::test]
async fn random_damage_to_a_request_does_no_harm() {
    let sim = Sim::start().await.unwrap();
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..200 {
        let mut bytes = CALL.as_bytes().to_vec();
        for _ in 0..random.usize(1..6) {
            let place = random.usize(..bytes.len());
            match random.u8(..3) {
                0 => bytes[place] = random.u8(..),
                1 => drop(bytes.remove(place)),
                _ => bytes.insert(place, random.u8(..)),
            }
        }
        let mut raw = Raw::to(&sim).await;
        let _ = raw.send(&bytes).await;
        // The server may still wait for more bytes; the next request is sent regardless.
        let _ = tokio::time::timeout(Duration::from_millis(20), raw.answer()).await;
    }
    still_serves(&sim).await;
}

#[tokio::test]
async fn bytes_other_than_tls_are_closed() {
    let sim = Sim::start().await.unwrap();
    let mut random = fastrand::Rng::with_seed(5);
    for length in [1, 5, 100, 20_000] {
        let noise: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
        let mut stream = TcpStream::connect(raw::address(&sim)).await.unwrap();
        let _ = stream.write_all(&noise).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let reading = stream.read_to_end(&mut answer);
        let _ = tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap();
    }
    let mut stream = TcpStream::connect(raw::address(&sim)).await.unwrap();
    stream.write_all(CALL.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap();
    assert!(!answer.starts_with(b"HTTP"));
    still_serves(&sim).await;
}
