//! The async client.

use std::fmt;
use std::future::ready;
use std::sync::Arc;

use futures_util::TryFutureExt as _;
use futures_util::future::Either;
use serde::de::DeserializeOwned;

use super::Method;
use super::carrier::Carrier;
use super::connection::Connection;
use super::login::{Authorization, FortiOsLogin};
use super::path::Path;
use super::protocol::{Draft, EncodedCall, FortiOs};
use super::raw::Raw;
use super::vdoms::Vdoms;
use crate::batch::{Batch, Requests};
use crate::call::Call;
use crate::client::{
    CallOptions, ClientFor, FileClientFor, FileOptions, HasSession, Sending, SentBy, impl_async_client,
};
use crate::endpoint::{Download, Endpoint};
use crate::error::{EncodeError, EncodeErrorKind, Error};
use crate::leftovers::Leftovers;
use crate::raw_response::PendingCall;
use crate::read_as::As;
use crate::retry::{self, Attempt, CallPreparation, Decoder, Outgoing, ReceiveAttempt, Stage};
use crate::session::{CallSession, Lifecycle, lifecycle_of, session_methods};
use crate::web::download::{DownloadCall, Incoming};
use crate::{IntoParam, VdomName};

/// A client of one FortiGate, authenticated as one administrator.
///
/// Cloning is cheap, and all clones share connections and session. Make one client and clone it where it is needed.
///
/// # The session
///
/// A client with a [token](super::Builder::token) has no session: every request carries the token, and no logout is
/// needed.
///
/// A client with [credentials](super::Builder::credentials) logs in when its first call is awaited;
/// [`login`](Self::login) does so earlier. Only one login runs at a time: other calls wait for it, also if the call
/// that started it is dropped. After a refused login, the client sends no login until [`login`](Self::login) is called
/// or [`credentials_from`](super::Builder::credentials_from) returns other credentials, because FortiOS locks out an
/// address after failed logins. During a lock-out, the client sends no login.
///
/// **End the session** with [`with_session`](Self::with_session), which logs out whatever the work returns, or with
/// [`close`](Self::close) or [`logout`](Self::logout). Dropping a client cannot log out, since `drop` cannot wait for a
/// response. The session then stays open on the appliance until it times out, and counts against the session limit for
/// administrators. With the feature `tracing`, dropping the last clone logs a warning.
///
/// **Any future can be dropped** at any await point. A login or logout that no caller waits for continues on the tokio
/// runtime that it started in. Without a runtime it pauses until the next call or [`close`](Self::close) continues it.
/// If all clones are dropped meanwhile, the session that this login opens is closed.
///
/// A call in an expired session fails ([`Error::is_session_ended`]). The client does not log in again by itself, unless
/// the builder says so by [`login_again`](super::Builder::login_again): another administrator may have ended the session
/// on purpose. To start a new session, call [`login`](Self::login). Or call [`logout`](Self::logout), which succeeds
/// even after the session has ended; the next call then logs in.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    /// The VDOMs of calls that name none.
    default_vdoms: Option<Arc<Vdoms>>,
}

struct Inner {
    route: Route,
    leftovers: Leftovers,
}

/// How calls reach the FortiGate.
enum Route {
    Direct(Direct),
    Through(Box<dyn Carrier>),
}

/// A connection to the FortiGate itself.
struct Direct {
    connection: Arc<Connection>,
    authorization: Authorization,
}

impl Client {
    pub(super) fn assemble(connection: Arc<Connection>, authorization: Authorization) -> Self {
        Self::on(Route::Direct(Direct {
            connection,
            authorization,
        }))
    }

    /// A client that sends its calls through `carrier`.
    pub(crate) fn through(carrier: impl Carrier + 'static) -> Self {
        Self::on(Route::Through(Box::new(carrier)))
    }

    fn on(route: Route) -> Self {
        Self {
            inner: Arc::new(Inner {
                route,
                leftovers: Leftovers::default(),
            }),
            default_vdoms: None,
        }
    }

    /// This client with another VDOM for calls that do not name one. Both share session and connections.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, vdom};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let edge = fgt.in_vdom(vdom!("edge"));
    /// let policies = edge.monitor().firewall().policy().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn in_vdom(&self, vdom: impl IntoParam<VdomName>) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            default_vdoms: Some(Arc::new(vdom.into_param().into())),
        }
    }

    /// Creates a call with this request. The call is sent when it is awaited.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let request = fortios::monitor::firewall::Policy::new();
    /// let statistics = fgt.send(&request).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send<E: Endpoint + SentBy<Self>>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Creates a call with this request, which decodes `results` of the response as your type `T`.
    ///
    /// For a call that a method returns, use [`Call::read_as`].
    pub fn send_as<T, E>(&self, request: E) -> Call<'_, Self, As<E, T>>
    where
        T: DeserializeOwned + Send,
        E: Endpoint + SentBy<Self>,
    {
        Call::new(self, As::new(request))
    }

    /// Creates a call whose response is a file. [`DownloadCall`] lists where the file can be written.
    pub fn download<E: Download + SentBy<Self>>(&self, request: E) -> DownloadCall<'_, Self, E> {
        DownloadCall::new(self, request)
    }

    /// Sends requests concurrently, at most [eight](Batch::at_once) at once. Each has its own result. See [`Batch`].
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Method, fortios::Raw, path};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let status = Raw::new(Method::Get, path!("/api/v2/monitor/system/status"));
    /// let fans = Raw::new(Method::Get, path!("/api/v2/monitor/system/fan"));
    /// let (status, fans) = fgt.batch((status, fans)).await?;
    /// println!("{}, {}", status?["hostname"], fans.is_ok());
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
    /// # use fmg_bindings::{Error, fortios, fortios::Method, path};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let results = fgt.call(Method::Get, path!("/api/v2/monitor/system/status")).await?;
    /// println!("{}", results["hostname"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call(&self, method: Method, path: Path) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, path))
    }
}

impl Direct {
    /// Sends a call and waits for the response. As in `fmg::Client`, a call that needs no login is sent at once.
    fn attempt<'s, 'c: 's>(
        &'c self,
        call: EncodedCall,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's {
        let authorization = self.authorization.session();
        match CallSession::enter_open(authorization) {
            Some(session) => Either::Left(self.exchange_in(session, call, options, stage)),
            None => Either::Right(Box::pin(async move {
                let session = CallSession::enter(authorization).await?;
                self.exchange_in(session, call, options, stage).await
            })),
        }
    }

    fn exchange_in<'c>(
        &'c self,
        session: CallSession<'c, FortiOsLogin>,
        call: EncodedCall,
        options: CallOptions,
        stage: &mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + use<'c> {
        session.note_sent(stage);
        self.connection
            .exchange(call, session.token().map(|token| &**token), options)
            .map_ok(|pending| session.watch(pending))
    }

    async fn receive(&self, call: EncodedCall, options: FileOptions, stage: &mut Stage) -> Result<Incoming, Error> {
        let session = CallSession::enter(self.authorization.session()).await?;
        session.note_sent(stage);
        let token = session.token().map(|token| &**token);
        let incoming = self.connection.receive(call, token, options).await;
        if let Err(error) = &incoming {
            session.note(error);
        }
        incoming
    }
}

impl Attempt<FortiOs> for Client {
    fn attempt<'s, 'c: 's>(
        &'c self,
        draft: Draft,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's {
        let default_vdoms = self.default_vdoms.as_deref();
        match &self.inner.route {
            Route::Direct(direct) => match direct.connection.encode(draft, default_vdoms) {
                Ok(call) => Either::Left(direct.attempt(call, options, stage)),
                Err(error) => Either::Right(Either::Left(ready(Err(error)))),
            },
            Route::Through(carrier) => {
                let call = draft.call();
                let encoded = draft.in_vdoms(default_vdoms).and_then(EncodedCall::carried);
                Either::Right(match encoded {
                    Ok(encoded) => Either::Right(carrier.exchange(encoded, options, stage)),
                    Err(error) => Either::Left(ready(Err(call.failed(error)))),
                })
            }
        }
    }
}

impl ReceiveAttempt<FortiOs> for Client {
    async fn receive_attempt(&self, draft: Draft, options: FileOptions, stage: &mut Stage) -> Result<Incoming, Error> {
        match &self.inner.route {
            Route::Direct(direct) => {
                let call = direct.connection.encode(draft, self.default_vdoms.as_deref())?;
                direct.receive(call, options, stage).await
            }
            Route::Through(_) => {
                let refused = EncodeError::from(EncodeErrorKind::FileNotForwarded);
                Err(draft.call().failed(refused))
            }
        }
    }
}

impl ClientFor<FortiOs> for Client {
    fn preparation(&self) -> &CallPreparation {
        match &self.inner.route {
            Route::Direct(direct) => &direct.connection.http.preparation,
            Route::Through(carrier) => carrier.preparation(),
        }
    }

    fn exchange<'a>(&'a self, outgoing: Outgoing<FortiOs>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()> {
        retry::exchange(self, outgoing, options, read)
    }
}

impl FileClientFor<FortiOs> for Client {
    fn receive(&self, outgoing: Outgoing<FortiOs>, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(retry::receive(self, outgoing, options))
    }
}

impl HasSession for Client {
    fn lifecycle(&self) -> &dyn Lifecycle {
        match &self.inner.route {
            Route::Direct(direct) => lifecycle_of(direct.authorization.session()),
            Route::Through(carrier) => carrier.lifecycle(),
        }
    }

    fn leftovers(&self) -> &Leftovers {
        &self.inner.leftovers
    }

    fn may_log_in_again(&self) -> bool {
        match &self.inner.route {
            Route::Direct(_) => true,
            Route::Through(carrier) => carrier.may_log_in_again(),
        }
    }
}

impl_async_client!(Client);
session_methods!(
    Client,
    "fortios::Client",
    "let policies = client.with_session(async |fgt| fgt.monitor().firewall().policy().await).await?;"
);

/// Shows url and user, or the carrier of the calls to the FortiGate.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("fortios::Client");
        match &self.inner.route {
            Route::Direct(direct) => direct.show(&mut shown),
            Route::Through(carrier) => carrier.show(&mut shown),
        }
        let mut query = String::new();
        if let Some(default_vdoms) = &self.default_vdoms
            && default_vdoms.write(&mut query).is_ok()
        {
            let vdom = query.strip_prefix("vdom=").unwrap_or(&query);
            shown.field("vdom", &format_args!("{vdom}"));
        }
        if let Route::Direct(direct) = &self.inner.route
            && direct.connection.only_post
        {
            shown.field("only_post", &true);
        }
        shown.finish()
    }
}

impl Direct {
    fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        shown.field("url", &self.connection.http.base);
        match &self.authorization {
            Authorization::Token => {
                shown.field("user", &format_args!("API token"));
            }
            Authorization::User(session) => session.show(shown),
        }
    }
}
