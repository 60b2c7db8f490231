//! As whom a client calls, and the session that its login opened.
//!
//! Sessions are few on an appliance and linger until they time out, so a client opens one, however many calls begin at
//! once, and no client logs in again by itself: the locks that a lost session held are gone with it, and a call that
//! went through in a new session would write without them.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, MutexGuard};

use super::connection::Connection;
use super::request::Request;
use crate::Endpoint;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error};
use crate::fmg::session::{Login, Logout};
use crate::secret::Secret;

/// What tells the appliance who calls.
pub(super) enum Authorization {
    /// A header that every request carries anyway.
    Key,
    User(Box<User>),
}

/// A user who logs in.
pub(super) struct User {
    name: String,
    password: Secret,
    session: RwLock<Option<Arc<Secret>>>,
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

impl Authorization {
    pub(super) fn key() -> Self {
        Self::Key
    }

    pub(super) fn user(name: String, password: Secret) -> Self {
        Self::User(Box::new(User {
            name,
            password,
            session: RwLock::new(None),
            turn: Mutex::default(),
            ended: AtomicU64::new(0),
        }))
    }

    /// The session to call in, opened if there is none; `None` if calls need none.
    pub(super) async fn session(&self, connection: &Connection) -> Result<Option<Arc<Secret>>, Error> {
        match self {
            Self::Key => Ok(None),
            Self::User(user) => match user.current() {
                Some(session) => Ok(Some(session)),
                None => user.log_in(connection).await.map(Some),
            },
        }
    }

    /// Ends the session, if there is one.
    pub(super) async fn log_out(&self, connection: &Connection) -> Result<(), Error> {
        match self {
            Self::Key => Ok(()),
            Self::User(user) => user.log_out(connection).await,
        }
    }

    /// Whether a session is open as far as this client knows.
    pub(super) fn has_session(&self) -> bool {
        match self {
            Self::Key => false,
            Self::User(user) => user.current().is_some(),
        }
    }
}

impl User {
    async fn log_in(&self, connection: &Connection) -> Result<Arc<Secret>, Error> {
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
        let result = self.open(connection).await;
        turn.failure = result.as_ref().err().cloned();
        self.ended.fetch_add(1, Ordering::Release);
        let session = result?;
        self.replace(Some(Arc::clone(&session)));
        Ok(session)
    }

    async fn open(&self, connection: &Connection) -> Result<Arc<Secret>, Error> {
        let login = Login::new(self.name.clone(), self.password.clone());
        let reply = connection.exchange(login, None).await?;
        reply.session.map(Arc::new).ok_or_else(|| {
            let call = Context::new(Login::METHOD.as_str(), Login::TEMPLATE);
            Error::new(call, DecodeError::new(DecodeErrorKind::NoSession))
        })
    }

    async fn log_out(&self, connection: &Connection) -> Result<(), Error> {
        let turn = self.turn.lock().await;
        // Taken away first, so that a call that begins meanwhile waits for its turn and opens a session of its own.
        let Some(leaving) = Leaving::take(self, &turn) else {
            return Ok(());
        };
        let result = connection
            .exchange(Logout::new(), Some(Arc::clone(&leaving.session)))
            .await;
        match &result {
            // FortiManager itself has not answered: the session may live on, so that it can still be logged out of.
            Err(error) if error.code().is_none() => {}
            _ => leaving.gone(),
        }
        result
    }

    fn current(&self) -> Option<Arc<Secret>> {
        self.session.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, session: Option<Arc<Secret>>) -> Option<Arc<Secret>> {
        std::mem::replace(
            &mut *self.session.write().unwrap_or_else(PoisonError::into_inner),
            session,
        )
    }
}

/// A session on its way out. Puts it back unless it is gone, so that a logout that is given up loses nothing.
struct Leaving<'u> {
    user: &'u User,
    session: Arc<Secret>,
    gone: bool,
}

impl<'u> Leaving<'u> {
    fn take(user: &'u User, _turn: &MutexGuard<'_, Turn>) -> Option<Self> {
        let session = user.replace(None)?;
        Some(Self {
            user,
            session,
            gone: false,
        })
    }

    fn gone(mut self) {
        self.gone = true;
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if !self.gone {
            self.user.replace(Some(Arc::clone(&self.session)));
        }
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key => f.write_str("Key"),
            Self::User(user) => f
                .debug_struct("User")
                .field("name", &user.name)
                .field("logged_in", &user.current().is_some())
                .finish_non_exhaustive(),
        }
    }
}
