//! What carries a request to an appliance and its answer back.
//!
//! Everything above this line works on bytes; everything below it is a [`Transport`]. The one of the house is reqwest
//! over rustls (feature `reqwest`, which a client takes unless it is given another). A transport of your own can
//! record and replay, count, go through a tunnel, or answer from memory in a test:
//!
//! ```
//! use std::time::Duration;
//!
//! use fmg_bindings::transport::bytes::Bytes;
//! use fmg_bindings::transport::http::{Request, Response};
//! use fmg_bindings::transport::{Exchange, Transport};
//!
//! /// Answers every call with the same bytes.
//! #[derive(Debug)]
//! struct Canned(&'static str);
//!
//! impl Transport for Canned {
//!     fn exchange(&self, _request: Request<Bytes>, _timeout: Option<Duration>) -> Exchange<'_> {
//!         let answer = Response::new(Bytes::from_static(self.0.as_bytes()));
//!         Box::pin(std::future::ready(Ok(answer)))
//!     }
//! }
//! ```
//!
//! Files of any size are [transferred](Transport::transfer) piece by piece. A transport that leaves that to the trait, as
//! this one does, transfers them too, only whole.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use self::bytes::Bytes;
use self::http::{Request, Response};
use crate::error::{ErrorKind, TransportError};

pub use self::body::Body;
pub(crate) use self::coding::inflated;

pub(crate) use self::coding::{Coding, Inflater, damaged, inflate, is_gzip};
pub(crate) use self::collect::Collected;
/// The crates whose types a transport meets, in the versions that it meets.
pub use {bytes, http, http_body};

mod body;
mod coding;
mod collect;
#[cfg(feature = "reqwest")]
mod environment;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "reqwest")]
mod stall;

/// An exchange under way: resolves to the answer of the appliance, whatever its HTTP status, or to the reason why none
/// came.
pub type Exchange<'t> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 't>>;

/// A transfer under way: resolves to the head of the answer, whatever its HTTP status, with a body that is yet to be
/// read, or to the reason why none came.
pub type Transfer<'t> = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 't>>;

/// How long a [transfer](Transport::transfer) may take.
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

/// The longest body of an answer that is held in memory, in bytes.
///
/// A client puts it into the [extensions](Request::extensions) of a request whose answer it wants whole, so that a
/// transport can stop when more comes. To heed it saves memory, no more: the client looks at the length as well. Requests
/// for files have none.
///
/// ```
/// use fmg_bindings::transport::ReplyLimit;
/// use fmg_bindings::transport::http::Request;
///
/// let mut request = Request::new(());
/// assert_eq!(ReplyLimit::of(&request), None);
/// request.extensions_mut().insert(ReplyLimit::new(1024));
/// assert_eq!(ReplyLimit::of(&request).unwrap().bytes(), 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplyLimit(u64);

impl ReplyLimit {
    /// A limit of so many bytes.
    #[must_use]
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// How many bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// The limit of a request, if it has one.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        request.extensions().get().copied()
    }
}

/// Makes an exchange whose answer is at most so long, whether the transport heeds the limit or not, and whether it came
/// compressed or not.
pub(crate) async fn exchange_within(
    transport: &dyn Transport,
    mut request: Request<Bytes>,
    timeout: Option<Duration>,
    limit: Option<u64>,
) -> Result<Response<Bytes>, ErrorKind> {
    if let Some(limit) = limit {
        request.extensions_mut().insert(ReplyLimit(limit));
    }
    let answer = transport.exchange(request, timeout).await?;
    match limit {
        Some(limit) if answer.body().len() as u64 > limit => Err(TransportError::reply_too_long(limit).into()),
        _ => inflated(answer, limit),
    }
}

/// Carries one HTTP request to the appliance and brings the whole answer back.
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
/// - An answer that is longer than the [`ReplyLimit`] of the request need not be read to its end.
/// - A body may stay compressed by gzip or deflate as it came. Whoever decompresses it takes out `Content-Encoding`.
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request` and waits for the answer, for at most `timeout` from here to the last byte of the answer.
    ///
    /// `None` sets no limit.
    fn exchange(&self, request: Request<Bytes>, timeout: Option<Duration>) -> Exchange<'_>;

    /// Sends `request` and gives the head of the answer as soon as it is there, both bodies piece by piece, so that
    /// neither has to fit into memory.
    ///
    /// The body of the answer keeps to `limits` as well, and fails ([`TransportErrorKind::Interrupted`]) if it ends
    /// before everything has come that its length announced: half a file must not look like a whole one.
    ///
    /// Unless a transport has a better way, it makes an [`exchange`](Self::exchange) of it, with both bodies in memory.
    /// To that, the whole answer is one piece: without a limit in all, it is waited for as long as for a piece.
    ///
    /// [`TransportErrorKind::Interrupted`]: crate::error::TransportErrorKind::Interrupted
    fn transfer(&self, request: Request<Body>, limits: Limits) -> Transfer<'_> {
        Box::pin(async move {
            // What is sent comes from this program, which need not be kept from itself.
            let (head, body) = request.into_parts();
            let request = Request::from_parts(head, body.collect().await?);
            let answer = self.exchange(request, limits.total.or(limits.stall)).await?;
            Ok(answer.map(Body::from))
        })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn exchange(&self, request: Request<Bytes>, timeout: Option<Duration>) -> Exchange<'_> {
        (**self).exchange(request, timeout)
    }

    fn transfer(&self, request: Request<Body>, limits: Limits) -> Transfer<'_> {
        (**self).transfer(request, limits)
    }
}
