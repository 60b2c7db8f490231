//! Says how to reach a FortiManager, and as whom.

mod base_url;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Uri, header};

use self::base_url::endpoint;
use super::client::Client;
use super::connection::Connection;
use super::login::Authorization;
use crate::error::{ConfigError, Error};
use crate::secret::Secret;
use crate::transport::Transport;
#[cfg(feature = "reqwest")]
use crate::transport::reqwest::{Reqwest, Route, Settings};

/// The longest that a call may take unless the client or the call says otherwise: long enough for what an appliance
/// does while the caller waits, such as reading a whole table.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The longest that setting up a connection may take unless the client says otherwise.
#[cfg(feature = "reqwest")]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Builds a client; [`Client::builder`] begins one.
///
/// A client needs to know who it is, so one of [`credentials`](Self::credentials) and [`api_key`](Self::api_key) has to
/// be given; the rest has defaults that suit an appliance with a certificate that the system trusts.
///
/// Nothing is checked before `build`, and nothing is sent before the first call.
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
    base: String,
    identity: Option<Who>,
    timeout: Option<Duration>,
    user_agent: String,
    plain_http: bool,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "reqwest")]
    settings: Settings,
    /// Whether anything was set that only the transport of the house heeds.
    #[cfg(feature = "reqwest")]
    settings_given: bool,
    client: PhantomData<fn() -> C>,
}

enum Who {
    User(String, Secret),
    Key(Secret),
}

impl<C> Builder<C> {
    pub(super) fn new(base: String) -> Self {
        Self {
            base,
            identity: None,
            timeout: Some(TIMEOUT),
            user_agent: concat!("fmg-bindings/", env!("CARGO_PKG_VERSION")).to_owned(),
            plain_http: false,
            transport: None,
            #[cfg(feature = "reqwest")]
            settings: Settings {
                connect_timeout: Some(CONNECT_TIMEOUT),
                ..Settings::default()
            },
            #[cfg(feature = "reqwest")]
            settings_given: false,
            client: PhantomData,
        }
    }

    /// Logs in as this user, whose `rpc-permit` on the appliance has to allow it.
    ///
    /// The first call logs in, and every later one uses the session that this opened. Takes the place of an
    /// [`api_key`](Self::api_key).
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.identity = Some(Who::User(user.into(), password.into()));
        self
    }

    /// Authorises every request by the key of an API user (FortiManager 7.2.2 or later), in the header `Authorization`
    /// and never in the url, where it would land in logs. Takes the place of [`credentials`](Self::credentials).
    ///
    /// There is neither login nor logout then. Note that all requests of one API user share a single session on the
    /// appliance: a lock taken through one client is held for every client with that key, so two writers that are to
    /// exclude each other need two API users.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.identity = Some(Who::Key(key.into()));
        self
    }

    /// How long a call may take, from sending it to the last byte of its reply; `None`: without limit. Five minutes
    /// unless set. [`Call::timeout`](super::Call::timeout) sets it for one call.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// What the client calls itself in the header `User-Agent`: name and version of this crate unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sends through `transport` instead of the one of the house.
    ///
    /// TLS, proxy and connection time-out are the business of a transport, so `build` refuses a builder that has both
    /// this and one of those.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Allows a base url that begins with `http://`.
    ///
    /// Password, session and data then cross the network in clear: for a tunnel that ends on this machine, and for
    /// tests.
    pub fn danger_allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    pub(super) fn finish(self) -> Result<Client, Error> {
        let endpoint = endpoint(&self.base, self.plain_http)?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let user_agent = HeaderValue::try_from(&self.user_agent).map_err(|_| ConfigError::new("user agent", UNFIT))?;
        headers.insert(header::USER_AGENT, user_agent);
        let authorization = match &self.identity {
            None => return Err(ConfigError::new("identity", "neither credentials nor an API key was given").into()),
            Some(Who::User(user, password)) => Authorization::user(user.clone(), password.clone()),
            Some(Who::Key(key)) => {
                headers.insert(header::AUTHORIZATION, bearer(key)?);
                Authorization::key()
            }
        };
        let timeout = self.timeout;
        let transport = self.into_transport(&endpoint)?;
        let connection = Connection::new(transport, endpoint, headers, timeout);
        Ok(Client::assemble(connection, authorization))
    }

    #[cfg(feature = "reqwest")]
    fn into_transport(self, endpoint: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        match self.transport {
            None => Ok(Arc::new(Reqwest::new(&self.settings, endpoint)?)),
            Some(_) if self.settings_given => Err(ConfigError::new(
                "transport",
                "with a transport of its own, a client has no use for settings of TLS, proxy or connection",
            )),
            Some(transport) => Ok(transport),
        }
    }

    #[cfg(not(feature = "reqwest"))]
    fn into_transport(self, _: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        self.transport.ok_or_else(|| {
            ConfigError::new(
                "transport",
                "without the feature `reqwest`, a client has to be given one",
            )
        })
    }
}

/// What the transport of the house heeds.
#[cfg(feature = "reqwest")]
impl<C> Builder<C> {
    /// Trusts this certificate authority, **and no longer those of the system**: an appliance whose certificate comes
    /// from an authority of your own has no business showing one from any other. Call it again to trust several.
    ///
    /// Takes PEM (one certificate or a bundle) or DER. The name in the appliance's certificate has to match the url
    /// all the same; the factory's own certificate names no host, so it cannot pass.
    pub fn root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Self {
        self.settings_given = true;
        self.settings.roots.push(certificate.as_ref().to_vec());
        self
    }

    /// Shows this certificate to an appliance (or a proxy in front of it) that asks for one.
    ///
    /// Both as PEM: the certificate with those between it and its authority, and its private key (PKCS #8, PKCS #1 or
    /// SEC 1), unencrypted.
    pub fn client_certificate(mut self, certificate: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        self.settings_given = true;
        let mut pem = certificate.into();
        pem.push('\n');
        pem.push_str(private_key.into().expose());
        self.settings.identity = Some(pem.into());
        self
    }

    /// Goes through this proxy, such as `http://user:password@proxy.example:3128`, in place of the one that the
    /// environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) names.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.settings_given = true;
        self.settings.proxy = Route::Proxy(url.into());
        self
    }

    /// Goes straight to the appliance, whatever the environment says about proxies.
    pub fn no_proxy(mut self) -> Self {
        self.settings_given = true;
        self.settings.proxy = Route::Direct;
        self
    }

    /// How long setting up a connection may take, TLS included; `None`: as long as the call. Ten seconds unless set.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings_given = true;
        self.settings.connect_timeout = timeout.into();
        self
    }

    /// Accepts whatever certificate it is shown.
    ///
    /// Anybody on the way can then read the password and change what is configured. To reach an appliance with a
    /// certificate of your own authority, use [`root_certificate`](Self::root_certificate) instead.
    pub fn danger_accept_invalid_certs(mut self) -> Self {
        self.settings_given = true;
        self.settings.accept_invalid_certificates = true;
        self
    }
}

impl Builder<Client> {
    /// Checks everything and builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// A base url that is none or is not `https`, neither credentials nor key, a certificate, key or proxy url that
    /// cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        self.finish()
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = match &self.identity {
            None => "none",
            Some(Who::User(user, _)) => user,
            Some(Who::Key(_)) => "api key",
        };
        // The base url is left out: before `build` has looked at it, it may hold a password.
        f.debug_struct("Builder")
            .field("identity", &identity)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a text that cannot be the value of a header.
const UNFIT: &str = "holds a character that cannot stand in an HTTP header, such as a line break";

fn bearer(key: &Secret) -> Result<HeaderValue, ConfigError> {
    let mut value =
        HeaderValue::try_from(format!("Bearer {}", key.expose())).map_err(|_| ConfigError::new("API key", UNFIT))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::{Builder, Client};
    use crate::error::{TransportError, TransportErrorKind};
    use crate::transport::{Exchange, Transport};

    #[derive(Debug)]
    struct Nowhere;

    impl Transport for Nowhere {
        fn exchange(&self, _: http::Request<Bytes>, _: Option<Duration>) -> Exchange<'_> {
            Box::pin(std::future::ready(Err(TransportError::from(TransportErrorKind::Other))))
        }
    }

    fn builder(base: &str) -> Builder<Client> {
        Client::builder(base).api_key("key").transport(Nowhere)
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
