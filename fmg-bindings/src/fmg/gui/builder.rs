//! Configures a client of FortiManager's GUI: url, credentials, TLS and timeouts.

use std::fmt;
use std::marker::PhantomData;

use fmg_template::JSON_RPC_PATH;

use super::Client;
use crate::connect::{Connect, connect_settings};
use crate::credentials::{Source, credentials_settings};
use crate::error::{ConfigError, Error};
use crate::secret::Secret;
#[cfg(feature = "reqwest")]
use crate::variables::{Identity, Settings, Variables, builder_from_env};
use crate::web::HttpClient;

/// The environment variables with the settings of a client.
#[cfg(feature = "reqwest")]
pub(super) const VARIABLES: Variables = Variables {
    url: "FMG_URL",
    authority: "FMG_CA",
    user: "FMG_USER",
    password: "FMG_PASSWORD",
    token: None,
};

/// Builds a client; [`Client::builder`] creates the builder.
///
/// A client needs [`credentials`](Self::credentials): the GUI accepts no API key. The other settings have defaults that
/// suit an appliance with a certificate that the system trusts.
///
/// The builder checks nothing before `build`, and the client sends nothing before the first call.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C = Client> {
    connect: Connect,
    identity: Option<Source>,
    client: PhantomData<fn() -> C>,
}

impl<C> Builder<C> {
    pub(super) fn new(base: String) -> Self {
        Self {
            connect: Connect::new(base),
            identity: None,
            client: PhantomData,
        }
    }

    /// Logs in as this administrator. The first call logs in, and later calls use the same session.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.identity = Some(Source::fixed(user, password));
        self
    }

    pub(super) fn finish(mut self) -> Result<Client, Error> {
        let Some(credentials) = self.identity else {
            return Err(ConfigError::new("identity", "no credentials were given").into());
        };
        self.connect.keep_password(&credentials);
        let http = HttpClient::new(self.connect, JSON_RPC_PATH)?;
        Ok(Client::assemble(http, credentials))
    }
}

connect_settings!(Builder);
credentials_settings!(Builder, |source| source);

#[cfg(feature = "reqwest")]
impl<C> Builder<C> {
    pub(super) fn with_settings(settings: Settings) -> Self {
        let builder = Self::new(settings.url);
        let builder = match settings.identity {
            Identity::User(user, password) => builder.credentials(user, password),
            // The GUI has no tokens, so none is read.
            Identity::Token(_) => builder,
        };
        match settings.authority {
            Some(authority) => builder.root_certificate(authority),
            None => builder,
        }
    }
}

impl Client {
    /// Creates a builder for a client of the appliance at `base_url`, such as `https://fmg.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder {
        Builder::new(base_url.into())
    }

    #[cfg(feature = "reqwest")]
    builder_from_env!(
        Builder,
        VARIABLES,
        "fmg::gui::Client",
        "`FMG_URL` is the base url. `FMG_USER` and `FMG_PASSWORD` are the [credentials](super::Builder::credentials). `FMG_CA` may \
             name a file with the certificate authority of the appliance, in PEM or DER."
    );
}

impl Builder<Client> {
    /// Checks all settings and builds the client. Sends nothing.
    ///
    /// # Errors
    ///
    /// The base url is not valid, or begins with `http://` although the builder does not allow it. No credentials were
    /// given. A certificate, key or proxy url cannot be parsed. The transport is your own, but the builder also has
    /// settings of the built-in transport.
    pub fn build(self) -> Result<Client, Error> {
        self.finish()
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base url is left out: before `build` checks it, it may hold a password.
        f.debug_struct("Builder")
            .field("user", &self.identity)
            .field("bounds", &self.connect.bounds)
            .finish_non_exhaustive()
    }
}
