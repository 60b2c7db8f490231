//! The async client.

use std::fmt;

use serde::de::DeserializeOwned;

use super::login::GuiLogin;
use super::protocol::{Draft, Gui};
use crate::answered::Answered;
use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::carries::{CallOptions, Carries, CarriesFiles, FileOptions, HasSession, Sending, SentBy, sends_by_itself};
use crate::credentials::Source;
use crate::endpoint::{Download, Endpoint};
use crate::error::Error;
use crate::fmg::web;
use crate::leftovers::Leftovers;
use crate::read_as::As;
use crate::session::{Lifecycle, Session, session_methods};
use crate::web::HttpClient;
use crate::web::download::{DownloadCall, Incoming};

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
    session: Session<GuiLogin>,
    leftovers: Leftovers,
}

impl Client {
    pub(in crate::fmg) fn assemble(http: HttpClient, credentials: Source) -> Self {
        Self {
            session: Session::new(GuiLogin(http), credentials),
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
    pub fn send<E: Endpoint + SentBy<Self>>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// A call with this request, whose `data` is read as a `T` of your own.
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

    /// Sends a call in the client's session and waits for the answer.
    pub(super) async fn exchange(&self, draft: Draft, options: CallOptions) -> Result<Answered<'_>, Error> {
        let session = &self.session;
        let http = &session.authenticator().0;
        draft.request.check(http)?;
        let token = session.token().await?;
        let outgoing = draft.seal(Some(token.csrf_token())).on(http, Some(token.headers()));
        let answered = http.exchange(outgoing, options).await?;
        Ok(answered.on_failure(session.on_failure(token)))
    }

    async fn receive(&self, draft: Draft, options: FileOptions) -> Result<Incoming, Error> {
        let session = &self.session;
        let http = &session.authenticator().0;
        draft.request.check(http)?;
        let token = session.token().await?;
        let outgoing = draft.seal(Some(token.csrf_token())).on(http, Some(token.headers()));
        let incoming = http.receive(outgoing, options, web::refusal).await;
        if let Err(error) = &incoming {
            session.note(&token, error);
        }
        incoming
    }

    pub(in crate::fmg) fn base(&self) -> &BaseUrl {
        &self.session.authenticator().0.base
    }

    /// Shows whose session it is, and whether it is open.
    pub(in crate::fmg) fn show_session(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        self.session.show(shown);
    }
}

impl Carries<Gui> for Client {
    fn exchange(&self, draft: Draft, options: CallOptions) -> Sending<'_, Answered<'_>> {
        Box::pin(self.exchange(draft, options))
    }
}

impl CarriesFiles<Gui> for Client {
    fn receive(&self, draft: Draft, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(self.receive(draft, options))
    }
}

impl HasSession for Client {
    fn lifecycle(&self) -> &dyn Lifecycle {
        &self.session
    }

    fn leftovers(&self) -> &Leftovers {
        &self.leftovers
    }
}

sends_by_itself!(Client);
session_methods!(
    Client,
    "fmg::gui::Client",
    "let uptime = client.with_session(async |gui| Ok(gui.sys().uptime().await?.uptime_seconds)).await?;"
);

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
