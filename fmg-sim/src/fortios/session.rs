//! The sessions of administrators.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// How many sessions may be open at a time. The document says that there is a limit and not which.
const LIMIT: usize = 100;

/// The sessions that are open, or on the way to it.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_key: BTreeMap<String, Session>,
    opened: u64,
}

/// A session of an administrator.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: u64,
    pub(super) admin: String,
    /// What a write in it repeats in a header, if it goes by cookies.
    pub(super) csrf_token: String,
    pub(super) stage: Stage,
    pub(super) since: SystemTime,
    used: SystemTime,
}

/// How far a login has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Open,
    /// The second factor is still to come.
    SecondFactor,
    /// The banner is still to be accepted.
    Banner,
}

impl Sessions {
    /// Opens a session under `key`; says whether there was room for it.
    pub(super) fn open(&mut self, key: String, csrf_token: String, admin: &str, stage: Stage, now: SystemTime) -> bool {
        if self.by_key.len() >= LIMIT {
            return false;
        }
        self.opened += 1;
        let session = Session {
            id: self.opened,
            admin: admin.to_owned(),
            csrf_token,
            stage,
            since: now,
            used: now,
        };
        self.by_key.insert(key, session);
        true
    }

    /// The session with this key.
    pub(super) fn get(&self, key: &str) -> Option<&Session> {
        self.by_key.get(key)
    }

    /// Lets a session on the way become another stage of it.
    pub(super) fn set_stage(&mut self, key: &str, stage: Stage) {
        if let Some(session) = self.by_key.get_mut(key) {
            session.stage = stage;
        }
    }

    /// A request has come in this session.
    pub(super) fn touch(&mut self, key: &str, now: SystemTime) {
        if let Some(session) = self.by_key.get_mut(key) {
            session.used = now;
        }
    }

    pub(super) fn close(&mut self, key: &str) -> bool {
        self.by_key.remove(key).is_some()
    }

    /// Closes those that the test does not hold for; says how many.
    pub(super) fn retain(&mut self, keep: impl Fn(&Session) -> bool) -> usize {
        let before = self.by_key.len();
        self.by_key.retain(|_, session| keep(session));
        before - self.by_key.len()
    }

    /// Closes those that nobody has used for so long.
    pub(super) fn retire(&mut self, now: SystemTime, idle: Duration) {
        let is_idle = |session: &Session| now.duration_since(session.used).is_ok_and(|unused| unused >= idle);
        self.by_key.retain(|_, session| !is_idle(session));
    }

    /// How many are on the way to be open.
    pub(super) fn pending(&self) -> usize {
        let pending = self.by_key.values().filter(|session| session.stage != Stage::Open);
        pending.count()
    }

    /// The sessions that are open, the oldest first.
    pub(super) fn open_ones(&self) -> Vec<&Session> {
        let mut open: Vec<_> = self
            .by_key
            .values()
            .filter(|session| session.stage == Stage::Open)
            .collect();
        open.sort_by_key(|session| session.id);
        open
    }
}

/// The failed logins of administrators.
#[derive(Debug, Default)]
pub(super) struct Lockouts(BTreeMap<String, Failures>);

#[derive(Debug)]
struct Failures {
    count: u64,
    last: SystemTime,
}

/// When an administrator is locked out, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct LockoutRule {
    pub(super) threshold: u64,
    pub(super) duration: Duration,
}

impl Lockouts {
    /// Whether the administrator is locked out.
    pub(super) fn holds(&self, admin: &str, rule: LockoutRule, now: SystemTime) -> bool {
        self.0
            .get(admin)
            .is_some_and(|failures| failures.count >= rule.threshold && !failures.are_over(rule, now))
    }

    /// Counts a failed login; says whether it locks the administrator out. Only for administrators that there are: the
    /// names that strangers make up are not remembered.
    pub(super) fn count(&mut self, admin: &str, rule: LockoutRule, now: SystemTime) -> bool {
        let failures = self
            .0
            .entry(admin.to_owned())
            .or_insert(Failures { count: 0, last: now });
        if failures.are_over(rule, now) {
            failures.count = 0;
        }
        failures.count += 1;
        failures.last = now;
        failures.count >= rule.threshold
    }

    /// How many logins of the administrator have failed since the last one that did not.
    pub(super) fn failures(&self, admin: &str) -> u64 {
        self.0.get(admin).map_or(0, |failures| failures.count)
    }

    /// Forgets the failed logins of an administrator.
    pub(super) fn forget(&mut self, admin: &str) {
        self.0.remove(admin);
    }
}

impl Failures {
    fn are_over(&self, rule: LockoutRule, now: SystemTime) -> bool {
        now.duration_since(self.last)
            .is_ok_and(|passed| passed >= rule.duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn seconds(seconds: u64) -> SystemTime {
        START + Duration::from_secs(seconds)
    }

    fn opened(sessions: &mut Sessions, key: &str) -> bool {
        sessions.open(key.to_owned(), "csrf".to_owned(), "admin", Stage::Open, START)
    }

    #[test]
    fn a_session_ends_when_it_is_not_used() {
        let mut sessions = Sessions::default();
        assert!(opened(&mut sessions, "a") && opened(&mut sessions, "b"));
        sessions.touch("b", seconds(200));
        sessions.retire(seconds(300), Duration::from_secs(300));
        assert!(sessions.get("a").is_none() && sessions.get("b").is_some());
        assert!(sessions.close("b") && !sessions.close("b"));
    }

    #[test]
    fn there_are_only_so_many() {
        let mut sessions = Sessions::default();
        for number in 0..LIMIT {
            assert!(opened(&mut sessions, &number.to_string()));
        }
        assert!(!opened(&mut sessions, "one more"));
        assert_eq!(sessions.retain(|session| session.id > 1), 1);
        assert!(opened(&mut sessions, "one more"));
    }

    #[test]
    fn a_lock_out_comes_and_goes() {
        let rule = LockoutRule {
            threshold: 3,
            duration: Duration::from_secs(60),
        };
        let mut lockouts = Lockouts::default();
        assert!(!lockouts.count("a", rule, START) && !lockouts.count("a", rule, START));
        assert_eq!((lockouts.failures("a"), lockouts.failures("b")), (2, 0));
        assert!(!lockouts.holds("a", rule, START));
        assert!(lockouts.count("a", rule, START));
        assert!(lockouts.holds("a", rule, seconds(59)) && !lockouts.holds("b", rule, START));
        assert!(!lockouts.holds("a", rule, seconds(60)));
        assert!(!lockouts.count("a", rule, seconds(60)), "it begins anew");
        lockouts.forget("a");
        assert!(!lockouts.count("a", rule, seconds(60)) && !lockouts.count("a", rule, seconds(61)));
    }
}
