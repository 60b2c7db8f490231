//! The async client.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::Method;
use super::connection::Connection;
use super::login::Authorization;
use super::path::Path;
use super::protocol::{Draft, FortiOs};
use super::raw::Raw;
use crate::call::Call;
use crate::client::{
    CallOptions, ClientFor, FileClientFor, FileOptions, HasSession, Sending, SentBy, impl_async_client,
};
use crate::endpoint::{Download, Endpoint};
use crate::error::Error;
use crate::leftovers::Leftovers;
use crate::raw_response::PendingCall;
use crate::read_as::As;
use crate::retry::{self, Attempt, Decoder, Outgoing, ReceiveAttempt, Repetition, Stage};
use crate::session::{Lifecycle, NoSession, session_methods};
use crate::web::download::{DownloadCall, Incoming};

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
/// on purpose. To start a new session, call [`login`](Self::login), or
/// log out first, which is no error after the session has ended.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    connection: Arc<Connection>,
    authorization: Authorization,
    leftovers: Leftovers,
}

impl Client {
    pub(super) fn assemble(connection: Arc<Connection>, authorization: Authorization) -> Self {
        Self {
            inner: Arc::new(Inner {
                connection,
                authorization,
                leftovers: Leftovers::default(),
            }),
        }
    }

    /// Makes a call with this request.
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

    /// Makes a call with this request and decodes its `results` as your type `T`.
    ///
    /// For a call that a method returns, use [`Call::read_as`].
    pub fn send_as<T, E>(&self, request: E) -> Call<'_, Self, As<E, T>>
    where
        T: DeserializeOwned + Send,
        E: Endpoint + SentBy<Self>,
    {
        Call::new(self, As::new(request))
    }

    /// Makes a call whose response is a file. [`DownloadCall`] lists where the file can be written.
    pub fn download<E: Download + SentBy<Self>>(&self, request: E) -> DownloadCall<'_, Self, E> {
        DownloadCall::new(self, request)
    }

    /// Makes a call that no request type covers; request and response are JSON. See [`Raw`].
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

impl Attempt<FortiOs> for Client {
    async fn attempt<'c>(
        &'c self,
        draft: Draft,
        options: CallOptions,
        stage: &mut Stage,
    ) -> Result<PendingCall<'c>, Error> {
        let connection = &self.inner.connection;
        let call = connection.finish(draft)?;
        let Authorization::User(session) = &self.inner.authorization else {
            stage.send();
            return connection.exchange(call, None, options).await;
        };
        let (token, number) = session.enter().await?;
        stage.send_in(number);
        let pending = connection.exchange(call, Some(&token), options).await?;
        Ok(pending.on_failure(session.on_failure(token)))
    }
}

impl ReceiveAttempt<FortiOs> for Client {
    async fn receive_attempt(&self, draft: Draft, options: FileOptions, stage: &mut Stage) -> Result<Incoming, Error> {
        let connection = &self.inner.connection;
        let call = connection.finish(draft)?;
        let Authorization::User(session) = &self.inner.authorization else {
            stage.send();
            return connection.receive(call, None, options).await;
        };
        let (token, number) = session.enter().await?;
        stage.send_in(number);
        let incoming = connection.receive(call, Some(&token), options).await;
        if let Err(error) = &incoming {
            session.note(&token, error);
        }
        incoming
    }
}

impl ClientFor<FortiOs> for Client {
    fn repetition(&self) -> &Repetition {
        &self.inner.connection.http.repetition
    }

    fn exchange<'a>(&'a self, outgoing: Outgoing<FortiOs>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()> {
        Box::pin(retry::exchange(self, outgoing, options, read))
    }
}

impl FileClientFor<FortiOs> for Client {
    fn receive(&self, outgoing: Outgoing<FortiOs>, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(retry::receive(self, outgoing, options))
    }
}

impl HasSession for Client {
    fn lifecycle(&self) -> &dyn Lifecycle {
        match &self.inner.authorization {
            Authorization::Token => &NoSession,
            Authorization::User(session) => session,
        }
    }

    fn leftovers(&self) -> &Leftovers {
        &self.inner.leftovers
    }
}

impl_async_client!(Client);
session_methods!(
    Client,
    "fortios::Client",
    "let policies = client.with_session(async |fgt| fgt.monitor().firewall().policy().await).await?;"
);

/// Shows url and user.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Connection {
            http,
            only_post,
            default_vdoms,
        } = &*self.inner.connection;
        let mut shown = f.debug_struct("fortios::Client");
        shown.field("url", &http.base);
        match &self.inner.authorization {
            Authorization::Token => {
                shown.field("user", &format_args!("API token"));
            }
            Authorization::User(session) => session.show(&mut shown),
        }
        let mut query = String::new();
        if let Some(default_vdoms) = default_vdoms
            && default_vdoms.write(&mut query).is_ok()
        {
            let vdom = query.strip_prefix("vdom=").unwrap_or(&query);
            shown.field("vdom", &format_args!("{vdom}"));
        }
        if *only_post {
            shown.field("only_post", only_post);
        }
        shown.finish()
    }
}
