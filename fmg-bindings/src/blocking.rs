//! Clients for programs without an async runtime.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::batch::{Batch, Requests};
use crate::call::Call;
use crate::client::{AnyClient, ClientFor, HasSession, SentBy};
use crate::endpoint::{Download, Endpoint, Output, Protocol};
use crate::error::Error;
use crate::read_as::As;
use crate::reply::Reply;
use crate::runtime::Driver;
use crate::session::{closed, closed_within, joined};
use crate::web::download::DownloadCall;

/// The blocking counterpart of the async client `C`: the same handles and the same calls, which are sent by
/// [`send`](crate::Call::send) instead of being awaited.
///
/// Threads may share a client or clone it. A thread waits only for its own calls. Session and [`close`](Self::close)
/// work as those of `C`.
///
/// The client also works inside a tokio runtime of several threads, on threads of `spawn_blocking` and on workers: the
/// other threads of the runtime go on. In a runtime of one thread, or in a `LocalSet`, blocking could deadlock, and a
/// thread of `spawn_blocking` cannot be told from that one thread. A call then fails with an error that says so.
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
pub struct Blocking<C> {
    client: C,
    driver: Arc<Driver>,
}

impl<C> Blocking<C> {
    /// A blocking client over the async client that `build` makes.
    pub(crate) fn build(build: impl FnOnce() -> Result<C, Error>) -> Result<Self, Error> {
        let driver = Arc::new(Driver::new()?);
        Ok(Self {
            client: build()?,
            driver,
        })
    }

    /// A blocking client over `client` that shares the runtime of this one.
    #[cfg(any(feature = "fortios", feature = "web"))]
    pub(crate) fn beside<D>(&self, client: D) -> Blocking<D> {
        Blocking {
            client,
            driver: Arc::clone(&self.driver),
        }
    }

    /// The async client.
    #[cfg(any(feature = "fortios", feature = "web"))]
    pub(crate) fn client(&self) -> &C {
        &self.client
    }

    /// The runtime that waits for calls.
    pub(crate) fn driver(&self) -> &Arc<Driver> {
        &self.driver
    }

    /// Creates a call with this request. [`Call::send`] sends it.
    pub fn send<E: Endpoint + SentBy<C>>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Creates a call with this request, which decodes `data` of FortiManager or `results` of FortiOS as your type `T`.
    pub fn send_as<T, E>(&self, request: E) -> Call<'_, Self, As<E, T>>
    where
        T: DeserializeOwned + Send,
        E: Endpoint + SentBy<C>,
    {
        Call::new(self, As::new(request))
    }

    /// Sends requests together, as the async client does. See [`Batch`].
    pub fn batch<R: Requests>(&self, requests: R) -> Batch<'_, Self, R>
    where
        C: ClientFor<R::Protocol>,
    {
        Batch::new(self, requests)
    }

    /// Creates a call whose response is a file. [`DownloadCall`] lists where the file can be written.
    pub fn download<E: Download + SentBy<C>>(&self, request: E) -> DownloadCall<'_, Self, E> {
        DownloadCall::new(self, request)
    }
}

/// The session.
impl<C: HasSession> Blocking<C> {
    /// Opens the session now rather than with the first call, as the async client does.
    ///
    /// # Errors
    ///
    /// The appliance refuses the login, or cannot be reached.
    pub fn login(&self) -> Result<(), Error> {
        self.driver.wait(self.client.lifecycle().log_in())
    }

    /// Ends the session, which all clones share. A later call opens a new one.
    ///
    /// # Errors
    ///
    /// The appliance does not answer, is too busy, or refuses the logout.
    pub fn logout(&self) -> Result<(), Error> {
        self.driver.wait(self.client.lifecycle().log_out())
    }

    /// Ends the session and consumes the client. Waits for unfinished work, as the async client does.
    ///
    /// # Errors
    ///
    /// As [`logout`](Self::logout).
    pub fn close(self) -> Result<(), Error> {
        self.driver
            .wait(closed(self.client.lifecycle(), self.client.leftovers()))
    }

    /// Ends the session and consumes the client, in at most this time.
    ///
    /// # Errors
    ///
    /// As [`logout`](Self::logout); and [a time-out](Error::is_timeout) when the time is over.
    pub fn close_within(self, limit: Duration) -> Result<(), Error> {
        let (session, leftovers) = (self.client.lifecycle(), self.client.leftovers());
        self.driver.wait(closed_within(session, leftovers, limit))
    }

    /// Drops the session of all clones without a call, and forgets refused logins. A later call logs in.
    pub fn forget_session(&self) {
        self.client.lifecycle().forget();
    }

    /// Runs `work` and then ends the session, even if `work` returns an error or panics. A panic continues after the
    /// logout.
    ///
    /// # Errors
    ///
    /// The first error: that of `work`, or else that of the logout. If both fail, the error of `work` contains the
    /// other: [`Error::logout_error`].
    pub fn with_session<T>(&self, work: impl FnOnce(&Self) -> Result<T, Error>) -> Result<T, Error> {
        let work = AssertUnwindSafe(|| work(self));
        let outcome = catch_unwind(work);
        joined(outcome, self.logout())
    }
}

impl<C: Send + Sync> AnyClient for Blocking<C> {
    type AsyncClient = C;
    type Outcome<'c, T: Send + 'c>
        = T
    where
        Self: 'c;

    fn async_client(&self) -> &C {
        &self.client
    }

    fn outcome<'c, T: Send + 'c>(
        &'c self,
        work: impl Future<Output = Result<T, Error>> + Send + 'c,
    ) -> Result<T, Error> {
        self.driver.wait(work)
    }
}

impl<'c, C, E, P> Call<'c, Blocking<C>, E, P>
where
    C: ClientFor<P>,
    E: Endpoint<Protocol = P> + 'c,
    P: Protocol,
{
    /// Sends the call and waits for its reply.
    ///
    /// # Errors
    ///
    /// The request does not reach the appliance, the appliance refuses it, or its reply cannot be decoded.
    pub fn send(self) -> Result<Output<E>, Error> {
        self.reply().map(Reply::into_value)
    }
}

impl<C: fmt::Debug> fmt::Debug for Blocking<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("blocking ")?;
        self.client.fmt(f)
    }
}
