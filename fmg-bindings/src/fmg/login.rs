//! How a client authenticates, and the session that its login opens.

use std::sync::Arc;

use super::connection::Connection;
use crate::Endpoint;
use crate::credentials::{Credentials, Source};
use crate::error::{Context, DecodeError, DecodeErrorKind, Error};
use crate::fmg::session::{Info, Login, Logout};
use crate::secret::Secret;
use crate::session::{self, Authenticator, Session};

/// How a client authenticates its calls.
pub(super) enum Authorization {
    /// No session: every request carries an API key, or the appliance requires no authentication.
    None,
    /// A user who logs in.
    User(Session<JsonRpcLogin>),
}

/// The login of JSON-RPC.
pub(super) struct JsonRpcLogin(Arc<Connection>);

impl Authorization {
    /// The session that calls need, if they need one.
    pub(super) fn session(&self) -> Option<&Session<JsonRpcLogin>> {
        match self {
            Self::None => None,
            Self::User(session) => Some(session),
        }
    }

    pub(super) fn user(connection: Arc<Connection>, credentials: Source) -> Self {
        Self::User(Session::new(JsonRpcLogin(connection), credentials))
    }
}

impl Authenticator for JsonRpcLogin {
    type Token = Secret;

    const LOGOUT: Context = Context::new(Logout::METHOD.as_str(), Logout::TEMPLATE);

    async fn log_in(&self, credentials: &Credentials) -> Result<Secret, Error> {
        let login = Login::new(credentials.user(), credentials.password().clone());
        let reply = self.0.ask(login, None).await?;
        reply
            .session
            .filter(|session| session::is_id(session.expose()))
            .ok_or_else(|| {
                let call = Context::new(Login::METHOD.as_str(), Login::TEMPLATE);
                Error::new(call, DecodeError::new(DecodeErrorKind::NoSession))
            })
    }

    async fn log_out(&self, session: &Arc<Secret>) -> Result<(), Error> {
        self.0.ask(Logout::new(), Some(session)).await
    }

    async fn is_alive(&self, session: &Arc<Secret>) -> Result<bool, Error> {
        session::alive(self.0.ask(Info::new(), Some(session)).await.map(drop))
    }
}
