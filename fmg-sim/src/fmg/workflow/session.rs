//! Workflow sessions.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::clock::seconds;
use crate::fmg::named::number;
use crate::fmg::object::object;
use crate::fmg::store::{Changes, Row};

/// The state of a workflow session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorkflowState {
    /// Created, and not submitted yet.
    Open,
    /// Waiting for an approver.
    Submitted,
    /// Approved.
    Approved,
    /// Rejected, and not repaired yet.
    Rejected,
    /// Rejected, and repaired in another session.
    Repaired,
}

/// An administrator's action on a workflow session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Save,
    Submit,
    Approve,
    Reject,
    Repair,
    Discard,
}

/// The user and the time of an action.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) user: String,
    pub(super) time: SystemTime,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    action: Action,
    desc: String,
    mark: Mark,
}

/// One workflow session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: u64,
    pub(super) oid: i64,
    pub(super) state: WorkflowState,
    pub(super) name: String,
    pub(super) desc: String,
    pub(super) created: Mark,
    pub(super) submitted: Option<Mark>,
    pub(super) audited: Option<Mark>,
    /// The revision of the ADOM that belongs to it; 0 before it is submitted.
    pub(super) revision: u64,
    /// The session that this one is based on.
    pub(super) on_top_of: Option<u64>,
    /// The changes that it started with.
    pub(super) base: Changes,
    pub(super) saved: Changes,
    /// The changes of the sessions that this one repairs, the oldest first.
    pub(super) repaired: Vec<Changes>,
    pub(super) log: Vec<Step>,
}

impl WorkflowState {
    /// The number on the wire. The numbers of rejected sessions are not documented; these are the next free ones.
    pub(super) fn number(self) -> Option<i64> {
        match self {
            Self::Open => number("WorkflowState", "open"),
            Self::Submitted => number("WorkflowState", "submitted"),
            Self::Approved => number("WorkflowState", "approved"),
            Self::Rejected => Some(4),
            Self::Repaired => Some(5),
        }
    }
}

impl Action {
    /// The number in the log, which is not documented.
    fn number(self) -> u8 {
        match self {
            Self::Save => 1,
            Self::Submit => 2,
            Self::Approve => 3,
            Self::Reject => 4,
            Self::Repair => 5,
            Self::Discard => 6,
        }
    }
}

impl Session {
    /// Logs an action.
    pub(super) fn note(&mut self, action: Action, desc: &str, mark: &Mark) {
        self.log.push(Step {
            action,
            desc: desc.to_owned(),
            mark: mark.clone(),
        });
    }

    /// The changes that an approval commits, step by step, without those of the session that this one is based on.
    pub(super) fn steps(&self) -> Vec<Changes> {
        let own = self.saved.since(&self.base);
        self.repaired.iter().cloned().chain([own]).collect()
    }

    /// The session as a reply shows it. Times are seconds as text, as in newer versions.
    pub(super) fn row(&self) -> Row {
        let time = |mark: Option<&Mark>| mark.map_or_else(String::new, |mark| seconds(mark.time).to_string());
        let user = |mark: Option<&Mark>| mark.map_or_else(String::new, |mark| mark.user.clone());
        let (submitted, audited) = (self.submitted.as_ref(), self.audited.as_ref());
        object([
            ("audit_time", json!(time(audited))),
            ("audit_user", json!(user(audited))),
            ("create_time", json!(time(Some(&self.created)))),
            ("create_user", json!(self.created.user)),
            ("desc", json!(self.desc)),
            // Captures show 1 for an open session, and 0 for others.
            ("flags", json!(u8::from(self.state == WorkflowState::Open))),
            ("name", json!(self.name)),
            ("oid", json!(self.oid)),
            ("revid", json!(self.revision)),
            ("sessionid", json!(self.id)),
            ("state", json!(self.state.number())),
            ("submit_time", json!(time(submitted))),
            ("submit_user", json!(user(submitted))),
            ("wflog", self.log()),
        ])
    }

    /// The steps, the latest first; null before there are any.
    fn log(&self) -> Value {
        if self.log.is_empty() {
            return Value::Null;
        }
        let steps = self.log.iter().rev().zip(1..).map(|(step, seq)| {
            json!({
                "action": step.action.number(),
                "desc": step.desc,
                "seq": seq,
                "sessionid": self.id,
                "time": seconds(step.mark.time).to_string(),
                "user": step.mark.user,
            })
        });
        steps.collect()
    }
}
