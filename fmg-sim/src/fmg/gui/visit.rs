//! Requests to the GUI in a session.

use std::sync::MutexGuard;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use super::answer::{Reply, entry, to_response};
use crate::call::{self, Call, Reports};
use crate::content::Content;
use crate::fault::Injected;
use crate::fmg::answer::Outcome;
use crate::fmg::call::Found;
use crate::fmg::session::Sid;
use crate::fmg::status::NO_SUCH_COMMAND;
use crate::fmg::taught::TaughtReply;
use crate::fmg::{FortiManager, State, dispatch, taught};

/// A request in a session.
pub(super) struct Visit<'a> {
    pub(super) fmg: &'a FortiManager,
    pub(super) request: &'a Request<Bytes>,
    pub(super) found: &'a Found,
    pub(super) sid: Sid,
    /// The user of the session.
    pub(super) user: Option<String>,
    pub(super) csrf: &'a str,
    pub(super) injected: Option<Injected>,
}

impl Visit<'_> {
    /// Counts a successful call of this route.
    pub(super) fn count(&self, state: &mut State) {
        state.answered.count(&self.found.route);
    }

    /// Runs the closure of a taught call, if the caller has the permission.
    pub(super) fn ask(
        &self,
        state: MutexGuard<'_, State>,
        found: &Found,
        reads: bool,
        call: Call,
    ) -> TaughtReply<Outcome> {
        let caller = match taught::admit(&state, Some(self.sid), found, reads, self.injected) {
            Ok(caller) => caller,
            Err(refusal) => return TaughtReply::Entry(Err(refusal), None),
        };
        let Some(taught_call) = &found.taught_call else {
            return TaughtReply::Entry(Err(NO_SUCH_COMMAND), None);
        };
        taught::entry(self.fmg.ask(state, taught_call, call, &caller))
    }

    /// The response to a taught call.
    pub(super) fn taught(&self, answered: TaughtReply<Outcome>, id: &Value, url: &str) -> Response<Content> {
        let (outcome, status) = match answered {
            TaughtReply::Entry(outcome, status) => (outcome, status),
            TaughtReply::Whole(whole) => return self.reported(call::Outcome::http(whole.status().as_u16()), whole),
        };
        let mut said = dispatch::outcome(&outcome);
        let reply = outcome.map(|answer| {
            let mut entry = entry(&answer.data.unwrap_or_default(), id, 0, "", url);
            let own = entry.pointer_mut("/result/0").and_then(Value::as_object_mut);
            if let Some(own) = own {
                for (name, value) in answer.beside {
                    own.entry(name).or_insert(value);
                }
            }
            Reply::Bare(entry)
        });
        let mut response = to_response(reply, id, url);
        if let Some(status) = status {
            said.http_status = status.as_u16();
            *response.status_mut() = status;
        }
        self.reported(said, response)
    }

    /// A response with the outcome of the call.
    pub(super) fn reported(&self, outcome: call::Outcome, mut response: Response<Content>) -> Response<Content> {
        let reports = Reports::whole(self.user.clone(), Some(self.sid.0), outcome);
        response.extensions_mut().insert(reports);
        response
    }
}
