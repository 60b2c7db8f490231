//! Tests that nothing is sent twice: over HTTP/2, where a server may refuse a request by resetting its stream, and over
//! reused connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fmg_bindings::error::Error;
use fmg_bindings::{adom, fmg, name};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::authority::Authority;
use crate::http2::{Http2, Reaction};
use crate::loopback::fortimanager::{KEY, PASSWORD, USER};

const REFUSALS: [Reaction; 3] = [Reaction::RefuseStream, Reaction::GoAway, Reaction::Close];
const DONE: &str = r#"{"id": 1, "result": [{"status": {"code": 0, "message": "OK"}, "url": "/x"}]}"#;
const LOGGED_IN: &str = r#"{"id": 1, "result": [{"status": {"code": 0, "message": "OK"}, "url": "/sys/login/user"}],
    "session": "s3cr3t"}"#;

fn builder(server: &Http2) -> fmg::Builder {
    fmg::Client::builder(server.url())
        .no_proxy()
        .root_certificate(server.certificate_pem())
}

/// The error allows the caller to try again.
fn is_sent_once(server: &Http2, error: &Error, before: usize) {
    assert_eq!(server.requests(), before + 1, "{error:?}");
    assert!(error.is_transport() && error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn a_refused_write_is_sent_once() {
    for refusal in REFUSALS {
        let server = Http2::start(&[refusal]).await;
        let fmg = builder(&server).api_key(KEY).build().unwrap();
        let error = fmg
            .address()
            .delete(adom!("demo"), name!("host_001"))
            .await
            .unwrap_err();
        is_sent_once(&server, &error, 0);
    }
}

#[tokio::test]
async fn a_refused_login_is_sent_once() {
    for refusal in REFUSALS {
        let server = Http2::start(&[refusal]).await;
        let fmg = builder(&server).credentials(USER, PASSWORD).build().unwrap();
        is_sent_once(&server, &fmg.login().await.unwrap_err(), 0);
    }
}

#[tokio::test]
async fn a_reused_connection_does_not_send_twice() {
    for refusal in REFUSALS {
        let server = Http2::start(&[Reaction::Answer(LOGGED_IN), refusal, Reaction::Answer(DONE)]).await;
        let fmg = builder(&server).credentials(USER, PASSWORD).build().unwrap();
        fmg.login().await.unwrap();
        let error = fmg.sys().status().await.unwrap_err();
        is_sent_once(&server, &error, 1);
        assert_eq!(server.connections(), 1);
    }
}

/// Answers the first request of a connection and reads the second, but closes the connection instead of answering it.
async fn closing(authority: &Authority) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let acceptor = TlsAcceptor::from(authority.server(&["127.0.0.1"], None));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(acceptor.accept(stream).await.unwrap());
            for answers in [true, false] {
                let mut len = 0;
                let mut line = String::new();
                while stream.read_line(&mut line).await.unwrap() > 2 {
                    if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                        len = text.trim().parse().unwrap();
                    }
                    line.clear();
                }
                if line.is_empty() {
                    break;
                }
                stream.read_exact(&mut vec![0; len]).await.unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                if answers {
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{LOGGED_IN}",
                        LOGGED_IN.len()
                    );
                    stream.write_all(answer.as_bytes()).await.unwrap();
                    stream.flush().await.unwrap();
                }
            }
            let _ = stream.shutdown().await;
        }
    });
    (url, requests)
}

#[tokio::test]
async fn a_request_on_a_closed_connection_is_not_repeated() {
    let authority = Authority::new();
    let (url, requests) = closing(&authority).await;
    let builder = fmg::Client::builder(url).no_proxy().root_certificate(authority.pem());
    let fmg = builder.credentials(USER, PASSWORD).build().unwrap();
    fmg.login().await.unwrap();
    let error = fmg
        .address()
        .delete(adom!("demo"), name!("host_001"))
        .await
        .unwrap_err();
    assert_eq!(requests.load(Ordering::SeqCst), 2, "{error:?}");
    assert!(error.is_transport() && error.is_retryable(), "{error:?}");
}
