//! The async client.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, TryFutureExt as _, select};
use serde::de::DeserializeOwned;
use tokio::runtime::Handle;

use super::backend::Backend;
use super::connection::Connection;
use super::guard::{self, Exclusion};
use super::json_rpc::{Draft, JsonRpc};
use super::login::JsonRpcLogin;
use super::raw::Raw;
use super::request::Method;
#[cfg(feature = "web")]
use super::rest;
use super::url::Url;
use crate::batch::{Batch, Requests};
use crate::call::Call;
use crate::client::{CallOptions, ClientFor, HasSession, Sending, SentBy, impl_async_client};
#[cfg(feature = "web")]
use crate::endpoint::Download;
use crate::endpoint::Endpoint;
use crate::error::{Context, Error, WorkspaceError};
use crate::leftovers::Leftovers;
use crate::raw_response::PendingCall;
use crate::read_as::As;
use crate::retry::{self, Attempt, CallPreparation, Decoder, Outgoing, Stage};
use crate::session::{CallSession, Done, Lifecycle, session_methods};
#[cfg(feature = "web")]
use crate::web::download::DownloadCall;

/// A client of one FortiManager, logged in as one user.
///
/// Cloning is cheap, and all clones share connections and session. Make one client and clone it where it is needed.
///
/// # The session
///
/// A client with [credentials](super::Builder::credentials) logs in when its first call is awaited;
/// [`login`](Self::login) does so earlier. Only one login runs at a time: other calls wait for it, also if the call
/// that started it is dropped. After a refused login, the client sends no login until [`login`](Self::login) is called
/// or [`credentials_from`](super::Builder::credentials_from) returns other credentials, because an appliance locks out
/// users after failed logins.
///
/// **End the session** with [`with_session`](Self::with_session), which logs out whatever the work returns, or with
/// [`close`](Self::close) or [`logout`](Self::logout). Dropping a client cannot log out, since `drop` cannot wait for a
/// response. The session then stays open on the appliance until it times out, keeps its locks, and counts against the
/// user's session limit. With the feature `tracing`, dropping the last clone logs a warning. Do not log out while a
/// task that the session started is still running: the task then fails.
///
/// **Any future can be dropped** at any await point. A login or logout that no caller waits for continues on the tokio
/// runtime that it started in. Without a runtime it pauses until the next call or [`close`](Self::close) continues it.
/// If all clones are dropped meanwhile, the session that this login opens is closed.
///
/// An appliance answers a call in an expired session like a call that is not permitted ([`Error::is_permission`]). The
/// client does not log in again by itself, unless [`login_again`](super::Builder::login_again) of the builder was
/// called. The locks of the expired session are lost, and a new session would write without them. To start a new
/// session, call [`login`](Self::login). Or call [`logout`](Self::logout), which succeeds even after the session has
/// expired; the next call then logs in.
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    backend: Backend,
    #[cfg(feature = "web")]
    pub(super) rest: rest::RestAccess,
    pub(super) preparation: CallPreparation,
    leftovers: Leftovers,
    /// The workspace locks of this session.
    exclusion: Arc<Exclusion>,
}

impl Client {
    pub(super) fn assemble(
        backend: Backend,
        #[cfg(feature = "web")] rest: rest::RestAccess,
        preparation: CallPreparation,
    ) -> Self {
        Self::sharing(
            Arc::default(),
            backend,
            #[cfg(feature = "web")]
            rest,
            preparation,
        )
    }

    /// A client whose session other clients share, with the locks of that session.
    pub(super) fn sharing(
        exclusion: Arc<Exclusion>,
        backend: Backend,
        #[cfg(feature = "web")] rest: rest::RestAccess,
        preparation: CallPreparation,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                backend,
                #[cfg(feature = "web")]
                rest,
                preparation,
                leftovers: Leftovers::default(),
                exclusion,
            }),
        }
    }

    /// The workspace locks of this session.
    pub(super) fn exclusion(&self) -> &Arc<Exclusion> {
        &self.inner.exclusion
    }

    /// Whether a session is open, or none is needed.
    pub(super) fn has_open_session(&self) -> bool {
        self.inner.backend.session().is_open()
    }

    /// A client that sends its requests through the GUI.
    #[cfg(feature = "web")]
    pub(super) fn through_gui(gui: super::gui::Client) -> Self {
        let (exclusion, preparation) = (Arc::clone(gui.exclusion()), gui.preparation().clone());
        Self::sharing(
            exclusion,
            Backend::Gui(gui),
            rest::RestAccess::NO_CREDENTIALS,
            preparation,
        )
    }

    /// Creates a call with this request: a JSON-RPC request or, with the feature `web`, a request of the [REST
    /// API](super::rest). The call is sent when it is awaited.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let request = fmg::sys::Status::new();
    /// let status = fmg.send(&request).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send<E: Endpoint + SentBy<Self>>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Creates a call with this request, which decodes `data` of the response as your type `T`.
    ///
    /// For a call that a method returns, use [`Call::read_as`].
    pub fn send_as<T, E>(&self, request: E) -> Call<'_, Self, As<E, T>>
    where
        T: DeserializeOwned + Send,
        E: Endpoint + SentBy<Self>,
    {
        Call::new(self, As::new(request))
    }

    /// Creates a call of the [REST API](super::rest) whose response is a file. [`DownloadCall`] lists where the file
    /// can be written.
    #[cfg(feature = "web")]
    pub fn download<E: Download + SentBy<Self>>(&self, request: E) -> DownloadCall<'_, Self, E> {
        DownloadCall::new(self, request)
    }

    /// Sends requests of one method together, in as few HTTP requests as possible. Each has its own result. See
    /// [`Batch`].
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::address, fmg::scope::Objects, name};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let objects = Objects::new(adom!("demo"));
    /// let read = |name| address::Get::new(objects.clone(), name);
    /// for address in fmg.batch(vec![read(name!("host_001")), read(name!("host_002"))]).await? {
    ///     println!("{:?}", address?.subnet);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn batch<R: Requests>(&self, requests: R) -> Batch<'_, Self, R>
    where
        Self: ClientFor<R::Protocol>,
    {
        Batch::new(self, requests)
    }

    /// Creates a call that no request type covers; request and response are JSON. See [`Raw`].
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg, fmg::Method, url};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let data = fmg.call(Method::Get, url!("/sys/status")).await?;
    /// println!("{}", data["Hostname"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call(&self, method: Method, url: Url) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, url))
    }
}

impl HasSession for Client {
    fn lifecycle(&self) -> &dyn Lifecycle {
        self
    }

    fn leftovers(&self) -> &Leftovers {
        &self.inner.leftovers
    }

    fn may_log_in_again(&self) -> bool {
        !self.inner.exclusion.is_held()
    }
}

impl Inner {
    /// Fails if a guard holds a lock in a session that has ended meanwhile: a new session would not have the lock.
    fn check_lock(&self, call: Context) -> Result<(), Error> {
        if self.exclusion.is_held() && !self.backend.session().is_open() {
            return Err(call.failed(WorkspaceError::lost(Vec::new())));
        }
        Ok(())
    }

    /// Sends a call by the protocol of the client and waits for the response.
    ///
    /// Not an `async fn`: a call that needs no login is sent at once. Its future contains only what is left of it, and
    /// the transport begins with little of the stack in use.
    fn attempt<'s, 'c: 's>(
        &'c self,
        draft: Draft,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's {
        if draft.may_change {
            self.exclusion.note_write();
        }
        let checked = self.check_lock(draft.call);
        if checked.is_ok()
            && let Backend::JsonRpc {
                connection,
                authorization,
            } = &self.backend
            && let Some(session) = CallSession::enter_open(authorization.session())
        {
            return Either::Left(exchange_in(session, connection, draft, options, stage));
        }
        // Boxed, so that the futures of other calls are small.
        Either::Right(Box::pin(async move {
            checked?;
            match &self.backend {
                Backend::JsonRpc {
                    connection,
                    authorization,
                } => {
                    let session = CallSession::enter(authorization.session()).await?;
                    exchange_in(session, connection, draft, options, stage).await
                }
                #[cfg(feature = "web")]
                Backend::Rest => {
                    let call = draft.call;
                    let encoded = rest::map(draft).map_err(|kind| call.failed(kind))?;
                    self.rest.exchange(encoded, options, stage).await
                }
                #[cfg(feature = "web")]
                Backend::Gui(gui) => gui.exchange_json_rpc(draft, options, stage).await,
            }
        }))
    }
}

/// Sends a call in a session, if it needs one, and waits for the response.
fn exchange_in<'c>(
    session: CallSession<'c, JsonRpcLogin>,
    connection: &'c Connection,
    draft: Draft,
    options: CallOptions,
    stage: &mut Stage,
) -> impl Future<Output = Result<PendingCall<'c>, Error>> + use<'c> {
    session.note_sent(stage);
    connection
        .exchange(draft, session.token(), options)
        .map_ok(|pending| session.watch(pending))
}

/// The session of the client. After `log_in`, REST calls of this client may again send credentials that were refused.
/// Before a logout, the locks of dropped guards are released, because an appliance may keep them.
impl Lifecycle for Client {
    fn is_open(&self) -> bool {
        self.has_open_session()
    }

    fn log_in(&self) -> Done<'_> {
        #[cfg(feature = "web")]
        self.inner.rest.forget_refusal();
        self.inner.backend.session().log_in()
    }

    fn log_out(&self) -> Done<'_> {
        Box::pin(async {
            let released = guard::release_abandoned(self).await;
            self.inner.backend.session().log_out().await?;
            // The logout ends the session with its locks. A client without a session of its own, such as one with an
            // API key, reports a failed release.
            if self.inner.backend.has_session() {
                Ok(())
            } else {
                released
            }
        })
    }

    fn log_out_within(&self, limit: Duration) -> Done<'_> {
        Box::pin(async move {
            let begun = Instant::now();
            let _ = select(pin!(guard::release_abandoned(self)), Delay::new(limit)).await;
            let left = limit.saturating_sub(begun.elapsed());
            self.inner.backend.session().log_out_within(left).await
        })
    }

    fn log_out_later(&self) {
        let session = self.inner.backend.session();
        match Handle::try_current() {
            Ok(runtime) if self.inner.exclusion.has_abandoned() => {
                let client = self.clone();
                runtime.spawn(async move { client.log_out().await });
            }
            _ => session.log_out_later(),
        }
    }

    fn forget(&self) {
        #[cfg(feature = "web")]
        self.inner.rest.forget_refusal();
        self.inner.backend.session().forget();
    }

    fn renew(&self, number: u64, call: u64) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        self.inner.backend.session().renew(number, call)
    }

    fn note_useless(&self) {
        self.inner.backend.session().note_useless();
    }
}

impl Attempt<JsonRpc> for Client {
    fn attempt<'s, 'c: 's>(
        &'c self,
        draft: Draft,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's {
        self.inner.attempt(draft, options, stage)
    }
}

impl ClientFor<JsonRpc> for Client {
    fn preparation(&self) -> &CallPreparation {
        &self.inner.preparation
    }

    fn exchange<'a>(&'a self, outgoing: Outgoing<JsonRpc>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()> {
        retry::exchange(self, outgoing, options, read)
    }

    fn learn_firmware(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.ask_firmware())
    }
}

impl_async_client!(Client);
session_methods!(
    Client,
    "fmg::Client",
    "let version = client.with_session(async |fmg| Ok(fmg.sys().status().await?.version)).await?;"
);

/// Shows url, protocol and user.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("fmg::Client");
        self.inner.backend.show(&mut shown);
        #[cfg(feature = "web")]
        if let Backend::Rest = &self.inner.backend {
            self.inner.rest.show(&mut shown);
        }
        shown.finish()
    }
}
