//! A request to the GUI that came in a session.

use bytes::Bytes;
use http::Request;

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
    pub(super) csrf: &'a str,
    pub(super) injected: Option<Injected>,
}

impl Visit<'_> {
    /// Counts a call of this route that went well.
    pub(super) fn count(&self, state: &mut State) {
        state.answered.count(&self.found.route);
    }
}
