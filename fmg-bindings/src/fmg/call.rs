//! A call that has not been sent yet.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::answer::{Output, Reply};
use super::client::Client;
use super::connection::Options;
use super::read_as::As;
use super::request::Request;
use crate::connect::Bound;
use crate::error::Error;

/// A call that is sent when it is awaited (or, on the blocking client, by `send`).
///
/// Until then its request can be completed and its options set:
///
/// ```
/// # use std::time::Duration;
/// # use fmg_bindings::{Error, fmg};
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// let status = fmg.sys().status().timeout(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is not sent before it is awaited, or `send` is called on it"]
pub struct Call<'c, C, R> {
    pub(super) client: &'c C,
    pub(super) request: R,
    pub(super) options: Options,
}

impl<'c, C, R> Call<'c, C, R> {
    pub(crate) fn new(client: &'c C, request: R) -> Self {
        Self {
            client,
            request,
            options: Options::default(),
        }
    }

    /// How long this call may take, in place of what the client allows; `None`: without limit.
    ///
    /// A login that the call has to wait for is not part of it and keeps to the client's limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout.timeout = Bound::Call(timeout.into());
        self
    }

    /// The longest reply that is taken, in bytes, in place of what the client allows; `None`: without limit.
    pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.options.timeout.reply = Bound::Call(bytes.into());
        self
    }

    /// Whether the appliance is to write the values of enumerations as names, which it does unless told otherwise.
    ///
    /// Typed replies read both, but a number that an enumeration does not know stays a number.
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.options.verbose = verbose;
        self
    }

    /// Asks the appliance not to take this call for activity: the session's idle time goes on.
    ///
    /// For a poll that must not keep a session alive that nobody uses. The vendor's documents show the member
    /// (`keep_session_idle`) but do not describe it; this is the meaning that its name and its use suggest.
    pub fn keep_session_idle(mut self) -> Self {
        self.options.keep_session_idle = true;
        self
    }

    /// Makes a value of the reply that does not fit its field an error, in place of a [misfit](Reply::misfits).
    pub fn strict(mut self) -> Self {
        self.options.reading.strict = true;
        self
    }

    /// Changes the request: sets what the method that made this call does not take.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(fmg: fmg::Client, adoms: Vec<fmg::dvmdb::Adom>) -> Result<(), Error> {
    /// // On the FortiAnalyzer that this FortiManager manages.
    /// fmg.dvmdb().add_adom(adoms).with(|call| call.remote("deployment/proxy/1")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(self, change: impl FnOnce(R) -> R) -> Self {
        Self {
            client: self.client,
            request: change(self.request),
            options: self.options,
        }
    }

    /// The request as it stands.
    pub fn request(&self) -> &R {
        &self.request
    }

    /// The request, to be changed in place.
    pub fn request_mut(&mut self) -> &mut R {
        &mut self.request
    }

    /// Reads the `data` of the reply as a `T` of your own instead of the response type of the call.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// #[derive(serde::Deserialize)]
    /// struct Host {
    ///     #[serde(rename = "Hostname")]
    ///     name: String,
    /// }
    ///
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let host = fmg.sys().status().read_as::<Host>().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn read_as<T: DeserializeOwned + Send>(self) -> Call<'c, C, As<R, T>> {
        Call {
            client: self.client,
            request: As::new(self.request),
            options: self.options,
        }
    }
}

impl<R: Request + Send> Call<'_, Client, R> {
    /// Sends the call and gives, beside its value, the JSON text that came.
    ///
    /// # Errors
    ///
    /// As awaiting the call itself.
    pub async fn reply(self) -> Result<Reply<Output<R>>, Error> {
        self.client.run(self.request, self.options).await
    }
}

impl<'c, R: Request + Send + 'c> IntoFuture for Call<'c, Client, R> {
    type Output = Result<Output<R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.client.run(self.request, self.options).await.map(Reply::into_value) })
    }
}

/// Shows the template and the options: what fills the template, and the data, may be nobody else's business.
impl<C, R: Request> fmt::Debug for Call<'_, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.request.method())
            .field("url", &self.request.template())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
