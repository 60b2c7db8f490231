//! Services of `tower` as transports, and transports as services.
//!
//! With [`layer`] a layer of `tower` or `tower-http` wraps the transport of a client:
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use fmg_bindings::fmg;
//! use fmg_bindings::transport::tower::layer;
//! use tower::ServiceBuilder;
//!
//! # fn build(password: String) -> Result<fmg::Client, fmg_bindings::Error> {
//! let limited = ServiceBuilder::new()
//!     .concurrency_limit(4)
//!     .rate_limit(10, Duration::from_secs(1));
//! let fmg = fmg::Client::builder("https://fmg.example")
//!     .credentials("automation", password)
//!     .layer(layer(limited))
//!     .build()?;
//! # Ok(fmg)
//! # }
//! ```
//!
//! [`ServiceTransport`] makes a transport of any service of HTTP, such as a `Router` of axum that plays an appliance in a
//! test. [`TransportService`] makes a service of any transport.
//!
//! # Time
//!
//! A request of a [`ServiceTransport`] has its [`Limits`] in its extensions, where layers can read and change them;
//! [`TransportService`] takes them out and hands them to its transport. A service that ends elsewhere is to hold them itself, as
//! a [`Transport`] is, or to be wrapped in a [`Limited`](super::Limited). The wait in a layer such as `rate_limit` comes before the
//! request is sent, and does not count, unless there is a `Limited` around it: `.layer(layer(…)).layer(Limited::new)`.
//!
//! # Errors
//!
//! A [`TransportError`] comes through all layers, also one that is the source of an error of a layer. Whatever else a service
//! fails with is [`TransportErrorKind::Other`] with that error as its source: nobody knows whether the request was sent. A
//! layer whose errors mean more can be followed by `map_err`:
//!
//! ```
//! use std::time::Duration;
//!
//! use fmg_bindings::error::{TransportError, TransportErrorKind};
//! use tower::{BoxError, ServiceBuilder};
//!
//! let timely = ServiceBuilder::new()
//!     .map_err(|error: BoxError| {
//!         if error.is::<tower::timeout::error::Elapsed>() {
//!             TransportError::new(TransportErrorKind::Timeout, error).into()
//!         } else {
//!             error
//!         }
//!     })
//!     .timeout(Duration::from_secs(20));
//! # let _ = fmg_bindings::transport::tower::layer(timely);
//! ```

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use http_body_util::BodyExt;
use tokio::sync::Mutex;
pub use tower_layer::Layer;
pub use tower_service::Service;

use super::{Body, Limits, Sending, Transport};
use crate::error::{TransportError, TransportErrorKind};

type BoxError = Box<dyn Error + Send + Sync>;

/// A layer of `tower` as one that the builders of clients take.
///
/// It works with layers whose services cannot be cloned, such as `rate_limit`: the client has one service.
pub fn layer<L>(layer: L) -> impl FnOnce(Arc<dyn Transport>) -> ServiceTransport<L::Service> + Send + Sync + 'static
where
    L: Layer<TransportService> + Send + Sync + 'static,
{
    move |inner| ServiceTransport::new(layer.layer(TransportService::new(inner)))
}

/// A service of HTTP as a [`Transport`].
///
/// One request at a time waits until the service is ready, in the order in which they came; what it then does with them goes
/// on at the same time. The service need not be `Clone`.
///
/// See [the module](self) for time limits and errors.
///
/// ```
/// use std::convert::Infallible;
///
/// use fmg_bindings::fmg;
/// use fmg_bindings::transport::Body;
/// use fmg_bindings::transport::http::{Request, Response};
/// use fmg_bindings::transport::tower::ServiceTransport;
///
/// # fn build() -> Result<fmg::Client, fmg_bindings::Error> {
/// let refuses = tower::service_fn(async |_: Request<Body>| {
///     Ok::<_, Infallible>(Response::new(Body::from("not today")))
/// });
/// let fmg = fmg::Client::builder("https://fmg.example")
///     .api_key("key")
///     .transport(ServiceTransport::new(refuses))
///     .build()?;
/// # Ok(fmg)
/// # }
/// # build().unwrap();
/// ```
pub struct ServiceTransport<S> {
    service: Mutex<S>,
}

impl<S> ServiceTransport<S> {
    /// Sends requests through `service`.
    pub fn new(service: S) -> Self {
        Self {
            service: Mutex::new(service),
        }
    }
}

/// Shows nothing of the service, which may hold what is secret.
impl<S> fmt::Debug for ServiceTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceTransport").finish_non_exhaustive()
    }
}

impl<S, B> Transport for ServiceTransport<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(&self, mut request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            request.extensions_mut().insert(limits);
            let other = |error| failed(error, TransportErrorKind::Other);
            let answer = {
                let mut service = self.service.lock().await;
                poll_fn(|cx| service.poll_ready(cx)).await.map_err(other)?;
                service.call(request)
            };
            let answer = answer.await.map_err(other)?;
            Ok(answer.map(|body| adapted(body, TransportErrorKind::Interrupted)))
        })
    }
}

/// A [`Transport`] as a service, the innermost of those that wrap it.
///
/// It is always ready, and takes requests with a body of any kind.
#[derive(Clone, Debug)]
pub struct TransportService {
    transport: Arc<dyn Transport>,
}

impl TransportService {
    /// Sends requests through `transport`.
    pub fn new(transport: impl Transport) -> Self {
        Self {
            transport: Arc::new(transport),
        }
    }
}

impl<B> Service<Request<B>> for TransportService
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = Sending<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<B>) -> Sending<'static> {
        let transport = Arc::clone(&self.transport);
        let limits = request.extensions_mut().remove::<Limits>().unwrap_or_default();
        let request = request.map(|body| adapted(body, TransportErrorKind::Body));
        Box::pin(async move { transport.send(request, limits).await })
    }
}

/// A body whose errors are those of a transport: of this kind, unless they are already.
fn adapted<B>(body: B, kind: TransportErrorKind) -> Body
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    match Body::own(body) {
        Ok(body) => body,
        Err(body) => Body::new(body.map_err(move |error| failed(error, kind))),
    }
}

/// The error of a transport that this is or wraps; one of this kind, if it is none.
fn failed(error: impl Into<BoxError>, kind: TransportErrorKind) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(own) => *own,
        Err(error) => TransportError::new(TransportError::kind_within(&*error).unwrap_or(kind), error),
    }
}
