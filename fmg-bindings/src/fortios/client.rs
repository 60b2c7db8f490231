//! The async client.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::answers::Answers;
use super::builder::Builder;
use super::call::{Call, Options};
use super::connection::{Connection, subject};
use super::login::Authorization;
use super::path::Path;
use super::raw::Raw;
use super::reply::{Expected, Reply};
use super::request::{Download, Method, Request};
use crate::Endpoint;
use crate::error::Error;
use crate::leftovers::Leftovers;
use crate::read_as::As;
use crate::session::{Lifecycle, NoSession, session_methods};
use crate::web::download::{self, DownloadCall, Incoming};
use crate::web::file::Watcher;

/// A client of one FortiGate, as one administrator.
///
/// Cloning is cheap, and all clones share connections and session: make one client and clone it to where it is needed.
///
/// # The session
///
/// A client with a [token](Builder::token) has none: every request shows the token, and there is nothing to log out of.
///
/// A client with [credentials](Builder::credentials) logs in when its first call is awaited; [`login`](Self::login) does
/// it ahead. There is one login at a time, and it belongs to the session: calls that begin meanwhile wait for it, and one
/// that gives up leaves it to the others. A login that was refused is not sent again before [`login`](Self::login) is
/// called, or [`credentials_from`](Builder::credentials_from) gives others: FortiOS locks out an address from which too
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
    /// Begins a client of the appliance at `base_url`, such as `https://fgt.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder {
        Builder::new(base_url.into())
    }

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
    pub fn send<A: Answers>(&self, request: A) -> Call<'_, Self, A> {
        Call::new(self, request)
    }

    /// A call with this request, whose `results` are read as a `T` of your own.
    ///
    /// Where the call is made by a method, [`Call::read_as`] does the same.
    pub fn send_as<T: DeserializeOwned + Send, R: Request>(&self, request: R) -> Call<'_, Self, As<R, T>> {
        self.send(request).read_as()
    }

    /// A call that is answered by a file. See [`DownloadCall`] for where that can go.
    pub fn download<R: Download>(&self, request: R) -> DownloadCall<'_, Self, R> {
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

    /// Sends `request` as who the client is, and reads the answer.
    pub(super) async fn run<A: Answers + Send>(&self, request: A, options: Options) -> Result<Reply<A::Output>, Error> {
        let Inner {
            connection,
            authorization,
            ..
        } = &*self.inner;
        let method = request.__request().method();
        let subject = subject(request.__request());
        // Before the login: what cannot be sent is no reason to open a session.
        let mut encoded = connection.encode(request.__request(), options.vdoms.as_ref())?;
        encoded.record.note_access_group(options.access_group);
        let without = request.__request().reply_without();
        let known = request.__known().map(super::etag::ETag::header);
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        let expected = Expected {
            reading: connection.line.reading.or(options.reading),
            is_write: !method.is_read(),
            without,
            vdoms: options.vdoms.as_ref().or(connection.home.as_ref()),
        };
        let read = |answer| A::__read(method, subject.template, expected, answer);
        let Authorization::User(session) = authorization else {
            let answer = connection.exchange(subject, encoded, None, known, options.timeout, read);
            return answer.await;
        };
        let pass = session.pass().await?;
        let answer = connection.exchange(subject, encoded, Some(&pass), known, options.timeout, read);
        let answer = answer.await;
        session.note(&pass, &answer);
        answer
    }

    /// Sends `request`, which is to be answered by a file, as who the client is.
    pub(super) async fn receive<R: Download + Send>(
        &self,
        request: R,
        options: download::Options,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let Inner {
            connection,
            authorization,
            ..
        } = &*self.inner;
        let subject = subject(&request);
        let encoded = connection.encode(&request, options.vdoms.as_ref())?;
        // Gone before the wait, as for other calls.
        drop(request);
        let Authorization::User(session) = authorization else {
            let incoming = connection.receive(subject, encoded, None, &options, watcher);
            return incoming.await;
        };
        let pass = session.pass().await?;
        let receiving = connection.receive(subject, encoded, Some(&pass), &options, watcher);
        let incoming = receiving.await;
        session.note(&pass, &incoming);
        incoming
    }

    pub(super) fn leftovers(&self) -> &Leftovers {
        &self.inner.leftovers
    }

    fn lifecycle(&self) -> &dyn Lifecycle {
        match &self.inner.authorization {
            Authorization::Token => &NoSession,
            Authorization::User(session) => session,
        }
    }
}

session_methods!(
    Client,
    "fortios::Client",
    "let policies = client.with_session(async |fgt| fgt.monitor().firewall().policy().await).await?;"
);

/// Shows where it calls, and as whom.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Connection { line, only_post, home } = &*self.inner.connection;
        let mut shown = f.debug_struct("fortios::Client");
        shown.field("url", &line.base);
        match &self.inner.authorization {
            Authorization::Token => {
                shown.field("user", &format_args!("API token"));
            }
            Authorization::User(session) => session.show(&mut shown),
        }
        let mut query = String::new();
        if let Some(home) = home
            && home.write(&mut query).is_ok()
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
