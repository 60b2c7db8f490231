//! Methods with which tests inspect and change a FortiManager.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::scope::ADOMS;
use super::session::Sid;
use super::store::{Hold, Table};
use super::user::User;
use super::{FortiManager, described, seed, url};

impl FortiManager {
    /// Adds a user. A user with the same name is replaced.
    pub fn add_user(&self, user: User) {
        self.state().sessions.add_user(user);
    }

    /// The users with an open session, one name for each session.
    #[must_use]
    pub fn sessions(&self) -> Vec<String> {
        let mut state = self.state();
        state.catch_up(self.clock.now());
        let sessions = &state.sessions;
        sessions
            .sids()
            .into_iter()
            .filter_map(|sid| sessions.user_of(sid).map(str::to_owned))
            .collect()
    }

    /// The users whose sessions were opened by a login and are still open, one name for each session. These sessions
    /// count towards the limit, and clients have to end them.
    #[must_use]
    pub fn logins(&self) -> Vec<String> {
        let mut state = self.state();
        state.catch_up(self.clock.now());
        let sessions = &state.sessions;
        let of_logins = sessions.sids().into_iter().filter(|sid| sessions.is_of_a_login(*sid));
        of_logins
            .filter_map(|sid| sessions.user_of(sid).map(str::to_owned))
            .collect()
    }

    /// Ends all sessions, as the idle timeout does.
    pub fn end_sessions(&self) {
        let mut state = self.state();
        for sid in state.sessions.sids() {
            state.end_session(sid, self.clock.now());
        }
    }

    /// Sets the idle timeout of sessions; 900 seconds by default.
    pub fn set_idle_timeout(&self, timeout: Duration) {
        self.state().sessions.idle_timeout = timeout;
    }

    /// Sets the largest number of sessions of a user; 32 by default.
    pub fn set_login_max(&self, sessions: usize) {
        self.state().sessions.login_max = sessions;
    }

    /// The rows of a table by its url, such as `/pm/config/adom/demo/obj/firewall/address`, without uncommitted
    /// changes.
    ///
    /// Enumerations are names, and switches are 0 or 1. Policy packages are listed without the folders that contain
    /// them.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Value> {
        let url = url::plain(table);
        let mut state = self.state();
        state.catch_up(self.clock.now());
        let target = self
            .calls
            .described
            .resolve(&url)
            .filter(|target| !target.below().is_empty());
        if let Some(target) = target {
            let rows = described::rows(&state.store, Sid::NONE, &target);
            let rows = rows.into_iter().flat_map(described::Seen::iter);
            return rows.map(|(_, row)| Value::Object(row.clone())).collect();
        }
        let rows = state.store.committed(&url);
        rows.into_iter()
            .flat_map(Table::iter)
            .map(|(_, row)| Value::Object(row.clone()))
            .collect()
    }

    /// A row by its url, such as `/pm/config/adom/demo/obj/firewall/address/host_001`, as in [`rows`](Self::rows).
    #[must_use]
    pub fn row(&self, url: &str) -> Option<Value> {
        let url = url::plain(url);
        let mut state = self.state();
        state.catch_up(self.clock.now());
        if let Some(target) = self.calls.described.resolve(&url) {
            let row = described::row(&state.store, Sid::NONE, &target).ok()??;
            return Some(Value::Object(row.clone()));
        }
        let (table, key) = url::split_last(&url);
        state.store.committed(table)?.get(&key).cloned().map(Value::Object)
    }

    /// Adds a row to a table, or changes the row with the same key. Missing members are filled in, as by a write.
    ///
    /// Returns whether this was possible: a row has to be an object with its key, unless FortiManager assigns the keys.
    #[must_use]
    pub fn put_row(&self, table: &str, row: &Value) -> bool {
        let Value::Object(row) = row else {
            return false;
        };
        let table = url::plain(table);
        let (mut state, now) = (self.state(), self.clock.now());
        let key = seed::put(&mut state, &table, row, now);
        if let Some(adom) = key.as_deref().filter(|_| table == ADOMS) {
            seed::add_adom_defaults(&mut state, adom, now);
        }
        key.is_some()
    }

    /// Removes a row from its table. Returns whether it existed.
    #[must_use]
    pub fn remove_row(&self, url: &str) -> bool {
        let url = url::plain(url);
        let (table, key) = url::split_last(&url);
        let mut state = self.state();
        state.store.row(Sid::NONE, table, &key).is_some() && state.store.edit(Hold::Free, table).remove(&key).is_some()
    }

    /// The number of successful calls, by the path of the request type in the bindings. Calls without a success have 0.
    /// Taught calls do not count. Without a spec, a verb of a [described table](crate::fmg::tables) is counted, from its
    /// first success on, by the name of the table and that of the request: `firewall/ippool List`.
    #[must_use]
    pub fn answered(&self) -> BTreeMap<String, u64> {
        let state = self.state();
        let mut counts = state.answered.by_name(self.calls.routes());
        counts.extend(state.answered.all().map(|(name, count)| (name.to_owned(), count)));
        counts
    }
}
