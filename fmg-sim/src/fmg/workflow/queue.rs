//! The workflow sessions of one ADOM, and the transitions between their states.

use super::session::{Action, Mark, Session, WorkflowState};
use crate::fmg::status::{
    DUPLICATE_WORKFLOW_ACTION, NO_WORKFLOW_SESSION_PERMISSION, PRIOR_SESSIONS_IN_QUEUE, Refusal, WORKFLOW_SESSION_GONE,
    WORKFLOW_SESSION_LIMIT, WORKFLOW_STATE,
};
use crate::fmg::store::Changes;

/// The default limit of workflow sessions in an ADOM.
const MOST: usize = 500;

/// The default name and description of a session, as captures show them.
const UNNAMED: &str = "Workflow session";

/// The workflow sessions of one ADOM, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Queue {
    sessions: Vec<Session>,
    last_id: u64,
    last_revision: u64,
}

impl Queue {
    pub(super) fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    pub(super) fn get(&self, id: u64) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    /// Finds a session. A missing one is the error -20052, as it may have been deleted.
    fn known(&mut self, id: u64) -> Result<&mut Session, Refusal> {
        let known = self.sessions.iter_mut().find(|session| session.id == id);
        known.ok_or(WORKFLOW_SESSION_GONE)
    }

    /// Finds an open session, for its creator only.
    fn open(&mut self, id: u64, by: &Mark) -> Result<&mut Session, Refusal> {
        let session = self.known(id)?;
        if session.created.user != by.user {
            return Err(NO_WORKFLOW_SESSION_PERMISSION);
        }
        if session.state != WorkflowState::Open {
            return Err(WORKFLOW_STATE);
        }
        Ok(session)
    }

    /// Creates a session, based on the unapproved ones.
    pub(super) fn start(&mut self, oid: i64, by: Mark) -> Result<&mut Session, Refusal> {
        if self.sessions.len() >= MOST {
            return Err(WORKFLOW_SESSION_LIMIT);
        }
        self.last_id = self.last_id.saturating_add(1);
        let waits = |session: &&Session| matches!(session.state, WorkflowState::Submitted | WorkflowState::Rejected);
        let below = self.sessions.iter().rev().find(waits);
        let base = below.map(|session| session.saved.clone()).unwrap_or_default();
        let session = Session {
            id: self.last_id,
            oid,
            state: WorkflowState::Open,
            name: UNNAMED.to_owned(),
            desc: UNNAMED.to_owned(),
            created: by,
            submitted: None,
            audited: None,
            revision: 0,
            on_top_of: below.map(|session| session.id),
            saved: base.clone(),
            base,
            repaired: Vec::new(),
            log: Vec::new(),
        };
        self.sessions.push(session);
        self.sessions.last_mut().ok_or(WORKFLOW_SESSION_GONE)
    }

    /// Enters a session again. A submitted one cannot be entered; `None`: the caller has to start a new one.
    pub(super) fn resume(&mut self, id: u64, by: &Mark) -> Result<Option<&Session>, Refusal> {
        if self.known(id)?.state != WorkflowState::Open {
            return Ok(None);
        }
        self.open(id, by).map(|session| Some(&*session))
    }

    /// Saves changes in the session.
    pub(super) fn save(&mut self, id: u64, changes: Changes, by: &Mark) -> Result<(), Refusal> {
        let session = self.open(id, by)?;
        session.saved = changes;
        session.note(Action::Save, "", by);
        Ok(())
    }

    /// Discards the saved changes, and returns the changes that the session is based on.
    pub(super) fn discard(&mut self, id: u64, by: &Mark) -> Result<Changes, Refusal> {
        let session = self.open(id, by)?;
        session.saved = session.base.clone();
        session.note(Action::Discard, "", by);
        Ok(session.base.clone())
    }

    /// Submits a session for approval.
    pub(super) fn submit(&mut self, id: u64, desc: &str, by: &Mark) -> Result<(), Refusal> {
        let revision = self.last_revision.saturating_add(1);
        if self.known(id)?.state == WorkflowState::Submitted {
            return Err(DUPLICATE_WORKFLOW_ACTION);
        }
        let session = self.open(id, by)?;
        session.state = WorkflowState::Submitted;
        session.submitted = Some(by.clone());
        session.revision = revision;
        session.note(Action::Submit, desc, by);
        self.last_revision = revision;
        Ok(())
    }

    /// Approves a session, and returns its changes, step by step. Earlier sessions have to be approved or rejected
    /// first.
    pub(super) fn approve(&mut self, id: u64, desc: &str, by: &Mark) -> Result<Vec<Changes>, Refusal> {
        match self.known(id)?.state {
            WorkflowState::Submitted => {}
            WorkflowState::Approved => return Err(DUPLICATE_WORKFLOW_ACTION),
            _ => return Err(WORKFLOW_STATE),
        }
        let unsettled = |session: &Session| {
            let waits = matches!(session.state, WorkflowState::Submitted | WorkflowState::Rejected);
            session.id < id && waits
        };
        if self.sessions.iter().any(unsettled) {
            return Err(PRIOR_SESSIONS_IN_QUEUE);
        }
        let session = self.known(id)?;
        session.state = WorkflowState::Approved;
        session.audited = Some(by.clone());
        session.note(Action::Approve, desc, by);
        Ok(session.steps())
    }

    /// Rejects a session.
    pub(super) fn reject(&mut self, id: u64, desc: &str, by: &Mark) -> Result<(), Refusal> {
        let session = self.known(id)?;
        match session.state {
            WorkflowState::Submitted => {}
            WorkflowState::Rejected => return Err(DUPLICATE_WORKFLOW_ACTION),
            _ => return Err(WORKFLOW_STATE),
        }
        session.state = WorkflowState::Rejected;
        session.audited = Some(by.clone());
        session.note(Action::Reject, desc, by);
        Ok(())
    }

    /// Creates a session that repairs a rejected one. It starts with the changes of that session.
    pub(super) fn repair(&mut self, id: u64, oid: i64, desc: &str, by: &Mark) -> Result<u64, Refusal> {
        match self.known(id)?.state {
            WorkflowState::Rejected => {}
            WorkflowState::Repaired => return Err(DUPLICATE_WORKFLOW_ACTION),
            _ => return Err(WORKFLOW_STATE),
        }
        let repairs = self.start(oid, by.clone())?.id;
        let session = self.known(id)?;
        session.state = WorkflowState::Repaired;
        session.note(Action::Repair, desc, by);
        let steps = session.steps();
        self.known(repairs)?.repaired = steps;
        Ok(repairs)
    }

    /// Deletes a session and all that are based on it, and returns their numbers.
    pub(super) fn delete(&mut self, id: u64) -> Result<Vec<u64>, Refusal> {
        if self.known(id)?.state == WorkflowState::Approved {
            return Err(WORKFLOW_STATE);
        }
        let mut gone = vec![id];
        // Sessions based on others are newer, so one iteration finds all.
        for session in &self.sessions {
            if session.on_top_of.is_some_and(|below| gone.contains(&below)) {
                gone.push(session.id);
            }
        }
        self.sessions.retain(|session| !gone.contains(&session.id));
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn by(user: &str) -> Mark {
        Mark {
            user: user.to_owned(),
            time: SystemTime::UNIX_EPOCH,
        }
    }

    fn started(queue: &mut Queue) -> u64 {
        queue.start(600, by("devops")).unwrap().id
    }

    fn submitted(queue: &mut Queue) -> u64 {
        let id = started(queue);
        queue.submit(id, "done", &by("devops")).unwrap();
        id
    }

    fn state(queue: &Queue, id: u64) -> WorkflowState {
        queue.get(id).unwrap().state
    }

    #[test]
    fn a_session_goes_from_open_to_approved() {
        let mut queue = Queue::default();
        let id = started(&mut queue);
        assert_eq!((id, state(&queue, id)), (1, WorkflowState::Open));
        queue.save(id, Changes::default(), &by("devops")).unwrap();
        queue.submit(id, "please", &by("devops")).unwrap();
        assert_eq!(state(&queue, id), WorkflowState::Submitted);
        queue.approve(id, "good", &by("admin")).unwrap();
        let row = queue.get(id).unwrap().row();
        assert_eq!(
            (&row["state"], &row["revid"], &row["audit_user"]),
            (&3.into(), &1.into(), &"admin".into())
        );
        let log = row["wflog"].as_array().unwrap();
        assert_eq!(
            (&log[0]["desc"], &log[0]["seq"], &log[2]["seq"]),
            (&"good".into(), &1.into(), &3.into())
        );
    }

    #[test]
    fn a_new_session_looks_as_documented() {
        let mut queue = Queue::default();
        let id = started(&mut queue);
        let row = queue.get(id).unwrap().row();
        assert!(row["wflog"].is_null());
        for (name, value) in [("state", 1), ("flags", 1), ("revid", 0), ("sessionid", 1), ("oid", 600)] {
            assert_eq!(row[name], value, "{name}");
        }
        for (name, value) in [
            ("audit_time", ""),
            ("submit_user", ""),
            ("create_user", "devops"),
            ("create_time", "0"),
        ] {
            assert_eq!(row[name], value, "{name}");
        }
    }

    #[test]
    fn invalid_transitions_are_refused() {
        let mut queue = Queue::default();
        let me = by("devops");
        let id = started(&mut queue);
        assert_eq!(queue.approve(id, "", &me).err(), Some(WORKFLOW_STATE));
        assert_eq!(queue.reject(id, "", &me).err(), Some(WORKFLOW_STATE));
        assert_eq!(queue.repair(id, 1, "", &me).err(), Some(WORKFLOW_STATE));
        queue.submit(id, "", &me).unwrap();
        assert_eq!(queue.submit(id, "", &me).err(), Some(DUPLICATE_WORKFLOW_ACTION));
        assert_eq!(queue.save(id, Changes::default(), &me).err(), Some(WORKFLOW_STATE));
        assert_eq!(queue.discard(id, &me).err(), Some(WORKFLOW_STATE));
        queue.approve(id, "", &me).unwrap();
        assert_eq!(queue.approve(id, "", &me).err(), Some(DUPLICATE_WORKFLOW_ACTION));
        assert_eq!(queue.reject(id, "", &me).err(), Some(WORKFLOW_STATE));
        assert_eq!(queue.delete(id).err(), Some(WORKFLOW_STATE));
        assert_eq!(
            queue.save(99, Changes::default(), &me).err(),
            Some(WORKFLOW_SESSION_GONE)
        );
    }

    #[test]
    fn only_its_creator_changes_a_session() {
        let mut queue = Queue::default();
        let id = started(&mut queue);
        let other = by("somebody");
        assert_eq!(queue.resume(id, &other).err(), Some(NO_WORKFLOW_SESSION_PERMISSION));
        assert_eq!(queue.submit(id, "", &other).err(), Some(NO_WORKFLOW_SESSION_PERMISSION));
        assert!(queue.resume(id, &by("devops")).unwrap().is_some());
    }

    #[test]
    fn a_submitted_session_cannot_be_entered_again() {
        let mut queue = Queue::default();
        let id = submitted(&mut queue);
        assert!(queue.resume(id, &by("devops")).unwrap().is_none());
    }

    #[test]
    fn sessions_are_approved_in_order() {
        let mut queue = Queue::default();
        let (one, two) = (submitted(&mut queue), submitted(&mut queue));
        let admin = by("admin");
        assert_eq!(queue.approve(two, "", &admin).err(), Some(PRIOR_SESSIONS_IN_QUEUE));
        queue.reject(one, "wrong", &admin).unwrap();
        assert_eq!(queue.approve(two, "", &admin).err(), Some(PRIOR_SESSIONS_IN_QUEUE));
        let three = queue.repair(one, 1, "", &admin).unwrap();
        assert_eq!(
            (three, state(&queue, one), state(&queue, three)),
            (3, WorkflowState::Repaired, WorkflowState::Open)
        );
        assert_eq!(queue.repair(one, 1, "", &admin).err(), Some(DUPLICATE_WORKFLOW_ACTION));
        queue.approve(two, "", &admin).unwrap();
    }

    #[test]
    fn sessions_based_on_a_deleted_one_are_deleted() {
        let mut queue = Queue::default();
        let one = submitted(&mut queue);
        queue.approve(one, "", &by("admin")).unwrap();
        let (two, three) = (submitted(&mut queue), submitted(&mut queue));
        let four = started(&mut queue);
        assert_eq!(queue.delete(two), Ok(vec![two, three, four]));
        assert_eq!(queue.sessions().len(), 1);
        assert_eq!(started(&mut queue), 5);
    }

    #[test]
    fn an_adom_has_a_limit_of_sessions() {
        let mut queue = Queue::default();
        for _ in 0..MOST {
            started(&mut queue);
        }
        assert_eq!(queue.start(1, by("devops")).err(), Some(WORKFLOW_SESSION_LIMIT));
    }
}
