//! The blocking client, for programs without an async runtime.

use super::Method;
use super::builder::{Builder, VARIABLES};
use super::path::Path;
use super::raw::Raw;
use crate::blocking::Blocking;
use crate::call::Call;
use crate::error::Error;
use crate::variables::builder_from_env;
use crate::{IntoParam, VdomName};

/// The blocking counterpart of [`fortios::Client`](super::Client).
///
/// ```no_run
/// use fmg_bindings::fortios;
///
/// # fn main() -> Result<(), fmg_bindings::Error> {
/// # let token = String::new();
/// let fgt = fortios::blocking::Client::builder("https://fgt.example")
///     .token(token)
///     .build()?;
/// let statistics = fgt.monitor().firewall().policy().send()?;
/// fgt.close()
/// # }
/// ```
pub type Client = Blocking<super::Client>;

impl Client {
    /// Creates a builder for a client of the appliance at `base_url`, such as `https://fgt.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    builder_from_env!(
        Builder<Self>,
        VARIABLES,
        "fortios::blocking::Client",
        "`FGT_URL` is the base url. `FGT_USER` and `FGT_PASSWORD` are the [credentials](super::Builder::credentials); without a \
             user, `FGT_TOKEN` is the [token](super::Builder::token). `FGT_CA` may name a file with the certificate authority of the \
             appliance, in PEM or DER."
    );

    /// This client with another VDOM for calls that do not name one. Both share session and connections.
    #[must_use]
    pub fn in_vdom(&self, vdom: impl IntoParam<VdomName>) -> Self {
        self.beside(self.client().in_vdom(vdom))
    }

    /// Creates a call that no request type covers; request and response are JSON. See [`Raw`].
    pub fn call(&self, method: Method, path: Path) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, path))
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
