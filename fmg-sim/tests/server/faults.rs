//! Tests of each fault from a client's side.

use std::time::{Duration, Instant};

use fmg_sim::Sim;
use fmg_sim::fault::{Armed, Fault, Rule, StatusCode};

use crate::raw::{CALL, End, Raw};

/// A sim with a fault in the first request, and a connection to it.
async fn faulty(fault: Fault) -> (Sim, Raw, Armed) {
    let sim = Sim::start().await.unwrap();
    let armed = sim.faults().arm(Rule::new(fault).url("/sys/status").first(1));
    let raw = Raw::to(&sim).await;
    (sim, raw, armed)
}

/// All bytes until the connection ends.
async fn rest(fault: Fault) -> (String, End) {
    let (sim, mut raw, armed) = faulty(fault).await;
    raw.send(CALL).await.unwrap();
    let (bytes, end) = raw.rest().await;
    assert_eq!(armed.hits(), 1);
    let mut next = Raw::to(&sim).await;
    assert_eq!(next.ask(CALL).await.unwrap().status, 200, "the second request succeeds");
    (String::from_utf8(bytes).unwrap(), end)
}

/// The `Content-Length` of a response, and its body.
fn announced(text: &str) -> (usize, &str) {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    (length.parse().unwrap(), body)
}

#[tokio::test]
async fn a_refused_or_dropped_connection_has_no_response() {
    assert_eq!(rest(Fault::Refuse).await, (String::new(), End::Orderly));
    assert_eq!(rest(Fault::Drop).await, (String::new(), End::Reset));
}

#[tokio::test]
async fn a_broken_response_has_a_beginning() {
    for (fault, wanted) in [(Fault::DropMidway, End::Silent), (Fault::Truncate, End::Orderly)] {
        let (text, end) = rest(fault).await;
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{fault}: {text}");
        let (length, body) = announced(&text);
        assert!(body.starts_with('{') && body.len() == length / 2, "{fault}: {text}");
        assert_eq!(end, wanted, "{fault}");
    }
}

#[tokio::test]
async fn a_short_response_is_sent_whole() {
    for fault in [Fault::DropAfter(1 << 20), Fault::TruncateAfter(1 << 20)] {
        let (_sim, mut raw, armed) = faulty(fault).await;
        raw.send(CALL.replacen("\r\n", "\r\nConnection: close\r\n", 1))
            .await
            .unwrap();
        let (bytes, end) = raw.rest().await;
        let text = String::from_utf8(bytes).unwrap();
        let (length, body) = announced(&text);
        assert_eq!((body.len(), end, armed.hits()), (length, End::Orderly, 1), "{fault}");
    }
}

#[tokio::test]
async fn garbage_is_neither_json_nor_text() {
    let (_sim, mut raw, _) = faulty(Fault::Garbage).await;
    let answer = raw.ask(CALL).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().contains("json"));
    assert!(answer.body.len() >= 16);
    std::str::from_utf8(&answer.body).unwrap_err();
    serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap_err();
    assert_eq!(raw.ask(CALL).await.unwrap().status, 200, "the connection stays open");
}

#[tokio::test]
async fn other_responses_replace_the_appliances() {
    let waiting = Fault::TooManyRequests { retry_after: Some(7) };
    for (fault, status, content_type) in [
        (Fault::Html(StatusCode::OK), 200, "text/html; charset=utf-8"),
        (Fault::Html(StatusCode::UNAUTHORIZED), 401, "text/html; charset=utf-8"),
        (
            Fault::TooManyRequests { retry_after: None },
            429,
            "text/html; charset=utf-8",
        ),
        (waiting, 429, "text/html; charset=utf-8"),
        (Fault::ServerError, 500, "text/plain; charset=utf-8"),
    ] {
        let (_sim, mut raw, _) = faulty(fault).await;
        let answer = raw.ask(CALL).await.unwrap();
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, Some(content_type)),
            "{fault}"
        );
        let seconds = (fault == waiting).then_some("7");
        assert_eq!(answer.header("retry-after"), seconds, "{fault}");
        assert!(
            String::from_utf8(answer.body).unwrap().contains(&status.to_string()),
            "{fault}"
        );
        assert_eq!(raw.ask(CALL).await.unwrap().status, 200, "{fault}");
    }
}

#[tokio::test]
async fn a_redirect_has_the_location_of_the_login() {
    let (sim, mut raw, _) = faulty(Fault::Html(StatusCode::FOUND)).await;
    let answer = raw.ask(CALL).await.unwrap();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/login")));
    sim.faults()
        .arm(Rule::new(Fault::Html(StatusCode::UNAUTHORIZED)).url("/sys/status"));
    assert_eq!(raw.ask(CALL).await.unwrap().header("location"), None);
}

#[tokio::test]
async fn a_delay_does_not_change_the_response() {
    let delay = Duration::from_millis(120);
    let (_sim, mut raw, _) = faulty(Fault::Delay(delay)).await;
    let begin = Instant::now();
    let late = raw.ask(CALL).await.unwrap();
    assert!(begin.elapsed() >= delay);
    assert_eq!(late.status, 200);
}

#[tokio::test]
async fn rules_can_be_armed_at_the_start() {
    let rule = "url=/sys/*,nth=2,do=html:503".parse().unwrap();
    let sim = Sim::builder().fault(rule).start().await.unwrap();
    let mut raw = Raw::to(&sim).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(raw.ask(CALL).await.unwrap().status);
    }
    assert_eq!(statuses, [200, 503, 200]);
}
