//! Configures a FortiOS client: url, authentication, TLS, timeouts and VDOM.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use http::header;

use super::client::Client;
use super::connection::Connection;
use super::login::{Authorization, TokenCode};
use crate::connect::{Connect, bearer, connect_settings};
use crate::credentials::{Source, credentials_settings};
use crate::error::{ConfigError, Error};
use crate::secret::Secret;
#[cfg(feature = "reqwest")]
use crate::variables::{Identity, Settings, Variables, builder_from_env};
use crate::web::HttpClient;
use crate::{IntoParam, VdomName};

/// The path that users often leave at the end of a base url.
const API: &str = "/api/v2";

/// The environment variables with the settings of a client.
#[cfg(feature = "reqwest")]
pub(super) const VARIABLES: Variables = Variables {
    url: "FGT_URL",
    authority: "FGT_CA",
    user: "FGT_USER",
    password: "FGT_PASSWORD",
    token: Some("FGT_TOKEN"),
};

/// Builds a client; [`Client::builder`] creates the builder.
///
/// A client needs a [`token`](Self::token) or [`credentials`](Self::credentials). The other settings have defaults that
/// suit an appliance with a certificate that the system trusts.
///
/// The builder checks nothing before `build`, and the client sends nothing before the first call.
///
/// ```
/// use std::time::Duration;
///
/// use fmg_bindings::fortios;
///
/// # fn build(token: String) -> Result<fortios::Client, fmg_bindings::Error> {
/// let fgt = fortios::Client::builder("https://fgt.example")
///     .token(token)
///     .timeout(Duration::from_secs(60))
///     .build()?;
/// # Ok(fgt)
/// # }
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C = Client> {
    connect: Connect,
    identity: Option<Authentication>,
    token_code: Option<TokenCode>,
    vdom: Option<VdomName>,
    only_post: bool,
    client: PhantomData<fn() -> C>,
}

enum Authentication {
    User(Source),
    Token(Secret),
}

impl<C> Builder<C> {
    pub(super) fn new(base: String) -> Self {
        Self {
            connect: Connect::new(base),
            identity: None,
            token_code: None,
            vdom: None,
            only_post: false,
            client: PhantomData,
        }
    }

    /// Authenticates every request by the token of an API administrator (FortiOS 5.6.1 or later). The token is sent in
    /// the header `Authorization`, never in the url, because urls are logged. Replaces
    /// [`credentials`](Self::credentials).
    ///
    /// The administrator's trusted hosts have to include this machine. The client neither logs in nor logs out.
    ///
    /// A token that FortiOS refuses ([`Error::is_session_ended`]) is sent again with the next call: no public source
    /// says that FortiOS locks out tokens as it locks out passwords. But FortiOS rejects all requests from an address
    /// for a while after too many with wrong credentials ([`Error::is_rate_limited`]), so a program should stop calling
    /// then.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.identity = Some(Authentication::Token(token.into()));
        self
    }

    /// Logs in as this administrator. Replaces a [`token`](Self::token).
    ///
    /// The first call logs in, and later calls use the same session. If the appliance shows disclaimers before or after
    /// a login, the client accepts them: it assumes that whoever configured the password has read them.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.identity = Some(Authentication::User(Source::fixed(user, password)));
        self
    }

    /// The code of the second factor, for an administrator who has one. It is sent only if FortiOS asks for it.
    ///
    /// Such a code is valid once and for a short time, so it suits a program that a person has just started. A program
    /// that logs in more than once needs [`token_code_from`](Self::token_code_from).
    ///
    /// If the code is refused or missing, FortiOS has started a login that is never finished. No public source shows a
    /// call that ends such a login; it times out on the appliance.
    pub fn token_code(self, code: impl Into<Secret>) -> Self {
        let code = code.into();
        self.token_code_from(move || code.clone())
    }

    /// A function that returns the code of the second factor. It is called each time that FortiOS asks for a code, and
    /// may compute the code from the seed or ask a person for it.
    ///
    /// Calls wait for it; on the async client it blocks the thread that it runs on.
    pub fn token_code_from(mut self, source: impl Fn() -> Secret + Send + Sync + 'static) -> Self {
        self.token_code = Some(Arc::new(source));
        self
    }

    /// The VDOM for calls that do not name another. The default is the VDOM of the administrator; for an administrator
    /// of all VDOMs it is the management VDOM.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.vdom = Some(vdom.into_param());
        self
    }

    /// Sends every request as `POST`, with the intended method in the header `X-HTTP-Method-Override`, for networks
    /// that block other methods.
    pub fn only_post(mut self) -> Self {
        self.only_post = true;
        self
    }

    pub(super) fn finish(mut self) -> Result<Client, Error> {
        match &self.identity {
            Some(Authentication::User(credentials)) => self.connect.keep_password(credentials),
            Some(Authentication::Token(secret)) => self.connect.keep_secret(secret),
            None => {}
        }
        let mut http = HttpClient::new(self.connect, API)?;
        let credentials = match self.identity {
            None => return Err(ConfigError::new("identity", "neither a token nor credentials were given").into()),
            Some(Authentication::User(credentials)) => Some(credentials),
            Some(Authentication::Token(token)) => {
                http.headers.insert(header::AUTHORIZATION, bearer(&token, "token")?);
                None
            }
        };
        let connection = Arc::new(Connection {
            http,
            only_post: self.only_post,
        });
        let authorization = match credentials {
            Some(credentials) => Authorization::user(Arc::clone(&connection), credentials, self.token_code),
            None => Authorization::Token,
        };
        let client = Client::assemble(connection, authorization);
        Ok(match self.vdom {
            Some(vdom) => client.in_vdom(vdom),
            None => client,
        })
    }
}

connect_settings!(Builder);
credentials_settings!(Builder, Authentication::User);

#[cfg(feature = "reqwest")]
impl<C> Builder<C> {
    pub(super) fn with_settings(settings: Settings) -> Self {
        let builder = Self::new(settings.url);
        let builder = match settings.identity {
            Identity::User(user, password) => builder.credentials(user, password),
            Identity::Token(token) => builder.token(token),
        };
        match settings.authority {
            Some(authority) => builder.root_certificate(authority),
            None => builder,
        }
    }
}

impl Client {
    /// Creates a builder for a client of the appliance at `base_url`, such as `https://fgt.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder {
        Builder::new(base_url.into())
    }

    #[cfg(feature = "reqwest")]
    builder_from_env!(
        Builder,
        VARIABLES,
        "fortios::Client",
        "`FGT_URL` is the base url. `FGT_USER` and `FGT_PASSWORD` are the [credentials](super::Builder::credentials); without a \
             user, `FGT_TOKEN` is the [token](super::Builder::token). `FGT_CA` may name a file with the certificate authority of the \
             appliance, in PEM or DER."
    );
}

impl Builder<Client> {
    /// Checks all settings and builds the client. Sends nothing.
    ///
    /// # Errors
    ///
    /// The base url is not valid, or begins with `http://` although the builder does not allow it. Neither a token nor
    /// credentials were given. A certificate, key or proxy url cannot be parsed. The transport is your own, but the
    /// builder also has settings of the built-in transport.
    pub fn build(self) -> Result<Client, Error> {
        self.finish()
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity: &dyn fmt::Debug = match &self.identity {
            None => &"none",
            Some(Authentication::User(credentials)) => credentials,
            Some(Authentication::Token(_)) => &"token",
        };
        // The base url is left out: before `build` checks it, it may hold a password.
        f.debug_struct("Builder")
            .field("identity", identity)
            .field("vdom", &self.vdom)
            .field("only_post", &self.only_post)
            .field("bounds", &self.connect.bounds)
            .finish_non_exhaustive()
    }
}
