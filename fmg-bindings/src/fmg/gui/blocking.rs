//! The client for programs without an async runtime.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::builder::Builder;
use super::{Call, Download, DownloadCall, Request};
use crate::fmg;
use crate::read_as::As;
use crate::runtime::{Driver, blocking_client};

/// The blocking counterpart of [`gui::Client`](super::Client): the same handles and the same calls, which are sent by
/// [`send`](Call::send) instead of being awaited.
///
/// Inside a tokio runtime of several threads it works too, on threads of `spawn_blocking` and on workers: the runtime goes
/// on without the thread that waits. In a runtime of one thread, or a `LocalSet`, waiting could hold up what is waited
/// for, and a thread of `spawn_blocking` cannot be told from the only one: a call then fails with an error that says so.
///
/// ```no_run
/// use fmg_bindings::fmg::gui;
///
/// # fn main() -> Result<(), fmg_bindings::Error> {
/// # let password = String::new();
/// let gui = gui::blocking::Client::builder("https://fmg.example")
///     .credentials("automation", password)
///     .build()?;
/// let uptime = gui.sys().uptime().send()?;
/// gui.close()
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(in crate::fmg) client: super::Client,
    pub(in crate::fmg) driver: Arc<Driver>,
}

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    /// A call with this request.
    pub fn send<R: Request>(&self, request: R) -> Call<'_, Self, R> {
        Call::new(self, request)
    }

    /// A call with this request, whose `data` is read as a `T` of your own.
    pub fn send_as<T: DeserializeOwned + Send, R: Request>(&self, request: R) -> Call<'_, Self, As<R, T>> {
        self.send(request).read_as()
    }

    /// A call that is answered by a file. See [`DownloadCall`] for where that can go.
    pub fn download<R: Request + Download>(&self, request: R) -> DownloadCall<'_, Self, R> {
        DownloadCall::new(self, request)
    }

    /// A client of JSON-RPC in the session of this one. See [`gui::Client::json_rpc`](super::Client::json_rpc).
    #[must_use]
    pub fn json_rpc(&self) -> fmg::blocking::Client {
        fmg::blocking::Client::assemble(self.client.json_rpc(), Arc::clone(&self.driver))
    }
}

blocking_client!(Client);
