//! A FortiGate: logins, access profiles, VDOMs, its configuration, and the Monitor API.

mod access;
mod answer;
mod body;
mod call;
mod caller;
mod calls;
mod cmdb;
#[cfg(test)]
mod coverage;
mod decode;
mod described;
mod device;
mod envelope;
mod factory;
mod firmware;
mod login;
mod monitor;
mod refusal;
mod session;
mod state;
mod state_file;
mod table_kind;
mod taught;
mod vdom;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value};

use self::call::Call;
use self::caller::Caller;
pub(crate) use self::calls::Calls;
use self::cmdb::MANAGEMENT;
#[cfg(feature = "specs")]
pub(crate) use self::described::{Described, Reader};
pub use self::firmware::Firmware;
#[cfg(feature = "specs")]
pub(crate) use self::monitor::MONITOR;
pub use self::monitor::Upload;
use self::state::State;
use self::table_kind::TableKind;
use crate::appliance::{Account, Appliance, Settings};
use crate::call::{Call as Sent, Reports};
use crate::clock::Clock;
use crate::content::Content;
use crate::fault::Injected;
use crate::generated::fortios::CallId;
use crate::state_file::Place;
use crate::state_file::StateError;
use crate::teach::Taught;

/// A FortiGate in memory. Clones are the same one.
///
/// # State file
///
/// The member `fortios` of a state file has the initial state. A part that is left out is that of the default state:
/// an administrator, two API users, the VDOMs `root` and `edge`, and a few addresses and policies. A given part
/// replaces the whole part of the default state.
///
/// ```json
/// {
///   "firmware": "7.4",
///   "serial": "FGVMEVSIM0000001",
///   "vdoms": ["edge"],
///   "profiles": [{"name": "ops", "groups": {"sysgrp": "read", "fwgrp.policy": "read-write"}}],
///   "admins": [{"name": "admin", "password": "fortigate", "profile": "super_admin", "token_code": "246810"}],
///   "api_users": [{"name": "api-admin", "token": "zbq7f3", "profile": "ops", "vdoms": ["root", "edge"]}],
///   "schemas": [],
///   "global": {"system/global": {"hostname": "fgt-1", "admintimeout": 10}},
///   "vdom": {"root": {"firewall/address": [{"name": "branch", "subnet": "10.1.0.0/16"}]}}
/// }
/// ```
///
/// - `firmware` is `5.6`, `7.4` or `7.6`; see [`Firmware`]. A described device that does not state it has the version and
///   the build of its description, and behaves like the nearest of these.
/// - `profiles` gives access groups, or parts of them, the levels `none`, `read` and `read-write`. The profiles
///   `super_admin` and `prof_admin` always exist.
/// - `admins` log in, with `token_code` as their second factor if they have one; `api_users` send a `token`, which is
///   generated if it is left out. Both have access to the VDOM `root` unless `vdoms` names others; `super_admin` has
///   access to all VDOMs.
/// - `schemas` adds tables, or replaces built-in ones: each is the reply of a device to `action=schema`, or the `results`
///   of such a reply. A device marks attributes as required that a row needs only with certain values of others, so a row
///   may lack them, unless the built-in table requires them.
/// - `global` and `vdom` have rows by table: those that all VDOMs share, and those of each VDOM. They are checked like
///   the rows of a call, and attributes that their table does not have are refused.
#[derive(Clone)]
pub struct FortiGate {
    calls: Arc<Calls>,
    taught: Arc<Taught<CallId>>,
    state: Arc<Mutex<State>>,
    clock: Clock,
}

impl FortiGate {
    /// A FortiGate with this clock and these calls.
    ///
    /// # Errors
    ///
    /// The initial state is not valid.
    pub(crate) fn new(clock: Clock, settings: &Settings, calls: Arc<Calls>) -> Result<Self, StateError> {
        let state = state_file::start(
            settings.seed,
            settings.state.as_ref(),
            calls.schemas(),
            calls.described(),
        )?;
        Ok(Self {
            calls,
            taught: Arc::default(),
            state: Arc::new(Mutex::new(state)),
            clock,
        })
    }

    /// The firmware of the FortiGate.
    #[must_use]
    pub fn firmware(&self) -> Firmware {
        self.lock().firmware
    }

    /// Changes the firmware. Sessions stay open, but their cookies may have other names. The version of a description no
    /// longer applies.
    pub fn set_firmware(&self, firmware: Firmware) {
        let mut state = self.lock();
        state.firmware = firmware;
        state.described_firmware = None;
    }

    /// The administrators whose sessions are open, once for each session, the oldest first.
    #[must_use]
    pub fn sessions(&self) -> Vec<String> {
        let state = self.lock();
        state
            .sessions
            .open_ones()
            .into_iter()
            .map(|session| session.admin.clone())
            .collect()
    }

    /// The number of logins that are not complete: a second factor or a banner is missing.
    #[must_use]
    pub fn pending_logins(&self) -> usize {
        self.lock().sessions.pending()
    }

    /// Ends all sessions, as an idle timeout does, and returns their number.
    #[allow(clippy::must_use_candidate, reason = "most callers need only the effect")]
    pub fn expire_sessions(&self) -> usize {
        self.lock().sessions.retain(|_| false)
    }

    /// The token of an API user.
    #[must_use]
    pub fn token(&self, user: &str) -> Option<String> {
        let state = self.lock();
        state
            .tokens
            .iter()
            .find(|(_, own)| *own == user)
            .map(|(token, _)| token.clone())
    }

    /// The rows of a table such as `firewall/address` in a VDOM, with their secrets. For a table that all VDOMs share,
    /// `vdom` is ignored. A complex table is one row once it was changed.
    #[must_use]
    pub fn rows(&self, vdom: &str, table: &str) -> Vec<Value> {
        self.lock()
            .store
            .rows_of(vdom, table)
            .iter()
            .cloned()
            .map(Value::from)
            .collect()
    }

    /// Adds a row to a table, changes the row with its key, or changes a complex table, without a call.
    ///
    /// # Errors
    ///
    /// There is no such table or VDOM, or the configuration refuses the row.
    pub fn put(&self, vdom: &str, table: &str, row: &Map<String, Value>) -> Result<(), StateError> {
        let mut state = self.lock();
        let uuid = state.new_uuid();
        cmdb::put(&mut state.store, vdom, table, row, uuid)
            .map_err(|unfit| StateError::new(Place::root(vdom).member(table), unfit.to_string()))?;
        state.update_vdoms();
        Ok(())
    }

    /// Sets whether a value that names a row of another table is refused if there is no such row, which is the default.
    /// Values that name rows of unknown tables are never refused.
    pub fn set_checks_references(&self, on: bool) {
        self.lock().store.accepts_all_references = !on;
    }

    /// Gives an administrator a one-time password as second factor, or removes the second factor.
    pub fn set_token_code(&self, admin: &str, code: Option<&str>) {
        let codes = &mut self.lock().token_codes;
        match code {
            Some(code) => codes.insert(admin.to_owned(), code.to_owned()),
            None => codes.remove(admin),
        };
    }

    /// Sets whether a login by `/api/v2/authentication` returns a key on request, which is the default. Otherwise it always
    /// sets cookies.
    pub fn set_gives_keys(&self, on: bool) {
        self.lock().gives_keys = on;
    }

    /// The number of failed logins of an administrator since the last successful one.
    #[must_use]
    pub fn failed_logins(&self, admin: &str) -> u64 {
        self.lock().lockouts.failures(admin)
    }

    /// The uploaded files, the latest one last. The oldest are dropped when their total size becomes too large.
    #[must_use]
    pub fn uploads(&self) -> Vec<Upload> {
        self.lock().monitor.uploads.all()
    }

    /// The number of successes of every call of the specs, by the name of its request type. Responses of closures do not
    /// count.
    #[must_use]
    pub fn answered(&self) -> BTreeMap<String, u64> {
        self.lock().answered.by_name(self.calls.routes())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A call that panicked, which none does, would leave a state that is as good as any.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Appliance for FortiGate {
    fn handle(&self, request: Request<Bytes>) -> Response<Content> {
        let injected = request.extensions().get::<Injected>().copied();
        let answer = match Call::read(request) {
            Ok(call) => {
                let mut state = self.lock();
                let user = Caller::of(&call, &state).and_then(|caller| caller.name(&state).map(str::to_owned));
                let now = self.clock.now();
                let found = self.find_taught(&call, TableKind::of(&call.path, &state.store));
                let taught_call = found.as_ref().and_then(|found| found.taught_call.clone());
                let mut answer = match (found, taught_call) {
                    (Some(found), Some(taught_call)) => {
                        state.close_idle_sessions(now);
                        match device::admit(&call, injected, &mut state, now) {
                            Ok((caller, rights)) => {
                                self.answer_taught(state, &call, &found, &taught_call, &caller, &rights)
                            }
                            Err(refused) => *refused,
                        }
                    }
                    _ => device::answer(&self.calls, &call, injected, &mut state, now),
                };
                let reports = Reports::whole(user, None, answer::outcome(&answer));
                answer.extensions_mut().insert(reports);
                answer
            }
            Err(_) => answer::page(405),
        };
        answer.map(Content::from)
    }

    fn decode(&self, request: &Request<Bytes>) -> Vec<Sent> {
        decode::decode(self, request).into_iter().collect()
    }

    fn accounts(&self) -> Vec<Account> {
        let state = self.lock();
        let text =
            |row: &Map<String, Value>, name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let note = |row| format!("profile {}", text(row, "accprofile"));
        let admins = state
            .store
            .rows_of(MANAGEMENT, "system/admin")
            .iter()
            .map(|row| Account::User {
                name: text(row, "name"),
                password: text(row, "password"),
                note: note(row),
            });
        let users = state
            .store
            .rows_of(MANAGEMENT, "system/api-user")
            .iter()
            .filter_map(|row| {
                let name = text(row, "name");
                let (token, _) = state.tokens.iter().find(|(_, own)| **own == name)?;
                let token = token.clone();
                Some(Account::Token {
                    name,
                    token,
                    note: note(row),
                })
            });
        admins.chain(users).collect()
    }
}

/// Shows nothing of the configuration, which contains passwords.
impl fmt::Debug for FortiGate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FortiGate")
            .field("firmware", &self.firmware())
            .finish_non_exhaustive()
    }
}
