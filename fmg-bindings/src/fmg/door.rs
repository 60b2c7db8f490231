//! The ways into a FortiManager that requests of JSON-RPC can take.

use std::fmt;
use std::sync::Arc;

use super::connection::Connection;
#[cfg(feature = "web")]
use super::gui;
use super::login::Authorization;
#[cfg(feature = "web")]
use crate::carries::HasSession;
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
    Rest,
    /// In the legacy form, in a session of the GUI.
    #[cfg(feature = "web")]
    Gui(gui::Client),
}

impl Door {
    /// The session that requests are made in.
    pub(super) fn session(&self) -> &dyn Lifecycle {
        match self {
            Self::JsonRpc { authorization, .. } => match authorization {
                Authorization::None => &NoSession,
                Authorization::User(session) => session,
            },
            #[cfg(feature = "web")]
            Self::Rest => &NoSession,
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
                shown.field("url", &connection.line.base);
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
            // All of it is known to the way of REST.
            #[cfg(feature = "web")]
            Self::Rest => {}
            #[cfg(feature = "web")]
            Self::Gui(gui) => {
                shown.field("url", gui.base()).field("door", &format_args!("GUI"));
                gui.show_session(shown);
            }
        }
    }
}
