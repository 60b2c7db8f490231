//! Tests of `tower` layers around a client, and of services as its transport.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use fmg_bindings::error::{ErrorKind, TransportError, TransportErrorKind};
use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::http_body::{Body as HttpBody, Frame};
use fmg_bindings::transport::tower::{Layer, Service, ServiceTransport, TransportService, layer};
use fmg_bindings::transport::{Body, Limited, Limits, Sending, Transport};
use fmg_bindings::{Error, fmg};
use fmg_sim::fault::Fault;
use tower::timeout::error::Elapsed;
use tower::{BoxError, ServiceBuilder, ServiceExt, service_fn};
use tower_http::trace::TraceLayer;

use crate::loopback::fortimanager::{FortiManager, HOSTNAME, PASSWORD, USER};

#[track_caller]
fn transport_error(error: &Error) -> &TransportError {
    match error.kind() {
        ErrorKind::Transport(error) => error,
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_rate_limit_of_tower_applies_to_all_clones_of_a_client() {
    const PERIOD: Duration = Duration::from_millis(400);
    let appliance = FortiManager::start();
    let limited = ServiceBuilder::new().rate_limit(3, PERIOD);
    let fmg = appliance
        .builder()
        .credentials(USER, PASSWORD)
        .layer(layer(limited))
        .build()
        .unwrap();
    let begun = Instant::now();
    // Nine requests with the login, so that the last three have to wait for two periods.
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.sys().status().await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().hostname.as_deref(), Some(HOSTNAME));
    }
    assert!(begun.elapsed() >= PERIOD * 2, "{:?}", begun.elapsed());
    assert_eq!(appliance.received().len(), 9);
    fmg.close().await.unwrap();
}

/// The wait for a layer does not count towards the timeout of a call, unless that is enabled.
#[tokio::test]
async fn a_wait_in_a_layer_can_count() {
    const PERIOD: Duration = Duration::from_secs(3);
    let appliance = FortiManager::start();
    let client = || {
        let limited = ServiceBuilder::new().rate_limit(1, PERIOD);
        let client = appliance.builder().api_key(crate::loopback::fortimanager::KEY);
        client.timeout(PERIOD / 3).layer(layer(limited))
    };
    let waits = client().build().unwrap();
    waits.sys().status().await.unwrap();
    waits.sys().status().await.unwrap();
    let counts = client().layer(Limited::new).build().unwrap();
    counts.sys().status().await.unwrap();
    let begun = Instant::now();
    let error = counts.sys().status().await.unwrap_err();
    assert_eq!(transport_error(&error).kind(), TransportErrorKind::Timeout, "{error:?}");
    assert!(begun.elapsed() < PERIOD, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_dropped_call_does_not_block_others() {
    let appliance = FortiManager::start();
    let limited = ServiceBuilder::new().rate_limit(1, Duration::from_millis(300));
    let fmg = appliance.builder().api_key(crate::loopback::fortimanager::KEY);
    let fmg = fmg.layer(layer(limited)).build().unwrap();
    fmg.sys().status().await.unwrap();
    // The first waits for the service, the second for the first.
    let first = tokio::time::timeout(Duration::from_millis(50), async { fmg.sys().status().await });
    let (first, second) = tokio::join!(first, async { fmg.sys().status().await });
    first.unwrap_err();
    second.unwrap();
    assert_eq!(appliance.received().len(), 2);
}

#[tokio::test]
async fn layers_of_tower_http_take_bodies_and_change_them() {
    let appliance = FortiManager::start();
    let statuses = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&statuses);
    let traced = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .map_response(move |answer: Response<_>| {
            seen.lock().unwrap().push(answer.status().as_u16());
            answer
        });
    let fmg = appliance
        .builder()
        .credentials(USER, PASSWORD)
        .layer(layer(traced))
        .build()
        .unwrap();
    assert_eq!(fmg.sys().status().await.unwrap().hostname.as_deref(), Some(HOSTNAME));
    fmg.close().await.unwrap();
    assert_eq!(*statuses.lock().unwrap(), [200, 200, 200]);
}

#[tokio::test]
async fn the_error_of_a_layer_is_the_source() {
    let appliance = FortiManager::start().with("/sys/status", Fault::Delay(Duration::from_secs(20)));
    let client = |mapped: bool| {
        let timely = ServiceBuilder::new()
            .map_err(move |error: BoxError| {
                if mapped && error.is::<Elapsed>() {
                    TransportError::new(TransportErrorKind::Timeout, error).into()
                } else {
                    error
                }
            })
            .timeout(Duration::from_millis(100));
        let client = appliance.builder().api_key(crate::loopback::fortimanager::KEY);
        client.layer(layer(timely)).build().unwrap()
    };
    let error = client(false).sys().status().await.unwrap_err();
    let other = transport_error(&error);
    assert_eq!(other.kind(), TransportErrorKind::Other, "{error:?}");
    let source = std::error::Error::source(other).unwrap();
    assert!(source.is::<Elapsed>(), "{source:?}");
    let error = client(true).sys().status().await.unwrap_err();
    assert_eq!(transport_error(&error).kind(), TransportErrorKind::Timeout, "{error:?}");

    // The error of the transport is kept: here that nothing was sent.
    let nowhere = fmg::Client::builder("https://127.0.0.1:1").no_proxy().api_key("key");
    let timely = ServiceBuilder::new().timeout(Duration::from_secs(20));
    let nowhere = nowhere.layer(layer(timely)).build().unwrap();
    let error = nowhere.sys().status().await.unwrap_err();
    assert_eq!(transport_error(&error).kind(), TransportErrorKind::Connect, "{error:?}");
}

/// An error that wraps another, as some layers make them.
#[derive(Debug)]
struct Wrapped(TransportError);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("wrapped")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[tokio::test]
async fn the_kind_of_an_error_that_a_layer_wraps_is_kept() {
    let refuses = service_fn(async |_: Request<Body>| {
        let error = Wrapped(TransportErrorKind::ConnectTimeout.into());
        Err::<Response<Body>, _>(error)
    });
    let fmg = fmg::Client::builder("https://fmg.example").api_key("key");
    let fmg = fmg.transport(ServiceTransport::new(refuses)).build().unwrap();
    let error = fmg.sys().status().await.unwrap_err();
    assert_eq!(transport_error(&error).kind(), TransportErrorKind::ConnectTimeout);
}

/// Is ready every second time it is polled, and checks that it is called only when ready.
#[derive(Debug, Default)]
struct SometimesReady {
    asked: usize,
    ready: bool,
}

impl Service<Request<Body>> for SometimesReady {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.asked += 1;
        self.ready = self.asked.is_multiple_of(2);
        if self.ready {
            return Poll::Ready(Ok(()));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        assert!(std::mem::take(&mut self.ready), "called before it was ready");
        let limits = request.extensions().get::<Limits>().unwrap();
        let answer = Response::builder().header("limits", format!("{:?}", limits.total));
        std::future::ready(Ok(answer.body(request.into_body()).unwrap()))
    }
}

#[tokio::test]
async fn a_service_is_called_when_it_is_ready_and_knows_the_limits() {
    let transport = Arc::new(ServiceTransport::new(SometimesReady::default()));
    assert_eq!(format!("{transport:?}"), "ServiceTransport { .. }");
    let tasks: Vec<_> = (0..20_u64)
        .map(|number| {
            let transport = Arc::clone(&transport);
            tokio::spawn(async move {
                let mut limits = Limits::default();
                limits.total = Some(Duration::from_secs(number));
                let request = Request::new(Body::from(number.to_string()));
                let answer = transport.send(request, limits).await.unwrap();
                assert_eq!(answer.headers()["limits"], format!("{:?}", limits.total));
                // A body in one piece stays one.
                assert_eq!(answer.into_body().into_bytes().unwrap(), number.to_string());
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// A transport that records the limits and returns the request body.
#[derive(Debug, Default)]
struct Echo(Mutex<Vec<Limits>>);

impl Transport for Echo {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        self.0.lock().unwrap().push(limits);
        Box::pin(async move { Ok(Response::new(request.into_body())) })
    }
}

/// A body of two pieces and then an error.
struct Failing(usize);

impl HttpBody for Failing {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.0 += 1;
        Poll::Ready(Some(match self.0 {
            1 | 2 => Ok(Frame::data(Bytes::from_static(b"piece"))),
            _ => Err(std::io::Error::other("broken off")),
        }))
    }
}

#[tokio::test]
async fn a_transport_is_a_service_of_any_body() {
    let echo = Arc::new(Echo::default());
    let service = TransportService::new(Arc::clone(&echo));
    let mut limits = Limits::default();
    limits.stall = Some(Duration::from_secs(7));
    let mut request = Request::new(String::from("a"));
    request.extensions_mut().insert(limits);
    let body = http_body_util::Full::<Bytes>::from("whole");
    let answer = service.clone().oneshot(request.map(|_| body)).await.unwrap();
    assert_eq!(answer.into_body().collect().await.unwrap(), "whole");
    assert_eq!(*echo.0.lock().unwrap(), [limits]);

    // An error while sending is an error of the request body.
    let answer = service.oneshot(Request::new(Failing(0))).await.unwrap();
    let mut body = answer.into_body();
    assert_eq!(body.piece().await.unwrap().unwrap(), "piece");
    assert_eq!(body.piece().await.unwrap().unwrap(), "piece");
    assert_eq!(body.piece().await.unwrap_err().kind(), TransportErrorKind::Body);
    assert_eq!(echo.0.lock().unwrap()[1], Limits::default());
}

#[tokio::test]
async fn a_response_that_a_service_breaks_off_is_interrupted() {
    let breaks = service_fn(async |_: Request<Body>| Ok::<_, Infallible>(Response::new(Failing(0))));
    let fmg = fmg::Client::builder("https://fmg.example").api_key("key");
    let fmg = fmg.transport(ServiceTransport::new(breaks)).build().unwrap();
    let error = fmg.sys().status().await.unwrap_err();
    assert_eq!(
        transport_error(&error).kind(),
        TransportErrorKind::Interrupted,
        "{error:?}"
    );
}

/// Counts requests: a layer that needs no crate but `tower-layer` and `tower-service`, which the module re-exports.
#[derive(Clone, Debug, Default)]
struct Counting(Arc<AtomicUsize>);

#[derive(Debug)]
struct Counted<S>(S, Arc<AtomicUsize>);

impl<S> Layer<S> for Counting {
    type Service = Counted<S>;

    fn layer(&self, inner: S) -> Counted<S> {
        Counted(inner, Arc::clone(&self.0))
    }
}

impl<S: Service<Request<Body>>> Service<Request<Body>> for Counted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> S::Future {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.call(request)
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_takes_layers_of_tower() {
    let appliance = FortiManager::start();
    let counting = Counting::default();
    let fmg = fmg::blocking::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(appliance.certificate_pem())
        .credentials(USER, PASSWORD)
        .layer(layer(
            ServiceBuilder::new().concurrency_limit(1).layer(counting.clone()),
        ))
        .build()
        .unwrap();
    fmg.sys().status().send().unwrap();
    fmg.close().unwrap();
    assert_eq!(counting.0.load(Ordering::SeqCst), 3);
}
