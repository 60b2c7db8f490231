//! Calls that a FortiGate is taught.

use std::sync::MutexGuard;

use fmg_template::Protocol;
use serde_json::Value;

use super::access::{Access, Rights};
use super::answer::{self as wire, Answer as Response};
use super::call::Call as Asked;
use super::caller::Caller;
use super::calls::Found;
use super::cmdb::Members;
use super::envelope::Head;
use super::refusal::Refusal;
use super::state::State;
use super::table_kind::TableKind;
use super::vdom::{Scope, check_access};
use super::{FortiGate, decode};
use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::generated::fortios::{CallId, Route};
use crate::teach::{TaughtCall, TeachError};

impl FortiGate {
    /// Teaches a call: from now on, `closure` answers requests with this method to paths of this template, which begins
    /// with `/api/v2`.
    ///
    /// A taught call replaces a call that the FortiGate answers by itself, and an earlier taught call with the same method
    /// and template. Of several taught templates that match a path, the one that was taught last answers. A placeholder
    /// matches one segment.
    ///
    /// The closure gets the decoded call and returns an [`Answer`], or a [`Value`] that becomes the `results` of a success.
    /// `call.members` is the query, `call.data` the body. It runs on a thread of the sim, for one request after the other,
    /// and the thread serves no other request meanwhile. It holds no lock, so it may read and change the FortiGate. For a
    /// call in several VDOMs it runs once for each; `call.vdom` is the name of the VDOM.
    ///
    /// Sessions, tokens, VDOMs and faults are checked as for every other call, before the closure runs. If a spec has a
    /// call with the same template, the taught call needs its access group too; otherwise every user who has logged in
    /// may make it.
    ///
    /// # Errors
    ///
    /// FortiOS does not have the method, the template cannot be parsed, the path does not begin with `/api/v2`, or the call
    /// opens or ends a session.
    ///
    /// ```
    /// use fmg_sim::{Answer, Sim, StatusCode};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sim = Sim::start().await?;
    /// let mut asked = 0;
    /// sim.fortios().answer("GET", "/api/v2/monitor/system/fan/<name>", move |call| {
    ///     asked += 1;
    ///     match asked {
    ///         1 => Answer::http(StatusCode::SERVICE_UNAVAILABLE),
    ///         _ => Answer::data(json!({"fan": call.value("name"), "rpm": 4_200})),
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
        let known = self.calls.of_template(method, template);
        if known
            .as_ref()
            .is_some_and(|known| known.method == *method && is_own(known.id))
        {
            return Err(TeachError::session(method, template));
        }
        self.taught.teach(Protocol::FortiOs, method, template, known, closure)
    }

    /// The taught call of a request, if it has one. Calls that open or end a session cannot be taught.
    pub(super) fn find_taught(&self, asked: &Asked, kind: TableKind) -> Option<Found> {
        let method = asked.method.as_str();
        let is_meant = |route: &Route| kind.takes(route);
        let taught = self
            .taught
            .find_among(Protocol::FortiOs, method, &asked.path, is_meant)?;
        let own = self.calls.find(method, &asked.path, "");
        (!own.is_ok_and(|own| is_own(own.route.id))).then_some(taught)
    }

    /// Answers a call by its closure, once for each VDOM.
    pub(super) fn answer_taught<'s>(
        &'s self,
        mut state: MutexGuard<'s, State>,
        asked: &Asked,
        found: &Found,
        taught_call: &TaughtCall<CallId>,
        caller: &Caller,
        rights: &Rights,
    ) -> Response {
        let head = Head::of(asked);
        let scope = Scope::of(asked, state.firmware, &state.store, &rights.reach);
        let mut call = decode::sent(asked, Some(found));
        call.user = caller.name(&state).map(str::to_owned);
        call.at = self.clock.now();
        let vdoms = match &scope {
            Scope::One(vdom) => std::slice::from_ref(vdom),
            Scope::Several(vdoms) => vdoms,
        };
        let mut answers = Vec::new();
        for vdom in vdoms {
            if let Err(refusal) = admit(&state, asked, found, vdom, rights) {
                answers.push(head.envelope(&state, vdom, Err(refusal)));
                continue;
            }
            call.vdom = Some(vdom.clone());
            drop(state);
            let answer = taught_call.answer(&call);
            state = self.lock();
            match answer.into_whole() {
                Ok(whole) => return whole,
                Err(answer) => answers.push(enveloped(&head, &state, vdom, answer)),
            }
        }
        wire::of_vdoms(&scope, answers)
    }
}

/// Checks a caller's access to a VDOM.
fn admit(state: &State, asked: &Asked, found: &Found, vdom: &str, rights: &Rights) -> Result<(), Refusal> {
    check_access(vdom, &state.store, &rights.reach)?;
    let wanted = if asked.is_read() {
        Access::Read
    } else {
        Access::ReadWrite
    };
    let group = found.route.access_group.as_deref();
    if group.is_some() && !rights.allow(&state.store, group, wanted) {
        return Err(Refusal::forbidden());
    }
    Ok(())
}

/// The envelope of an answer in one VDOM, with its HTTP status.
fn enveloped(head: &Head<'_>, state: &State, vdom: &str, answer: Answer) -> (u16, Value) {
    let chosen = answer.http_status.map(|status| status.as_u16());
    match answer.content {
        Content::Status(code, message) if code != 0 => {
            let status = chosen.unwrap_or(500);
            let mut refusal = Refusal::http(status);
            refusal.cli_error = Some(message);
            let (_, mut envelope) = head.envelope(state, vdom, Err(refusal));
            envelope["error"] = code.into();
            (status, envelope)
        }
        content => {
            let mut members: Members = answer.members;
            if let Content::Data(Some(data)) = content {
                members.insert("results".to_owned(), data);
            }
            let (status, envelope) = head.envelope(state, vdom, Ok(members));
            (chosen.unwrap_or(status), envelope)
        }
    }
}

/// Whether a call opens or ends a session: such calls cannot be taught.
fn is_own(id: Option<CallId>) -> bool {
    matches!(id, Some(CallId::Session(_)))
}
