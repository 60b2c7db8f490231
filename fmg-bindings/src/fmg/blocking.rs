//! The client for programs without an async runtime.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::answer::{Output, Reply};
use super::builder::Builder;
use super::call::Call;
use super::raw::Raw;
use super::read_as::As;
use super::request::{Method, Request};
use super::url::Url;
use crate::error::Error;
use crate::runtime::{Driver, blocking_client};

/// The blocking counterpart of [`fmg::Client`](super::Client): the same handles and the same calls, which are sent by
/// [`send`](Call::send) instead of being awaited.
///
/// Threads may share a client or clone it; each waits for its own calls only. Session and [`close`](Self::close) are as
/// described [there](super::Client#the-session).
///
/// Inside a tokio runtime of several threads it works too, on threads of `spawn_blocking` and on workers: the runtime goes
/// on without the thread that waits. In a runtime of one thread, or a `LocalSet`, waiting could hold up what is waited
/// for, and a thread of `spawn_blocking` cannot be told from the only one: a call then fails with an error that says so.
///
/// ```no_run
/// use fmg_bindings::fmg;
///
/// # fn main() -> Result<(), fmg_bindings::Error> {
/// # let password = String::new();
/// let fmg = fmg::blocking::Client::builder("https://fmg.example")
///     .credentials("automation", password)
///     .build()?;
/// let status = fmg.sys().status().send()?;
/// fmg.close()
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(super) client: super::Client,
    pub(super) driver: Arc<Driver>,
}

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    /// A client that waits for an async one by this driver.
    #[cfg(feature = "web")]
    pub(super) fn assemble(client: super::Client, driver: Arc<Driver>) -> Self {
        Self { client, driver }
    }

    /// A call with this request.
    pub fn send<R: Request>(&self, request: R) -> Call<'_, Self, R> {
        Call::new(self, request)
    }

    /// A call with this request, whose `data` is read as a `T` of your own.
    pub fn send_as<T: DeserializeOwned + Send, R: Request>(&self, request: R) -> Call<'_, Self, As<R, T>> {
        self.send(request).read_as()
    }

    /// A call to the REST counterpart. See [`fmg::Client::send_rest`](super::Client::send_rest).
    #[cfg(feature = "web")]
    pub fn send_rest<R: super::rest::Request>(&self, request: R) -> super::web::Call<'_, Self, R> {
        super::web::Call::new(self, request)
    }

    /// A call to the REST counterpart that is answered by a file. See
    /// [`DownloadCall`](super::web::DownloadCall) for where that can go.
    #[cfg(feature = "web")]
    pub fn download_rest<R: super::rest::Request + super::web::Download>(
        &self,
        request: R,
    ) -> super::web::DownloadCall<'_, Self, R> {
        super::web::DownloadCall::new(self, request)
    }

    /// A call that no request type covers: JSON in, JSON out. See [`Raw`].
    pub fn call(&self, method: Method, url: Url) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, url))
    }
}

blocking_client!(Client);

impl<R: Request + Send> Call<'_, Client, R> {
    /// Sends the call and waits for its reply.
    ///
    /// # Errors
    ///
    /// The call does not reach the appliance, is refused by it, or is answered by something that the call cannot read.
    pub fn send(self) -> Result<Output<R>, Error> {
        self.reply().map(Reply::into_value)
    }

    /// Sends the call and gives, beside its value, the JSON text that came.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn reply(self) -> Result<Reply<Output<R>>, Error> {
        self.client
            .driver
            .wait(self.client.client.run(self.request, self.options))
    }
}
