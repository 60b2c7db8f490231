//! How a client reaches an appliance: the settings that the builders of all clients share.

use std::sync::Arc;
use std::time::Duration;

use fmg_template::facts::FirmwareVersion;
use http::{HeaderMap, HeaderValue, Uri, header};

use crate::base_url::BaseUrl;
use crate::client_secrets::ClientSecrets;
use crate::credentials::Source;
use crate::error::ConfigError;
use crate::reading::Reading;
use crate::retry::CallPreparation;
use crate::row_check::RowCheck;
use crate::secret::Secret;
#[cfg(feature = "reqwest")]
use crate::transport::reqwest::{Https, Settings};
use crate::transport::{InFlight, Transport};

/// The default timeout of a call: long enough for work that an appliance does while the caller waits, such as reading a
/// whole table.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The problem of a text that cannot be a header value.
const UNFIT: &str = "contains a character that an HTTP header cannot, such as a line break";

/// The default limit of a reply, in bytes: several times the largest tables of a FortiManager, and little enough for
/// memory.
const REPLY_LIMIT: u64 = 256 * 1024 * 1024;

/// The lowest limit for the reply to a login or a logout, in bytes. If the reply to a login is cut off, the session is
/// open all the same, and nobody can close it.
const SESSION_REPLY: u64 = 64 * 1024;

/// The limits of a call; `None`: without limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) timeout: Option<Duration>,
    /// The longest reply, in bytes.
    pub(crate) reply: Option<u64>,
}

/// How a call sets one limit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound<T> {
    /// The client's limit.
    Client,
    /// The client's limit, but at least this value.
    AtLeast(T),
    /// This limit; `None`: without limit.
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

/// The limits that a call sets in place of its client's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) timeout: Bound<Duration>,
    pub(crate) reply: Bound<u64>,
}

impl Limit {
    /// All limits as the client sets them.
    pub(crate) const CLIENT: Self = Self {
        timeout: Bound::Client,
        reply: Bound::Client,
    };

    /// For a call by which a client opens, checks or closes its session.
    pub(crate) const SESSION: Self = Self {
        timeout: Bound::Client,
        reply: Bound::AtLeast(SESSION_REPLY),
    };

    /// The limits of a call of a client with the limits `client`.
    pub(crate) fn or(self, client: Bounds) -> Bounds {
        Bounds {
            timeout: self.timeout.or(client.timeout),
            reply: self.reply.or(client.reply),
        }
    }
}

/// Wraps a transport.
type Layer = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

/// The settings of a builder for reaching the appliance.
pub(crate) struct Connect {
    base: String,
    pub(crate) bounds: Bounds,
    pub(crate) reading: Reading,
    pub(crate) user_agent: String,
    pub(crate) plain_http: bool,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// From the innermost to the outermost.
    layers: Vec<Layer>,
    /// The number of requests that may be on the network at once; `None`: any number.
    pub(crate) max_in_flight: Option<usize>,
    pub(crate) preparation: CallPreparation,
    pub(crate) row_check: RowCheck,
    pub(crate) firmware: Option<FirmwareVersion>,
    /// Secrets of the client, which must not be shown when an appliance quotes them.
    secrets: Vec<Secret>,
    /// Receives the secrets that `credentials_from` returns later.
    pub(crate) asked: ClientSecrets,
    #[cfg(feature = "reqwest")]
    settings: Settings,
    /// Whether a setting was made that only the built-in transport uses.
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
            layers: Vec::new(),
            max_in_flight: None,
            preparation: CallPreparation::default(),
            row_check: RowCheck::default(),
            firmware: None,
            secrets: Vec::new(),
            asked: ClientSecrets::default(),
            #[cfg(feature = "reqwest")]
            settings: Settings::default(),
            #[cfg(feature = "reqwest")]
            settings_given: false,
        }
    }

    /// Notes a secret of the client, which errors leave out.
    pub(crate) fn keep_secret(&mut self, secret: &Secret) {
        self.secrets.push(secret.clone());
    }

    /// Notes the password, if it is known before a login.
    pub(crate) fn keep_password(&mut self, credentials: &Source) {
        if let Source::Fixed(credentials) = credentials {
            self.keep_secret(credentials.password());
        }
    }

    /// The secrets that errors leave out.
    pub(crate) fn secrets(&self) -> ClientSecrets {
        #[cfg(feature = "reqwest")]
        let of_proxy = self.settings.proxy_secrets();
        #[cfg(not(feature = "reqwest"))]
        let of_proxy = Vec::new();
        self.asked.clone().given(self.secrets.iter().cloned().chain(of_proxy))
    }

    /// Wraps the transport, with the layers that it has already.
    pub(crate) fn layer<T: Transport>(&mut self, layer: impl FnOnce(Arc<dyn Transport>) -> T + Send + Sync + 'static) {
        self.layers.push(Box::new(|inner| Arc::new(layer(inner))));
    }

    /// The settings of the built-in transport, to change them.
    #[cfg(feature = "reqwest")]
    pub(crate) fn https(&mut self) -> &mut Settings {
        self.settings_given = true;
        &mut self.settings
    }

    /// Disables all proxies.
    #[cfg(feature = "reqwest")]
    pub(crate) fn go_direct(&mut self) {
        self.settings.proxy = crate::transport::reqwest::Route::Direct;
    }

    /// The base url. `copied` is the path that users often leave at its end.
    pub(crate) fn base_url(&self, copied: &str) -> Result<BaseUrl, ConfigError> {
        BaseUrl::read(&self.base, copied, self.plain_http)
    }

    /// The headers of every request, without those for authentication.
    pub(crate) fn headers(&self) -> Result<HeaderMap, ConfigError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let user_agent = HeaderValue::try_from(&self.user_agent).map_err(|_| ConfigError::new("user agent", UNFIT))?;
        headers.insert(header::USER_AGENT, user_agent);
        Ok(headers)
    }

    /// The transport of the requests to the appliance at this url.
    pub(crate) fn into_transport(self, appliance: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        #[cfg(feature = "reqwest")]
        let transport = match self.transport {
            None => {
                let mut settings = self.settings;
                settings.usual_timeout = self.bounds.timeout;
                Arc::new(Https::new(&settings, appliance)?)
            }
            Some(_) if self.settings_given => {
                return Err(ConfigError::new(
                    "transport",
                    "a client with a transport of its own takes no settings of TLS, proxy or connection",
                ));
            }
            Some(transport) => transport,
        };
        #[cfg(not(feature = "reqwest"))]
        let transport = {
            let _ = appliance;
            let problem = "the builder needs one, because the feature `reqwest` is off";
            self.transport.ok_or_else(|| ConfigError::new("transport", problem))?
        };
        let layered = self.layers.into_iter().fold(transport, |inner, layer| layer(inner));
        Ok(match self.max_in_flight {
            None => layered,
            Some(0) => {
                return Err(ConfigError::new(
                    "max in flight",
                    "allows no call; it must be at least 1",
                ));
            }
            Some(limit) => Arc::new(InFlight::new(layered, limit)),
        })
    }
}

/// The header `Authorization` with a key; `setting` is the user's name for the key.
pub(crate) fn bearer(key: &Secret, setting: &'static str) -> Result<HeaderValue, ConfigError> {
    let mut value =
        HeaderValue::try_from(format!("Bearer {}", key.expose())).map_err(|_| ConfigError::new(setting, UNFIT))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Adds the settings that all products share to a builder with a field `connect`.
macro_rules! connect_settings {
    ($Builder:ident) => {
        impl<C> $Builder<C> {
            /// The timeout of a call, from sending it to the last byte of its reply; `None`: without limit. The default
            /// is five minutes. [`Call::timeout`](super::Call::timeout) sets it for one call.
            pub fn timeout(mut self, timeout: impl Into<Option<::std::time::Duration>>) -> Self {
                self.connect.bounds.timeout = timeout.into();
                self
            }

            /// The longest reply that a call accepts, in bytes; `None`: without limit. The default is 256 MiB.
            /// [`Call::reply_limit`](super::Call::reply_limit) sets it for one call.
            ///
            /// Replies are kept in memory, and the server decides how long they are. A longer reply is not read to its
            /// end, and the call fails ([`TransportErrorKind::ReplyTooLong`]). A file has no limit, unless it is
            /// received into memory.
            ///
            /// Replies to the client's own logins and logouts may always have 64 KiB: if the reply to a login is not
            /// read, a session stays open that nobody can close.
            ///
            /// [`TransportErrorKind::ReplyTooLong`]: crate::error::TransportErrorKind::ReplyTooLong
            pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
                self.connect.bounds.reply = bytes.into();
                self
            }

            /// The number of requests that the client and all its clones have on the network at once, at least 1. The
            /// default is no limit. Further requests wait, in the order in which they came.
            ///
            /// A request counts until its response is received completely, also while a file is downloaded. A program
            /// that makes a call while it still reads the pieces of a download needs a limit of at least 2. Logins and
            /// logouts count as well, and wait like calls. The wait does not count towards the
            /// [timeout](Self::timeout) of a call, but to the limit of `close_within`.
            pub fn max_in_flight(mut self, requests: usize) -> Self {
                self.connect.max_in_flight = Some(requests);
                self
            }

            /// Repeats calls that fail with a transient error, as `retry` sets it. By default, every call is sent once.
            /// See [`Retry`]($crate::Retry) for what is repeated and when. [`Call::retry`](super::Call::retry) and
            /// [`Call::no_retry`](super::Call::no_retry) choose for one call.
            pub fn retry(mut self, retry: $crate::Retry) -> Self {
                self.connect.preparation.retry = Some(::std::sync::Arc::new(retry));
                self
            }

            /// Makes every value of a reply that does not fit its field an error, in place of a
            /// [misfit](crate::Misfit). [`Call::strict`](super::Call::strict) does it for one call. The error names
            /// `strict` as its reason.
            pub fn strict(mut self) -> Self {
                self.connect.reading.strict = true;
                self
            }

            /// Sets how the client treats members of rows that contradict the known facts about them. The default is
            /// [`Explain`]($crate::RowCheck::Explain).
            ///
            /// ```
            /// use fmg_bindings::{FirmwareVersion, RowCheck, fmg};
            ///
            /// # fn build(password: String) -> Result<fmg::Client, fmg_bindings::Error> {
            /// let fmg = fmg::Client::builder("https://fmg.example")
            ///     .credentials("automation", password)
            ///     .row_check(RowCheck::Refuse)
            ///     .firmware(FirmwareVersion::new(7, 2, 8))
            ///     .build()?;
            /// # Ok(fmg)
            /// # }
            /// ```
            pub fn row_check(mut self, check: $crate::RowCheck) -> Self {
                self.connect.row_check = check;
                self
            }

            /// The firmware of the appliance, if it is known beforehand. Rows with members that it does not have are
            /// [explained or refused]($crate::RowCheck) then. A version that the appliance names replaces it.
            pub fn firmware(mut self, version: $crate::FirmwareVersion) -> Self {
                self.connect.firmware = Some(version);
                self
            }

            /// The header `User-Agent`. The default is name and version of this crate.
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.connect.user_agent = user_agent.into();
                self
            }

            /// Sends through `transport` instead of the built-in one, `transport::Https`.
            ///
            /// The transport has its own settings of TLS, proxy and connection timeout, so `build` refuses a builder
            /// with a transport and one of those settings. [`layer`](Self::layer) wraps a transport without replacing
            /// it.
            pub fn transport(mut self, transport: impl $crate::transport::Transport) -> Self {
                self.connect.transport = Some(::std::sync::Arc::new(transport));
                self
            }

            /// Wraps the transport, to log or count requests, to limit their rate, or to answer some of them. `layer`
            /// receives the transport and returns one that wraps it.
            ///
            /// The layer that is added last is the outermost: it sees a request first and its response last.
            /// [`transport`](Self::transport) may be called before or after. See [the duties of a
            /// transport]($crate::transport::Transport); a layer passes on the limits that it receives. The time that a
            /// request waits in a layer does not count towards the timeout of a call, unless `transport::Limited` is
            /// added after it.
            ///
            /// A layer sees everything that the client sends, including logins and logouts with their passwords,
            /// sessions and tokens. `Debug` of a request or response does not show them, but urls and bodies do. A
            /// layer that calls the same client deadlocks.
            ///
            /// ```
            /// use std::sync::Arc;
            /// use std::time::Instant;
            ///
            /// use fmg_bindings::fmg;
            /// use fmg_bindings::transport::http::Request;
            /// use fmg_bindings::transport::{Body, Limits, Sending, Transport};
            ///
            /// /// Prints how long the appliance takes to answer.
            /// #[derive(Debug)]
            /// struct Timed(Arc<dyn Transport>);
            ///
            /// impl Transport for Timed {
            ///     fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
            ///         Box::pin(async move {
            ///             let (path, begun) = (request.uri().path().to_owned(), Instant::now());
            ///             let answer = self.0.send(request, limits).await?;
            ///             println!("{path}: {} after {:?}", answer.status(), begun.elapsed());
            ///             Ok(answer)
            ///         })
            ///     }
            /// }
            ///
            /// # #[cfg(feature = "reqwest")]
            /// # fn build(password: String) -> Result<fmg::Client, fmg_bindings::Error> {
            /// let fmg = fmg::Client::builder("https://fmg.example")
            ///     .credentials("automation", password)
            ///     .layer(Timed)
            ///     .build()?;
            /// # Ok(fmg)
            /// # }
            /// ```
            pub fn layer<T: $crate::transport::Transport>(
                mut self,
                layer: impl FnOnce(::std::sync::Arc<dyn $crate::transport::Transport>) -> T + Send + Sync + 'static,
            ) -> Self {
                self.connect.layer(layer);
                self
            }

            /// Allows a base url that begins with `http://`.
            ///
            /// Password, session and data then cross the network unencrypted. Use it for a tunnel that ends on this
            /// machine, and for tests.
            pub fn danger_allow_plain_http(mut self) -> Self {
                self.connect.plain_http = true;
                self
            }
        }

        #[cfg(feature = "reqwest")]
        impl<C> $Builder<C> {
            fn https(&mut self) -> &mut $crate::transport::reqwest::Settings {
                self.connect.https()
            }
        }

        #[cfg(feature = "reqwest")]
        $crate::transport::reqwest::https_settings!($Builder<C>, C);
    };
}
pub(crate) use connect_settings;
