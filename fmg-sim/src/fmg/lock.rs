//! Locks, which workspace mode requires for changes.

mod scope;

use std::collections::BTreeMap;
use std::time::SystemTime;

pub(super) use self::scope::{Scope, policies};
use super::session::{Caller, Sid};

/// A lock, and the session that holds it.
#[derive(Clone, Debug)]
pub(super) struct Lock {
    pub(super) scope: Scope,
    pub(super) sid: Sid,
    pub(super) user: String,
    pub(super) taken: SystemTime,
}

/// Another session holds a lock that overlaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held;

/// The locks of all ADOMs. Locks of the same session do not conflict: it may lock an ADOM and a package of it.
#[derive(Debug, Default)]
pub(super) struct Locks {
    of_adoms: BTreeMap<String, Vec<Lock>>,
}

impl Locks {
    /// Takes a lock. Taking a lock again changes nothing and succeeds.
    pub(super) fn take(&mut self, adom: &str, scope: Scope, caller: &Caller, now: SystemTime) -> Result<(), Held> {
        let locks = self.of_adoms.entry(adom.to_owned()).or_default();
        if locks
            .iter()
            .any(|lock| lock.sid != caller.sid && lock.scope.overlaps(&scope))
        {
            return Err(Held);
        }
        if !locks.iter().any(|lock| lock.scope == scope) {
            locks.push(Lock {
                scope,
                sid: caller.sid,
                user: caller.user.name().to_owned(),
                taken: now,
            });
        }
        Ok(())
    }

    /// Takes over a lock, and removes every other lock that overlaps it.
    pub(super) fn take_over(&mut self, adom: &str, lock: Lock) {
        let locks = self.of_adoms.entry(adom.to_owned()).or_default();
        locks.retain(|own| !own.scope.overlaps(&lock.scope));
        locks.push(lock);
    }

    /// Releases a lock. `false`: the session does not hold it.
    pub(super) fn release(&mut self, adom: &str, scope: &Scope, sid: Sid) -> bool {
        let Some(locks) = self.of_adoms.get_mut(adom) else {
            return false;
        };
        let before = locks.len();
        locks.retain(|lock| lock.sid != sid || lock.scope != *scope);
        locks.len() < before
    }

    /// Releases every lock of a session.
    pub(super) fn release_all(&mut self, sid: Sid) {
        for locks in self.of_adoms.values_mut() {
            locks.retain(|lock| lock.sid != sid);
        }
    }

    /// Every lock in an ADOM, the oldest first.
    pub(super) fn in_adom(&self, adom: &str) -> &[Lock] {
        self.of_adoms.get(adom).map_or(&[], Vec::as_slice)
    }

    /// The locks of a session in an ADOM.
    pub(super) fn of(&self, adom: &str, sid: Sid) -> impl Iterator<Item = &Lock> {
        self.in_adom(adom).iter().filter(move |lock| lock.sid == sid)
    }

    /// Whether a session may write a row; for a key of `None`, a whole table.
    pub(super) fn allow(&self, adom: &str, sid: Sid, table: &str, key: Option<&str>) -> bool {
        self.of(adom, sid).any(|lock| lock.scope.covers(adom, table, key))
    }

    /// Whether a session holds the lock on a whole ADOM.
    pub(super) fn holds_adom(&self, adom: &str, sid: Sid) -> bool {
        self.of(adom, sid).any(|lock| lock.scope == Scope::Adom)
    }

    /// Whether a session may lock single objects. The document requires a lock on a package or a policy first. The
    /// simulator also accepts a lock on the ADOM, which covers all of them.
    pub(super) fn allow_objects(&self, adom: &str, sid: Sid) -> bool {
        let wider = |scope: &Scope| matches!(scope, Scope::Adom | Scope::Package(_) | Scope::Policy(..));
        self.of(adom, sid).any(|lock| wider(&lock.scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fmg::user::User;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn caller(sid: u32) -> Caller {
        Caller {
            sid: Sid(sid),
            user: User::new(format!("user{sid}"), "secret"),
        }
    }

    fn package(name: &str) -> Scope {
        Scope::Package(name.to_owned())
    }

    fn policy(id: &str) -> Scope {
        Scope::Policy("ppkg_001".to_owned(), id.to_owned())
    }

    /// Whether the second session gets a lock while the first one has another.
    fn second(first: Scope, second: Scope) -> Result<(), Held> {
        let mut locks = Locks::default();
        locks.take("demo", first, &caller(1), NOW).unwrap();
        locks.take("demo", second, &caller(2), NOW)
    }

    #[test]
    fn overlapping_locks_conflict() {
        for (one, other) in [
            (Scope::Adom, Scope::Adom),
            (Scope::Adom, package("ppkg_001")),
            (Scope::Adom, Scope::Device("dev_001".to_owned())),
            (Scope::Adom, Scope::object("firewall/address/host_001")),
            (package("ppkg_001"), package("ppkg_001")),
            (package("ppkg_001"), policy("1")),
            (policy("1"), policy("1")),
            (Scope::object("firewall/address/a"), Scope::object("firewall/address/a")),
        ] {
            assert_eq!(second(one.clone(), other.clone()), Err(Held), "{one:?} {other:?}");
            assert_eq!(second(other.clone(), one.clone()), Err(Held), "{other:?} {one:?}");
        }
    }

    #[test]
    fn locks_without_overlap_do_not_conflict() {
        for (one, other) in [
            (package("ppkg_001"), package("ppkg_002")),
            (package("ppkg_002"), policy("1")),
            (policy("1"), policy("2")),
            (package("ppkg_001"), Scope::Device("ppkg_001".to_owned())),
            (Scope::object("firewall/address/a"), Scope::object("firewall/addrgrp/a")),
        ] {
            assert_eq!(second(one.clone(), other.clone()), Ok(()), "{one:?} {other:?}");
        }
        let mut locks = Locks::default();
        locks.take("demo", Scope::Adom, &caller(1), NOW).unwrap();
        assert_eq!(locks.take("root", Scope::Adom, &caller(2), NOW), Ok(()));
    }

    #[test]
    fn locks_of_one_session_do_not_conflict() {
        let mut locks = Locks::default();
        for scope in [package("ppkg_001"), Scope::Adom, Scope::Adom, policy("1")] {
            assert_eq!(locks.take("demo", scope, &caller(1), NOW), Ok(()));
        }
        assert_eq!(locks.in_adom("demo").len(), 3);
    }

    #[test]
    fn only_the_holder_releases_a_lock() {
        let mut locks = Locks::default();
        locks.take("demo", Scope::Adom, &caller(1), NOW).unwrap();
        assert!(!locks.release("demo", &Scope::Adom, Sid(2)));
        assert!(!locks.release("root", &Scope::Adom, Sid(1)));
        assert!(locks.holds_adom("demo", Sid(1)));
        assert!(locks.release("demo", &Scope::Adom, Sid(1)));
        assert!(locks.in_adom("demo").is_empty());
    }

    #[test]
    fn the_locks_of_a_session_end_with_it() {
        let mut locks = Locks::default();
        locks.take("demo", package("a"), &caller(1), NOW).unwrap();
        locks.take("root", Scope::Adom, &caller(1), NOW).unwrap();
        locks.take("demo", package("b"), &caller(2), NOW).unwrap();
        locks.release_all(Sid(1));
        assert_eq!((locks.in_adom("demo").len(), locks.in_adom("root").len()), (1, 0));
    }

    #[test]
    fn locking_objects_needs_a_wider_lock() {
        let mut locks = Locks::default();
        assert!(!locks.allow_objects("demo", Sid(1)));
        locks
            .take("demo", Scope::Device("dev_001".to_owned()), &caller(1), NOW)
            .unwrap();
        assert!(!locks.allow_objects("demo", Sid(1)));
        locks.take("demo", policy("1"), &caller(1), NOW).unwrap();
        assert!(locks.allow_objects("demo", Sid(1)) && !locks.allow_objects("demo", Sid(2)));
    }

    #[test]
    fn a_lock_can_be_taken_over() {
        let mut locks = Locks::default();
        locks.take("demo", package("a"), &caller(1), NOW).unwrap();
        locks.take("demo", package("b"), &caller(2), NOW).unwrap();
        let lock = Lock {
            scope: package("a"),
            sid: Sid(3),
            user: "admin".to_owned(),
            taken: NOW,
        };
        locks.take_over("demo", lock);
        let holders: Vec<_> = locks.in_adom("demo").iter().map(|lock| lock.sid).collect();
        assert_eq!(holders, [Sid(2), Sid(3)]);
    }
}
