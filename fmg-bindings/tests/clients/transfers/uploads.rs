//! Tests of uploads: as a form or in base64, from every source, and of any size.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fmg_bindings::error::{ErrorKind, FileErrorKind};
use fmg_bindings::fortios::{Client, File, Progress};
use fmg_bindings::{Endpoint, Secret};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::{HeaderMap, Request};
use serde_json::Value;
use tokio::io::{AsyncRead, ReadBuf};

use crate::transfers::file_server::{Answer, FileServer, Piece, Pieces, answer, success};
use crate::transfers::sources::{Broken, Late};

/// The template and the names are those of a documented call.
#[derive(Clone, Debug, Endpoint)]
#[endpoint(POST, "/api/v2/monitor/system/config/restore", response = Value)]
struct Restore {
    #[endpoint(query)]
    vdom: &'static str,
    #[endpoint(body("source"))]
    source: &'static str,
    #[endpoint(body("password"))]
    password: Option<Secret>,
    #[endpoint(file("file_content"))]
    file: Option<File>,
}

impl Restore {
    fn of(file: File) -> Self {
        Self {
            vdom: "edge",
            source: "upload",
            password: Some("hunter2".into()),
            file: Some(file),
        }
    }
}

const MIB: usize = 1024 * 1024;

/// The requests that the server received.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>);

impl Log {
    async fn keep(self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map(http_body_util::Collected::to_bytes);
        let line = format!("{} {}", head.method, head.uri);
        self.0
            .lock()
            .unwrap()
            .push((line, head.headers, body.unwrap_or_default()));
        success()
    }

    fn server(&self) -> FileServer {
        let log = self.clone();
        FileServer::start(move |request| log.clone().keep(request))
    }

    fn only(&self) -> (String, HeaderMap, Bytes) {
        let mut received = self.0.lock().unwrap();
        assert_eq!(received.len(), 1);
        received.remove(0)
    }
}

/// The same file from every kind of source; `true` where its length is known.
fn sources(content: &Bytes, folder: &tempfile::TempDir) -> Vec<(File, bool)> {
    let path = folder.path().join("x.conf");
    std::fs::write(&path, content).unwrap();
    let reader = || io::Cursor::new(content.clone());
    let stream = || tokio_util::io::ReaderStream::with_capacity(reader(), 1000);
    let len = content.len() as u64;
    vec![
        (File::from_bytes("x.conf", content.clone()), true),
        (File::from_path(path), true),
        (File::from_reader("x.conf", len, reader()), true),
        (File::from_reader("x.conf", None, reader()), false),
        (File::from_stream("x.conf", len, stream()), true),
        (File::from_stream("x.conf", None, stream()), false),
    ]
}

/// Content that neither compresses nor contains line ends by chance.
fn content(len: usize) -> Bytes {
    (0..=255_u8)
        .cycle()
        .map(|byte| byte.wrapping_mul(167))
        .take(len)
        .collect()
}

#[tokio::test]
async fn a_form_holds_the_file_byte_for_byte() {
    let log = Log::default();
    let (server, folder) = (log.server(), tempfile::tempdir().unwrap());
    let fgt = server.client();
    for len in [0, 1, 300_001] {
        let content = content(len);
        for (file, known) in sources(&content, &folder) {
            let answer = fgt.send(Restore::of(file.media_type("text/plain"))).await.unwrap();
            assert_eq!(answer["ok"], true);
            let (line, headers, body) = log.only();
            assert_eq!(line, "POST /api/v2/monitor/system/config/restore?vdom=edge");
            assert_eq!(headers.contains_key("content-length"), known);
            assert_eq!(headers["authorization"], "Bearer token");
            let kind = headers["content-type"].to_str().unwrap();
            let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
            let before = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nupload\r\n--{boundary}\r\n\
                 Content-Disposition: form-data; name=\"password\"\r\n\r\nhunter2\r\n--{boundary}\r\n\
                 Content-Disposition: form-data; name=\"file\"; filename=\"x.conf\"\r\nContent-Type: text/plain\r\n\r\n"
            );
            let after = format!("\r\n--{boundary}--\r\n");
            assert!(body == [before.as_bytes(), &content, after.as_bytes()].concat());
        }
    }
}

#[tokio::test]
async fn json_holds_the_file_as_base64() {
    let log = Log::default();
    let (server, folder) = (log.server(), tempfile::tempdir().unwrap());
    let fgt = server.client();
    for len in [0, 1, 2, 300_001] {
        let content = content(len);
        for (file, known) in sources(&content, &folder) {
            fgt.send(Restore::of(file.as_base64())).await.unwrap();
            let (_, headers, body) = log.only();
            assert_eq!(headers.contains_key("content-length"), known);
            assert_eq!(headers["content-type"], "application/json");
            let base64 = STANDARD.encode(&content);
            let expected = format!(r#"{{"source":"upload","password":"hunter2","file_content":"{base64}"}}"#);
            assert!(body == expected);
        }
    }
    // Without a file it is an ordinary call.
    let without = Restore {
        file: None,
        ..Restore::of(File::from_bytes("x", ""))
    };
    fgt.send(without).await.unwrap();
    assert_eq!(log.only().2, r#"{"source":"upload","password":"hunter2"}"#);
}

#[tokio::test]
async fn a_faulty_file_is_an_error_and_no_form_is_complete() {
    let log = Log::default();
    let (server, folder) = (log.server(), tempfile::tempdir().unwrap());
    let fgt = server.client();
    let kind = |error: &fmg_bindings::Error| match error.kind() {
        ErrorKind::File(file) => file.kind(),
        other => panic!("{other:?}"),
    };

    let stream = File::from_reader("x", 3, io::Cursor::new("abc"));
    fgt.send(Restore::of(stream.clone())).await.unwrap();
    let (_, _, whole) = log.only();
    let error = fgt.send(Restore::of(stream)).await.unwrap_err();
    assert_eq!(kind(&error), FileErrorKind::Spent);

    let missing = File::from_path(folder.path().join("hunter2.conf"));
    let error = fgt.send(Restore::of(missing)).await.unwrap_err();
    assert_eq!(kind(&error), FileErrorKind::Read);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let error = fgt.send(Restore::of(File::from_path(folder.path()))).await.unwrap_err();
    assert_eq!(kind(&error), FileErrorKind::NoFile);

    for said in [1_000_000, 300_000, 100_000] {
        for base64 in [false, true] {
            let file = File::from_reader("x", said, io::Cursor::new(content(200_000)));
            let file = if base64 { file.as_base64() } else { file };
            let error = fgt.send(Restore::of(file)).await.unwrap_err();
            assert_eq!(kind(&error), FileErrorKind::Length);
            assert!(!error.is_retryable() && !error.is_transport());
        }
    }
    let broken = File::from_reader("x", None, Broken::default());
    let error = fgt.send(Restore::of(broken)).await.unwrap_err();
    assert_eq!(kind(&error), FileErrorKind::Read);
    // The server received no complete form: the end is missing.
    for (_, _, part) in log.0.lock().unwrap().iter() {
        assert!(!part.ends_with(b"--\r\n") && !part.ends_with(b"}") && whole.ends_with(b"--\r\n"));
    }
}

#[tokio::test]
async fn a_file_that_fails_during_the_response_is_the_error() {
    let server = FileServer::start(|mut request| async move {
        let _ = request.body_mut().frame().await;
        let rest = async move {
            let _ = request.into_body().collect().await;
        };
        tokio::spawn(rest);
        answer(
            200,
            &[],
            Pieces::of(["{".into(), Piece::Pause(Duration::from_secs(600))]),
        )
    });
    let (answered, wait) = tokio::sync::oneshot::channel::<()>();
    let slow = async move {
        let _ = wait.await;
        Err(io::Error::other("disk on fire"))
    };
    let pieces = Late {
        first: Some(Bytes::from_static(b"a piece")),
        then: Box::pin(slow),
    };
    let fgt = server.client();
    let call = fgt.send(Restore::of(File::from_stream("x", None, pieces)));
    let cut = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        answered.send(()).unwrap();
    };
    let (error, ()) = tokio::join!(call.into_future(), cut);
    let error = error.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::File(file) if file.kind() == FileErrorKind::Read),
        "{error:?}"
    );
}

#[tokio::test]
async fn progress_grows_to_the_total() {
    let log = Log::default();
    let (server, folder) = (log.server(), tempfile::tempdir().unwrap());
    let content = content(1_000_000);
    for base64 in [false, true] {
        for (file, known) in sources(&content, &folder) {
            let seen = Arc::new(Mutex::new(Vec::<Progress>::new()));
            let watch = Arc::clone(&seen);
            let file = file.on_progress(move |at| watch.lock().unwrap().push(at));
            let file = if base64 { file.as_base64() } else { file };
            server.client().send(Restore::of(file)).await.unwrap();
            let seen = seen.lock().unwrap();
            assert!(seen.len() > 3 && seen.is_sorted_by(|a, b| a.done < b.done));
            assert_eq!(seen.last().unwrap().done, 1_000_000);
            assert!(seen.iter().all(|at| at.total == known.then_some(1_000_000)));
        }
    }
}

/// Counts how far the source is ahead of the server: bytes that the source has returned and the server has not received
/// are in memory.
#[tokio::test]
async fn a_large_file_does_not_fill_the_memory() {
    const LEN: usize = 200 * MIB;

    struct Source {
        left: usize,
        given: Arc<AtomicUsize>,
    }

    impl AsyncRead for Source {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            let len = buf.remaining().min(self.left);
            buf.initialize_unfilled_to(len).fill(b'x');
            buf.advance(len);
            self.left -= len;
            self.given.fetch_add(len, Ordering::Relaxed);
            Poll::Ready(Ok(()))
        }
    }

    for base64 in [false, true] {
        let (given, ahead, got) = <(Arc<AtomicUsize>, Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let server = {
            let (given, ahead, got) = (Arc::clone(&given), Arc::clone(&ahead), Arc::clone(&got));
            FileServer::start(move |request| {
                let (given, ahead, got) = (Arc::clone(&given), Arc::clone(&ahead), Arc::clone(&got));
                async move {
                    let mut body = request.into_body();
                    while let Some(Ok(frame)) = body.frame().await {
                        let len = frame.data_ref().map_or(0, Bytes::len);
                        let got = got.fetch_add(len, Ordering::Relaxed) + len;
                        let of_file = if base64 { got / 4 * 3 } else { got };
                        ahead.fetch_max(given.load(Ordering::Relaxed).saturating_sub(of_file), Ordering::Relaxed);
                    }
                    success()
                }
            })
        };
        let source = Source {
            left: LEN,
            given: Arc::clone(&given),
        };
        let file = File::from_reader("image.out", LEN as u64, source);
        let file = if base64 { file.as_base64() } else { file };
        server.client().send(Restore::of(file)).await.unwrap();
        assert_eq!(given.load(Ordering::Relaxed), LEN);
        assert!(got.load(Ordering::Relaxed) > LEN);
        // This includes the socket buffers of both ends.
        let ahead = ahead.load(Ordering::Relaxed);
        assert!(ahead < 32 * MIB, "{ahead}");
    }
}

#[tokio::test]
async fn a_refusal_is_returned_whether_the_file_was_read_or_not() {
    const REFUSAL: &str = r#"{"http_method":"POST","status":"error","http_status":424,"error":-651,"cli_error":"no"}"#;
    let server = FileServer::start(|request| async move {
        let _ = request.into_body().collect().await;
        answer(
            424,
            &[("content-type", "application/json")],
            Pieces::of([REFUSAL.into()]),
        )
    });
    let error = server
        .client()
        .send(Restore::of(File::from_bytes("x", content(MIB))))
        .await
        .unwrap_err();
    assert_eq!((error.http_status(), error.message()), (Some(424), Some("no")));
    assert!(!format!("{error} {error:?}").contains("hunter2"));

    // Small enough to be sent before the response arrives.
    let hasty = FileServer::start(|_| std::future::ready(answer(413, &[], Pieces::of([]))));
    let error = hasty
        .client()
        .send(Restore::of(File::from_bytes("x", "small")))
        .await
        .unwrap_err();
    assert_eq!(error.http_status(), Some(413));
}

/// Reads a piece of the request, and answers with a success.
fn hasty(json: &'static str) -> FileServer {
    FileServer::start(move |mut request| async move {
        let _ = request.body_mut().frame().await;
        tokio::spawn(async move {
            let _ = request.into_body().collect().await;
        });
        answer(200, &[("content-type", "application/json")], Pieces::of([json.into()]))
    })
}

/// A file whose rest never comes, as if the connection accepted no more.
fn endless(len: Option<u64>) -> File {
    let pieces = Late {
        first: Some(Bytes::from_static(b"a piece")),
        then: Box::pin(std::future::pending()),
    };
    File::from_stream("x", len, pieces)
}

#[tokio::test]
async fn a_success_before_the_end_of_the_file_is_an_error() {
    const DONE: &str = r#"{"http_method":"POST","results":{},"status":"success"}"#;
    const DONE_FMG: &str = r#"{"result":[{"status":{"code":0,"message":"OK"},"url":"/sys/restore"}]}"#;
    let (fortios, fortimanager) = (hasty(DONE), hasty(DONE_FMG));
    let fgt = fortios.client();
    let rest = fmg_bindings::fmg::Client::builder(fortimanager.url())
        .root_certificate(fortimanager.authority.pem())
        .no_proxy();
    let rest = rest.credentials("u", "p").build().unwrap();
    for len in [None, Some(1_000_000)] {
        for error in [
            fgt.send(Restore::of(endless(len))).await.unwrap_err(),
            fgt.send(Restore::of(endless(len).as_base64())).await.unwrap_err(),
            rest.rest().restore(endless(len)).await.unwrap_err(),
        ] {
            let ErrorKind::File(file) = error.kind() else {
                panic!("{error:?}");
            };
            assert_eq!(file.kind(), FileErrorKind::Unsent);
            assert!(!error.is_retryable());
        }
    }
    // A file that was sent completely is a success, even if the server may not have read it.
    fgt.send(Restore::of(File::from_bytes("x", "small"))).await.unwrap();
    fgt.send(Restore::of(File::from_bytes("x", "small").as_base64()))
        .await
        .unwrap();
    rest.rest().restore(File::from_bytes("x", "small")).await.unwrap();
    rest.rest().restore(File::from_bytes("x", "")).await.unwrap();
    rest.rest()
        .restore(File::from_reader("x", None, io::Cursor::new("small")))
        .await
        .unwrap();
}

#[cfg(feature = "blocking")]
#[test]
fn a_success_before_the_end_of_the_file_is_an_error_for_a_blocking_client() {
    let server = hasty(r#"{"http_method":"POST","results":{},"status":"success"}"#);
    let fgt = fmg_bindings::fortios::blocking::Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy();
    let fgt = fgt.token("token").build().unwrap();
    let error = fgt.send(Restore::of(endless(None))).send().unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::File(file) if file.kind() == FileErrorKind::Unsent),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_neither_reads_nor_answers_times_out() {
    let long = Duration::from_secs(600);
    let deaf = FileServer::start(move |request| async move {
        tokio::time::sleep(long).await;
        drop(request);
        success()
    });
    let dumb = FileServer::start(move |request| async move {
        let _ = request.into_body().collect().await;
        tokio::time::sleep(long).await;
        success()
    });
    for server in [&deaf, &dumb] {
        let builder = Client::builder(server.url()).root_certificate(server.authority.pem());
        let fgt = builder
            .no_proxy()
            .token("token")
            .timeout(Duration::from_millis(500))
            .build()
            .unwrap();
        let file = File::from_bytes("x", content(16 * MIB));
        assert!(fgt.send(Restore::of(file.clone())).await.unwrap_err().is_timeout());
        let limited = server.client();
        let limited = limited.send(Restore::of(file)).timeout(Duration::from_millis(500));
        assert!(limited.await.unwrap_err().is_timeout());
    }
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_sends_files() {
    let log = Log::default();
    let server = log.server();
    let builder = fmg_bindings::fortios::blocking::Client::builder(server.url());
    let builder = builder.root_certificate(server.authority.pem()).no_proxy();
    let fgt = builder.token("token").build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (file, _) in sources(&content(1000), &folder) {
        fgt.send(Restore::of(file)).send().unwrap();
        assert!(log.only().2.windows(1000).any(|part| part == content(1000)));
    }
}
