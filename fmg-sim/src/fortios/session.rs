//! The sessions of administrators.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// The maximum number of open sessions. The document says that there is a limit, but not which.
const LIMIT: usize = 100;

/// The open sessions, and those whose login is not complete.
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
    /// The CSRF token, which a write with cookies repeats in a header.
    pub(super) csrf_token: String,
    pub(super) stage: Stage,
    pub(super) since: SystemTime,
    used: SystemTime,
}

/// The stage of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Open,
    /// The second factor is missing.
    SecondFactor,
    /// The banner is not accepted yet.
    Banner,
}

impl Sessions {
    /// Opens a session under `key`. Returns `false` if there are too many sessions.
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

    /// Changes the stage of a login.
    pub(super) fn set_stage(&mut self, key: &str, stage: Stage) {
        if let Some(session) = self.by_key.get_mut(key) {
            session.stage = stage;
        }
    }

    /// Resets the idle timer of a session, for a request.
    pub(super) fn touch(&mut self, key: &str, now: SystemTime) {
        if let Some(session) = self.by_key.get_mut(key) {
            session.used = now;
        }
    }

    pub(super) fn close(&mut self, key: &str) -> bool {
        self.by_key.remove(key).is_some()
    }

    /// Closes the sessions for which `keep` is false, and returns their number.
    pub(super) fn retain(&mut self, keep: impl Fn(&Session) -> bool) -> usize {
        let before = self.by_key.len();
        self.by_key.retain(|_, session| keep(session));
        before - self.by_key.len()
    }

    /// Closes the sessions that were idle for longer than the timeout.
    pub(super) fn close_idle(&mut self, now: SystemTime, idle: Duration) {
        let is_idle = |session: &Session| now.duration_since(session.used).is_ok_and(|unused| unused >= idle);
        self.by_key.retain(|_, session| !is_idle(session));
    }

    /// The number of sessions whose login is not complete.
    pub(super) fn pending(&self) -> usize {
        let pending = self.by_key.values().filter(|session| session.stage != Stage::Open);
        pending.count()
    }

    /// The open sessions, the oldest first.
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

/// The number of failed logins that locks an administrator out, and the duration.
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

    /// Counts a failed login, and returns whether it locks the administrator out. Only for administrators that exist:
    /// other names are not stored.
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

    /// The number of failed logins of the administrator since the last successful one.
    pub(super) fn failures(&self, admin: &str) -> u64 {
        self.0.get(admin).map_or(0, |failures| failures.count)
    }

    /// Resets the failed logins of an administrator.
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
    fn an_idle_session_ends() {
        let mut sessions = Sessions::default();
        assert!(opened(&mut sessions, "a") && opened(&mut sessions, "b"));
        sessions.touch("b", seconds(200));
        sessions.close_idle(seconds(300), Duration::from_secs(300));
        assert!(sessions.get("a").is_none() && sessions.get("b").is_some());
        assert!(sessions.close("b") && !sessions.close("b"));
    }

    #[test]
    fn the_number_of_sessions_is_limited() {
        let mut sessions = Sessions::default();
        for number in 0..LIMIT {
            assert!(opened(&mut sessions, &number.to_string()));
        }
        assert!(!opened(&mut sessions, "one more"));
        assert_eq!(sessions.retain(|session| session.id > 1), 1);
        assert!(opened(&mut sessions, "one more"));
    }

    #[test]
    fn a_lockout_starts_and_ends() {
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
