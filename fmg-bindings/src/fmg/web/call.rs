//! A call that has not been sent yet.

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{Members, Method, Request};
use crate::Endpoint;
use crate::connect::{Bound, Limit};
use crate::read_as::As;
use crate::reading::Reading;

/// A call that is sent when it is awaited (or, on a blocking client, by `send`).
///
/// Until then its request can be completed and its options set:
///
/// ```
/// # use std::time::Duration;
/// # use fmg_bindings::{Error, fmg};
/// # async fn example(gui: fmg::gui::Client) -> Result<(), Error> {
/// let uptime = gui.sys().uptime().timeout(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is not sent before it is awaited, or `send` is called on it"]
pub struct Call<'c, C, R> {
    pub(crate) client: &'c C,
    pub(crate) request: R,
    pub(crate) options: Options,
}

/// What can be set for one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) timeout: Limit,
    pub(crate) reading: Reading,
}

impl<'c, C, R> Call<'c, C, R> {
    pub(crate) fn new(client: &'c C, request: R) -> Self {
        Self {
            client,
            request,
            options: Options {
                timeout: Limit::CLIENT,
                reading: Reading::default(),
            },
        }
    }

    /// How long this call may take, in place of what the client allows; `None`: without limit.
    ///
    /// An upload has no limit in all unless this sets one, but has failed if nothing moves for as long as the client
    /// allows a call to take. A login that the call has to wait for is not part of it.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout.timeout = Bound::Call(timeout.into());
        self
    }

    /// The longest reply that is taken, in bytes, in place of what the client allows; `None`: without limit.
    pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.options.timeout.reply = Bound::Call(bytes.into());
        self
    }

    /// Makes a value of the reply that does not fit its field an error, in place of a
    /// [misfit](crate::fmg::Reply::misfits).
    pub fn strict(mut self) -> Self {
        self.options.reading.strict = true;
        self
    }

    /// Changes the request: sets what the method that made this call does not take.
    pub fn with(mut self, change: impl FnOnce(R) -> R) -> Self {
        self.request = change(self.request);
        self
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
    pub fn read_as<T: DeserializeOwned + Send>(self) -> Call<'c, C, As<R, T>> {
        Call {
            client: self.client,
            request: As::new(self.request),
            options: self.options,
        }
    }
}

impl<R: Request, T: DeserializeOwned + Send> Request for As<R, T> {
    const METHOD: Method = R::METHOD;
    const ONE_OF: &'static [&'static [&'static str]] = R::ONE_OF;
    const CSRF_MEMBERS: &'static [&'static str] = R::CSRF_MEMBERS;

    fn method(&self) -> Method {
        self.request.method()
    }

    fn write_members(&self, out: &mut Members) {
        self.request.write_members(out);
    }
}

/// Shows the template and the options: what fills the template, and the members, may be nobody else's business.
impl<C, R: Endpoint> fmt::Debug for Call<'_, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("url", &self.request.template())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Makes calls that are `$Request` awaitable on an async client, which has a method `run_web` for them.
macro_rules! sends_web_calls {
    ($Client:ty, $Request:path) => {
        impl<R: $Request + Send> $crate::fmg::web::Call<'_, $Client, R> {
            /// Sends the call and gives, beside its value, the text that came.
            ///
            /// # Errors
            ///
            /// As awaiting the call itself.
            pub async fn reply(self) -> Result<$crate::fmg::Reply<$crate::fmg::Output<R>>, $crate::Error> {
                self.client.run_web(self.request, self.options).await
            }
        }

        impl<'c, R: $Request + Send + 'c> IntoFuture for $crate::fmg::web::Call<'c, $Client, R> {
            type Output = Result<$crate::fmg::Output<R>, $crate::Error>;
            type IntoFuture = ::std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move { self.reply().await.map($crate::fmg::Reply::into_value) })
            }
        }
    };
}
pub(crate) use sends_web_calls;

/// Lets calls that are `$Request` be sent by a blocking client, which has a `driver` and wraps the async `client`.
#[cfg(feature = "blocking")]
macro_rules! sends_web_calls_blocking {
    ($Client:ty, $Request:path) => {
        impl<R: $Request + Send> $crate::fmg::web::Call<'_, $Client, R> {
            /// Sends the call and waits for its reply.
            ///
            /// # Errors
            ///
            /// The call does not reach the appliance, is refused by it, or is answered by something that the call cannot
            /// read.
            pub fn send(self) -> Result<$crate::fmg::Output<R>, $crate::Error> {
                self.reply().map($crate::fmg::Reply::into_value)
            }

            /// Sends the call and gives, beside its value, the text that came.
            ///
            /// # Errors
            ///
            /// As [`send`](Self::send).
            pub fn reply(self) -> Result<$crate::fmg::Reply<$crate::fmg::Output<R>>, $crate::Error> {
                let client = self.client;
                client
                    .driver
                    .wait(client.client.run_web(self.request, self.options))
            }
        }
    };
}
#[cfg(feature = "blocking")]
pub(crate) use sends_web_calls_blocking;
