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
use crate::transport::reqwest::{Https, Settings};

/// The longest that a call may take unless the client or the call says otherwise: long enough for what an appliance
/// does while the caller waits, such as reading a whole table.
const TIMEOUT: Duration = Duration::from_secs(300);

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

/// Wraps a transport.
type Layer = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

/// What a builder was told about the way to the appliance.
pub(crate) struct Connect {
    base: String,
    pub(crate) bounds: Bounds,
    pub(crate) reading: Reading,
    pub(crate) user_agent: String,
    pub(crate) plain_http: bool,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// From the innermost to the outermost.
    layers: Vec<Layer>,
    /// What the client holds that must not be shown when an appliance quotes it.
    secrets: Vec<Secret>,
    /// Takes the secrets that are asked for later on.
    pub(crate) asked: ClientSecrets,
    #[cfg(feature = "reqwest")]
    settings: Settings,
    /// Whether anything was set that only the built-in transport heeds.
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
            secrets: Vec::new(),
            asked: ClientSecrets::default(),
            #[cfg(feature = "reqwest")]
            settings: Settings::default(),
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

    /// Wraps what carries the requests so far.
    pub(crate) fn layer<T: Transport>(&mut self, layer: impl FnOnce(Arc<dyn Transport>) -> T + Send + Sync + 'static) {
        self.layers.push(Box::new(|inner| Arc::new(layer(inner))));
    }

    /// What the built-in transport heeds, to be changed.
    #[cfg(feature = "reqwest")]
    pub(crate) fn https(&mut self) -> &mut Settings {
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

    /// What carries the requests to the appliance that has this url.
    pub(crate) fn into_transport(self, appliance: &Uri) -> Result<Arc<dyn Transport>, ConfigError> {
        #[cfg(feature = "reqwest")]
        let transport = match self.transport {
            None => Arc::new(Https::new(&self.settings, appliance)?),
            Some(_) if self.settings_given => {
                return Err(ConfigError::new(
                    "transport",
                    "with a transport of its own, a client has no use for settings of TLS, proxy or connection",
                ));
            }
            Some(transport) => transport,
        };
        #[cfg(not(feature = "reqwest"))]
        let transport = {
            let _ = appliance;
            let problem = "without the feature `reqwest`, a client has to be given one";
            self.transport.ok_or_else(|| ConfigError::new("transport", problem))?
        };
        Ok(self.layers.into_iter().fold(transport, |inner, layer| layer(inner)))
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

            /// Sends through `transport` instead of the built-in one, `transport::Https`.
            ///
            /// TLS, proxy and connection time-out are the business of a transport, so `build` refuses a builder that
            /// has both this and one of those. [`layer`](Self::layer) wraps a transport without replacing it.
            pub fn transport(mut self, transport: impl $crate::transport::Transport) -> Self {
                self.connect.transport = Some(::std::sync::Arc::new(transport));
                self
            }

            /// Wraps what carries the requests, to log or count them, to limit their rate, or to answer some of them
            /// itself: `layer` is given the transport and makes one that stands around it.
            ///
            /// The layer that is added last is the outermost: it is the first to see a request and the last to see its answer.
            /// It makes no difference whether [`transport`](Self::transport) is called before or after. See
            /// [what a transport owes]($crate::transport::Transport); a layer hands on the limits that it is given. The
            /// time that a request waits in a layer does not count as that of a call, unless `transport::Limited` is added after it.
            ///
            /// A layer sees all that the client sends, logins and logouts too, and with it password, session and token. Neither
            /// `Debug` of a request nor that of an answer shows them; urls and bodies do. One that calls the client itself
            /// waits for itself.
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
            /// Password, session and data then cross the network in clear: for a tunnel that ends on this machine,
            /// and for tests.
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
