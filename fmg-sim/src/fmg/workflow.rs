//! Workflow sessions, whose changes need an approval.
//!
//! The changes of a session are based on those of earlier unapproved sessions, so sessions are approved in order.

mod answer;
mod queue;
mod session;

use std::collections::BTreeMap;

pub(super) use self::answer::answer;
use self::queue::Queue;
pub use self::session::WorkflowState;
use super::session::Sid;
use super::store::Changes;

/// The workflow sessions of all ADOMs, and which session has entered which.
#[derive(Debug, Default)]
pub(super) struct Workflows {
    queues: BTreeMap<String, Queue>,
    entered: BTreeMap<(String, Sid), u64>,
}

impl Workflows {
    /// The workflow session that a session has entered.
    pub(super) fn entered(&self, adom: &str, sid: Sid) -> Option<u64> {
        let entered = self.entered.iter().find(|((own, of), _)| own == adom && *of == sid);
        entered.map(|(_, id)| *id)
    }

    /// The saved changes of the workflow session that a session has entered.
    pub(super) fn saved(&self, adom: &str, sid: Sid) -> Option<&Changes> {
        let id = self.entered(adom, sid)?;
        Some(&self.queues.get(adom)?.get(id)?.saved)
    }

    /// The state of a workflow session.
    pub(super) fn state(&self, adom: &str, id: u64) -> Option<WorkflowState> {
        Some(self.queues.get(adom)?.get(id)?.state)
    }

    /// Enters a workflow session.
    fn enter(&mut self, adom: &str, sid: Sid, id: u64) {
        self.entered.insert((adom.to_owned(), sid), id);
    }

    /// Leaves a workflow session, which itself remains.
    pub(super) fn leave(&mut self, adom: &str, sid: Sid) {
        self.entered.retain(|(own, of), _| own != adom || *of != sid);
    }

    /// Leaves all workflow sessions.
    pub(super) fn leave_all(&mut self, sid: Sid) {
        self.entered.retain(|(_, of), _| *of != sid);
    }

    /// Makes all sessions leave a workflow session, and returns them.
    fn close(&mut self, adom: &str, id: u64) -> Vec<Sid> {
        let inside = |(own, _): &(String, Sid), in_it: u64| own == adom && in_it == id;
        let gone = self.entered.iter().filter(|(key, in_it)| inside(key, **in_it));
        let gone = gone.map(|((_, sid), _)| *sid).collect();
        self.entered.retain(|key, in_it| !inside(key, *in_it));
        gone
    }

    fn queue(&mut self, adom: &str) -> &mut Queue {
        self.queues.entry(adom.to_owned()).or_default()
    }
}
