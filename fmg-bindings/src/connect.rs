//! How to reach an appliance, whatever its product: what the builders of clients have in common.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Uri, header};

use crate::base_url::BaseUrl;
use crate::client_secrets::ClientSecrets;
use crate::credentials::Source;
use crate::error::ConfigError;
use crate::reading::Reading;
use crate::secret::Secret;
use crate::transport::Transport;
#[cfg(feature = "reqwest")]
use crate::transport::reqwest::{Reqwest, Settings};

/// The longest that a call may take unless the client or the call says otherwise: long enough for what an appliance
/// does while the caller waits, such as reading a whole table.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The longest that setting up a connection may take unless the client says otherwise.
#[cfg(feature = "reqwest")]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What is wrong with a text that cannot be the value of a header.
const UNFIT: &str = "holds a character that cannot stand in an HTTP header, such as a line break";

/// The longest reply that is taken unless the client or the call says otherwise, in bytes: several times what a
/// FortiManager answers with the largest tables, and little enough to be held.
const REPLY_LIMIT: u64 = 256 * 1024 * 1024;

/// What an answer to a login or a logout may be long in any case, in bytes. A login whose answer is cut off has opened a
/// session all the same, which nobody can close.
const SESSION_REPLY: u64 = 64 * 1024;

/// How much a call may take, each without limit if it is `None`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) timeout: Option<Duration>,
    /// The longest reply, in bytes.
    pub(crate) reply: Option<u64>,
}

/// One bound of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound<T> {
    /// What the client allows.
    Client,
    /// What the client allows, but no less than this.
    AtLeast(T),
    /// This; `None`: without limit.
    Call(Option<T>),
}

impl<T: Ord> Bound<T> {
    fn or(self, client: Option<T>) -> Option<T> {
        match self {
            Self::Client => client,
            Self::AtLeast(least) => client.map(|bound| bound.max(least)),
            Self::Call(bound) => bound,
        }
    }
}

/// What a call sets in place of the bounds of its client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) timeout: Bound<Duration>,
    pub(crate) reply: Bound<u64>,
}

impl Limit {
    /// All as the client has it.
    pub(crate) const CLIENT: Self = Self {
        timeout: Bound::Client,
        reply: Bound::Client,
    };

    /// Of a call by which a client opens, checks or closes its session.
    pub(crate) const SESSION: Self = Self {
        timeout: Bound::Client,
        reply: Bound::AtLeast(SESSION_REPLY),
    };

    /// The bounds of a call to a client with those of `client`.
    pub(crate) fn or(self, client: Bounds) -> Bounds {
        Bounds {
            timeout: self.timeout.or(client.timeout),
            reply: self.reply.or(client.reply),
        }
    }
}

/// What a builder was told about the way to the appliance.
pub(crate) struct Connect {
    base: String,
    pub(crate) bounds: Bounds,
    pub(crate) reading: Reading,
    pub(crate) user_agent: String,
    pub(crate) plain_http: bool,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// What the client holds that must not be shown when an appliance quotes it.
    secrets: Vec<Secret>,
    /// Takes the secrets that are asked for later on.
    pub(crate) asked: ClientSecrets,
    #[cfg(feature = "reqwest")]
    settings: Settings,
    /// Whether anything was set that only the transport of the house heeds.
    #[cfg(feature = "reqwest")]
    settings_given: bool,
}

impl Connect {
    pub(crate) fn new(base: String) -> Self {
        Self {
            base,
            bounds: Bounds {
                timeout: Some(TIMEOUT),
                reply: Some(REPLY_LIMIT),
            },
            reading: Reading::default(),
            user_agent: concat!("fmg-bindings/", env!("CARGO_PKG_VERSION")).to_owned(),
            plain_http: false,
            transport: None,
            secrets: Vec::new(),
            asked: ClientSecrets::default(),
            #[cfg(feature = "reqwest")]
            settings: Settings {
                connect_timeout: Some(CONNECT_TIMEOUT),
                ..Settings::default()
            },
            #[cfg(feature = "reqwest")]
            settings_given: false,
        }
    }

    /// Notes a secret of the client, which no error is to show.
    pub(crate) fn keep_secret(&mut self, secret: &Secret) {
        self.secrets.push(secret.clone());
    }

    /// Notes the password that is known without asking.
    pub(crate) fn keep_password(&mut self, credentials: &Source) {
        if let Source::Fixed(credentials) = credentials {
            self.keep_secret(credentials.password());
        }
    }

    /// What no error is to show.
    pub(crate) fn secrets(&self) -> ClientSecrets {
        #[cfg(feature = "reqwest")]
        let of_proxy = self.settings.proxy_secrets();
        #[cfg(not(feature = "reqwest"))]
        let of_proxy = Vec::new();
        self.asked.clone().given(self.secrets.iter().cloned().chain(of_proxy))
    }

    /// What the transport of the house heeds, to be changed.
    #[cfg(feature = "reqwest")]
    pub(crate) fn settings(&mut self) -> &mut Settings {
        self.settings_given = true;
        &mut self.settings
    }

    /// Goes past every proxy.
    #[cfg(feature = "reqwest")]
    pub(crate) fn go_direct(&mut self) {
        self.settings.proxy = crate::transport::reqwest::Route::Direct;
    }

    /// The base url; `copied` is what people leave at its end.
    pub(crate) fn base_url(&self, copied: &str) -> Result<BaseUrl, ConfigError> {
        BaseUrl::read(&self.base, copied, self.plain_http)
    }

    /// The headers that every request carries, but for who calls.
    pub(crate) fn headers(&self) -> Result<HeaderMap, ConfigError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let user_agent = HeaderValue::try_from(&self.user_agent).map_err(|_| ConfigError::new("user agent", UNFIT))?;
        headers.insert(header::USER_AGENT, user_agent);
        Ok(headers)
    }

    /// What carries the requests, most or all of which go to `endpoint`.
    #[cfg(feature = "reqwest")]
    pub(crate) fn into_transport(self, endpoint: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        match self.transport {
            None => Ok(Arc::new(Reqwest::new(&self.settings, endpoint)?)),
            Some(_) if self.settings_given => Err(ConfigError::new(
                "transport",
                "with a transport of its own, a client has no use for settings of TLS, proxy or connection",
            )),
            Some(transport) => Ok(transport),
        }
    }

    /// What carries the requests.
    #[cfg(not(feature = "reqwest"))]
    pub(crate) fn into_transport(self, _: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        self.transport.ok_or_else(|| {
            ConfigError::new(
                "transport",
                "without the feature `reqwest`, a client has to be given one",
            )
        })
    }
}

/// The header `Authorization` that shows a key; `setting` is what the key is to the user.
pub(crate) fn bearer(key: &Secret, setting: &'static str) -> Result<HeaderValue, ConfigError> {
    let mut value =
        HeaderValue::try_from(format!("Bearer {}", key.expose())).map_err(|_| ConfigError::new(setting, UNFIT))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Gives a builder with a field `connect` the settings that all products share, so that they read the same.
macro_rules! connect_settings {
    ($Builder:ident) => {
        impl<C> $Builder<C> {
            /// How long a call may take, from sending it to the last byte of its reply; `None`: without limit. Five
            /// minutes unless set. [`Call::timeout`](super::Call::timeout) sets it for one call.
            pub fn timeout(mut self, timeout: impl Into<Option<::std::time::Duration>>) -> Self {
                self.connect.bounds.timeout = timeout.into();
                self
            }

            /// The longest reply that is taken, in bytes; `None`: without limit. 256 MiB unless set.
            /// [`Call::reply_limit`](super::Call::reply_limit) sets it for one call.
            ///
            /// A reply is held in memory, and whoever answers decides how long it is. One that is longer is not read to
            /// its end, and the call fails ([`TransportErrorKind::ReplyTooLong`]). A file has no limit, unless it is
            /// received into memory.
            ///
            /// The answers to the client's own logins and logouts may have 64 KiB whatever the limit is: a login whose answer
            /// is not read leaves a session open that nobody can close.
            ///
            /// [`TransportErrorKind::ReplyTooLong`]: crate::error::TransportErrorKind::ReplyTooLong
            pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
                self.connect.bounds.reply = bytes.into();
                self
            }

            /// Makes every value of a reply that does not fit its field an error, in place of a
            /// [misfit](crate::Misfit). [`Call::strict`](super::Call::strict) does it for one call. The error says that
            /// `strict` made it one.
            pub fn strict(mut self) -> Self {
                self.connect.reading.strict = true;
                self
            }

            /// What the client calls itself in the header `User-Agent`: name and version of this crate unless set.
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.connect.user_agent = user_agent.into();
                self
            }

            /// Sends through `transport` instead of the one of the house.
            ///
            /// TLS, proxy and connection time-out are the business of a transport, so `build` refuses a builder that
            /// has both this and one of those.
            pub fn transport(mut self, transport: impl $crate::transport::Transport) -> Self {
                self.connect.transport = Some(::std::sync::Arc::new(transport));
                self
            }

            /// Allows a base url that begins with `http://`.
            ///
            /// Password, session and data then cross the network in clear: for a tunnel that ends on this machine,
            /// and for tests.
            pub fn danger_allow_plain_http(mut self) -> Self {
                self.connect.plain_http = true;
                self
            }
        }

        /// What the transport of the house heeds.
        #[cfg(feature = "reqwest")]
        impl<C> $Builder<C> {
            /// Trusts this certificate authority, **and no longer those of the system**: an appliance whose
            /// certificate comes from an authority of your own has no business showing one from any other. Call it
            /// again to trust several.
            ///
            /// Takes PEM (one certificate or a bundle) or DER. The name in the appliance's certificate has to match
            /// the url all the same; the factory's own certificate names no host, so it cannot pass, and neither can one that
            /// has signed itself as an authority (`CA:TRUE`). [`pin_certificate`](Self::pin_certificate) accepts those.
            pub fn root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Self {
                self.connect.settings().roots.push(certificate.as_ref().to_vec());
                self
            }

            /// Accepts the certificate with this SHA-256 fingerprint, whatever its names, its dates and its issuer are: the
            /// way to reach an appliance with its factory certificate, or with one that has signed itself.
            ///
            /// Takes 64 hexadecimal digits in upper or lower case, with colons between the bytes or without. Call it again
            /// to pin several, such as the next one before a renewal. **No other certificate passes then**, but those
            /// from a [`root_certificate`](Self::root_certificate); the authorities of the system no longer count. A
            /// proxy that is reached by `https://` has to show such a certificate as well.
            ///
            /// The error of a certificate that is not trusted prints its fingerprint, and
            /// [`Error::certificate`]($crate::Error::certificate) gives it to programs. Compare that with the fingerprint that
            /// the appliance itself shows, such as on its console: somebody on the way could have sent another one.
            ///
            /// That the appliance holds the key of the certificate is verified as ever. `build` refuses what is no
            /// fingerprint, and a builder with this and
            /// [`danger_accept_invalid_certs`](Self::danger_accept_invalid_certs).
            pub fn pin_certificate(mut self, sha256: impl Into<String>) -> Self {
                self.connect.settings().pins.push(sha256.into());
                self
            }

            /// Shows this certificate to an appliance (or a proxy in front of it) that asks for one.
            ///
            /// Both as PEM: the certificate with those between it and its authority, and its private key (PKCS #8,
            /// PKCS #1 or SEC 1), unencrypted.
            pub fn client_certificate(
                mut self,
                certificate: impl Into<String>,
                private_key: impl Into<$crate::Secret>,
            ) -> Self {
                let mut pem = certificate.into();
                pem.push('\n');
                pem.push_str(private_key.into().expose());
                self.connect.settings().identity = Some(pem.into());
                self
            }

            /// Goes through this proxy, such as `http://user:password@proxy.example:3128`, in place of the one that
            /// the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in upper or lower case) names. One that cannot be
            /// used, such as a SOCKS proxy, is an error when the client is built, wherever it is named.
            pub fn proxy(mut self, url: impl Into<$crate::Secret>) -> Self {
                self.connect.settings().proxy = $crate::transport::reqwest::Route::Proxy(url.into());
                self
            }

            /// Goes straight to the appliance, whatever the environment says about proxies.
            pub fn no_proxy(mut self) -> Self {
                self.connect.settings().proxy = $crate::transport::reqwest::Route::Direct;
                self
            }

            /// How long setting up a connection may take, TLS included; `None`: as long as the call. Ten seconds
            /// unless set.
            pub fn connect_timeout(mut self, timeout: impl Into<Option<::std::time::Duration>>) -> Self {
                self.connect.settings().connect_timeout = timeout.into();
                self
            }

            /// Accepts whatever certificate it is shown.
            ///
            /// Anybody on the way can then read the password and change what is configured. To reach an appliance
            /// with a certificate of your own authority, use [`root_certificate`](Self::root_certificate) instead, and
            /// [`pin_certificate`](Self::pin_certificate) for one that comes from no authority.
            pub fn danger_accept_invalid_certs(mut self) -> Self {
                self.connect.settings().accept_invalid_certificates = true;
                self
            }
        }
    };
}
pub(crate) use connect_settings;
