//! Sends HTTP requests to an appliance and receives the responses.
//!
//! A client encodes calls as HTTP requests and decodes HTTP responses; a [`Transport`] sends and receives them. The
//! built-in one, `Https`, uses reqwest and rustls (feature `reqwest`), and is the default. A transport of your own can
//! record and replay, use a tunnel, or answer from memory in a test:
//!
//! ```
//! use fmg_bindings::transport::http::{Request, Response};
//! use fmg_bindings::transport::{Body, Limits, Sending, Transport};
//!
//! /// Answers every call with the same bytes.
//! #[derive(Debug)]
//! struct Canned(&'static str);
//!
//! impl Transport for Canned {
//!     fn send(&self, _request: Request<Body>, _limits: Limits) -> Sending<'_> {
//!         let answer = Response::new(Body::from(self.0));
//!         Box::pin(std::future::ready(Ok(answer)))
//!     }
//! }
//! ```
//!
//! Bodies are sent and received in pieces, so that files of any size are possible. The client collects a reply that it
//! needs as a whole, and limits its length.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use self::http::{Request, Response};
use crate::error::TransportError;

pub use self::body::Body;
pub(crate) use self::coding::inflated;
#[cfg(any(feature = "reqwest", feature = "tower"))]
pub use self::limited::Limited;
#[cfg(feature = "reqwest")]
pub use self::reqwest::{Https, HttpsBuilder};

pub(crate) use self::coding::{Coding, Inflater, damaged, inflate, is_gzip};
pub(crate) use self::collect::Collected;
pub(crate) use self::in_flight::InFlight;
/// The crates whose types are part of the API of a transport.
pub use {bytes, http, http_body};

mod body;
mod coding;
mod collect;
#[cfg(feature = "reqwest")]
mod environment;
mod in_flight;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod limited;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod stall;
#[cfg(feature = "tower")]
pub mod tower;

/// The future of a request. Its output is the head of the response, with a body that is still to be read. The HTTP
/// status does not matter: only a request without a response is an error.
pub type Sending<'t> = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 't>>;

/// The timeouts of a [request](Transport::send) and its response.
///
/// A client sets a total timeout for a call whose reply it keeps in memory. For a call that sends or receives a file,
/// whose size is unknown, it limits each wait for data.
///
/// ```
/// # use std::time::Duration;
/// # use fmg_bindings::transport::Limits;
/// let mut limits = Limits::default();
/// limits.stall = Some(Duration::from_secs(30));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From the start to the last byte of the response; `None`: without limit, however large the file is.
    pub total: Option<Duration>,
    /// Each wait for data, in either direction; `None`: without limit.
    pub stall: Option<Duration>,
}

/// Sends an HTTP request to the appliance and returns the response.
///
/// The trait is object-safe, so a client needs no type parameter for it.
///
/// An implementation has these duties:
///
/// - A response with an HTTP status of 4xx or 5xx is `Ok`. The client classifies it, because FortiManager reports its
///   own errors with HTTP 200.
/// - A request is sent at most once. Only the caller knows its effect, and decides whether to repeat it.
/// - Redirects are not followed: the body contains the session id or the password.
/// - The text of an error contains nothing of the request.
/// - The transport enforces the [`Limits`] until the last byte of the response, because the client does not measure
///   time. A transport that passes requests on to another one passes on the limits, and need not enforce them.
///   `Limited` enforces them for a transport without timers.
/// - A body of known length is sent with that length. The body of a response fails
///   ([`TransportErrorKind::Interrupted`]) if it ends before its announced length, because a partial file must not look
///   complete.
/// - The body of a response need not be read to its end. A caller that does not need the rest drops it.
/// - A body may stay compressed by gzip or deflate as received. A transport that decompresses it removes
///   `Content-Encoding`.
///
/// [`TransportErrorKind::Interrupted`]: crate::error::TransportErrorKind::Interrupted
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request`. Returns the head of the response as soon as it arrives, with a body that is received in pieces.
    ///
    /// `limits` apply from this call to the last byte of the response.
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        (**self).send(request, limits)
    }
}
