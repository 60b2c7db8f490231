//! The client for programs without an async runtime.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::answers::Answers;
use super::builder::Builder;
use super::call::Call;
use super::path::Path;
use super::raw::Raw;
use super::reply::Reply;
use super::request::{Download, Method, Request};
use crate::error::Error;
use crate::read_as::As;
use crate::runtime::{Driver, blocking_client};
use crate::web::download::DownloadCall;

/// The blocking counterpart of [`fortios::Client`](super::Client): the same handles and the same calls, which are sent
/// by [`send`](Call::send) instead of being awaited.
///
/// Threads may share a client or clone it; each waits for its own calls only. Session and [`close`](Self::close) are as
/// described [there](super::Client#the-session).
///
/// Inside a tokio runtime of several threads it works too, on threads of `spawn_blocking` and on workers: the runtime goes
/// on without the thread that waits. In a runtime of one thread, or a `LocalSet`, waiting could hold up what is waited
/// for, and a thread of `spawn_blocking` cannot be told from the only one: a call then fails with an error that says so.
///
/// ```no_run
/// use fmg_bindings::fortios;
///
/// # fn main() -> Result<(), fmg_bindings::Error> {
/// # let token = String::new();
/// let fgt = fortios::blocking::Client::builder("https://fgt.example")
///     .token(token)
///     .build()?;
/// let statistics = fgt.monitor().firewall().policy().send()?;
/// fgt.close()
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(super) client: super::Client,
    pub(super) driver: Arc<Driver>,
}

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fgt.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    /// A call with this request.
    pub fn send<A: Answers>(&self, request: A) -> Call<'_, Self, A> {
        Call::new(self, request)
    }

    /// A call with this request, whose `results` are read as a `T` of your own.
    pub fn send_as<T: DeserializeOwned + Send, R: Request>(&self, request: R) -> Call<'_, Self, As<R, T>> {
        self.send(request).read_as()
    }

    /// A call that is answered by a file. See [`DownloadCall`] for where that can go.
    pub fn download<R: Download>(&self, request: R) -> DownloadCall<'_, Self, R> {
        DownloadCall::new(self, request)
    }

    /// A call that no request type covers: JSON in, JSON out. See [`Raw`].
    pub fn call(&self, method: Method, path: Path) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, path))
    }
}

blocking_client!(Client);

impl<A: Answers + Send> Call<'_, Client, A> {
    /// Sends the call and waits for its reply.
    ///
    /// # Errors
    ///
    /// The call does not reach the appliance, is refused by it, or is answered by something that the call cannot read.
    pub fn send(self) -> Result<A::Output, Error> {
        self.reply().map(Reply::into_value)
    }

    /// Sends the call and gives, beside its value, what FortiOS says around it and the JSON text that came.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn reply(self) -> Result<Reply<A::Output>, Error> {
        self.client
            .driver
            .wait(self.client.client.run(self.request, self.options))
    }
}
