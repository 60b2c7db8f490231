//! The ways into a FortiManager that typed requests can take.

use std::fmt;
use std::sync::Arc;

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
use crate::session::{Lifecycle, NoSession};

/// How the requests of a client go out.
pub(super) enum Door {
    /// As JSON-RPC.
    JsonRpc {
        connection: Arc<Connection>,
        authorization: Authorization,
    },
    /// As the REST counterpart has them.
    #[cfg(feature = "web")]
    Rest(Box<Line>),
    /// In the legacy form, in a session of the GUI.
    #[cfg(feature = "web")]
    Gui(gui::Client),
}

impl Door {
    /// Sends `request` and reads the reply.
    ///
    /// `way` is that of requests of REST.
    pub(super) async fn run<R: Request + Send>(
        &self,
        request: R,
        options: Options,
        #[cfg(feature = "web")] way: &rest::Way,
    ) -> Result<Reply<Output<R>>, Error> {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => {
                // Before the login: what cannot be sent is no reason to open a session.
                let draft = connection.draft(&request, options)?;
                // Gone before the wait, so that the future of a call is `Send` if its request is.
                drop(request);
                let Authorization::User(session) = authorization else {
                    return connection.send::<R>(draft, None).await;
                };
                let pass = session.pass().await?;
                let result = connection.send::<R>(draft, Some(&pass)).await;
                session.note(&pass, &result);
                result
            }
            #[cfg(feature = "web")]
            Self::Rest(_) => {
                let subject = Subject {
                    method: request.method().as_str(),
                    template: request.template(),
                };
                let without = request.reply_without();
                let encoded = rest::map(&request).map_err(|kind| subject.failed(kind))?;
                // Gone before the wait, so that the future of a call is `Send` if its request is.
                drop(request);
                let admission = way.admit(subject).await?;
                let line = admission.line();
                let expected = Expected::over_http(line.reading.or(options.reading), without);
                let read = |answer: http::Response<bytes::Bytes>| {
                    reply::decode::<R::Response>(subject.context(), expected, answer.status(), answer.body())
                        .map(|read| Reply::new(read, answer.into_body()))
                };
                let (head, content) = encoded.on(line, None);
                let answer = line.exchange(subject, head, content, options.timeout, read).await;
                admission.note(&answer);
                answer
            }
            #[cfg(feature = "web")]
            Self::Gui(gui) => gui.run_json_rpc(request, options).await,
        }
    }

    /// The session that requests are made in.
    pub(super) fn session(&self) -> &dyn Lifecycle {
        match self {
            Self::JsonRpc { authorization, .. } => match authorization {
                Authorization::None => &NoSession,
                Authorization::User(session) => session,
            },
            #[cfg(feature = "web")]
            Self::Rest(_) => &NoSession,
            #[cfg(feature = "web")]
            Self::Gui(gui) => gui.lifecycle(),
        }
    }
}

impl Door {
    /// Shows where requests go and as whom.
    pub(super) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => {
                let endpoint = connection.endpoint.to_string();
                let url = endpoint.strip_suffix(super::builder::PATH).unwrap_or(&endpoint);
                shown.field("url", &format_args!("{url}"));
                shown.field("door", &format_args!("JSON-RPC"));
                match authorization {
                    Authorization::User(session) => session.show(shown),
                    Authorization::None if connection.shows_key() => {
                        shown.field("user", &format_args!("API key"));
                    }
                    Authorization::None => {
                        shown.field("user", &format_args!("nobody"));
                    }
                }
            }
            #[cfg(feature = "web")]
            Self::Rest(line) => {
                shown.field("url", &line.base).field("door", &format_args!("REST"));
            }
            #[cfg(feature = "web")]
            Self::Gui(gui) => {
                shown.field("url", gui.base()).field("door", &format_args!("GUI"));
                gui.show_session(shown);
            }
        }
    }
}
