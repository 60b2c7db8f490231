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
use crate::answered::Answered;
use crate::call::Call;
use crate::carries::{CallOptions, Carries, CarriesFiles, FileOptions, HasSession, Sending, SentBy, sends_by_itself};
use crate::endpoint::{Download, Endpoint};
use crate::error::Error;
use crate::leftovers::Leftovers;
use crate::read_as::As;
use crate::session::{Lifecycle, NoSession, session_methods};
use crate::web::download::{DownloadCall, Incoming};

/// A client of one FortiGate, as one administrator.
///
/// Cloning is cheap, and all clones share connections and session: make one client and clone it to where it is needed.
///
/// # The session
///
/// A client with a [token](super::Builder::token) has none: every request shows the token, and there is nothing to log out of.
///
/// A client with [credentials](super::Builder::credentials) logs in when its first call is awaited; [`login`](Self::login) does
/// it ahead. There is one login at a time, and it belongs to the session: calls that begin meanwhile wait for it, and one
/// that gives up leaves it to the others. A login that was refused is not sent again before [`login`](Self::login) is
/// called, or [`credentials_from`](super::Builder::credentials_from) gives others: FortiOS locks out an address from which too
/// many logins fail. A lock-out is waited for.
///
/// **End the session**, by [`with_session`](Self::with_session), which does so whatever comes of the work, or by
/// [`close`](Self::close) or [`logout`](Self::logout). Dropping a client cannot wait for an answer, so the session of a
/// dropped client stays open on the appliance until it times out, and takes one of the few places there are for
/// administrators. With the feature `tracing` the last clone warns about it.
///
/// **Any future can be dropped** at any await point. A login or a logout that nobody waits for any more is carried on by
/// the tokio runtime that it began in; without one it rests until the next call, or [`close`](Self::close), takes it up. If
/// all clones are dropped meanwhile, the session that comes of it is closed.
///
/// A call in a session that has ended fails ([`Error::is_session_ended`]). The client does not log in again by itself
/// then: whoever ended the session, such as another administrator, may have had a reason. To begin anew, call
/// [`login`](Self::login), or log out, which is no error in a session that has ended.
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

    /// A call with this request.
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

    /// A call with this request, whose `results` are read as a `T` of your own.
    ///
    /// Where the call is made by a method, [`Call::read_as`] does the same.
    pub fn send_as<T, E>(&self, request: E) -> Call<'_, Self, As<E, T>>
    where
        T: DeserializeOwned + Send,
        E: Endpoint + SentBy<Self>,
    {
        Call::new(self, As::new(request))
    }

    /// A call that is answered by a file. See [`DownloadCall`] for where that can go.
    pub fn download<E: Download + SentBy<Self>>(&self, request: E) -> DownloadCall<'_, Self, E> {
        DownloadCall::new(self, request)
    }

    /// A call that no request type covers: JSON in, JSON out. See [`Raw`].
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

    /// Sends a call as who the client is, and waits for the answer.
    async fn exchange(&self, draft: Draft, options: CallOptions) -> Result<Answered<'_>, Error> {
        let connection = &self.inner.connection;
        let call = connection.finish(draft)?;
        let Authorization::User(session) = &self.inner.authorization else {
            return connection.exchange(call, None, options).await;
        };
        let token = session.token().await?;
        let answered = connection.exchange(call, Some(&token), options).await?;
        Ok(answered.on_failure(session.on_failure(token)))
    }

    async fn receive(&self, draft: Draft, options: FileOptions) -> Result<Incoming, Error> {
        let connection = &self.inner.connection;
        let call = connection.finish(draft)?;
        let Authorization::User(session) = &self.inner.authorization else {
            return connection.receive(call, None, options).await;
        };
        let token = session.token().await?;
        let incoming = connection.receive(call, Some(&token), options).await;
        if let Err(error) = &incoming {
            session.note(&token, error);
        }
        incoming
    }
}

impl Carries<FortiOs> for Client {
    fn exchange(&self, draft: Draft, options: CallOptions) -> Sending<'_, Answered<'_>> {
        Box::pin(self.exchange(draft, options))
    }
}

impl CarriesFiles<FortiOs> for Client {
    fn receive(&self, draft: Draft, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(self.receive(draft, options))
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

sends_by_itself!(Client);
session_methods!(
    Client,
    "fortios::Client",
    "let policies = client.with_session(async |fgt| fgt.monitor().firewall().policy().await).await?;"
);

/// Shows where it calls, and as whom.
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
