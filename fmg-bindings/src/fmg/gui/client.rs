//! The async client.

use std::fmt;

use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::builder::Builder;
use super::login::Gui;
use super::session::Proxy;
use super::{Call, Download, DownloadCall, Request};
use crate::base_url::BaseUrl;
use crate::call_record::CallRecord;
use crate::connect::Limit;
use crate::credentials::Source;
use crate::error::Error;
use crate::fmg::reply::Expected;
use crate::fmg::web::{self, Draft, Line, Proxied, Subject};
use crate::fmg::{Output, Reply};
use crate::leftovers::Leftovers;
use crate::read_as::As;
use crate::reading::Reading;
use crate::session::{Lifecycle, Session, session_methods};
use crate::web::download::{Incoming, Options};
use crate::web::file::Watcher;

/// A client of the GUI of one FortiManager, as one administrator.
///
/// Cloning is cheap, and all clones share connections and session: make one client and clone it to where it is needed.
///
/// # The session
///
/// It is opened when the first call is awaited, or by [`login`](Self::login), and ended by
/// [`with_session`](Self::with_session) or [`close`](Self::close): one that is left open takes one of the few places that
/// an administrator has until it times out. All else is as [for JSON-RPC](crate::fmg::Client#the-session): one login at a
/// time, which belongs to the session; no password that was refused is sent again unasked; no login by itself when the
/// session is lost.
#[derive(Clone)]
pub struct Client {
    session: Session<Gui>,
    leftovers: Leftovers,
}

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder {
        Builder::new(base_url.into())
    }

    pub(in crate::fmg) fn assemble(line: Line, credentials: Source) -> Self {
        Self {
            session: Session::new(Gui(line), credentials),
            leftovers: Leftovers::default(),
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
        self.session.authenticator().0.reading.or(call)
    }

    /// Sends what has been written in the client's session.
    pub(super) async fn exchange<T>(
        &self,
        subject: Subject,
        draft: Draft,
        timeout: Limit,
        read: impl FnOnce(Response<Bytes>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let session = &self.session;
        let line = &session.authenticator().0;
        let pass = session.pass().await?;
        let encoded = draft.seal(Some(pass.csrf_token()));
        let (head, content) = encoded.on(line, Some(pass.headers()));
        let answer = line.exchange(subject, head, content, timeout, read).await;
        session.note(&pass, &answer);
        answer
    }

    /// Sends `request`, which is to be answered by a file, in the client's session.
    pub(super) async fn receive<R: Request + Download + Send>(
        &self,
        request: R,
        options: Options,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let subject = web::subject(&request);
        let draft = draft(subject, &request)?;
        drop(request);
        let session = &self.session;
        let line = &session.authenticator().0;
        let pass = session.pass().await?;
        let encoded = draft.seal(Some(pass.csrf_token()));
        let (head, content) = encoded.on(line, Some(pass.headers()));
        let receiving = line.receive(subject, head, content, &options, watcher, web::refusal);
        let incoming = receiving.await;
        session.note(&pass, &incoming);
        incoming
    }

    pub(in crate::fmg) fn base(&self) -> &BaseUrl {
        &self.session.authenticator().0.base
    }

    /// Shows whose session it is, and whether it is open.
    pub(in crate::fmg) fn show_session(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        self.session.show(shown);
    }

    pub(super) fn leftovers(&self) -> &Leftovers {
        &self.leftovers
    }

    pub(in crate::fmg) fn lifecycle(&self) -> &dyn Lifecycle {
        &self.session
    }
}

session_methods!(
    Client,
    "fmg::gui::Client",
    "let uptime = client.with_session(async |gui| Ok(gui.sys().uptime().await?.uptime_seconds)).await?;"
);

/// Writes a call: as it is, or as the proxy carries it.
pub(super) fn draft<R: Request + ?Sized>(subject: Subject, request: &R) -> Result<Draft, Error> {
    let (proxied, mut record) = CallRecord::writing(|| Proxied::new(request));
    record.note_url(request.url());
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

/// Shows where it calls, and as whom.
#[allow(clippy::missing_fields_in_debug, reason = "what is left over is nobody's business")]
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("fmg::gui::Client");
        shown.field("url", self.base());
        self.session.show(&mut shown);
        shown.finish()
    }
}
