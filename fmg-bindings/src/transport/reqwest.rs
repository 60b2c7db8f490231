//! The built-in transport: reqwest with rustls.

mod body;
mod builder;
mod settings;
mod signature;
mod tls;

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::header::SET_COOKIE;
use http::uri::{Authority, PathAndQuery};
use http::{Request, Response, Uri};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Url};
use rustls::{AlertDescription, CertificateError, OtherError};

use self::body::{RequestBody, ResponseBody};
pub use self::builder::HttpsBuilder;
pub(crate) use self::builder::https_settings;
pub(crate) use self::settings::{Route, Settings};
use self::tls::Refused;
use super::{Body, Limits, Sending, Transport, environment, stall};
use crate::error::{ConfigError, TransportError, TransportErrorKind};
use crate::secret::Secret;

/// The built-in [`Transport`]: HTTP/1.1 and HTTP/2 over TLS, with a pool of connections.
///
/// Clients build it themselves from the settings of their builders; [`layer`](crate::fmg::Builder::layer) wraps it.
/// Build it yourself to share its connections among several clients, or to use it inside a transport of your own.
/// Clones share their connections.
///
/// It enforces [`Limits`], also while a response is read. If the url of a proxy contains a password, give the proxy to
/// the builder of the client: a client can only blank secrets in its errors that it knows.
///
/// ```
/// use fmg_bindings::fmg;
/// use fmg_bindings::transport::Https;
///
/// # fn build(key: String) -> Result<fmg::Client, fmg_bindings::Error> {
/// let https = Https::builder("https://fmg.example").no_proxy().build()?;
/// let fmg = fmg::Client::builder("https://fmg.example")
///     .api_key(key)
///     .transport(https)
///     .build()?;
/// # Ok(fmg)
/// # }
/// # build("key".to_owned()).unwrap();
/// ```
#[derive(Clone)]
pub struct Https {
    client: Client,
    /// The total timeout of the requests that do not set another one.
    usual_timeout: Option<Duration>,
    last: Arc<LastUrl>,
}

impl Https {
    /// Builds a transport to the appliance at `base_url`, such as `https://fmg.example`.
    ///
    /// It sends requests to other urls, too. The base url, which is that of the client, decides whether a proxy of the
    /// environment is used.
    pub fn builder(base_url: impl Into<String>) -> HttpsBuilder {
        HttpsBuilder::new(base_url.into())
    }

    pub(crate) fn new(settings: &Settings, appliance: &Uri) -> Result<Self, ConfigError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::config(settings)?)
            // Requests contain the session, and logins contain the password, so no request follows a redirect.
            .redirect(Policy::none())
            .referer(false)
            // By default reqwest repeats a request up to three times that a server has refused over HTTP/2. Only the
            // caller knows the effect of a request, and decides whether to repeat it.
            .retry(reqwest::retry::never());
        if let Some(limit) = settings.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        if let Some(limit) = settings.usual_timeout {
            builder = builder.timeout(limit);
        }
        builder = match &settings.proxy {
            Route::Environment => {
                environment::check(appliance, |name| std::env::var(name).ok())?;
                builder
            }
            Route::Direct => builder.no_proxy(),
            Route::Proxy(url) => builder.proxy(proxy(url)?),
        };
        let unfit = |error| ConfigError::new("transport", "cannot be set up").because(error);
        let client = builder.build().map_err(unfit)?;
        Ok(Self {
            client,
            usual_timeout: settings.usual_timeout,
            last: Arc::default(),
        })
    }

    /// Sends a request, with a total timeout up to the last byte of the response.
    ///
    /// Not an `async fn`, whose future would contain the request.
    fn execute(
        &self,
        request: Request<Body>,
        total: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + use<> {
        let request = self.converted(request, total);
        let sent = request.map(|request| self.client.execute(request));
        async move {
            let mut response = sent?.await.map_err(failed)?;
            let mut answer = Response::new(());
            *answer.status_mut() = response.status();
            *answer.version_mut() = response.version();
            *answer.headers_mut() = std::mem::take(response.headers_mut());
            *answer.extensions_mut() = std::mem::take(response.extensions_mut());
            for (name, value) in answer.headers_mut() {
                // A layer may print the response. Secrets of the request are marked where it is encoded.
                if *name == SET_COOKIE {
                    value.set_sensitive(true);
                }
            }
            Ok(answer.map(|()| Body::of_pieces(ResponseBody(response))))
        }
    }

    /// The request in the types of reqwest.
    fn converted(&self, request: Request<Body>, total: Option<Duration>) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let url = self.last.read(&head.uri)?;
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(match body.into_bytes() {
            Ok(whole) => whole.into(),
            Err(body) => reqwest::Body::wrap(RequestBody::new(body)),
        });
        if total != self.usual_timeout {
            // reqwest takes a time beyond the range of the clock as one without limit.
            *request.timeout_mut() = total.or(Some(Duration::MAX));
        }
        Ok(request)
    }
}

impl Transport for Https {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        stall::watch(request, limits.stall, move |request| {
            self.execute(request, limits.total)
        })
    }
}

impl fmt::Debug for Https {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Https")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

/// The url of the last request, in the types of http and of reqwest. All calls of JSON-RPC have the same url, and to
/// parse it for each call would be a twelfth of the cost of a small call.
#[derive(Default)]
struct LastUrl(Mutex<Option<(Uri, Url)>>);

impl LastUrl {
    fn read(&self, uri: &Uri) -> Result<Url, TransportError> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((last, url)) = &*lock()
            && texts(last) == texts(uri)
        {
            return Ok(url.clone());
        }
        let unfit = |error| TransportError::new(TransportErrorKind::Request, error);
        let url = Url::parse(&uri.to_string()).map_err(unfit)?;
        // A query belongs to one call, and may contain secrets.
        if uri.query().is_none() {
            *lock() = Some((uri.clone(), url.clone()));
        }
        Ok(url)
    }
}

/// The parts of a url as they are written. The comparison of `Uri` ignores upper and lower case, byte by byte.
fn texts(uri: &Uri) -> [Option<&str>; 3] {
    let path_and_query = uri.path_and_query().map(PathAndQuery::as_str);
    [uri.scheme_str(), uri.authority().map(Authority::as_str), path_and_query]
}

/// Parses the url of a proxy.
///
/// The error does not contain the url, which may contain a password.
fn proxy(url: &Secret) -> Result<Proxy, ConfigError> {
    let fault = || {
        ConfigError::new(
            "proxy",
            "is not the url of an HTTP proxy such as `http://proxy.example:3128`",
        )
    };
    // reqwest accepts any scheme, and uses no proxy if it does not know the scheme.
    match url.expose().split_once("://") {
        Some(("http" | "https", _)) => Proxy::all(url.expose()).map_err(|_| fault()),
        _ => Err(fault()),
    }
}

/// Converts the error of a request.
#[cold]
fn failed(error: reqwest::Error) -> TransportError {
    if let Some(refused) = refused(&error) {
        return TransportError::of_certificate(refused.fault.clone(), refused.error.clone());
    }
    let kind = match refusal(&error).or_else(|| TransportError::kind_within(&error)) {
        Some(kind) => kind,
        None if error.is_connect() && error.is_timeout() => TransportErrorKind::ConnectTimeout,
        None if error.is_connect() => TransportErrorKind::Connect,
        None if error.is_timeout() => TransportErrorKind::Timeout,
        None if error.is_builder() => TransportErrorKind::Request,
        None => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind, error.without_url())
}

/// Whether the certificate of the server or that of the client was refused, if one was.
fn refusal(error: &(dyn Error + 'static)) -> Option<TransportErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        match tls_error(error) {
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => {
                return Some(TransportErrorKind::Certificate);
            }
            Some(rustls::Error::AlertReceived(alert)) if is_about_certificate(*alert) => {
                return Some(TransportErrorKind::ClientCertificate);
            }
            _ => next = error.source(),
        }
    }
    None
}

/// Why the certificate of the appliance is not trusted, if that is the error.
fn refused<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Refused> {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause)))) => cause.downcast_ref(),
        _ => error.source().and_then(refused),
    }
}

/// The rustls error that `error` is or wraps. I/O errors may wrap each other, and their `source` skips the wrapped
/// error.
fn tls_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    match error.downcast_ref::<io::Error>() {
        Some(outer) => outer.get_ref().and_then(|inner| tls_error(inner)),
        None => error.downcast_ref(),
    }
}

/// Whether the alert means that the server requires a client certificate, or another one than was sent.
fn is_about_certificate(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::NoCertificate
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateRequired
            | AlertDescription::UnknownCA
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_url_is_kept_unless_it_has_a_query() {
        let last = LastUrl::default();
        let kept = || last.0.lock().unwrap().as_ref().map(|last| last.0.to_string());
        let read = |uri: &str| last.read(&uri.parse().unwrap()).map(|url| url.to_string());
        assert_eq!(
            read("https://fmg.example/jsonrpc?a=b").unwrap(),
            "https://fmg.example/jsonrpc?a=b"
        );
        assert_eq!(kept(), None);
        for uri in [
            "https://fmg.example/jsonrpc",
            "https://fmg.example/jsonrpc",
            "https://fmg.example/x",
            "https://fgt.example/x",
        ] {
            assert_eq!(read(uri).unwrap(), uri);
            assert_eq!(kept().unwrap(), uri);
            assert_eq!(
                read("https://fgt.example/x?token=hunter2").unwrap(),
                "https://fgt.example/x?token=hunter2"
            );
            assert_eq!(kept().unwrap(), uri);
        }
        let error = read("/without/a/host").unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Request);
    }
}
