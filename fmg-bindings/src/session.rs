//! The one session that all clones of a client share.
//!
//! Sessions are few on an appliance and linger until they time out, so a client opens one, however many calls begin at
//! once, and no client logs in again by itself: what a lost session held, such as locks, is gone with it, and a call
//! that went through in a new session would write without them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, MutexGuard};

use crate::error::Error;

/// A session that is opened when it is first needed; `S` is what a call shows to be let in.
pub(crate) struct Session<S> {
    open: RwLock<Option<Arc<S>>>,
    /// Held through a login or a logout: there is one at a time.
    turn: Mutex<Turn>,
    /// Counts the logins that have come to an end.
    ended: AtomicU64,
}

#[derive(Default)]
struct Turn {
    /// How the last login failed, for the calls that were waiting for it.
    failure: Option<Error>,
}

impl<S> Default for Session<S> {
    fn default() -> Self {
        Self {
            open: RwLock::new(None),
            turn: Mutex::default(),
            ended: AtomicU64::new(0),
        }
    }
}

impl<S> Session<S> {
    /// The session, if one is open as far as this client knows.
    pub(crate) fn current(&self) -> Option<Arc<S>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The session, opened by `log_in` if there is none.
    pub(crate) async fn get_or_open<L>(&self, log_in: impl FnOnce() -> L) -> Result<Arc<S>, Error>
    where
        L: Future<Output = Result<S, Error>>,
    {
        if let Some(session) = self.current() {
            return Ok(session);
        }
        let ended = self.ended.load(Ordering::Acquire);
        let mut turn = self.turn.lock().await;
        if let Some(session) = self.current() {
            return Ok(session);
        }
        if self.ended.load(Ordering::Acquire) != ended
            && let Some(failure) = &turn.failure
        {
            // The login that this call was waiting for has failed. To try again on behalf of each call that waited
            // would only make an appliance that counts bad logins lock this address out.
            return Err(failure.clone());
        }
        let result = log_in().await;
        turn.failure = result.as_ref().err().cloned();
        self.ended.fetch_add(1, Ordering::Release);
        let session = Arc::new(result?);
        self.replace(Some(Arc::clone(&session)));
        Ok(session)
    }

    /// Ends the session by `log_out`, if one is open.
    ///
    /// A logout that fails ends it all the same if `is_gone` says so of the error; else it is kept, so that logging out
    /// can be tried again.
    pub(crate) async fn close<L>(
        &self,
        log_out: impl FnOnce(Arc<S>) -> L,
        is_gone: impl FnOnce(&Error) -> bool,
    ) -> Result<(), Error>
    where
        L: Future<Output = Result<(), Error>>,
    {
        let turn = self.turn.lock().await;
        // Taken away first, so that a call that begins meanwhile waits for its turn and opens a session of its own.
        let Some(leaving) = Leaving::take(self, &turn) else {
            return Ok(());
        };
        let result = log_out(Arc::clone(&leaving.session)).await;
        if result.as_ref().err().is_none_or(is_gone) {
            leaving.gone();
        }
        result
    }

    fn replace(&self, session: Option<Arc<S>>) -> Option<Arc<S>> {
        std::mem::replace(&mut *self.open.write().unwrap_or_else(PoisonError::into_inner), session)
    }
}

/// A session on its way out. Puts it back unless it is gone, so that a logout that is given up loses nothing.
struct Leaving<'s, S> {
    home: &'s Session<S>,
    session: Arc<S>,
    gone: bool,
}

impl<'s, S> Leaving<'s, S> {
    fn take(home: &'s Session<S>, _turn: &MutexGuard<'_, Turn>) -> Option<Self> {
        let session = home.replace(None)?;
        Some(Self {
            home,
            session,
            gone: false,
        })
    }

    fn gone(mut self) {
        self.gone = true;
    }
}

impl<S> Drop for Leaving<'_, S> {
    fn drop(&mut self) {
        if !self.gone {
            self.home.replace(Some(Arc::clone(&self.session)));
        }
    }
}
