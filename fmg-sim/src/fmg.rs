//! A FortiManager: JSON-RPC, sessions, and the tables behind it.

mod answer;
mod filter;
mod session;
mod shape;
mod status;
mod store;
mod url;
mod user;

use std::collections::BTreeMap;

pub use self::user::{Permit, User};

/// All that a FortiManager remembers.
#[derive(Debug)]
struct State {
    sessions: session::Sessions,
    store: store::Store,
    random: fastrand::Rng,
    /// The last object id that was given.
    last_oid: i64,
    /// How often each call of the specs went well.
    answered: BTreeMap<&'static str, u64>,
}

impl State {
    /// Ends a session: what it did not commit is lost.
    fn end_session(&mut self, sid: session::Sid) {
        if self.sessions.close(sid) {
            self.store.discard(sid, |_, _| true);
        }
    }

    /// An object id that no object has.
    fn next_oid(&mut self) -> i64 {
        self.last_oid = self.last_oid.saturating_add(1);
        self.last_oid
    }
}
