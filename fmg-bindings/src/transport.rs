//! What carries a request to an appliance and its answer back.
//!
//! Everything above this line works on requests and answers of HTTP; everything below it is a [`Transport`]. The built-in
//! one, `Https`, is reqwest over rustls (feature `reqwest`); a client takes it unless it is given another. A transport of your own
//! can record and replay, go through a tunnel, or answer from memory in a test:
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
//! Bodies go both ways piece by piece, so that files of any size pass. A reply that a client wants whole is collected
//! above the transport, where its length is limited.

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
/// The crates whose types a transport meets, in the versions that it meets.
pub use {bytes, http, http_body};

mod body;
mod coding;
mod collect;
#[cfg(feature = "reqwest")]
mod environment;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod limited;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod stall;
#[cfg(feature = "tower")]
pub mod tower;

/// A request under way: resolves to the head of the answer, whatever its HTTP status, with a body that is yet to be
/// read, or to the reason why none came.
pub type Sending<'t> = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 't>>;

/// How long a [request](Transport::send) and its answer may take.
///
/// A client limits the whole of a call whose reply it holds in memory, and the waits of one that sends or receives a file,
/// whose size nobody knows.
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
    /// From the beginning to the last byte of the answer; `None`: without limit, however large the file is.
    pub total: Option<Duration>,
    /// Each wait for something to move, in whichever direction; `None`: without limit.
    pub stall: Option<Duration>,
}

/// Carries an HTTP request to the appliance and brings the answer back.
///
/// The trait is object-safe, so that a client needs no type parameter for it.
///
/// What an implementation owes its callers:
///
/// - An answer is an answer: an HTTP status of 4xx or 5xx is `Ok`. The client classifies it, because FortiManager
///   reports its own errors inside HTTP 200.
/// - A request is sent at most once. Whether it may be repeated is decided above, where its effect is known.
/// - Redirects are not followed: the body holds the session id, or the password.
/// - Nothing of the request goes into the text of an error.
/// - Who sends keeps to the [`Limits`], until the last byte of the answer has come: nothing above measures time. One that
///   hands requests on to another transport hands the limits on, and need not measure either. `Limited` measures for a
///   transport that has no clock of its own.
/// - A body whose length is known is sent with that length, and the body of an answer fails
///   ([`TransportErrorKind::Interrupted`]) if it ends before everything has come that its length announced: half a file
///   must not look like a whole one.
/// - The body of an answer need not be read to its end. Whoever is not interested in the rest drops it.
/// - A body may stay compressed by gzip or deflate as it came. Whoever decompresses it takes out `Content-Encoding`.
///
/// [`TransportErrorKind::Interrupted`]: crate::error::TransportErrorKind::Interrupted
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request` and gives the head of the answer as soon as it is there, with a body that comes piece by piece.
    ///
    /// `limits` hold from here to the last byte of the answer.
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        (**self).send(request, limits)
    }
}
