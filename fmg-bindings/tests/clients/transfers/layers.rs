//! Tests of custom layers around the transport of a client.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use fmg_bindings::error::{ErrorKind, TransportError, TransportErrorKind};
use fmg_bindings::fortios::{Client, File};
use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::http_body::{Body as HttpBody, Frame, SizeHint};
use fmg_bindings::transport::{Body, Https, Limits, Sending, Transport};
use fmg_bindings::{Endpoint, Error, fmg};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::transfers::file_server::{FileServer, Piece, Pieces, answer, success};

#[derive(Debug, Endpoint)]
#[endpoint(POST, "/api/v2/monitor/license/database/upgrade", response = Value)]
struct Upgrade {
    #[endpoint(file("file_content"))]
    file: File,
}

#[derive(Debug, Endpoint)]
#[endpoint(GET, "/api/v2/monitor/system/config/backup", download)]
struct Backup {}

#[track_caller]
fn transport_kind(error: &Error) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

/// The events of all layers, in order.
type Log = Arc<Mutex<Vec<String>>>;

/// Records requests and responses.
#[derive(Debug)]
struct Noting {
    inner: Arc<dyn Transport>,
    name: &'static str,
    log: Log,
}

impl Noting {
    fn layer(name: &'static str, log: &Log) -> impl FnOnce(Arc<dyn Transport>) -> Self + Send + Sync + 'static + use<> {
        let log = Arc::clone(log);
        move |inner| Self { inner, name, log }
    }
}

impl Transport for Noting {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let line = format!("{} asks {:?} {:?}", self.name, limits.total, limits.stall);
            self.log.lock().unwrap().push(line);
            let answer = self.inner.send(request, limits).await?;
            let line = format!("{} is answered {}", self.name, answer.status());
            self.log.lock().unwrap().push(line);
            Ok(answer)
        })
    }
}

/// Answers everything with a refusal from memory.
#[derive(Clone, Copy, Debug)]
struct Refusing;

impl Transport for Refusing {
    fn send(&self, _: Request<Body>, _: Limits) -> Sending<'_> {
        let answer = Response::builder().status(503).body(Body::default()).unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

#[tokio::test]
async fn the_layer_that_is_added_last_is_the_outermost() {
    let log = Log::default();
    let limit = Duration::from_secs(7);
    let layer = |name| Noting::layer(name, &log);
    let fgt = Client::builder("https://fgt.example").token("token").timeout(limit);
    let fmg = fmg::Client::builder("https://fmg.example")
        .api_key("key")
        .timeout(limit);
    let gui = fmg::gui::Client::builder("https://fmg.example")
        .credentials("u", "p")
        .timeout(limit);
    // The order of layers and transport in the builder does not matter.
    let fgt = fgt
        .transport(Refusing)
        .layer(layer("inner"))
        .layer(layer("outer"))
        .build()
        .unwrap();
    let fmg = fmg
        .layer(layer("inner"))
        .transport(Refusing)
        .layer(layer("outer"))
        .build()
        .unwrap();
    let gui = gui
        .layer(layer("inner"))
        .layer(layer("outer"))
        .transport(Refusing)
        .build()
        .unwrap();
    let expected = [
        "outer asks Some(7s) None",
        "inner asks Some(7s) None",
        "inner is answered 503 Service Unavailable",
        "outer is answered 503 Service Unavailable",
    ];
    let asked = || std::mem::take(&mut *log.lock().unwrap());
    assert_eq!(
        fgt.monitor().firewall().policy().await.unwrap_err().http_status(),
        Some(503)
    );
    assert_eq!(asked(), expected);
    assert_eq!(fmg.sys().status().await.unwrap_err().http_status(), Some(503));
    assert_eq!(asked(), expected);
    gui.login().await.unwrap_err();
    assert_eq!(asked(), expected);
    // A download has no total timeout, but a stall timeout.
    fgt.download(Backup {}).bytes().await.unwrap_err();
    assert_eq!(asked()[..2], ["outer asks None Some(7s)", "inner asks None Some(7s)"]);
}

/// Counts the pieces in each direction.
#[derive(Debug)]
struct Counting {
    inner: Arc<dyn Transport>,
    sent: Arc<AtomicUsize>,
    received: Arc<AtomicUsize>,
}

fn counted(body: Body, count: &Arc<AtomicUsize>) -> Body {
    let (count, hint) = (Arc::clone(count), body.size_hint());
    let counted = body.map_frame(move |frame| {
        count.fetch_add(1, Ordering::SeqCst);
        frame
    });
    Body::new(Sized(counted, hint))
}

/// A body with a declared length.
struct Sized<B>(B, SizeHint);

impl<B: HttpBody<Data = Bytes, Error = TransportError> + Unpin> HttpBody for Sized<B> {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn size_hint(&self) -> SizeHint {
        self.1
    }
}

impl Transport for Counting {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let request = request.map(|body| counted(body, &self.sent));
            let answer = self.inner.send(request, limits).await?;
            Ok(answer.map(|body| counted(body, &self.received)))
        })
    }
}

const PIECE: usize = 256 * 1024;

/// Files pass a layer piece by piece: neither requests nor responses are buffered.
#[tokio::test]
async fn files_go_through_a_layer_piece_by_piece() {
    // Sends a piece of its response, and the next only once the layer has seen the one before.
    let received = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&received);
    let server = FileServer::start(move |request| {
        let seen = Arc::clone(&seen);
        async move {
            if request.method() == "POST" {
                let len = request.into_body().collect().await.unwrap().to_bytes().len();
                assert!(len > 40 * PIECE, "{len}");
                return success();
            }
            let mut pieces = 0;
            let next = std::iter::from_fn(move || {
                if seen.load(Ordering::SeqCst) < pieces {
                    return Some(Piece::Pause(Duration::from_millis(1)));
                }
                pieces += 1;
                (pieces <= 40).then(|| Piece::Data(vec![b'x'; 1024].into()))
            });
            answer(200, &[("content-type", "application/octet-stream")], Pieces::of(next))
        }
    });
    let sent = Arc::new(AtomicUsize::new(0));
    let (out, back) = (Arc::clone(&sent), Arc::clone(&received));
    let fgt = Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy()
        .token("token")
        .layer(move |inner| Counting {
            inner,
            sent: out,
            received: back,
        })
        .build()
        .unwrap();

    let mut sink = tokio::io::sink();
    let saved = fgt.download(Backup {}).write_to(&mut sink).await.unwrap();
    assert_eq!(saved.len, 40 * 1024);
    assert_eq!(received.load(Ordering::SeqCst), 40);

    // The next piece is requested only once the one before has passed the layer.
    sent.store(0, Ordering::SeqCst);
    let (seen, mut given) = (Arc::clone(&sent), 0);
    let pieces = std::iter::from_fn(move || {
        // The form parts before the file have passed, too.
        assert!(seen.load(Ordering::SeqCst) >= given, "{given} were requested at once");
        given += 1;
        (given <= 40).then(|| Ok(Bytes::from(vec![b'x'; PIECE])))
    });
    let file = File::from_stream("x.db", (40 * PIECE) as u64, futures_util::stream::iter(pieces));
    fgt.send(Upgrade { file }).await.unwrap();
    assert!(sent.load(Ordering::SeqCst) >= 41, "{sent:?}");
}

/// Breaks off every response after this many pieces.
#[derive(Debug)]
struct Breaking(Arc<dyn Transport>, usize);

struct Broken {
    body: Body,
    left: usize,
}

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Poll::Ready(Some(Err(TransportErrorKind::Interrupted.into())));
        };
        let frame = std::task::ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.left = left;
        Poll::Ready(frame)
    }
}

impl Transport for Breaking {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let answer = self.0.send(request, limits).await?;
            let left = self.1;
            Ok(answer.map(|body| Body::new(Broken { body, left })))
        })
    }
}

#[tokio::test]
async fn a_response_that_a_layer_breaks_off_is_interrupted() {
    let server = FileServer::start(|_| async {
        let pieces = [r#"{"status":"success","#, r#""results":[]}"#];
        let pieces = pieces.map(|piece| [Piece::from(piece), Piece::Pause(Duration::from_millis(30))]);
        answer(200, &[], Pieces::of(pieces.into_iter().flatten()))
    });
    for left in 0..2 {
        let client = || {
            Client::builder(server.url())
                .root_certificate(server.authority.pem())
                .no_proxy()
                .token("token")
        };
        let fgt = client().layer(move |inner| Breaking(inner, left)).build().unwrap();
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert_eq!(transport_kind(&error), TransportErrorKind::Interrupted, "{error:?}");
        let error = fgt.download(Backup {}).bytes().await.unwrap_err();
        assert_eq!(transport_kind(&error), TransportErrorKind::Interrupted, "{error:?}");
        client().build().unwrap().monitor().firewall().policy().await.unwrap();
    }
}

/// The total timeout applies while a response is read, which happens above the layers.
#[tokio::test]
async fn the_timeout_of_a_call_includes_its_body() {
    let server = FileServer::start(|_| async {
        let pieces = std::iter::repeat_with(|| [Piece::from(" "), Piece::Pause(Duration::from_millis(20))]);
        answer(
            200,
            &[("content-type", "application/json")],
            Pieces::of(pieces.flatten()),
        )
    });
    let limit = Duration::from_millis(300);
    let log = Log::default();
    let fgt = Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy()
        .token("token")
        .timeout(limit)
        .layer(Noting::layer("layer", &log))
        .build()
        .unwrap();
    let begun = std::time::Instant::now();
    let error = fgt.monitor().firewall().policy().await.unwrap_err();
    assert_eq!(transport_kind(&error), TransportErrorKind::Timeout, "{error:?}");
    assert!(begun.elapsed() >= limit, "{:?}", begun.elapsed());
    assert_eq!(
        *log.lock().unwrap(),
        ["layer asks Some(300ms) None", "layer is answered 200 OK"]
    );
}

/// Users can wrap the built-in transport, and clients can share its connections.
#[tokio::test]
async fn the_built_in_transport_can_be_built_separately() {
    let connections = Arc::new(AtomicUsize::new(0));
    let server = FileServer::start(|request| async move {
        assert_eq!(request.headers()["authorization"], "Bearer token");
        success()
    });
    let https = Https::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy()
        .build()
        .unwrap();
    let counting = || Counting {
        inner: Arc::new(https.clone()),
        sent: Arc::clone(&connections),
        received: Arc::default(),
    };
    for _ in 0..2 {
        let fgt = Client::builder(server.url())
            .token("token")
            .transport(counting())
            .build()
            .unwrap();
        fgt.send(Upgrade {
            file: File::from_bytes("x", "db"),
        })
        .await
        .unwrap();
    }
    assert!(connections.load(Ordering::SeqCst) >= 2);
    let request = Request::get(format!("{}/a?b=c", server.url()));
    let request = request
        .header("authorization", "Bearer token")
        .body(Body::default())
        .unwrap();
    let answer = https.send(request, Limits::default()).await.unwrap();
    assert_eq!(answer.status(), 200);

    for (builder, problem) in [
        (Https::builder("fmg.example"), "base url"),
        (Https::builder(server.url()).root_certificate("none"), "certificate"),
        (Https::builder(server.url()).pin_certificate("none"), "fingerprint"),
        (
            Https::builder(server.url()).proxy("socks5://operator:hunter2@proxy.example"),
            "proxy",
        ),
    ] {
        assert!(!format!("{builder:?}").contains("hunter2"));
        let error = builder.build().unwrap_err().to_string();
        assert!(error.contains(problem) && !error.contains("hunter2"), "{error}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_has_layers_too() {
    let server = FileServer::start(|_| async { success() });
    let log = Log::default();
    let fgt = fmg_bindings::fortios::blocking::Client::builder(server.url())
        .root_certificate(server.authority.pem())
        .no_proxy()
        .token("token")
        .layer(Noting::layer("inner", &log))
        .layer(Noting::layer("outer", &log))
        .build()
        .unwrap();
    let file = File::from_bytes("x", "db");
    fgt.send(Upgrade { file }).send().unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "outer asks None Some(300s)",
            "inner asks None Some(300s)",
            "inner is answered 200 OK",
            "outer is answered 200 OK"
        ]
    );
}
