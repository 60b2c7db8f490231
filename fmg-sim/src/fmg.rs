//! A FortiManager: JSON-RPC, the REST API, the API of its GUI, sessions and tables.
//!
//! # Protocols
//!
//! | path | protocol |
//! |---|---|
//! | `/jsonrpc` | JSON-RPC, with a session or an API key |
//! | `/jsonrpc/<url>` | the REST API, with HTTP basic authentication; backup, restore and upgrade transfer files of any size |
//! | `/cgi-bin/module/flatui_auth`, `/cgi-bin/module/flatui_proxy`, `/flatui/api/gui/…`, `/p/logout-api/` | the API of the GUI, with cookies and a CSRF token |
//! | `/cgi-bin/module/flatui/json`, `/cgi-bin/module/forward` | JSON-RPC in a session of the GUI |
//! | plain HTTP at loopback, `/jsonrpc` | JSON-RPC without a session, as user `admin`: for programs on the appliance itself. Only with [`Builder::local_json_rpc`](crate::Builder::local_json_rpc) |
//!
//! Sessions of JSON-RPC and of the GUI have the same limit per user, the same idle timeout, and both hold locks.
//!
//! # What is simulated
//!
//! Urls, methods, members and types are those of the specs; unknown ones are refused as a FortiManager refuses them.
//! Sessions, locks, workflow sessions, tasks and tables have a state that calls change. Data that no simulated call
//! changes, such as the licence, comes from the documents.
//!
//! Where neither documents nor captures show the behaviour of a FortiManager, a comment in the code says so.
//!
//! # The initial state
//!
#![doc = include_str!("fmg/state.md")]

mod adom;
mod answer;
mod authorization;
mod call;
mod check;
mod date;
mod declared;
mod decode;
pub(crate) mod describe;
mod described;
mod device_revision;
mod diff;
mod dispatch;
mod documented;
mod dvm;
mod envelope;
mod event;
mod expand;
mod filter;
mod fortiguard;
mod global;
mod gui;
mod hitcount;
mod inspect;
mod install;
mod lock;
mod login;
mod named;
mod object;
mod object_install;
mod oid;
mod package;
mod package_status;
mod place;
mod policy_import;
mod proxy;
mod read;
mod response;
mod rest;
mod revision;
mod row;
mod scope;
mod script;
mod securityconsole;
mod seed;
mod session;
mod shape;
mod status;
mod store;
mod system;
mod table;
pub mod tables;
mod task;
mod taught;
mod url;
mod user;
mod web;
mod where_used;
mod workflow;
mod workspace;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

pub(crate) use self::call::Calls;
pub(crate) use self::describe::TableDescription;
#[cfg(feature = "specs")]
pub(crate) use self::describe::{FieldDescription, FieldKind, KeyDescription, ScopeDescription, TableVerb};
#[cfg(feature = "specs")]
pub(crate) use self::described::GivenSyntax;
pub use self::dvm::ProbeFailure;
pub use self::gui::ImportedCertificate;
pub use self::install::InstallView;
pub use self::task::{LineResult, LineView, TaskPlan, TaskState, TaskTarget, TaskView};
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

/// A FortiManager. Clones share one state.
///
/// The methods read and change the state directly, without a session and without a lock.
#[derive(Clone, Debug)]
pub struct FortiManager {
    clock: Clock,
    calls: Arc<Calls>,
    taught: Arc<Taught<CallId>>,
    /// The simulated FortiGates that calls to managed devices are forwarded to.
    devices: proxy::Devices,
    state: Arc<Mutex<State>>,
}

/// The state of a FortiManager.
#[derive(Debug)]
struct State {
    /// The calls that it accepts.
    calls: Arc<Calls>,
    sessions: session::Sessions,
    store: store::Store,
    tasks: task::Tasks,
    workspace: workspace::Workspace,
    workflows: workflow::Workflows,
    diffs: diff::Diffs,
    gui: gui::GuiState,
    previews: securityconsole::Previews,
    installs: install::Installs,
    dvm: dvm::Commands,
    revisions: revision::Saved,
    scripts: script::Scripts,
    device_revisions: device_revision::DeviceRevisions,
    hit_counts: hitcount::HitCounts,
    proxy_tasks: proxy::ProxyTasks,
    searches: where_used::Searches,
    events: event::Events,
    random: fastrand::Rng,
    /// The time of the start, or of the last restart.
    started: SystemTime,
    /// The time of the last backup.
    backed_up: Option<SystemTime>,
    /// The smallest size of a downloaded backup, in bytes.
    backup_size: u64,
    /// The last object id that was assigned.
    last_oid: i64,
    /// The number of successes of each call of the specs.
    answered: Counts,
}

impl FortiManager {
    /// A FortiManager with these calls, in the state of `settings`.
    pub(crate) fn new(clock: Clock, settings: &Settings, calls: Arc<Calls>) -> Result<Self, StateError> {
        let mut state = State::new(settings, Arc::clone(&calls), clock.now());
        seed::fill(&mut state, settings.state.as_ref(), clock.now())?;
        Ok(Self {
            clock,
            calls,
            taught: Arc::default(),
            devices: proxy::Devices::default(),
            state: Arc::new(Mutex::new(state)),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No call panics; if one did, the state would still be consistent.
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
            gui: gui::GuiState::default(),
            previews: securityconsole::Previews::default(),
            installs: install::Installs::default(),
            dvm: dvm::Commands::default(),
            revisions: revision::Saved::default(),
            scripts: script::Scripts::default(),
            device_revisions: device_revision::DeviceRevisions::default(),
            hit_counts: hitcount::HitCounts::default(),
            proxy_tasks: proxy::ProxyTasks::default(),
            searches: where_used::Searches::default(),
            events,
            random: fastrand::Rng::with_seed(settings.seed),
            started: now,
            backed_up: None,
            backup_size: 0,
            last_oid: FIRST_OID,
            answered: Counts::default(),
        }
    }

    /// Ends a session: its uncommitted changes are discarded, and its tasks fail.
    fn end_session(&mut self, sid: session::Sid, now: SystemTime) {
        if self.sessions.close(sid) {
            workspace::session_ended(self, sid);
            // First applies the effects of tasks that were over before the session ended.
            dvm::settle(self, now);
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

    /// Applies what has happened since the last request: finished installations and device commands take effect, and
    /// idle sessions end.
    fn catch_up(&mut self, now: SystemTime) {
        install::settle(self, now);
        dvm::settle(self, now);
        self.end_idle_sessions(now);
    }

    /// Ends the sessions that have exceeded the idle timeout.
    fn end_idle_sessions(&mut self, now: SystemTime) {
        for sid in self.sessions.expired(now) {
            if let Some(user) = self.sessions.user_of(sid) {
                let event = event::Event::of_system("Session timeout").on(user);
                self.events.record(event, now);
            }
            self.end_session(sid, now);
        }
    }

    /// Replaces the tables by those of a backup.
    fn restore(&mut self, store: store::Store) {
        let rows = store.all_committed().flat_map(|(_, table)| table.iter());
        let highest = rows.filter_map(|(_, row)| oid::of(row)).max();
        self.keep_oids_above(highest.unwrap_or_default());
        self.store = store;
    }

    /// Ensures that new object ids are larger than `oid`, which a given row has.
    fn keep_oids_above(&mut self, oid: i64) {
        self.last_oid = self.last_oid.max(oid);
    }

    /// Returns an unused object id.
    fn next_oid(&mut self) -> i64 {
        self.last_oid = self.last_oid.saturating_add(1);
        self.last_oid
    }

    /// Returns an unused UUID.
    fn next_uuid(&mut self) -> String {
        crate::random::uuid(&mut self.random)
    }
}

/// Object ids of added objects begin above this number.
const FIRST_OID: i64 = 1_000;

#[cfg(test)]
mod tests;
