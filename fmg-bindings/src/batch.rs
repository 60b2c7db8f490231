//! Several requests that are sent together, each with a result of its own.

mod requests;

use std::fmt;

pub(crate) use self::requests::Answers;
pub use self::requests::Requests;
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::call::{Call, call_option_methods};
use crate::client::{AnyClient, CallOptions, ClientFor, Sending};
use crate::endpoint::{DynEndpoint, Endpoint, Protocol};
use crate::error::Error;
use crate::extra_members::{ExtraMembers, member_methods};
use crate::retry::{CallPreparation, RetryChoice, retry_methods};

/// Several requests that are sent together when this is awaited (or, on a blocking client, by `send`).
///
/// The method `batch` of a client makes a batch from a tuple or a list of requests. The results have the order of the
/// requests:
///
/// ```
/// # use fmg_bindings::{Error, adom, fmg, fmg::scope::Objects, fmg::address, fmg::address_group};
/// # async fn example(fmg: fmg::Client, hosts: Vec<address::Address>) -> Result<(), Error> {
/// let objects = || Objects::new(adom!("demo"));
///
/// let batch = fmg.batch((address::List::new(objects()), address_group::List::new(objects())));
/// let (addresses, groups) = batch.await?;
/// println!("{} addresses, {} groups", addresses?.len(), groups?.len());
///
/// let adds = hosts.into_iter().map(|host| address::Add::new(objects(), host));
/// for added in fmg.batch(adds.collect::<Vec<_>>()).await? {
///     if let Err(error) = added {
///         eprintln!("{error}");
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// [`Call::into_request`](crate::Call::into_request) returns the request of a call that the method of a handle has
/// made.
///
/// # Errors of the batch
///
/// The batch itself fails if the requests cannot be sent together, or if none of them got a response. It then has the
/// error of the first request, and [`Error::is_outcome_unknown`] says whether requests may have been carried out.
///
/// Otherwise each request has a result. A large batch for FortiManager is divided into several HTTP requests, which are
/// sent one after the other. FortiOS gets one HTTP request for each request of the batch, several concurrently. If an
/// HTTP request gets no usable response, each request in it has the error of that HTTP request. Requests that were not
/// sent yet are not sent any more; their error is [`ErrorKind::Batch`](crate::error::ErrorKind::Batch). Earlier results
/// are kept. A refused request does not stop the others.
///
/// # Options
///
/// A batch has the options of a [`Call`](crate::Call). Timeout and reply limit apply to each HTTP request. A member
/// that `member` adds is put into every request.
///
/// With a [`Retry`](crate::Retry), an HTTP request to FortiManager is repeated only if each request in it may be
/// repeated, and none has succeeded. If the response to several deletions is lost, they are not repeated: each deletion
/// that was carried out would fail the second time. Unlike a single call, a batch does not find out by a read whether
/// an `add` was carried out. Requests to FortiOS are repeated like single calls.
#[must_use = "a batch is not sent before it is awaited, or `send` is called on it"]
pub struct Batch<'c, C, R: Requests<Protocol = P>, P: BatchProtocol = <R as Requests>::Protocol> {
    client: &'c C,
    requests: R,
    pub(crate) common: CallOptions,
    pub(crate) retry: RetryChoice,
    pub(crate) options: P::Options,
    pub(crate) extra: ExtraMembers<P::Place>,
    /// How the requests are divided into HTTP requests.
    pub(crate) division: P::Division,
}

/// A protocol whose clients send batches.
pub trait BatchProtocol: Protocol {
    /// How the requests of a batch are divided into HTTP requests.
    #[doc(hidden)]
    type Division: Clone + Default + fmt::Debug + Send + Sync;

    /// An encoded request of a batch.
    #[doc(hidden)]
    type Encoded: Send;

    /// Encodes a request.
    ///
    /// # Errors
    ///
    /// The request cannot be encoded.
    #[doc(hidden)]
    fn encode(
        request: &dyn DynEndpoint<Self>,
        settings: &Settings<'_, Self>,
        extra: &ExtraMembers<Self::Place>,
    ) -> Result<Self::Encoded, Error>;

    /// Sends the requests, and puts their answers in their places.
    ///
    /// # Errors
    ///
    /// No request was answered.
    #[doc(hidden)]
    fn send<'a>(
        client: &'a dyn ClientFor<Self>,
        requests: Vec<Self::Encoded>,
        settings: Settings<'a, Self>,
        answers: &'a mut dyn Answers<Self>,
    ) -> Sending<'a, ()>;
}

/// How a batch is sent.
#[doc(hidden)]
#[derive(Debug)]
pub struct Settings<'a, P: BatchProtocol> {
    pub(crate) preparation: &'a CallPreparation,
    pub(crate) retry: RetryChoice,
    pub(crate) common: CallOptions,
    pub(crate) options: P::Options,
    pub(crate) division: P::Division,
}

impl<'c, C, R: Requests<Protocol = P>, P: BatchProtocol> Batch<'c, C, R, P> {
    pub(crate) fn new(client: &'c C, requests: R) -> Self {
        Self {
            client,
            requests,
            common: CallOptions::CLIENT,
            retry: RetryChoice::default(),
            options: P::Options::default(),
            extra: ExtraMembers::NONE,
            division: P::Division::default(),
        }
    }

    /// A batch of the requests that `divide` makes from the request of a call, with the options of the call.
    pub(crate) fn of_call<E: Endpoint<Protocol = P>>(call: Call<'c, C, E, P>, divide: impl FnOnce(E) -> R) -> Self {
        Self {
            client: call.client,
            requests: divide(call.request),
            common: call.common,
            retry: call.retry,
            options: call.options,
            extra: call.extra,
            division: P::Division::default(),
        }
    }
}

call_option_methods!(Batch: Requests, BatchProtocol);
member_methods!(Batch: Requests, BatchProtocol);
retry_methods!(Batch: Requests, BatchProtocol);

impl<'c, C, R, P> Batch<'c, C, R, P>
where
    C: AnyClient,
    C::AsyncClient: ClientFor<P>,
    R: Requests<Protocol = P> + 'c,
    P: BatchProtocol,
{
    /// Sends the batch and returns, for each request, the value of the reply with its misfits, its text and the
    /// metadata of its protocol. Await the result on an async client; a blocking client returns it directly.
    ///
    /// # Errors
    ///
    /// The errors of sending the batch.
    pub fn replies(self) -> C::Outcome<'c, Result<R::Replies, Error>> {
        let client = self.client;
        client.outcome(self.begin())
    }

    /// Encodes the requests. The future sends them when it is first polled.
    fn begin(self) -> impl Future<Output = Result<R::Replies, Error>> + Send + use<'c, C, R, P> {
        let Self {
            client,
            requests,
            common,
            retry,
            options,
            extra,
            division,
        } = self;
        let client = client.async_client();
        let settings = Settings {
            preparation: client.preparation(),
            retry,
            common,
            options,
            division,
        };
        let mut encoded = Ok(Vec::new());
        requests.visit(&mut |request| {
            if let Ok(all) = &mut encoded {
                match P::encode(request, &settings, &extra) {
                    Ok(next) => all.push(next),
                    Err(error) => encoded = Err(error),
                }
            }
        });
        let mut answers = requests.answers();
        // Dropped before the wait, so that the future of a batch is `Send` even if its requests are not.
        drop(requests);
        async move {
            let encoded = encoded?;
            if !encoded.is_empty() {
                P::send(client, encoded, settings, &mut answers).await?;
            }
            Ok(R::replies(answers))
        }
    }
}

impl<'c, C, R, P> IntoFuture for Batch<'c, C, R, P>
where
    C: AnyClient<AsyncClient = C> + ClientFor<P>,
    R: Requests<Protocol = P> + 'c,
    P: BatchProtocol,
{
    type Output = Result<R::Results, Error>;
    type IntoFuture = Sending<'c, R::Results>;

    fn into_future(self) -> Self::IntoFuture {
        let sent = self.begin();
        Box::pin(async move { sent.await.map(R::values) })
    }
}

#[cfg(feature = "blocking")]
impl<'c, C, R, P> Batch<'c, Blocking<C>, R, P>
where
    C: ClientFor<P>,
    R: Requests<Protocol = P> + 'c,
    P: BatchProtocol,
{
    /// Sends the batch and waits for its results.
    ///
    /// # Errors
    ///
    /// The requests cannot be sent together, or no response arrived.
    pub fn send(self) -> Result<R::Results, Error> {
        self.replies().map(R::values)
    }
}

/// Shows the options and the names of added members. Values in urls and data may be confidential, so they are left out.
impl<C, R: Requests<Protocol = P>, P: BatchProtocol> fmt::Debug for Batch<'_, C, R, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("common", &self.common)
            .field("retry", &self.retry)
            .field("options", &self.options)
            .field("extra", &self.extra)
            .field("division", &self.division)
            .finish_non_exhaustive()
    }
}
