//! The ways into a FortiManager that typed requests can take.

use std::fmt;

use super::answer::{Output, Reply};
use super::connection::{Connection, Options};
#[cfg(feature = "web")]
use super::gui;
use super::login::Authorization;
use super::request::Request;
#[cfg(feature = "web")]
use super::web::{Line, Subject};
#[cfg(feature = "web")]
use super::{
    reply::{self, Expected},
    rest,
};
use crate::error::Error;

/// How the requests of a client go out.
pub(super) enum Door {
    /// As JSON-RPC.
    JsonRpc {
        connection: Connection,
        authorization: Authorization,
    },
    /// As the REST counterpart has them.
    #[cfg(feature = "web")]
    Rest(Line),
    /// In the legacy form, in a session of the GUI.
    #[cfg(feature = "web")]
    Gui(gui::Client),
}

impl Door {
    /// Sends `request` and reads the reply.
    pub(super) async fn run<R: Request + Send>(&self, request: R, options: Options) -> Result<Reply<Output<R>>, Error> {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => {
                let session = authorization.session(connection).await?;
                connection.exchange_with(request, session, options).await
            }
            #[cfg(feature = "web")]
            Self::Rest(line) => {
                let subject = Subject {
                    method: request.method().as_str(),
                    template: request.template(),
                };
                let reading = line.reading.or(options.reading);
                let expected = Expected::over_http(reading, request.reply_without());
                let encoded = rest::map(&request).map_err(|kind| subject.failed(kind))?;
                // Gone before the wait, so that the future of a call is `Send` if its request is.
                drop(request);
                let read = |answer: http::Response<bytes::Bytes>| {
                    reply::decode::<R::Response>(subject.context(), expected, answer.status(), answer.body())
                        .map(|read| Reply::new(read, answer.into_body()))
                };
                let (head, content) = encoded.on(line, None);
                line.exchange(subject, head, content, options.timeout, read).await
            }
            #[cfg(feature = "web")]
            Self::Gui(gui) => gui.run_json_rpc(request, options).await,
        }
    }

    pub(super) async fn log_in(&self) -> Result<(), Error> {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => authorization.session(connection).await.map(drop),
            #[cfg(feature = "web")]
            Self::Rest(_) => Ok(()),
            #[cfg(feature = "web")]
            Self::Gui(gui) => gui.login().await,
        }
    }

    pub(super) async fn log_out(&self) -> Result<(), Error> {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => authorization.log_out(connection).await,
            #[cfg(feature = "web")]
            Self::Rest(_) => Ok(()),
            #[cfg(feature = "web")]
            Self::Gui(gui) => gui.logout().await,
        }
    }

    /// Whether a session is open that this client alone knows.
    pub(super) fn has_session(&self) -> bool {
        match self {
            Self::JsonRpc { authorization, .. } => authorization.has_session(),
            // A session of the GUI is looked after by the client of the GUI.
            #[cfg(feature = "web")]
            Self::Rest(_) | Self::Gui(_) => false,
        }
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => f
                .debug_struct("JsonRpc")
                .field("endpoint", &connection.endpoint)
                .field("authorization", authorization)
                .field("bounds", &connection.bounds)
                .field("transport", &connection.transport)
                .finish(),
            #[cfg(feature = "web")]
            Self::Rest(line) => f.debug_tuple("Rest").field(line).finish(),
            #[cfg(feature = "web")]
            Self::Gui(gui) => f.debug_tuple("Gui").field(gui).finish(),
        }
    }
}
