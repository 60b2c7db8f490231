//! A FortiManager: JSON-RPC, its REST counterpart, the API of its GUI, sessions, and the tables behind it.
//!
//! # Ways in
//!
//! | where | what |
//! |---|---|
//! | `/jsonrpc` | JSON-RPC, with a session or an API key |
//! | `/jsonrpc/<url>` | its REST counterpart, with HTTP basic authentication; backup, restore and upgrade carry files of any size |
//! | `/cgi-bin/module/flatui_auth`, `/cgi-bin/module/flatui_proxy`, `/flatui/api/gui/…`, `/p/logout-api/` | the API of the GUI, with cookies and a CSRF token |
//! | `/cgi-bin/module/flatui/json`, `/cgi-bin/module/forward` | JSON-RPC in a session of the GUI |
//! | plain HTTP at loopback, `/jsonrpc` | JSON-RPC without a session, as user `admin`: what a FortiManager offers to programs on itself. Only where a sim [is told to](crate::Builder::local_json_rpc) |
//!
//! Sessions of JSON-RPC and of the GUI are alike: they take the same slots of a user, end by the same idleness, and hold locks.
//!
//! # What is played, and what is not
//!
//! Urls, verbs, members and types are those of the specs: what they do not know is refused as a FortiManager refuses it.
//! Sessions, locks, workflow sessions, tasks and tables have a state that calls change. What nobody can change, such as
//! the licence, answers what the documents show.
//!
//! Where no document and no capture shows what a FortiManager does, the part that had to decide says so.
//!
//! # The state to start from
//!
#![doc = include_str!("fmg/state.md")]

mod answer;
mod authorization;
mod call;
mod check;
mod date;
mod declared;
mod decode;
mod diff;
mod dispatch;
mod documented;
mod envelope;
mod event;
mod filter;
mod global;
mod gui;
mod inspect;
mod lock;
mod login;
mod named;
mod object;
mod oid;
mod package;
mod place;
mod read;
mod reference;
mod response;
mod rest;
mod row;
mod scope;
mod securityconsole;
mod seed;
mod session;
mod shape;
mod status;
mod store;
mod system;
mod table;
mod task;
mod taught;
mod url;
mod user;
mod web;
mod workflow;
mod workspace;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

pub(crate) use self::call::Calls;
pub use self::gui::ImportedCertificate;
pub use self::task::{Ending, LineView, Plan, Target, TaskState, TaskView};
pub(crate) use self::url::plain as plain_url;
pub use self::user::{Permit, User};
pub use self::workflow::WorkflowState;
pub use self::workspace::{LockView, WorkspaceMode};
use crate::appliance::Settings;
use crate::clock::Clock;
use crate::generated::fmg::CallId;
use crate::route::Counts;
use crate::state_file::StateError;
use crate::teach::Taught;

/// A FortiManager. Clones are the same one.
///
/// What a test does with it is done at once, without a session and without a lock, as if it had always been so.
#[derive(Clone, Debug)]
pub struct FortiManager {
    clock: Clock,
    calls: Arc<Calls>,
    taught: Arc<Taught<CallId>>,
    state: Arc<Mutex<State>>,
}

/// All that a FortiManager remembers.
#[derive(Debug)]
struct State {
    /// The calls that it knows.
    calls: Arc<Calls>,
    sessions: session::Sessions,
    store: store::Store,
    tasks: task::Tasks,
    workspace: workspace::Workspace,
    workflows: workflow::Workflows,
    diffs: diff::Diffs,
    gui: gui::Remembered,
    previews: securityconsole::Previews,
    events: event::Events,
    random: fastrand::Rng,
    /// When it was switched on, or has restarted.
    started: SystemTime,
    /// When the last backup was made.
    backed_up: Option<SystemTime>,
    /// How many bytes a backup has at least that is downloaded.
    backup_size: u64,
    /// The last object id that was given.
    last_oid: i64,
    /// How often each call of the specs went well.
    answered: Counts,
}

impl FortiManager {
    /// A FortiManager that knows these calls, in the state that `settings` tell.
    pub(crate) fn new(clock: Clock, settings: &Settings, calls: Arc<Calls>) -> Result<Self, StateError> {
        let mut state = State::new(settings, Arc::clone(&calls), clock.now());
        seed::fill(&mut state, settings.state.as_ref(), clock.now())?;
        Ok(Self {
            clock,
            calls,
            taught: Arc::default(),
            state: Arc::new(Mutex::new(state)),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No state is half changed when a call panics, and none does.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn new(settings: &Settings, calls: Arc<Calls>, now: SystemTime) -> Self {
        let mut events = event::Events::default();
        events.record(event::Event::of_system("System start"), now);
        Self {
            calls,
            sessions: session::Sessions::default(),
            store: store::Store::default(),
            tasks: task::Tasks::new(settings.task_speed),
            workspace: workspace::Workspace::default(),
            workflows: workflow::Workflows::default(),
            diffs: diff::Diffs::default(),
            gui: gui::Remembered::default(),
            previews: securityconsole::Previews::default(),
            events,
            random: fastrand::Rng::with_seed(settings.seed),
            started: now,
            backed_up: None,
            backup_size: 0,
            last_oid: FIRST_OID,
            answered: Counts::default(),
        }
    }

    /// Ends a session: what it did not commit is lost, and its tasks fail.
    fn end_session(&mut self, sid: session::Sid, now: SystemTime) {
        if self.sessions.close(sid) {
            workspace::session_ended(self, sid);
            self.tasks.session_ended(sid, now);
            self.previews.session_ended(sid);
        }
    }

    /// Restarts: every session ends.
    fn restart(&mut self, now: SystemTime) {
        for sid in self.sessions.sids() {
            self.end_session(sid, now);
        }
        self.started = now;
        self.events.record(event::Event::of_system("System start"), now);
    }

    /// Ends the sessions that have been idle for too long.
    fn end_idle_sessions(&mut self, now: SystemTime) {
        for sid in self.sessions.expired(now) {
            if let Some(user) = self.sessions.user_of(sid) {
                let event = event::Event::of_system("Session timeout").on(user);
                self.events.record(event, now);
            }
            self.end_session(sid, now);
        }
    }

    /// Puts the tables of a backup in the place of those that there are.
    fn restore(&mut self, store: store::Store) {
        let rows = store.all_committed().flat_map(|(_, table)| table.iter());
        let highest = rows.filter_map(|(_, row)| oid::of(row)).max();
        self.keep_oids_above(highest.unwrap_or_default());
        self.store = store;
    }

    /// Gives no object id from here on that is not above this one, which a row has brought along.
    fn keep_oids_above(&mut self, oid: i64) {
        self.last_oid = self.last_oid.max(oid);
    }

    /// An object id that no object has.
    fn next_oid(&mut self) -> i64 {
        self.last_oid = self.last_oid.saturating_add(1);
        self.last_oid
    }

    /// An id that no object has, anywhere.
    fn next_uuid(&mut self) -> String {
        crate::random::uuid(&mut self.random)
    }
}

/// Object ids that FortiManager gives begin above those of what comes with it.
const FIRST_OID: i64 = 1_000;

#[cfg(test)]
mod tests;
