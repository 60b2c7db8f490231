//! A call that has not been sent yet.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::client::{AnyClient, CallOptions, ClientFor, Sending};
use crate::endpoint::{Endpoint, Output, Protocol, ReplyTo, ResponseFor};
use crate::error::Error;
use crate::extra_members::{ExtraMembers, member_methods};
use crate::raw_response::PendingCall;
use crate::read_as::As;
use crate::reply::Reply;
use crate::response::Response;
use crate::retry::{RetryChoice, retry_methods};

/// Adds the option methods that all protocols share to the type `$Call`, which needs a field `common`. `$Bound` is the
/// trait of the requests, and `$Protocol` the trait of the protocols.
macro_rules! call_option_methods {
    ($Call:ident: $Bound:ident, $Protocol:ident) => {
        impl<'c, C, E: $Bound<Protocol = P>, P: $Protocol> $Call<'c, C, E, P> {
            /// The timeout of this call, in place of the client's; `None`: without limit.
            ///
            /// By default, an upload has no total timeout: it fails if no data moves for the client's timeout. A
            /// duration that is set here limits the whole upload instead. The time of a login before the call does not
            /// count: the client's timeout limits the login.
            pub fn timeout(mut self, timeout: impl Into<Option<::std::time::Duration>>) -> Self {
                self.common.limit.timeout = $crate::connect::Bound::Call(timeout.into());
                self
            }

            /// The longest reply that the call accepts, in bytes, in place of the client's limit; `None`: without limit.
            pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
                self.common.limit.reply = $crate::connect::Bound::Call(bytes.into());
                self
            }

            /// Reports a value of the reply that does not fit its field as an error, in place of a
            /// [misfit](crate::Reply::misfits).
            pub fn strict(mut self) -> Self {
                self.common.reading.strict = true;
                self
            }
        }
    };
}
pub(crate) use call_option_methods;

/// A call that is sent when it is awaited (or, on a blocking client, by `send`).
///
/// Until then its request can be completed and its options set:
///
/// ```
/// # use std::time::Duration;
/// # use fmg_bindings::{Error, fmg, fortios, vdom};
/// # async fn example(fmg: fmg::Client, fgt: fortios::Client) -> Result<(), Error> {
/// let status = fmg.sys().status().timeout(Duration::from_secs(5)).await?;
/// let policies = fgt.monitor().firewall().policy().vdom(vdom!("edge")).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is not sent before it is awaited, or `send` is called on it"]
pub struct Call<'c, C, E: Endpoint, P: Protocol = <E as Endpoint>::Protocol> {
    pub(crate) client: &'c C,
    pub(crate) request: E,
    pub(crate) common: CallOptions,
    pub(crate) retry: RetryChoice,
    /// The options that only calls of this protocol have.
    pub(crate) options: P::Options,
    pub(crate) extra: ExtraMembers<P::Place>,
}

impl<'c, C, E: Endpoint<Protocol = P>, P: Protocol> Call<'c, C, E, P> {
    /// Creates a call from a request. The methods of clients and handles use it; handles of your own can use it too.
    pub fn new(client: &'c C, request: E) -> Self {
        Self {
            client,
            request,
            common: CallOptions::CLIENT,
            retry: RetryChoice::default(),
            options: P::Options::default(),
            extra: ExtraMembers::NONE,
        }
    }

    /// Changes the request. Use it to set a member for which the method of the handle has no parameter.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(fmg: fmg::Client, adoms: Vec<fmg::dvmdb::Adom>) -> Result<(), Error> {
    /// // On the FortiAnalyzer that this FortiManager manages.
    /// fmg.dvmdb().add_adoms(adoms).with(|request| request.remote("deployment/proxy/1")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(self, change: impl FnOnce(E) -> E) -> Self {
        self.map(change)
    }

    /// The request.
    pub fn request(&self) -> &E {
        &self.request
    }

    /// The request alone, for a [batch](crate::Batch). Options of the call, and members that `member` or `member_in`
    /// added, are left out.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let addresses = fmg.address().list(adom!("demo")).into_request();
    /// let groups = fmg.address_group().list(adom!("demo")).into_request();
    /// let (addresses, groups) = fmg.batch((addresses, groups)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_request(self) -> E {
        self.request
    }

    /// The request, to change it in place.
    pub fn request_mut(&mut self) -> &mut E {
        &mut self.request
    }

    /// Reads the data of the reply (`data` of FortiManager, `results` of FortiOS) as a `T` of your own instead of the
    /// response type of the call.
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
    pub fn read_as<T: DeserializeOwned + Send>(self) -> Call<'c, C, As<E, T>, P>
    where
        E::Response: Response,
    {
        self.map(As::new)
    }

    /// The same call with another request.
    pub(crate) fn map<F: Endpoint<Protocol = P>>(self, change: impl FnOnce(E) -> F) -> Call<'c, C, F, P> {
        Call {
            client: self.client,
            request: change(self.request),
            common: self.common,
            retry: self.retry,
            options: self.options,
            extra: self.extra,
        }
    }
}

call_option_methods!(Call: Endpoint, Protocol);
member_methods!(Call: Endpoint, Protocol);
retry_methods!(Call: Endpoint, Protocol);

impl<'c, C: AnyClient, E, P> Call<'c, C, E, P>
where
    C::AsyncClient: ClientFor<P>,
    E: Endpoint<Protocol = P> + 'c,
    P: Protocol,
{
    /// Sends the call and returns the value of the reply with its misfits, its text and the metadata of its protocol.
    /// Await the result on an async client; a blocking client returns it directly.
    ///
    /// # Errors
    ///
    /// The errors of sending the call.
    pub fn reply(self) -> C::Outcome<'c, Result<ReplyTo<E>, Error>> {
        let client = self.client;
        client.outcome(self.begin(|reply| reply))
    }

    /// Encodes the call. The future sends it when it is first polled, and `take` converts its reply.
    pub(crate) fn begin<T, F>(self, take: F) -> impl Future<Output = Result<T, Error>> + Send + use<'c, C, E, P, T, F>
    where
        F: FnOnce(ReplyTo<E>) -> T + Send,
    {
        let Self {
            client,
            request,
            common,
            retry,
            options,
            extra,
        } = self;
        let client = client.async_client();
        let outgoing = client.preparation().prepare::<P>(&request, &options, &extra, retry);
        // Dropped before the wait, so that the future of a call is `Send` even if the request is not.
        drop(request);
        async move {
            let mut reply = None;
            let mut read = |pending: PendingCall<'_>| {
                reply = Some(pending.read(|raw| E::Response::read(raw, &options))?);
                Ok(())
            };
            let sending = client.exchange(outgoing?, common, &mut read);
            sending.await?;
            match reply {
                Some(reply) => Ok(take(reply)),
                None => Err(no_reply()),
            }
        }
    }
}

impl<'c, C, E, P> IntoFuture for Call<'c, C, E, P>
where
    C: AnyClient<AsyncClient = C> + ClientFor<P>,
    E: Endpoint<Protocol = P> + 'c,
    P: Protocol,
{
    type Output = Result<Output<E>, Error>;
    type IntoFuture = Sending<'c, Output<E>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.begin(Reply::into_value))
    }
}

/// The error of an exchange that ended without an error and without a reply, which no exchange does.
fn no_reply() -> Error {
    Error::other("the exchange ended without a reply")
}

/// Shows the template, the options and the names of added members. Values in the url and data may be confidential, so
/// they are left out.
impl<C, E: Endpoint<Protocol = P>, P: Protocol> fmt::Debug for Call<'_, C, E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Call");
        shown
            .field("method", &self.request.method())
            .field("url", &self.request.template())
            .field("common", &self.common)
            .field("retry", &self.retry)
            .field("options", &self.options);
        if !self.extra.is_empty() {
            shown.field("extra", &self.extra);
        }
        shown.finish_non_exhaustive()
    }
}
