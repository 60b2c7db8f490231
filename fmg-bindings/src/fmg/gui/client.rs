//! The async client.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::login::GuiLogin;
use super::protocol::{Draft, Gui};
use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::client::{
    CallOptions, ClientFor, FileClientFor, FileOptions, HasSession, Sending, SentBy, impl_async_client,
};
use crate::credentials::Source;
use crate::endpoint::{Download, Endpoint};
use crate::error::Error;
use crate::fmg::guard::Exclusion;
use crate::fmg::web;
use crate::leftovers::Leftovers;
use crate::raw_response::PendingCall;
use crate::read_as::As;
use crate::retry::{self, Attempt, CallPreparation, Decoder, Outgoing, ReceiveAttempt, Stage};
use crate::session::{Lifecycle, Session, session_methods};
use crate::web::HttpClient;
use crate::web::download::{DownloadCall, Incoming};

/// A client of the GUI of one FortiManager, logged in as one administrator.
///
/// Cloning is cheap, and all clones share connections and session. Make one client and clone it where it is needed.
///
/// # The session
///
/// The first awaited call opens the session, or [`login`](Self::login) does; [`with_session`](Self::with_session) or
/// [`close`](Self::close) end it. A session that stays open counts against the administrator's session limit until it
/// times out. The session otherwise works [as for JSON-RPC](crate::fmg::Client#the-session): one login at a time, no
/// second login with refused credentials, and no automatic login after the session is lost unless the builder
/// [says so](super::Builder::login_again).
#[derive(Clone)]
pub struct Client {
    session: Session<GuiLogin>,
    leftovers: Leftovers,
    /// The workspace locks of this session, which its JSON-RPC clients take.
    exclusion: Arc<Exclusion>,
}

impl Client {
    pub(in crate::fmg) fn assemble(http: HttpClient, credentials: Source) -> Self {
        Self {
            session: Session::new(GuiLogin(http), credentials),
            leftovers: Leftovers::default(),
            exclusion: Arc::default(),
        }
    }

    /// The workspace locks of this session.
    pub(in crate::fmg) fn exclusion(&self) -> &Arc<Exclusion> {
        &self.exclusion
    }

    /// Creates a call with this request. The call is sent when it is awaited.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(gui: fmg::gui::Client) -> Result<(), Error> {
    /// let request = fmg::gui::sys::Uptime::new();
    /// let uptime = gui.send(&request).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send<E: Endpoint + SentBy<Self>>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Creates a call with this request, which decodes `data` of the response as your type `T`.
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

    /// Sends a request in the client's session and waits for the response.
    pub(super) async fn send_once(
        &self,
        draft: Draft,
        options: CallOptions,
        stage: &mut Stage,
    ) -> Result<PendingCall<'_>, Error> {
        let session = &self.session;
        let http = &session.authenticator().0;
        draft.request.check(http)?;
        let (token, number) = session.enter().await?;
        stage.send_in(number);
        let outgoing = draft.seal(Some(token.csrf_token())).on(http, Some(token.headers()));
        let pending = http.exchange(outgoing, options).await?;
        Ok(pending.on_failure(session.on_failure(token)))
    }

    pub(in crate::fmg) fn base(&self) -> &BaseUrl {
        &self.session.authenticator().0.base
    }

    /// Shows the user of the session, and whether it is open.
    pub(in crate::fmg) fn show_session(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        self.session.show(shown);
    }
}

impl Attempt<Gui> for Client {
    fn attempt<'s, 'c: 's>(
        &'c self,
        draft: Draft,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's {
        self.send_once(draft, options, stage)
    }
}

impl ReceiveAttempt<Gui> for Client {
    async fn receive_attempt(&self, draft: Draft, options: FileOptions, stage: &mut Stage) -> Result<Incoming, Error> {
        let session = &self.session;
        let http = &session.authenticator().0;
        draft.request.check(http)?;
        let (token, number) = session.enter().await?;
        stage.send_in(number);
        let outgoing = draft.seal(Some(token.csrf_token())).on(http, Some(token.headers()));
        let incoming = http.receive(outgoing, options, web::refusal).await;
        if let Err(error) = &incoming {
            session.note(&token, error);
        }
        incoming
    }
}

impl ClientFor<Gui> for Client {
    fn preparation(&self) -> &CallPreparation {
        &self.session.authenticator().0.preparation
    }

    fn exchange<'a>(&'a self, outgoing: Outgoing<Gui>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()> {
        retry::exchange(self, outgoing, options, read)
    }
}

impl FileClientFor<Gui> for Client {
    fn receive(&self, outgoing: Outgoing<Gui>, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(retry::receive(self, outgoing, options))
    }
}

impl HasSession for Client {
    fn lifecycle(&self) -> &dyn Lifecycle {
        &self.session
    }

    fn leftovers(&self) -> &Leftovers {
        &self.leftovers
    }

    fn may_log_in_again(&self) -> bool {
        !self.exclusion.is_held()
    }
}

impl_async_client!(Client);
session_methods!(
    Client,
    "fmg::gui::Client",
    "let uptime = client.with_session(async |gui| Ok(gui.sys().uptime().await?.uptime_seconds)).await?;"
);

/// Shows url, user and session.
#[allow(
    clippy::missing_fields_in_debug,
    reason = "pending background work is an internal detail"
)]
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("fmg::gui::Client");
        shown.field("url", self.base());
        self.session.show(&mut shown);
        shown.finish()
    }
}
