//! What a test sees of a FortiManager, and what it changes in it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::scope::ADOMS;
use super::session::Sid;
use super::store::{Hold, Table};
use super::user::User;
use super::{FortiManager, seed, url};

impl FortiManager {
    /// Lets somebody use it. A user of the same name is replaced.
    pub fn add_user(&self, user: User) {
        self.state().sessions.add_user(user);
    }

    /// The users who have a session open, one name a session.
    #[must_use]
    pub fn sessions(&self) -> Vec<String> {
        let mut state = self.state();
        state.end_idle_sessions(self.clock.now());
        let sessions = &state.sessions;
        sessions
            .sids()
            .into_iter()
            .filter_map(|sid| sessions.user_of(sid).map(str::to_owned))
            .collect()
    }

    /// The users whose sessions were opened by a login and are still open, one name a session: those that take a place, and
    /// that a program has to end.
    #[must_use]
    pub fn logins(&self) -> Vec<String> {
        let mut state = self.state();
        state.end_idle_sessions(self.clock.now());
        let sessions = &state.sessions;
        let of_logins = sessions.sids().into_iter().filter(|sid| sessions.is_of_a_login(*sid));
        of_logins
            .filter_map(|sid| sessions.user_of(sid).map(str::to_owned))
            .collect()
    }

    /// Ends every session, as if all had been idle for too long.
    pub fn end_sessions(&self) {
        let mut state = self.state();
        for sid in state.sessions.sids() {
            state.end_session(sid, self.clock.now());
        }
    }

    /// Sets for how long a session may be idle: 900 seconds unless something else is said.
    pub fn set_idle_timeout(&self, timeout: Duration) {
        self.state().sessions.idle_timeout = timeout;
    }

    /// Sets how many sessions a user may have: 32 unless something else is said.
    pub fn set_login_max(&self, sessions: usize) {
        self.state().sessions.login_max = sessions;
    }

    /// The rows of a table by its url, such as `/pm/config/adom/demo/obj/firewall/address`, without what is not committed.
    ///
    /// Enumerations are names, and switches are 0 or 1. What a policy package is stands without the folders that lead to it.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Value> {
        let state = self.state();
        let rows = state.store.committed(&url::plain(table));
        rows.into_iter()
            .flat_map(Table::iter)
            .map(|(_, row)| Value::Object(row.clone()))
            .collect()
    }

    /// A row by its url, such as `/pm/config/adom/demo/obj/firewall/address/host_001`, as [`rows`](Self::rows) has it.
    #[must_use]
    pub fn row(&self, url: &str) -> Option<Value> {
        let url = url::plain(url);
        let (table, key) = url::split_last(&url);
        let state = self.state();
        state.store.committed(table)?.get(&key).cloned().map(Value::Object)
    }

    /// Puts a row into a table, or changes the one that has its key. What it lacks is filled in, as with a write.
    ///
    /// Returns whether it could: a row has to be an object and to have its key, unless FortiManager gives those.
    #[must_use]
    pub fn put_row(&self, table: &str, row: &Value) -> bool {
        let Value::Object(row) = row else {
            return false;
        };
        let table = url::plain(table);
        let (mut state, now) = (self.state(), self.clock.now());
        let key = seed::put(&mut state, &table, row, now);
        if let Some(adom) = key.as_deref().filter(|_| table == ADOMS) {
            seed::furnish_adom(&mut state, adom, now);
        }
        key.is_some()
    }

    /// Takes a row out of its table. Returns whether it was there.
    #[must_use]
    pub fn remove_row(&self, url: &str) -> bool {
        let url = url::plain(url);
        let (table, key) = url::split_last(&url);
        let mut state = self.state();
        state.store.row(Sid::NONE, table, &key).is_some() && state.store.edit(Hold::Free, table).remove(&key).is_some()
    }

    /// How often each call of the specs was answered with success: the path of its request type in the bindings, and how
    /// often. Calls that never were are there with 0. What a closure answers does not count.
    #[must_use]
    pub fn answered(&self) -> BTreeMap<String, u64> {
        self.state().answered.by_name(self.calls.routes())
    }
}
