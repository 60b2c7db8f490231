//! The async client.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::builder::Builder;
use super::login::User;
use super::session::Proxy;
use super::{Call, Download, DownloadCall, Request};
use crate::Secret;
use crate::call_record::CallRecord;
use crate::connect::Limit;
use crate::error::Error;
use crate::fmg::reply::Expected;
use crate::fmg::web::{self, Draft, Line, Proxied, Subject};
use crate::fmg::{Output, Reply};
use crate::read_as::As;
use crate::reading::Reading;
use crate::trace;
use crate::web::download::{Incoming, Options};
use crate::web::file::Watcher;

/// A client of the GUI of one FortiManager, as one administrator.
///
/// Cloning is cheap, and all clones share connections and session: make one client and clone it to where it is needed.
///
/// # The session
///
/// It is opened when the first call is awaited, or by [`login`](Self::login). **End a program with
/// [`close`](Self::close)**: a session that is left open takes one of the few places that an administrator has until it
/// times out. As the other clients, this one does not log in again by itself when its session is lost.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    line: Line,
    user: User,
}

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder {
        Builder::new(base_url.into())
    }

    pub(in crate::fmg) fn assemble(line: Line, user: String, password: Secret) -> Self {
        Self {
            inner: Arc::new(Inner {
                line,
                user: User::new(user, password),
            }),
        }
    }

    /// A call with this request.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(gui: fmg::gui::Client) -> Result<(), Error> {
    /// let request = fmg::gui::sys::Uptime::new();
    /// let uptime = gui.send(&request).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send<R: Request>(&self, request: R) -> Call<'_, Self, R> {
        Call::new(self, request)
    }

    /// A call with this request, whose `data` is read as a `T` of your own.
    pub fn send_as<T: DeserializeOwned + Send, R: Request>(&self, request: R) -> Call<'_, Self, As<R, T>> {
        self.send(request).read_as()
    }

    /// A call that is answered by a file. See [`DownloadCall`] for where that can go.
    pub fn download<R: Request + Download>(&self, request: R) -> DownloadCall<'_, Self, R> {
        DownloadCall::new(self, request)
    }

    /// Opens the session now rather than with the first call, so that wrong credentials show at once.
    ///
    /// # Errors
    ///
    /// The appliance refuses the login ([`Error::is_login_failed`]), or cannot be reached.
    pub async fn login(&self) -> Result<(), Error> {
        self.inner.user.session(&self.inner.line).await.map(drop)
    }

    /// Ends the session, that of all clones. A later call opens a new one. Does nothing if no session is open.
    ///
    /// # Errors
    ///
    /// The appliance refuses the logout, in which case the session is forgotten (it was none any more), or does not
    /// answer, in which case it is kept, so that logging out can be tried again.
    pub async fn logout(&self) -> Result<(), Error> {
        self.inner.user.log_out(&self.inner.line).await
    }

    /// Ends the session, and with it the use of this client.
    ///
    /// # Errors
    ///
    /// As [`logout`](Self::logout).
    pub async fn close(self) -> Result<(), Error> {
        self.logout().await
    }

    /// Sends `request` in the client's session and reads the answer.
    pub(in crate::fmg) async fn run_web<R: Request + Send>(
        &self,
        request: R,
        options: web::Options,
    ) -> Result<Reply<Output<R>>, Error> {
        let subject = web::subject(&request);
        // Before the login: what cannot be sent is no reason to open a session.
        let draft = draft(subject, &request)?;
        let expected = Expected::over_http(self.reading(options.reading), request.reply_without());
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        let read = |answer: Response<Bytes>| {
            web::read::<R::Response>(subject.context(), expected, answer.status(), answer.body())
                .map(|read| Reply::new(read, answer.into_body()))
        };
        self.exchange(subject, draft, options.timeout, read).await
    }

    /// How a reply is read to a call that says `call`.
    pub(super) fn reading(&self, call: Reading) -> Reading {
        self.inner.line.reading.or(call)
    }

    /// Sends what has been written in the client's session.
    pub(super) async fn exchange<T>(
        &self,
        subject: Subject,
        draft: Draft,
        timeout: Limit,
        read: impl FnOnce(Response<Bytes>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Inner { line, user } = &*self.inner;
        let session = user.session(line).await?;
        let encoded = draft.seal(Some(session.csrf_token()));
        let (head, content) = encoded.on(line, Some(session.headers()));
        line.exchange(subject, head, content, timeout, read).await
    }

    /// Sends `request`, which is to be answered by a file, in the client's session.
    pub(super) async fn receive<R: Request + Download + Send>(
        &self,
        request: R,
        options: Options,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let Inner { line, user } = &*self.inner;
        let subject = web::subject(&request);
        let draft = draft(subject, &request)?;
        drop(request);
        let session = user.session(line).await?;
        let encoded = draft.seal(Some(session.csrf_token()));
        let (head, content) = encoded.on(line, Some(session.headers()));
        line.receive(subject, head, content, options.timeout, watcher, web::refusal)
            .await
    }
}

/// Writes a call: as it is, or as the proxy carries it.
fn draft<R: Request + ?Sized>(subject: Subject, request: &R) -> Result<Draft, Error> {
    let (proxied, record) = CallRecord::writing(|| Proxied::new(request));
    let draft = match proxied {
        Ok(None) => Draft::new(request),
        Ok(Some(proxied)) => Draft::new(&carried(proxied)).map(|draft| draft.noting(record)),
        Err(kind) => Err(kind),
    };
    draft.map_err(|kind| subject.failed(kind))
}

/// The call that carries a call through the proxy.
fn carried(proxied: Proxied) -> Proxy {
    let Proxied { url, method, params } = proxied;
    let call = Proxy::new(url, method);
    match params {
        Some(params) => call.params(params),
        None => call,
    }
}

/// What is posted for a call that goes through the proxy; `None` if it is one of HTTP.
pub(crate) fn proxied_json<R: web::Request>(request: &R) -> Option<Value> {
    let proxied = Proxied::new(request).ok()??;
    Draft::new(&carried(proxied)).ok()?.json()
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.user.has_session() {
            trace::session_left_open();
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("gui::Client")
            .field("line", &self.inner.line)
            .field("user", &self.inner.user)
            .finish()
    }
}
