//! Keeps guards of one session apart, and remembers the locks that dropped guards have left.
//!
//! Locks of one session do not exclude each other on the appliance: the session that holds a lock gets it again. So two
//! guards of one session would discard each other's changes.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::pin::pin;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use futures_timer::Delay;
use futures_util::future::{Either, select};
use tokio::sync::Notify;

use super::held::TaskUnderLock;
use super::target::LockTarget;
use crate::Endpoint;
use crate::fmg::{AdomName, Method, TaskId, WorkflowSessionId, hitcount, proxy};
use crate::secret::Secret;

/// The locks that guards of one session hold or have left.
#[derive(Default)]
pub(in crate::fmg) struct Exclusion {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    entries: Vec<Entry>,
    last: u64,
    /// Counts the requests that may have changed something.
    writes: u64,
    /// Workflow sessions without changes, which the next guard enters again.
    unused: Vec<(AdomName, WorkflowSessionId)>,
    /// The tasks of guards, and whether their ends were read.
    tasks: Vec<(TaskId, bool)>,
}

struct Entry {
    id: u64,
    target: LockTarget,
    use_: Use,
}

/// How an entry is used.
enum Use {
    /// A guard is about to ask for the lock, or needs none.
    Entered,
    /// A guard has asked for the lock.
    Held,
    /// A guard was dropped, and its lock is still to be released.
    Abandoned(AbandonedWork),
    /// The lock of a dropped guard is being released.
    Releasing,
}

/// Whether a request may change what a lock protects. Every write does, except calls about locks and calls that devices
/// answer.
pub(in crate::fmg) fn may_change(method: Method, template: &str) -> bool {
    let is_for_devices = [proxy::Send::TEMPLATE, hitcount::Read::TEMPLATE].contains(&template);
    !method.is_read() && !is_about_locks(template) && !is_for_devices
}

/// Whether a call is about the locks or the workflow sessions of the session that makes it.
pub(in crate::fmg) fn is_about_locks(template: &str) -> bool {
    template.contains("/workspace/") || template.contains("/workflow/")
}

/// The lock, the changes and the tasks that a dropped guard has left on the appliance.
#[derive(Clone, Debug)]
pub(super) struct AbandonedWork {
    /// The workflow session whose changes are still to be discarded.
    pub(super) workflow: Option<WorkflowSessionId>,
    /// The tasks that may still need the lock.
    pub(super) tasks: Vec<TaskUnderLock>,
}

/// The right to lock a target in this session.
pub(super) struct Reservation {
    exclusion: Arc<Exclusion>,
    id: u64,
    is_given_up: bool,
}

/// A lock that a dropped guard has left. Dropping this value keeps it for the next attempt.
pub(super) struct AbandonedLock {
    reservation: Reservation,
    pub(super) target: LockTarget,
    pub(super) work: AbandonedWork,
}

/// Whether a target can be locked.
pub(super) enum Entered {
    Free(Reservation),
    /// A guard holds an overlapping lock, or it is being released.
    Busy,
    /// A dropped guard has left an overlapping lock.
    Abandoned,
}

impl Exclusion {
    /// The exclusion of all clients that send this key to this url: all requests with one key share a session.
    pub(in crate::fmg) fn of_key(url: &str, key: &Secret) -> Arc<Self> {
        static SHARED: LazyLock<Mutex<HashMap<u64, Weak<Exclusion>>>> = LazyLock::new(Mutex::default);
        static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        // The keys themselves are not kept. Two keys of the same hash only wait for each other.
        let hash = HASHER.hash_one((url, key.expose()));
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.retain(|_, exclusion| exclusion.strong_count() > 0);
        if let Some(exclusion) = shared.get(&hash).and_then(Weak::upgrade) {
            return exclusion;
        }
        let exclusion = Arc::new(Self::default());
        shared.insert(hash, Arc::downgrade(&exclusion));
        exclusion
    }

    /// Enters a target, unless an overlapping one is in use.
    pub(super) fn enter(self: &Arc<Self>, target: &LockTarget) -> Entered {
        let mut state = self.lock();
        let mut overlapping = state.entries.iter().filter(|entry| entry.target.overlaps(target));
        if let Some(first) = overlapping.next() {
            let are_abandoned = std::iter::once(first)
                .chain(overlapping)
                .all(|entry| matches!(entry.use_, Use::Abandoned(_)));
            return if are_abandoned {
                Entered::Abandoned
            } else {
                Entered::Busy
            };
        }
        state.last += 1;
        let id = state.last;
        state.entries.push(Entry {
            id,
            target: target.clone(),
            use_: Use::Entered,
        });
        Entered::Free(Reservation {
            exclusion: Arc::clone(self),
            id,
            is_given_up: false,
        })
    }

    /// The next lock that a dropped guard has left, to release it.
    pub(super) fn next_abandoned(self: &Arc<Self>) -> Option<AbandonedLock> {
        let mut state = self.lock();
        let entry = state
            .entries
            .iter_mut()
            .find(|entry| matches!(entry.use_, Use::Abandoned(_)))?;
        let Use::Abandoned(work) = std::mem::replace(&mut entry.use_, Use::Releasing) else {
            return None;
        };
        Some(AbandonedLock {
            reservation: Reservation {
                exclusion: Arc::clone(self),
                id: entry.id,
                is_given_up: true,
            },
            target: entry.target.clone(),
            work,
        })
    }

    /// Whether a dropped guard has left a lock.
    pub(in crate::fmg) fn has_abandoned(&self) -> bool {
        let is = |entry: &Entry| matches!(entry.use_, Use::Abandoned(_) | Use::Releasing);
        self.lock().entries.iter().any(is)
    }

    /// Whether a lock of a dropped guard is being released.
    pub(super) fn is_releasing(&self) -> bool {
        let is = |entry: &Entry| matches!(entry.use_, Use::Releasing);
        self.lock().entries.iter().any(is)
    }

    /// Whether a guard holds a lock, or has asked for it.
    pub(in crate::fmg) fn is_held(&self) -> bool {
        let is = |entry: &Entry| matches!(entry.use_, Use::Held);
        self.lock().entries.iter().any(is)
    }

    /// Waits until `ready` returns a value, at most until `until`. `None`: the time is over.
    pub(super) async fn when<T>(&self, until: Option<Instant>, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
        loop {
            let mut changed = pin!(self.changed.notified());
            // Before the check, so that no change is missed.
            changed.as_mut().enable();
            if let Some(value) = ready() {
                return Some(value);
            }
            let Some(until) = until else {
                changed.await;
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            if let Either::Right(_) = select(changed, Delay::new(left)).await {
                return ready();
            }
        }
    }

    /// Notes a request that may change something.
    pub(in crate::fmg) fn note_write(&self) {
        self.lock().writes += 1;
    }

    /// The number of requests so far that may have changed something.
    pub(super) fn writes(&self) -> u64 {
        self.lock().writes
    }

    /// Notes a task that needs the lock of a guard.
    pub(super) fn watch(&self, task: TaskId) {
        self.lock().tasks.push((task, false));
    }

    /// Notes that the final state of a task was read.
    pub(in crate::fmg) fn note_end(&self, task: TaskId) {
        if let Some((_, is_read)) = self.lock().tasks.iter_mut().find(|(id, _)| *id == task) {
            *is_read = true;
        }
    }

    /// Whether the end of a task of a guard was read.
    pub(super) fn is_end_read(&self, task: TaskId) -> bool {
        self.lock().tasks.contains(&(task, true))
    }

    /// Removes a task that does not need the lock of a guard any more.
    pub(super) fn unwatch(&self, task: TaskId) {
        self.lock().tasks.retain(|(id, _)| *id != task);
    }

    /// Remembers a workflow session without changes.
    pub(super) fn keep_unused(&self, adom: AdomName, session: WorkflowSessionId) {
        self.lock().unused.push((adom, session));
    }

    /// Takes a workflow session without changes.
    pub(super) fn take_unused(&self, adom: &AdomName) -> Option<WorkflowSessionId> {
        let mut state = self.lock();
        let index = state.unused.iter().position(|(of, _)| of == adom)?;
        Some(state.unused.swap_remove(index).1)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remove(&self, id: u64) {
        self.lock().entries.retain(|entry| entry.id != id);
        self.changed.notify_waiters();
    }

    fn set(&self, id: u64, use_: Use) {
        if let Some(entry) = self.lock().entries.iter_mut().find(|entry| entry.id == id) {
            entry.use_ = use_;
        }
        self.changed.notify_waiters();
    }
}

impl Reservation {
    /// Notes that the lock is about to be requested.
    pub(super) fn hold(&self) {
        self.exclusion.set(self.id, Use::Held);
    }

    /// Keeps the lock, so that it is released later.
    pub(super) fn give_up(mut self, work: AbandonedWork) {
        self.is_given_up = true;
        self.exclusion.set(self.id, Use::Abandoned(work));
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.is_given_up {
            self.exclusion.remove(self.id);
        }
    }
}

impl AbandonedLock {
    /// Removes the lock, because it was released or does not exist any more.
    pub(super) fn released(mut self) {
        self.reservation.is_given_up = false;
    }
}

impl Drop for AbandonedLock {
    fn drop(&mut self) {
        if self.reservation.is_given_up {
            self.reservation
                .exclusion
                .set(self.reservation.id, Use::Abandoned(self.work.clone()));
        }
    }
}

impl fmt::Debug for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exclusion")
            .field("entries", &self.lock().entries.len())
            .finish_non_exhaustive()
    }
}
