//! A request to the GUI that came in a session.

use bytes::Bytes;
use http::{Request, Response};

use crate::call::{Outcome, Reports};
use crate::content::Content;
use crate::fault::Injected;
use crate::fmg::call::Found;
use crate::fmg::session::Sid;
use crate::fmg::{FortiManager, State};

/// A request in a session.
pub(super) struct Visit<'a> {
    pub(super) fmg: &'a FortiManager,
    pub(super) request: &'a Request<Bytes>,
    pub(super) found: &'a Found,
    pub(super) sid: Sid,
    /// Whose session it is.
    pub(super) user: Option<String>,
    pub(super) csrf: &'a str,
    pub(super) injected: Option<Injected>,
}

impl Visit<'_> {
    /// Counts a call of this route that went well.
    pub(super) fn count(&self, state: &mut State) {
        state.answered.count(&self.found.route);
    }

    /// A response with what became of the call.
    pub(super) fn reported(&self, outcome: Outcome, mut response: Response<Content>) -> Response<Content> {
        let reports = Reports::whole(self.user.clone(), Some(self.sid.0), outcome);
        response.extensions_mut().insert(reports);
        response
    }
}
