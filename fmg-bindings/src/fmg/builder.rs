//! Configures a FortiManager client: url, authentication, TLS, timeouts and protocol.

#[cfg(feature = "web")]
mod protocols;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use fmg_template::JSON_RPC_PATH;
use http::header;

use super::backend::Backend;
use super::client::Client;
use super::connection::Connection;
use super::guard::Exclusion;
use super::login::Authorization;
#[cfg(feature = "web")]
use super::rest;
use crate::connect::{Connect, bearer, connect_settings};
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
    token: Some("FMG_TOKEN"),
};

/// Builds a client; [`Client::builder`] creates the builder.
///
/// A client needs [`credentials`](Self::credentials) or an [`api_key`](Self::api_key), unless it runs [on the
/// appliance](Self::on_appliance). The other settings have defaults that suit an appliance with a certificate that the
/// system trusts.
///
/// The builder checks nothing before `build`, and the client sends nothing before the first call.
///
/// ```
/// use std::time::Duration;
///
/// use fmg_bindings::fmg;
///
/// # fn build(password: String) -> Result<fmg::Client, fmg_bindings::Error> {
/// let fmg = fmg::Client::builder("https://fmg.example")
///     .credentials("automation", password)
///     .timeout(Duration::from_secs(60))
///     .build()?;
/// # Ok(fmg)
/// # }
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C = Client> {
    connect: Connect,
    identity: Option<Authentication>,
    #[cfg(feature = "web")]
    route: Route,
    client: PhantomData<fn() -> C>,
}

enum Authentication {
    User(Source),
    Key(Secret),
    /// No authentication: the program runs on the appliance itself.
    Local,
}

/// The protocol for typed requests.
#[cfg(feature = "web")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    JsonRpc,
    Rest,
    FlatUi,
}

impl<C> Builder<C> {
    pub(super) fn new(base: String) -> Self {
        Self {
            connect: Connect::new(base),
            identity: None,
            #[cfg(feature = "web")]
            route: Route::JsonRpc,
            client: PhantomData,
        }
    }

    /// Logs in as this user. The user's `rpc-permit` on the appliance has to allow it.
    ///
    /// The first call logs in, and later calls use the same session. Replaces an [`api_key`](Self::api_key).
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.identity = Some(Authentication::User(Source::fixed(user, password)));
        self
    }

    /// Authenticates every request by the key of an API user (FortiManager 7.2.2 or later). The key is sent in the
    /// header `Authorization`, never in the url, because urls are logged. Replaces [`credentials`](Self::credentials).
    ///
    /// A key that FortiManager refuses is sent again with the next call: no public source says that FortiManager locks
    /// out keys as it locks out passwords.
    ///
    /// A client with an API key neither logs in nor logs out. All requests of one API user share a single session on
    /// the appliance: a lock taken through one client is held for every client with that key. Two writers that have to
    /// exclude each other need two API users.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.identity = Some(Authentication::Key(key.into()));
        self
    }

    /// Sends calls without authentication. A FortiManager accepts them from programs that run on the FortiManager
    /// itself. The base url has to be `http://localhost` or another loopback address. Replaces
    /// [`credentials`](Self::credentials) and [`api_key`](Self::api_key).
    ///
    /// The client uses no proxy, even if the environment names one. The appliance decides which permissions such calls
    /// have.
    pub fn on_appliance(mut self) -> Self {
        self.identity = Some(Authentication::Local);
        self
    }

    pub(super) fn finish(self) -> Result<Client, Error> {
        #[cfg(feature = "web")]
        match self.route {
            Route::JsonRpc => {}
            Route::Rest => return self.finish_rest(),
            Route::FlatUi => return self.finish_flat_ui(),
        }
        self.finish_json_rpc()
    }

    fn finish_json_rpc(mut self) -> Result<Client, Error> {
        let local = matches!(self.identity, Some(Authentication::Local));
        if local {
            #[cfg(feature = "reqwest")]
            self.connect.go_direct();
            self.connect.plain_http = true;
        }
        let base = self.connect.base_url(JSON_RPC_PATH)?;
        if local && !base.is_loopback() {
            let problem = "is not a loopback address; calls without authentication are only possible there";
            return Err(ConfigError::new("base url", problem).into());
        }
        match &self.identity {
            Some(Authentication::User(credentials)) => self.connect.keep_password(credentials),
            Some(Authentication::Key(secret)) => self.connect.keep_secret(secret),
            Some(Authentication::Local) | None => {}
        }
        let mut http = HttpClient::new(self.connect, JSON_RPC_PATH)?;
        let endpoint = http.base.join(JSON_RPC_PATH).map_err(invalid_base_url)?;
        let mut exclusion = Arc::default();
        let credentials = match self.identity {
            None => return Err(ConfigError::new("identity", "neither credentials nor an API key was given").into()),
            Some(Authentication::User(credentials)) => Some(credentials),
            Some(Authentication::Key(key)) => {
                http.headers.insert(header::AUTHORIZATION, bearer(&key, "API key")?);
                exclusion = Exclusion::of_key(&endpoint.to_string(), &key);
                None
            }
            Some(Authentication::Local) => None,
        };
        #[cfg(feature = "web")]
        let rest = match &credentials {
            Some(credentials) => rest::RestAccess::new(http.clone(), credentials.clone()),
            None => rest::RestAccess::NO_CREDENTIALS,
        };
        let preparation = http.preparation.clone();
        let connection = Arc::new(Connection::new(http, endpoint));
        let authorization = match credentials {
            Some(credentials) => Authorization::user(Arc::clone(&connection), credentials),
            None => Authorization::None,
        };
        let backend = Backend::JsonRpc {
            connection,
            authorization,
        };
        Ok(Client::sharing(
            exclusion,
            backend,
            #[cfg(feature = "web")]
            rest,
            preparation,
        ))
    }
}

fn invalid_base_url(error: http::Error) -> ConfigError {
    ConfigError::new("base url", "is not a url").because(error)
}

connect_settings!(Builder);
credentials_settings!(Builder, Authentication::User);

#[cfg(feature = "reqwest")]
impl<C> Builder<C> {
    pub(super) fn with_settings(settings: Settings) -> Self {
        let builder = Self::new(settings.url);
        let builder = match settings.identity {
            Identity::User(user, password) => builder.credentials(user, password),
            Identity::Token(key) => builder.api_key(key),
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
        "fmg::Client",
        "`FMG_URL` is the base url. `FMG_USER` and `FMG_PASSWORD` are the [credentials](super::Builder::credentials); without a \
             user, `FMG_TOKEN` is the [key of an API user](super::Builder::api_key). `FMG_CA` may name a file with the certificate \
             authority of the appliance, in PEM or DER."
    );
}

impl Builder<Client> {
    /// Checks all settings and builds the client. Sends nothing.
    ///
    /// # Errors
    ///
    /// The base url is not valid, or begins with `http://` although the builder does not allow it. With
    /// [`on_appliance`](Self::on_appliance), it is not a loopback address. Neither credentials nor a key was given. A
    /// certificate, key or proxy url cannot be parsed. The transport is your own, but the builder also has settings of
    /// the built-in transport.
    pub fn build(self) -> Result<Client, Error> {
        self.finish()
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity: &dyn fmt::Debug = match &self.identity {
            None => &"none",
            Some(Authentication::User(credentials)) => credentials,
            Some(Authentication::Key(_)) => &"api key",
            Some(Authentication::Local) => &"local",
        };
        // The base url is left out: before `build` checks it, it may hold a password.
        f.debug_struct("Builder")
            .field("identity", identity)
            .field("bounds", &self.connect.bounds)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Builder, Client};
    use crate::error::{TransportError, TransportErrorKind};
    use crate::transport::{Body, Limits, Sending, Transport};

    #[derive(Debug)]
    struct UnusedTransport;

    impl Transport for UnusedTransport {
        fn send(&self, _: http::Request<Body>, _: Limits) -> Sending<'_> {
            Box::pin(std::future::ready(Err(TransportError::from(TransportErrorKind::Other))))
        }
    }

    fn builder(base: &str) -> Builder<Client> {
        Client::builder(base).api_key("key").transport(UnusedTransport)
    }

    #[test]
    fn plain_http_has_to_be_asked_for() {
        assert!(
            builder("http://fmg.example")
                .build()
                .unwrap_err()
                .to_string()
                .contains("in clear")
        );
        builder("http://fmg.example").danger_allow_plain_http().build().unwrap();
    }

    #[cfg(feature = "reqwest")]
    #[test]
    fn a_setting_that_would_have_no_effect_is_refused() {
        builder("https://fmg.example").build().unwrap();
        for builder in [
            builder("https://fmg.example").danger_accept_invalid_certs(),
            builder("https://fmg.example").proxy("http://proxy.example"),
            builder("https://fmg.example").connect_timeout(None),
        ] {
            let text = builder.build().unwrap_err().to_string();
            assert!(text.contains("transport of its own"), "{text}");
        }
    }
}
