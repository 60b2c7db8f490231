//! A call that has not been sent yet.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::answers::Answers;
use super::client::Client;
use super::each::Each;
use super::etag::{ETag, IfChanged};
use super::reply::Reply;
use super::request::{Cacheable, Request};
use super::vdoms::Vdoms;
use crate::Endpoint;
use crate::connect::{Bound, Limit};
use crate::error::Error;
use crate::fmg::VdomName;
use crate::read_as::As;
use crate::reading::Reading;

/// A call that is sent when it is awaited (or, on the blocking client, by `send`).
///
/// Until then its request can be completed and its options set:
///
/// ```
/// # use std::time::Duration;
/// # use fmg_bindings::{Error, fortios, vdom};
/// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
/// let policies = fgt
///     .monitor()
///     .firewall()
///     .policy()
///     .vdom(vdom!("edge"))
///     .timeout(Duration::from_secs(5))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is not sent before it is awaited, or `send` is called on it"]
pub struct Call<'c, C, R> {
    pub(super) client: &'c C,
    pub(super) request: R,
    pub(super) options: Options,
}

/// What can be set for one call.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) timeout: Limit,
    /// `None`: where the client is at home.
    pub(super) vdoms: Option<Vdoms>,
    /// The access group that the call needs, where its request does not know it.
    pub(super) access_group: Option<&'static str>,
    pub(super) reading: Reading,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Limit::CLIENT,
            vdoms: None,
            access_group: None,
            reading: Reading::default(),
        }
    }
}

impl<'c, C, R> Call<'c, C, R> {
    pub(crate) fn new(client: &'c C, request: R) -> Self {
        Self {
            client,
            request,
            options: Options::default(),
        }
    }

    /// Notes the access group that the call needs.
    pub(super) fn in_group(mut self, group: Option<&'static str>) -> Self {
        self.options.access_group = group;
        self
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

    /// Makes a value of the reply that does not fit its field an error, in place of a [misfit](Reply::misfits).
    pub fn strict(mut self) -> Self {
        self.options.reading.strict = true;
        self
    }

    /// The VDOM to read or write in, in place of that of the client.
    pub fn vdom(mut self, vdom: VdomName) -> Self {
        self.options.vdoms = Some(vdom.into());
        self
    }

    /// Changes the request: sets what the method that made this call does not take.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let sessions = fgt.monitor().firewall().session(100).with(|call| call.policyid(7)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(self, change: impl FnOnce(R) -> R) -> Self {
        self.map(change)
    }

    /// The request as it stands.
    pub fn request(&self) -> &R {
        &self.request
    }

    /// The request, to be changed in place.
    pub fn request_mut(&mut self) -> &mut R {
        &mut self.request
    }

    /// The same call with another request.
    pub(super) fn map<S>(self, change: impl FnOnce(R) -> S) -> Call<'c, C, S> {
        Call {
            client: self.client,
            request: change(self.request),
            options: self.options,
        }
    }
}

/// In what form the answer comes.
impl<'c, C, R: Request> Call<'c, C, R> {
    /// Reads the `results` of the reply as a `T` of your own instead of the response type of the call.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios};
    /// #[derive(serde::Deserialize)]
    /// struct Counters {
    ///     policyid: u32,
    ///     bytes: u64,
    /// }
    ///
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let counters: Vec<Counters> = fgt.monitor().firewall().policy().read_as().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn read_as<T: DeserializeOwned + Send>(self) -> Call<'c, C, As<R, T>> {
        self.map(As::new)
    }

    /// Makes the call in several VDOMs at once, and gives how it went in each.
    ///
    /// A VDOM that is named and has not answered has an outcome too, an error: see [`InVdom`](super::InVdom).
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Vdoms};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// for each in fgt.monitor().firewall().policy().each_vdom(Vdoms::all()).await? {
    ///     match each.outcome {
    ///         Ok(statistics) => println!("{}: {statistics:?}", each.vdom),
    ///         Err(error) => eprintln!("{}: {error}", each.vdom),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn each_vdom(mut self, vdoms: impl Into<Vdoms>) -> Call<'c, C, Each<R>> {
        self.options.vdoms = Some(vdoms.into());
        self.map(Each::new)
    }
}

impl<'c, C, R: Cacheable> Call<'c, C, R> {
    /// Asks for the answer only if it would be another than the one that `etag` came with.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Conditional};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let first = fgt.monitor().system().ha_checksums().reply().await?;
    /// if let Some(etag) = first.etag() {
    ///     let later = fgt.monitor().system().ha_checksums().if_changed(etag).await?;
    ///     assert!(later.is_unchanged());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn if_changed(self, etag: &ETag) -> Call<'c, C, IfChanged<R>> {
        self.map(|request| IfChanged::new(request, etag))
    }
}

impl<A: Answers + Send> Call<'_, Client, A> {
    /// Sends the call and gives, beside its value, what FortiOS says around it and the JSON text that came.
    ///
    /// # Errors
    ///
    /// As awaiting the call itself.
    pub async fn reply(self) -> Result<Reply<A::Output>, Error> {
        self.client.run(self.request, self.options).await
    }
}

impl<'c, A: Answers + Send + 'c> IntoFuture for Call<'c, Client, A> {
    type Output = Result<A::Output, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.client.run(self.request, self.options).await.map(Reply::into_value) })
    }
}

/// Shows the template and the options: what fills the template, and the body, may be nobody else's business.
impl<C, A: Answers> fmt::Debug for Call<'_, C, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = self.request.__request();
        f.debug_struct("Call")
            .field("method", &request.method())
            .field("url", &request.template())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
