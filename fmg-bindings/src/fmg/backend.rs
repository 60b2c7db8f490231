//! The protocols by which a client can send JSON-RPC requests.

use std::fmt;
use std::sync::Arc;

use super::connection::Connection;
#[cfg(feature = "web")]
use super::gui;
use super::login::Authorization;
#[cfg(feature = "web")]
use crate::client::HasSession;
#[cfg(feature = "web")]
use crate::session::NoSession;
use crate::session::{Lifecycle, lifecycle_of};

/// How a client sends its JSON-RPC requests.
pub(super) enum Backend {
    /// As JSON-RPC.
    JsonRpc {
        connection: Arc<Connection>,
        authorization: Authorization,
    },
    /// As requests of the REST API.
    #[cfg(feature = "web")]
    Rest,
    /// To the JSON url of the GUI, in a session of the GUI.
    #[cfg(feature = "web")]
    Gui(gui::Client),
}

impl Backend {
    /// The session that requests are made in.
    pub(super) fn session(&self) -> &dyn Lifecycle {
        match self {
            Self::JsonRpc { authorization, .. } => lifecycle_of(authorization.session()),
            #[cfg(feature = "web")]
            Self::Rest => &NoSession,
            #[cfg(feature = "web")]
            Self::Gui(gui) => gui.lifecycle(),
        }
    }
}

impl Backend {
    /// Whether the client opens and ends a session.
    pub(super) fn has_session(&self) -> bool {
        match self {
            Self::JsonRpc { authorization, .. } => authorization.session().is_some(),
            #[cfg(feature = "web")]
            Self::Rest => false,
            #[cfg(feature = "web")]
            Self::Gui(_) => true,
        }
    }

    /// Adds url, protocol and user to a `Debug` output.
    pub(super) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        match self {
            Self::JsonRpc {
                connection,
                authorization,
            } => {
                shown.field("url", &connection.http.base);
                shown.field("protocol", &format_args!("JSON-RPC"));
                match authorization {
                    Authorization::User(session) => session.show(shown),
                    Authorization::None if connection.has_api_key() => {
                        shown.field("user", &format_args!("API key"));
                    }
                    Authorization::None => {
                        shown.field("user", &format_args!("nobody"));
                    }
                }
            }
            // `RestAccess::show` adds these fields.
            #[cfg(feature = "web")]
            Self::Rest => {}
            #[cfg(feature = "web")]
            Self::Gui(gui) => {
                shown.field("url", gui.base()).field("protocol", &format_args!("GUI"));
                gui.show_session(shown);
            }
        }
    }
}
