//! Taught calls of a FortiManager.

use std::borrow::Cow;
use std::sync::MutexGuard;

use fmg_template::Protocol;
use http::{Method, Response, StatusCode};
use serde_json::{Map, Value};

use super::call::{Found, Located};
use super::session::{Caller, Sid};
use super::status::{NO_PERMISSION, NO_WRITE_PERMISSION, Refusal};
use super::user::Permit;
use super::{FortiManager, State, answer, scope};
use crate::answer::{Answer, Content as AnswerContent};
use crate::call::Call;
use crate::content::Content;
use crate::fault::Injected;
use crate::generated::fmg::CallId;
use crate::generated::fmg::calls::gui::Session as GuiSession;
use crate::generated::fmg::calls::{Gui, Session};
use crate::product::Product;
use crate::route::NoRoute;
use crate::teach::{TaughtCall, TeachError};

impl FortiManager {
    /// Teaches a JSON-RPC call: from now on, `closure` answers requests with this method and a url of this template.
    ///
    /// A taught call replaces a built-in call, and an earlier taught call with the same method and template. If several
    /// taught templates match a url, the latest one answers. A taught call is answered in every protocol that contains
    /// JSON-RPC calls: at `/jsonrpc`, over REST, and in a session of the GUI.
    ///
    /// The closure gets the decoded call, and returns an [`Answer`], or a [`Value`], which is the data of a success. It
    /// runs on a thread of the sim, one call at a time, and blocks that thread. No lock is held, so it may inspect and
    /// change the FortiManager. Sessions, permissions (`rpc-permit`, ADOMs) and faults apply as to every other call,
    /// before the closure runs; the members of the call are not checked.
    /// [`Fault::LockedByAnother`](crate::fault::Fault::LockedByAnother) hits every taught call other than `get`.
    ///
    /// A placeholder matches one segment of the url. If a spec has a call with the same template, it matches what it
    /// does there, such as a policy package with its folders.
    ///
    /// # Errors
    ///
    /// JSON-RPC has no such method, the template is malformed, the url belongs to another protocol, or the call opens
    /// or ends a session.
    ///
    /// ```
    /// use fmg_sim::{Answer, Sim};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sim = Sim::start().await?;
    /// let fmg = sim.fmg().clone();
    /// sim.fmg().answer("get", "/dvmdb/adom/<adom>/script/<name>", move |call| {
    ///     match (call.value("adom"), call.value("name")) {
    ///         (Some("demo"), Some(name)) => Answer::data(json!({"name": name, "sessions": fmg.sessions().len()})),
    ///         _ => Answer::status(-3, "Object does not exist"),
    ///     }
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer<A: Into<Answer>>(
        &self,
        method: &str,
        template: &str,
        closure: impl FnMut(&Call) -> A + Send + 'static,
    ) -> Result<(), TeachError> {
        self.answer_by(Protocol::JsonRpc, method, template, closure)
    }

    /// Teaches a call of any protocol of a FortiManager, as [`answer`](Self::answer) does for JSON-RPC.
    ///
    /// | protocol | method | template | `call.data` |
    /// |---|---|---|---|
    /// | [`JsonRpc`](Protocol::JsonRpc) | `get`, `exec`, … | `/dvmdb/adom/<adom>` | `data` of the entry |
    /// | [`Rest`](Protocol::Rest) | `GET`, `POST` | `/jsonrpc/sys/backup` | none; `call.members` is the query, `call.file` the body |
    /// | [`GuiProxy`](Protocol::GuiProxy) | `get`, `post`, … | `/gui/sys/uptime` | `params` |
    /// | [`Gui`](Protocol::Gui) | `GET`, `POST` | `/flatui/api/gui/<what>` | the form or the JSON in the body |
    ///
    /// # Errors
    ///
    /// Those of [`answer`](Self::answer), and a protocol of another product.
    ///
    /// ```
    /// use fmg_sim::{Protocol, Sim};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sim = Sim::start().await?;
    /// sim.fmg().answer_by(Protocol::GuiProxy, "get", "/gui/sys/temperature", |_| json!({"celsius": 41}))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_by<A: Into<Answer>>(
        &self,
        protocol: Protocol,
        method: &str,
        template: &str,
        closure: impl FnMut(&Call) -> A + Send + 'static,
    ) -> Result<(), TeachError> {
        if protocol.product() != fmg_template::Product::FortiManager {
            return Err(TeachError::Product {
                protocol,
                product: Product::FortiManager,
            });
        }
        let known = self.calls.of_template(protocol, method, template);
        if known
            .as_ref()
            .is_some_and(|known| known.method == *method && is_own(known.id))
        {
            return Err(TeachError::session(method, template));
        }
        self.taught.teach(protocol, method, template, known, closure)
    }

    /// The JSON-RPC call with this method and url.
    pub(super) fn find(&self, method: &str, url: &str, entry: &Map<String, Value>) -> Result<Located, NoRoute> {
        let own = || self.calls.locate(method, url, entry);
        match self.taught.find(Protocol::JsonRpc, method, url) {
            Some(taught) if !own().is_ok_and(|own| is_own(own.found.route.id)) => Ok(taught.into()),
            _ => own(),
        }
    }

    /// The REST call with this method and path.
    pub(super) fn find_rest(&self, method: &Method, path: &str) -> Result<Found, NoRoute> {
        let own = || self.calls.rest.find(method.as_str(), path, |_, _| true);
        self.taught_or(Protocol::Rest, method.as_str(), path, own)
    }

    /// The taught call, or else the built-in one. Built-in calls that open or end sessions take precedence.
    pub(super) fn taught_or<E>(
        &self,
        protocol: Protocol,
        method: &str,
        url: &str,
        own: impl Fn() -> Result<Found, E>,
    ) -> Result<Found, E> {
        match self.taught.find(protocol, method, url) {
            Some(taught) if !own().is_ok_and(|own| is_own(own.route.id)) => Ok(taught),
            _ => own(),
        }
    }

    /// Runs the closure of a call. The lock of the state is released first.
    pub(super) fn ask(
        &self,
        state: MutexGuard<'_, State>,
        taught_call: &TaughtCall<CallId>,
        mut call: Call,
        caller: &Caller,
    ) -> Answer {
        call.user = Some(caller.user.name().to_owned());
        call.session = Some(caller.sid.0);
        call.at = self.clock.now();
        drop(state);
        taught_call.answer(&call)
    }
}

/// Checks session and permissions of a taught call, as for any other call.
pub(super) fn admit(
    state: &State,
    sid: Option<Sid>,
    found: &Found,
    reads: bool,
    injected: Option<Injected>,
) -> Result<Caller, Refusal> {
    let caller = sid.and_then(|sid| state.sessions.caller(sid)).ok_or(NO_PERMISSION)?;
    match caller.user.permit {
        Permit::ReadWrite => {}
        Permit::Read if reads => {}
        Permit::Read | Permit::None => return Err(NO_PERMISSION),
    }
    scope::check(state, &caller, found)?;
    if !reads && injected == Some(Injected::LockedByAnother) {
        return Err(NO_WRITE_PERMISSION);
    }
    Ok(caller)
}

/// Converts the answer of a closure to an entry of a reply.
pub(super) fn entry(answer: Answer) -> TaughtReply<answer::Outcome> {
    let answer = match answer.into_whole() {
        Ok(whole) => return TaughtReply::Whole(whole.map(Content::from)),
        Err(answer) => answer,
    };
    let done = |data, beside| {
        Ok(answer::Answer {
            data,
            beside,
            envelope: Map::new(),
        })
    };
    let outcome = match answer.content {
        AnswerContent::Data(data) => done(data, answer.members),
        AnswerContent::Status(0, _) => done(None, answer.members),
        AnswerContent::Status(code, message) => Err(Refusal {
            code,
            message: Cow::Owned(message),
        }),
        AnswerContent::Http | AnswerContent::Raw(_) => done(None, Map::new()),
    };
    TaughtReply::Entry(outcome, answer.http_status)
}

/// The answer of a closure.
pub(super) enum TaughtReply<T> {
    /// One entry of a reply, with the HTTP status if it is not the usual one.
    Entry(T, Option<StatusCode>),
    /// The response to the whole request.
    Whole(Response<Content>),
}

impl<T> TaughtReply<T> {
    /// Converts the entry.
    pub(super) fn map<U>(self, form: impl FnOnce(T) -> U) -> TaughtReply<U> {
        match self {
            Self::Entry(entry, status) => TaughtReply::Entry(form(entry), status),
            Self::Whole(response) => TaughtReply::Whole(response),
        }
    }
}

/// Whether a call opens or ends a session, or contains other calls. Such calls cannot be taught.
fn is_own(id: Option<CallId>) -> bool {
    match id {
        Some(CallId::Session(call)) => matches!(call, Session::Login | Session::Logout),
        Some(CallId::Gui(Gui::Session(call))) => match call {
            GuiSession::Login
            | GuiSession::Authenticate
            | GuiSession::Proxy
            | GuiSession::Logout
            | GuiSession::Legacy
            | GuiSession::LegacyPost
            | GuiSession::Forward => true,
        },
        _ => false,
    }
}
