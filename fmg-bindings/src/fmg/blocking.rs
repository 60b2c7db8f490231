//! The blocking client, for programs without an async runtime.

use super::builder::{Builder, VARIABLES};
use super::raw::Raw;
use super::request::Method;
use super::url::Url;
use crate::blocking::Blocking;
use crate::call::Call;
use crate::error::Error;
use crate::variables::builder_from_env;

/// The blocking counterpart of [`fmg::Client`](super::Client).
pub type Client = Blocking<super::Client>;

impl Client {
    /// Creates a builder for a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    builder_from_env!(
        Builder<Self>,
        VARIABLES,
        "fmg::blocking::Client",
        "`FMG_URL` is the base url. `FMG_USER` and `FMG_PASSWORD` are the [credentials](super::Builder::credentials); without a \
             user, `FMG_TOKEN` is the [key of an API user](super::Builder::api_key). `FMG_CA` may name a file with the certificate \
             authority of the appliance, in PEM or DER."
    );

    /// Creates a call that no request type covers; request and response are JSON. See [`Raw`].
    pub fn call(&self, method: Method, url: Url) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, url))
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
