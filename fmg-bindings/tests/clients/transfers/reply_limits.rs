//! Tests of replies without end, and of the limit for replies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fmg_bindings::Error;
use fmg_bindings::fortios::{Client, File};
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use fmg_bindings::{Endpoint, fmg};
use serde_json::Value;

use crate::transfers::file_server::{FileServer, Piece, Pieces, answer};

const MIB: u64 = 1024 * 1024;

/// A piece of a body.
fn piece() -> Piece {
    Piece::Data(vec![b' '; 1024 * 1024].into())
}

/// More than servers, kernels and TLS buffer of a body that is no longer read.
const MAX_BUFFERED: u64 = 256 * MIB;

#[derive(Debug, Endpoint)]
#[endpoint(POST, "/api/v2/monitor/system/config/restore", response = Value)]
struct Restore {
    #[endpoint(file("file_content"))]
    file: File,
}

#[derive(Debug, Endpoint)]
#[endpoint(GET, "/api/v2/monitor/system/config/backup", download)]
struct Backup {}

/// Answers every request with a body without end, or of the declared length, and counts the bytes sent.
fn endless(head: &'static [(&'static str, &'static str)], sent: &Arc<AtomicUsize>) -> FileServer {
    let sent = Arc::clone(sent);
    FileServer::start(move |_| {
        let sent = Arc::clone(&sent);
        let pieces = std::iter::repeat_with(move || {
            sent.fetch_add(1, Ordering::SeqCst);
            piece()
        });
        std::future::ready(answer(200, head, Pieces::of(pieces)))
    })
}

fn fmg(server: &FileServer) -> fmg::Builder {
    fmg::Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy()
}

#[track_caller]
fn is_too_long(error: &Error, limit: u64) {
    assert!(
        error.is_reply_too_long() && error.is_transport() && !error.is_retryable(),
        "{error:?}"
    );
    let text = error.to_string();
    assert!(
        text.contains(&format!("{limit} bytes")) && text.contains("`reply_limit`"),
        "{text}"
    );
}

#[tokio::test]
async fn a_reply_without_end_is_cut_off() {
    let sent = Arc::new(AtomicUsize::new(0));
    let server = endless(&[("content-type", "application/json")], &sent);
    let limit = 2 * MIB;
    let fgt = Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy();
    let fgt = fgt.token("token").reply_limit(limit).build().unwrap();
    let json_rpc = fmg(&server).api_key("key").reply_limit(limit).build().unwrap();
    let rest = fmg(&server)
        .credentials("u", "p")
        .over_rest()
        .reply_limit(limit)
        .build()
        .unwrap();
    let gui = fmg::gui::Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy();
    let gui = gui.credentials("u", "p").reply_limit(limit).build().unwrap();
    let file = || File::from_bytes("x.conf", "end\n");
    for error in [
        fgt.monitor().firewall().policy().await.unwrap_err(),
        fgt.send(Restore { file: file() }).await.unwrap_err(),
        json_rpc.sys().status().await.unwrap_err(),
        rest.sys().status().await.unwrap_err(),
        rest.rest().restore(file()).await.unwrap_err(),
        gui.login().await.unwrap_err(),
    ] {
        is_too_long(&error, limit);
        let taken = sent.swap(0, Ordering::SeqCst) as u64 * MIB;
        assert!(taken <= limit + MAX_BUFFERED, "{taken}: {error:?}");
    }
    is_too_long(&json_rpc.sys().status().reply_limit(1000).await.unwrap_err(), 1000);
    is_too_long(&fgt.monitor().firewall().policy().reply_limit(0).await.unwrap_err(), 0);
}

#[tokio::test]
async fn a_reply_with_a_declared_length_over_the_limit_is_not_read() {
    let sent = Arc::new(AtomicUsize::new(0));
    let server = endless(&[("content-length", "300000000")], &sent);
    let error = fmg(&server)
        .api_key("key")
        .build()
        .unwrap()
        .sys()
        .status()
        .await
        .unwrap_err();
    is_too_long(&error, 256 * MIB);
    let error = server.client().monitor().firewall().policy().await.unwrap_err();
    is_too_long(&error, 256 * MIB);
    assert!(sent.load(Ordering::SeqCst) as u64 * MIB <= 2 * MAX_BUFFERED);
}

#[tokio::test]
async fn a_file_is_limited_only_in_memory() {
    let server = FileServer::answering(&[("content-type", "application/octet-stream")], || {
        Pieces::of(std::iter::repeat_with(piece).take(5))
    });
    let fgt = server.client();
    let backup = || fgt.download(Backup {});
    is_too_long(&backup().reply_limit(MIB).bytes().await.unwrap_err(), MIB);
    assert_eq!(
        backup().reply_limit(None).bytes().await.unwrap().bytes.len() as u64,
        5 * MIB
    );
    let saved = backup()
        .reply_limit(MIB)
        .write_to(&mut tokio::io::sink())
        .await
        .unwrap();
    assert_eq!(saved.len, 5 * MIB);
}

/// Answers with this many blank bytes, all in memory.
#[derive(Debug)]
struct Unlimited(usize);

impl Transport for Unlimited {
    fn send(&self, _: Request<Body>, _: Limits) -> Sending<'_> {
        let answer = Response::new(Body::from(vec![b' '; self.0]));
        Box::pin(std::future::ready(Ok(answer)))
    }
}

#[tokio::test]
async fn the_limit_applies_to_every_transport() {
    for len in [1000, 1001] {
        let builder = Client::builder("https://fgt.example").token("token");
        let fgt = builder.reply_limit(1000).transport(Unlimited(len)).build().unwrap();
        let of_fgt = fgt.monitor().firewall().policy().await.unwrap_err();
        let builder = fmg::Client::builder("https://fmg.example").api_key("key");
        let fmg = builder.reply_limit(1000).transport(Unlimited(len)).build().unwrap();
        let of_fmg = fmg.sys().status().await.unwrap_err();
        for error in [of_fgt, of_fmg] {
            if len > 1000 {
                is_too_long(&error, 1000);
            } else {
                assert!(error.is_decode(), "{error:?}");
            }
        }
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_has_the_limit_too() {
    let sent = Arc::new(AtomicUsize::new(0));
    let server = endless(&[], &sent);
    let builder = fmg::blocking::Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy();
    let fmg = builder.api_key("key").reply_limit(MIB).build().unwrap();
    is_too_long(&fmg.sys().status().send().unwrap_err(), MIB);
    assert!(sent.load(Ordering::SeqCst) as u64 * MIB <= MAX_BUFFERED);
}
