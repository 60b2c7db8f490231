//! Tells one lock from another, as the appliance reports them.

use crate::error::LockHolder;
use crate::fmg::workspace::Lock;

/// What identifies a lock: session, user and time. If a session loses a lock and takes it again, that is another lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LockIdentity {
    session: Option<i64>,
    user: Option<String>,
    taken: Option<i64>,
}

impl LockIdentity {
    pub(super) fn of(lock: &Lock) -> Self {
        Self {
            session: lock.lock_sid,
            user: lock.lock_user.clone(),
            taken: lock.lock_time,
        }
    }

    /// Whether both are the same lock, as far as their known members tell.
    pub(super) fn is(&self, other: &Self) -> bool {
        let is_same_session = match (self.session, other.session) {
            (Some(one), Some(other)) => one == other,
            _ => self.user == other.user,
        };
        let is_same_time = match (self.taken, other.taken) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        is_same_session && is_same_time
    }
}

/// The sessions that hold locks, each once, without `except`.
pub(super) fn holders(locks: &[Lock], except: Option<&LockIdentity>) -> Vec<LockHolder> {
    let mut holders = Vec::new();
    for lock in locks {
        let holder = LockHolder::new(lock.lock_user.as_deref(), lock.lock_sid, lock.lock_time);
        let is_own = except.is_some_and(|own| own.is(&LockIdentity::of(lock)));
        if !is_own && !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    holders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(session: Option<i64>, user: &str, taken: Option<i64>) -> LockIdentity {
        LockIdentity {
            session,
            user: Some(user.to_owned()),
            taken,
        }
    }

    #[test]
    fn a_lock_is_that_of_one_session_at_one_time() {
        let own = identity(Some(7), "admin", Some(100));
        assert!(own.is(&own.clone()) && own.is(&identity(Some(7), "admin", None)));
        for other in [
            identity(Some(8), "admin", Some(100)),
            identity(Some(7), "admin", Some(160)),
            identity(None, "other", Some(100)),
        ] {
            assert!(!own.is(&other), "{other:?}");
        }
        assert!(own.is(&identity(None, "admin", Some(100))));
    }
}
