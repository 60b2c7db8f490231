//! Says how to reach a FortiGate, and as whom.

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
use crate::web::HttpClient;
use crate::{IntoParam, VdomName};

/// What people leave at the end of a base url.
const API: &str = "/api/v2";

/// Builds a client; [`Client::builder`] begins one.
///
/// A client needs to know who it is, so one of [`token`](Self::token) and [`credentials`](Self::credentials) has to be
/// given; the rest has defaults that suit an appliance with a certificate that the system trusts.
///
/// Nothing is checked before `build`, and nothing is sent before the first call.
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

    /// Authorises every request by the token of an API administrator (FortiOS 5.6.1 or later), in the header
    /// `Authorization` and never in the url, where it would land in logs. Takes the place of
    /// [`credentials`](Self::credentials).
    ///
    /// The administrator's trusted hosts have to include this machine. There is neither login nor logout.
    ///
    /// A token that FortiOS refuses ([`Error::is_session_ended`]) is sent again with the next call: nothing that is
    /// public says that tokens are locked out as passwords are. But FortiOS takes no requests for a while from where
    /// too many come with wrong credentials ([`Error::is_rate_limited`]), so a program stops calling then.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.identity = Some(Authentication::Token(token.into()));
        self
    }

    /// Logs in as this administrator. Takes the place of a [`token`](Self::token).
    ///
    /// The first call logs in, and every later one uses the session that this opened. Where the appliance shows
    /// disclaimers before or after a login, the client accepts them: whoever gives it a password has read them.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.identity = Some(Authentication::User(Source::fixed(user, password)));
        self
    }

    /// The code of the second factor, for the login of an administrator who has one. It is sent only if FortiOS asks
    /// for it.
    ///
    /// Such a code serves once and not for long, so it is of use to a program that somebody has just started. One that
    /// logs in more than once has [`token_code_from`](Self::token_code_from).
    ///
    /// Where the code is refused, or is wanted and there is none, FortiOS has begun a login that it does not finish. No
    /// public source has a call that ends one, so it is left to FortiOS.
    pub fn token_code(self, code: impl Into<Secret>) -> Self {
        let code = code.into();
        self.token_code_from(move || code.clone())
    }

    /// Where the code of the second factor comes from, asked each time that FortiOS asks for it: a function that
    /// computes it from the seed, or that has somebody type it in.
    ///
    /// Calls wait for it, and on the async client so does the thread that it runs on.
    pub fn token_code_from(mut self, source: impl Fn() -> Secret + Send + Sync + 'static) -> Self {
        self.token_code = Some(Arc::new(source));
        self
    }

    /// The VDOM in which calls read and write that do not name another. Unless set, it is that of the administrator,
    /// which for one of all VDOMs is the management VDOM.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.vdom = Some(vdom.into_param());
        self
    }

    /// Sends every request as `POST`, with the method that it is meant to have in the header `X-HTTP-Method-Override`:
    /// for a network that lets nothing else through.
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
            default_vdoms: self.vdom.map(Into::into),
        });
        let authorization = match credentials {
            Some(credentials) => Authorization::user(Arc::clone(&connection), credentials, self.token_code),
            None => Authorization::Token,
        };
        Ok(Client::assemble(connection, authorization))
    }
}

connect_settings!(Builder);
credentials_settings!(Builder, Authentication::User);

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fgt.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder {
        Builder::new(base_url.into())
    }
}

impl Builder<Client> {
    /// Checks everything and builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// A base url that is none or is not `https`, neither token nor credentials, a certificate, key or proxy url that
    /// cannot be read.
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
        // The base url is left out: before `build` has looked at it, it may hold a password.
        f.debug_struct("Builder")
            .field("identity", identity)
            .field("vdom", &self.vdom)
            .field("only_post", &self.only_post)
            .field("bounds", &self.connect.bounds)
            .finish_non_exhaustive()
    }
}
