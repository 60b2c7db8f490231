//! Services of `tower` as transports, and transports as services.
//!
//! With [`layer`], a layer of `tower` or `tower-http` wraps the transport of a client:
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
//! [`ServiceTransport`] makes a transport of any HTTP service, such as a `Router` of axum that replaces an appliance in
//! a test. [`TransportService`] makes a service of any transport.
//!
//! # Timeouts
//!
//! A request of a [`ServiceTransport`] has its [`Limits`] in its extensions, where layers can read and change them.
//! [`TransportService`] removes them and passes them to its transport. Any other innermost service must enforce them
//! itself, as a [`Transport`] must, or be wrapped in a [`Limited`](super::Limited). The wait in a layer such as
//! `rate_limit` comes before the request is sent, and does not count, unless a `Limited` is around it:
//! `.layer(layer(…)).layer(Limited::new)`.
//!
//! # Errors
//!
//! A [`TransportError`] passes through all layers, also if it is the source of an error of a layer. Any other error of
//! a service becomes [`TransportErrorKind::Other`] with that error as its source, because it is unknown whether the
//! request was sent. Use `map_err` after a layer whose errors are more specific:
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

/// Converts a layer of `tower` for the builders of clients.
///
/// It works with layers whose services cannot be cloned, such as `rate_limit`, because the client has only one service.
pub fn layer<L>(layer: L) -> impl FnOnce(Arc<dyn Transport>) -> ServiceTransport<L::Service> + Send + Sync + 'static
where
    L: Layer<TransportService> + Send + Sync + 'static,
{
    move |inner| ServiceTransport::new(layer.layer(TransportService::new(inner)))
}

/// An HTTP service as a [`Transport`].
///
/// Requests wait for the service to be ready one after the other, in order. The service then processes them
/// concurrently. It need not be `Clone`.
///
/// See [the module](self) for timeouts and errors.
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

/// Does not show the service, which may contain secrets.
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

/// A [`Transport`] as the innermost service of a stack.
///
/// It is always ready, and accepts requests with any body.
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

/// A body whose errors are transport errors. Other errors get this kind.
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

/// The transport error that `error` is or wraps, or a new one of this kind.
fn failed(error: impl Into<BoxError>, kind: TransportErrorKind) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(own) => *own,
        Err(error) => TransportError::new(TransportError::kind_within(&*error).unwrap_or(kind), error),
    }
}
