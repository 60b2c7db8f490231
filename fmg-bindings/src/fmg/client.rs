//! The async client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::backend::Backend;
use super::json_rpc::{Draft, JsonRpc};
use super::login::Authorization;
use super::raw::Raw;
use super::request::Method;
#[cfg(feature = "web")]
use super::rest;
use super::url::Url;
use crate::answered::Answered;
use crate::call::Call;
use crate::carries::{CallOptions, Carries, HasSession, Sending, SentBy, sends_by_itself};
#[cfg(feature = "web")]
use crate::endpoint::Download;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::leftovers::Leftovers;
use crate::read_as::As;
use crate::session::{Done, Lifecycle, session_methods};
#[cfg(feature = "web")]
use crate::web::download::DownloadCall;

/// A client of one FortiManager, as one user.
///
/// Cloning is cheap, and all clones share connections and session: make one client and clone it to where it is needed.
///
/// # The session
///
/// A client with [credentials](super::Builder::credentials) logs in when its first call is awaited; [`login`](Self::login) does
/// it ahead. There is one login at a time, and it belongs to the session: calls that begin meanwhile wait for it, and one
/// that gives up leaves it to the others. A login that was refused is not sent again before [`login`](Self::login) is
/// called, or [`credentials_from`](super::Builder::credentials_from) gives others: an appliance locks out whoever tries too often.
///
/// **End the session**, by [`with_session`](Self::with_session), which does so whatever comes of the work, or by
/// [`close`](Self::close) or [`logout`](Self::logout). Dropping a client cannot wait for an answer, so the session of a
/// dropped client stays open on the appliance until it times out, with the locks that it holds, and takes one of the few
/// places that a user has. With the feature `tracing` the last clone warns about it. But do not log out while a task that
/// the session started is still running: the task then fails.
///
/// **Any future can be dropped** at any await point. A login or a logout that nobody waits for any more is carried on by
/// the tokio runtime that it began in; without one it rests until the next call, or [`close`](Self::close), takes it up. If
/// all clones are dropped meanwhile, the session that comes of it is closed.
///
/// An appliance answers a call in a session that has ended like one that is not permitted
/// ([`Error::is_permission`]). The client does not log in again by itself then: the locks of the lost session
/// are gone, and to carry on in a new one would be to write without them. To begin anew, call [`login`](Self::login), or
/// log out, which is no error in a session that has ended.
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    backend: Backend,
    #[cfg(feature = "web")]
    pub(super) rest: rest::RestAccess,
    leftovers: Leftovers,
}

impl Client {
    pub(super) fn assemble(backend: Backend, #[cfg(feature = "web")] rest: rest::RestAccess) -> Self {
        Self {
            inner: Arc::new(Inner {
                backend,
                #[cfg(feature = "web")]
                rest,
                leftovers: Leftovers::default(),
            }),
        }
    }

    /// A client whose requests go through the GUI.
    #[cfg(feature = "web")]
    pub(super) fn through_gui(gui: super::gui::Client) -> Self {
        Self::assemble(Backend::Gui(gui), rest::RestAccess::NO_CREDENTIALS)
    }

    /// A call with this request: one of JSON-RPC, or with the feature `web` one of the
    /// [REST counterpart](super::rest).
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

    /// A call with this request, whose `data` is read as a `T` of your own.
    ///
    /// Where the call is made by a method, [`Call::read_as`] does the same.
    pub fn send_as<T, E>(&self, request: E) -> Call<'_, Self, As<E, T>>
    where
        T: DeserializeOwned + Send,
        E: Endpoint + SentBy<Self>,
    {
        Call::new(self, As::new(request))
    }

    /// A call of the [REST counterpart](super::rest) that is answered by a file. See [`DownloadCall`] for where that can
    /// go.
    #[cfg(feature = "web")]
    pub fn download<E: Download + SentBy<Self>>(&self, request: E) -> DownloadCall<'_, Self, E> {
        DownloadCall::new(self, request)
    }

    /// A call that no request type covers: JSON in, JSON out. See [`Raw`].
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
        &*self.inner
    }

    fn leftovers(&self) -> &Leftovers {
        &self.inner.leftovers
    }
}

impl Inner {
    /// Sends a call by the protocol of the client and waits for the response.
    async fn exchange(&self, draft: Draft, options: CallOptions) -> Result<Answered<'_>, Error> {
        match &self.backend {
            Backend::JsonRpc {
                connection,
                authorization,
            } => {
                let Authorization::User(session) = authorization else {
                    return connection.exchange(draft, None, options).await;
                };
                let token = session.token().await?;
                let answered = connection.exchange(draft, Some(&token), options).await?;
                Ok(answered.on_failure(session.on_failure(token)))
            }
            #[cfg(feature = "web")]
            Backend::Rest => {
                let call = draft.call;
                let encoded = rest::map(draft).map_err(|kind| call.failed(kind))?;
                self.rest.exchange(encoded, options).await
            }
            #[cfg(feature = "web")]
            Backend::Gui(gui) => gui.exchange_json_rpc(draft, options).await,
        }
    }
}

/// The session of the client. A login also lets the REST counterpart try refused credentials again.
impl Lifecycle for Inner {
    fn log_in(&self) -> Done<'_> {
        #[cfg(feature = "web")]
        self.rest.retry();
        self.backend.session().log_in()
    }

    fn log_out(&self) -> Done<'_> {
        self.backend.session().log_out()
    }

    fn log_out_within(&self, limit: Duration) -> Done<'_> {
        self.backend.session().log_out_within(limit)
    }

    fn log_out_later(&self) {
        self.backend.session().log_out_later();
    }

    fn forget(&self) {
        #[cfg(feature = "web")]
        self.rest.retry();
        self.backend.session().forget();
    }
}

impl Carries<JsonRpc> for Client {
    fn exchange(&self, draft: Draft, options: CallOptions) -> Sending<'_, Answered<'_>> {
        Box::pin(self.inner.exchange(draft, options))
    }
}

sends_by_itself!(Client);
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
