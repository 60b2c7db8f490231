//! The state of a FortiGate.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::access::Rights;
use super::cmdb::{MANAGEMENT, Members, Row, Store, TableCall, key};
use super::factory;
use super::firmware::Firmware;
use super::monitor::Monitor;
use super::refusal::Refusal;
use super::session::{LockoutRule, Lockouts, Sessions};
use crate::route::Counts;

/// The characters of keys and tokens.
const LETTERS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstwxyz";

/// The length of a key.
const KEY_LENGTH: usize = 30;

/// The state of a FortiGate.
#[derive(Debug)]
pub(super) struct State {
    pub(super) firmware: Firmware,
    /// The version and the build that a description of the device states.
    pub(super) described_firmware: Option<(String, u64)>,
    pub(super) serial: String,
    pub(super) store: Store,
    /// The one-time passwords of administrators with a second factor.
    pub(super) token_codes: BTreeMap<String, String>,
    /// Whether a login returns a key on request.
    pub(super) gives_keys: bool,
    /// The API users by their tokens.
    pub(super) tokens: BTreeMap<String, String>,
    pub(super) sessions: Sessions,
    pub(super) lockouts: Lockouts,
    pub(super) monitor: Monitor,
    /// The number of successes of each call of the specs.
    pub(super) answered: Counts,
    random: fastrand::Rng,
}

impl State {
    pub(super) fn new(seed: u64, store: Store) -> Self {
        Self {
            firmware: Firmware::default(),
            described_firmware: None,
            serial: "FGVMEVSIM0000001".to_owned(),
            store,
            token_codes: BTreeMap::new(),
            gives_keys: true,
            tokens: BTreeMap::new(),
            sessions: Sessions::default(),
            lockouts: Lockouts::default(),
            monitor: Monitor::default(),
            answered: Counts::default(),
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// The version of the firmware.
    pub(super) fn version(&self) -> &str {
        let described = self.described_firmware.as_ref();
        described.map_or_else(|| self.firmware.version(), |(version, _)| version)
    }

    /// The build of the firmware.
    pub(super) fn build(&self) -> u64 {
        let described = self.described_firmware.as_ref();
        described.map_or_else(|| self.firmware.build(), |(_, build)| *build)
    }

    /// A new, unused key.
    pub(super) fn new_key(&mut self) -> String {
        let mut letter = || {
            LETTERS
                .get(self.random.usize(..LETTERS.len()))
                .copied()
                .map_or('0', char::from)
        };
        (0..KEY_LENGTH).map(|_| letter()).collect()
    }

    /// The UUID of a new object.
    pub(super) fn new_uuid(&mut self) -> String {
        crate::random::uuid(&mut self.random)
    }

    /// The row of an administrator.
    pub(super) fn admin(&self, name: &str) -> Option<&Row> {
        self.store.row(MANAGEMENT, "system/admin", name)
    }

    /// The permissions of an administrator.
    pub(super) fn rights_of_admin(&self, name: &str) -> Option<Rights> {
        self.admin(name).map(Rights::of)
    }

    /// The permissions of an API user.
    pub(super) fn rights_of_api_user(&self, name: &str) -> Option<Rights> {
        self.store.row(MANAGEMENT, "system/api-user", name).map(Rights::of)
    }

    /// Whether a setting of the whole device is enabled.
    pub(super) fn is_enabled(&self, name: &str) -> bool {
        self.store
            .setting("system/global", name)
            .is_some_and(|value| value == "enable")
    }

    pub(super) fn lockout_rule(&self) -> LockoutRule {
        LockoutRule {
            threshold: self.number("admin-lockout-threshold", 3),
            duration: Duration::from_secs(self.number("admin-lockout-duration", 60)),
        }
    }

    /// Closes the sessions that were idle for longer than the timeout.
    pub(super) fn close_idle_sessions(&mut self, now: SystemTime) {
        let minutes = self.number("admintimeout", 5);
        self.sessions
            .close_idle(now, Duration::from_secs(minutes.saturating_mul(60)));
    }

    /// Changes the configuration, and updates the state that depends on it.
    pub(super) fn write(&mut self, table_call: &TableCall<'_>, body: &Row) -> Result<Members, Refusal> {
        let uuid = self.new_uuid();
        let written = table_call.write(&mut self.store, body, uuid)?;
        if table_call.schema.id() == "system/vdom" {
            self.update_vdoms();
        }
        Ok(written)
    }

    /// Creates the configuration of each VDOM in the table, and deletes that of other VDOMs.
    pub(super) fn update_vdoms(&mut self) {
        let names = self.store.rows_of(MANAGEMENT, "system/vdom").iter();
        let names = names.filter_map(|row| row.get("name").and_then(key));
        // The table of a described device need not be one of VDOMs.
        let wanted: BTreeSet<String> = names.chain([MANAGEMENT.to_owned()]).collect();
        let gone: Vec<String> = self
            .store
            .vdoms()
            .filter(|own| !wanted.contains(*own))
            .map(str::to_owned)
            .collect();
        for vdom in gone {
            self.store.remove_vdom(&vdom);
        }
        for vdom in wanted {
            if !self.store.has_vdom(&vdom) {
                self.store.add_vdom(&vdom);
                factory::add_vdom_defaults(&mut self.store, &vdom);
            }
        }
    }

    fn number(&self, name: &str, otherwise: u64) -> u64 {
        let value = self.store.setting("system/global", name);
        value.as_ref().and_then(Value::as_u64).unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_from_the_seed() {
        let keys = |seed| {
            let mut state = State::new(seed, Store::default());
            (state.new_key(), state.new_key(), state.new_uuid())
        };
        let (first, second, uuid) = keys(7);
        assert_eq!(keys(7), (first.clone(), second.clone(), uuid.clone()));
        assert!(first != second && keys(8).0 != first);
        assert_eq!((first.len(), uuid.len(), &uuid[14..15]), (30, 36, "4"));
        assert!("89ab".contains(&uuid[19..20]), "{uuid}");
    }
}
