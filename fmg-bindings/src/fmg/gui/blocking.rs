//! The blocking client, for programs without an async runtime.

use super::builder::{Builder, VARIABLES};
use crate::blocking::Blocking;
use crate::error::Error;
use crate::fmg;
use crate::variables::builder_from_env;

/// The blocking counterpart of [`gui::Client`](super::Client).
///
/// ```no_run
/// use fmg_bindings::fmg::gui;
///
/// # fn main() -> Result<(), fmg_bindings::Error> {
/// # let password = String::new();
/// let gui = gui::blocking::Client::builder("https://fmg.example")
///     .credentials("automation", password)
///     .build()?;
/// let uptime = gui.sys().uptime().send()?;
/// gui.close()
/// # }
/// ```
pub type Client = Blocking<super::Client>;

impl Client {
    /// Creates a builder for a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    builder_from_env!(
        Builder<Self>,
        VARIABLES,
        "fmg::gui::blocking::Client",
        "`FMG_URL` is the base url. `FMG_USER` and `FMG_PASSWORD` are the [credentials](super::Builder::credentials). `FMG_CA` may \
             name a file with the certificate authority of the appliance, in PEM or DER."
    );

    /// A JSON-RPC client in the session of this client. See [`gui::Client::json_rpc`](super::Client::json_rpc).
    #[must_use]
    pub fn json_rpc(&self) -> fmg::blocking::Client {
        self.beside(self.client().json_rpc())
    }
}

impl Builder<Client> {
    /// Checks all settings and builds the client. Sends nothing.
    ///
    /// # Errors
    ///
    /// The errors of the async client, and an error if the system cannot start a runtime, for example without file
    /// descriptors.
    pub fn build(self) -> Result<Client, Error> {
        Blocking::build(|| self.finish())
    }
}
