//! As whom a client calls, and the session that its login opens.

use std::fmt;
use std::sync::Arc;

use super::connection::Connection;
use super::request::Request;
use crate::Endpoint;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error};
use crate::fmg::session::{Login, Logout};
use crate::secret::Secret;
use crate::session::Session;

/// What tells the appliance who calls.
pub(super) enum Authorization {
    /// Calls need no session: a header that every request carries says who calls, or nobody asks.
    None,
    User(Box<User>),
}

/// A user who logs in.
pub(super) struct User {
    name: String,
    password: Secret,
    session: Session<Secret>,
}

impl Authorization {
    pub(super) fn none() -> Self {
        Self::None
    }

    pub(super) fn user(name: String, password: Secret) -> Self {
        Self::User(Box::new(User {
            name,
            password,
            session: Session::default(),
        }))
    }

    /// The session to call in, opened if there is none; `None` if calls need none.
    pub(super) async fn session(&self, connection: &Connection) -> Result<Option<Arc<Secret>>, Error> {
        match self {
            Self::None => Ok(None),
            Self::User(user) => user.session.get_or_open(|| user.log_in(connection)).await.map(Some),
        }
    }

    /// Ends the session, if there is one.
    pub(super) async fn log_out(&self, connection: &Connection) -> Result<(), Error> {
        match self {
            Self::None => Ok(()),
            Self::User(user) => {
                let log_out = |session| connection.exchange(Logout::new(), Some(session));
                user.session.close(log_out, was_answered).await
            }
        }
    }

    /// Whether a session is open as far as this client knows.
    pub(super) fn has_session(&self) -> bool {
        match self {
            Self::None => false,
            Self::User(user) => user.session.current().is_some(),
        }
    }
}

impl User {
    async fn log_in(&self, connection: &Connection) -> Result<Secret, Error> {
        let login = Login::new(self.name.clone(), self.password.clone());
        let reply = connection.exchange(login, None).await?;
        reply.session.ok_or_else(|| {
            let call = Context::new(Login::METHOD.as_str(), Login::TEMPLATE);
            Error::new(call, DecodeError::new(DecodeErrorKind::NoSession))
        })
    }
}

/// Whether FortiManager itself has answered a logout, so that there is nothing left to log out of. If it has not, the
/// session may live on.
fn was_answered(error: &Error) -> bool {
    error.code().is_some()
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::User(user) => f
                .debug_struct("User")
                .field("name", &user.name)
                .field("logged_in", &user.session.current().is_some())
                .finish_non_exhaustive(),
        }
    }
}
