//! The transport of the house: reqwest over rustls.

mod signature;
mod tls;

use std::error::Error;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri, request};
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Url};
use rustls::{AlertDescription, CertificateError, OtherError};

use self::tls::Refused;
use super::stall::{Paced, Pulse, Shared};
use super::{Body, Limits, Sending, Transport, environment};
use crate::error::{ConfigError, TransportError, TransportErrorKind};
use crate::secret::Secret;

/// How to reach the appliance.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Certificates, PEM or DER, that are trusted in place of the system's; none: the system's.
    pub(crate) roots: Vec<Vec<u8>>,
    /// Fingerprints of certificates that are trusted whatever they say.
    pub(crate) pins: Vec<String>,
    pub(crate) identity: Option<Secret>,
    pub(crate) proxy: Route,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) accept_invalid_certificates: bool,
}

impl Settings {
    /// What the url of a proxy holds, which the proxy may quote when it refuses.
    pub(crate) fn proxy_secrets(&self) -> Vec<Secret> {
        let Route::Proxy(url) = &self.proxy else {
            return Vec::new();
        };
        let authority = url
            .expose()
            .split_once("://")
            .map_or(url.expose(), |(_, authority)| authority);
        let user_info = authority.rsplit_once('@').map(|(user_info, _)| user_info);
        let password = user_info
            .and_then(|pair| pair.split_once(':'))
            .map(|(_, password)| password);
        user_info
            .into_iter()
            .chain(password)
            .flat_map(|text| [text.to_owned(), decoded(text)])
            .map(Secret::from)
            .collect()
    }
}

/// `text` as it was before it was percent-encoded.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// Whether the way to the appliance leads over a proxy.
#[derive(Debug, Default)]
pub(crate) enum Route {
    /// As `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment say.
    #[default]
    Environment,
    Direct,
    /// Secret because the url may hold a user and a password.
    Proxy(Secret),
}

/// [`Transport`] over a pool of connections that reqwest keeps.
#[derive(Debug)]
pub(crate) struct Reqwest {
    client: Client,
    /// Where all requests of a client go, as http and as reqwest write it: to parse it anew for each request would be a
    /// twelfth of what a small call costs.
    endpoint: (Uri, Url),
}

impl Reqwest {
    pub(crate) fn new(settings: &Settings, endpoint: &Uri) -> Result<Self, ConfigError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::config(settings)?)
            // The body of a request holds the session, that of a login the password: neither may follow a redirect.
            .redirect(Policy::none())
            .referer(false)
            // Unless told so, reqwest sends a request up to three times that a server has refused over HTTP/2. Whether
            // it may be repeated is decided by who knows what it does.
            .retry(reqwest::retry::never());
        if let Some(limit) = settings.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        builder = match &settings.proxy {
            Route::Environment => {
                environment::check(endpoint, |name| std::env::var(name).ok())?;
                builder
            }
            Route::Direct => builder.no_proxy(),
            Route::Proxy(url) => builder.proxy(proxy(url)?),
        };
        let unfit = |error| ConfigError::new("transport", "cannot be set up").because(error);
        let client = builder.build().map_err(unfit)?;
        let url = Url::parse(&endpoint.to_string())
            .map_err(|error| ConfigError::new("base url", "is no url of a web server").because(error))?;
        Ok(Self {
            client,
            endpoint: (endpoint.clone(), url),
        })
    }
}

impl Reqwest {
    /// Sends a request and waits for the head of the answer. The whole may take so long.
    async fn execute(
        &self,
        head: request::Parts,
        body: reqwest::Body,
        total: Option<Duration>,
    ) -> Result<reqwest::Response, TransportError> {
        let (endpoint, url) = &self.endpoint;
        let mut request = if head.uri == *endpoint {
            let mut request = reqwest::Request::new(head.method, url.clone());
            *request.headers_mut() = head.headers;
            *request.body_mut() = Some(body);
            request
        } else {
            reqwest::Request::try_from(Request::from_parts(head, body)).map_err(failed)?
        };
        *request.timeout_mut() = total;
        self.client.execute(request).await.map_err(failed)
    }
}

impl Transport for Reqwest {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let Limits { total, stall } = limits;
            let (head, body) = request.into_parts();
            let mut answered = match body.into_bytes() {
                // Nobody watches whether it moves, so it goes as it is.
                Ok(whole) if stall.is_none() => self.execute(head, whole.into(), total).await?,
                body => {
                    let pulse = Pulse::new();
                    let body = Shared::new(body.map_or_else(|body| body, Body::from), &pulse);
                    let answered = self.execute(head, reqwest::Body::wrap(body), total);
                    match pulse.watch(stall, answered).await {
                        Some(answered) => answered?,
                        None => return Err(TransportErrorKind::Timeout.into()),
                    }
                }
            };
            let mut answer = Response::new(());
            *answer.status_mut() = answered.status();
            *answer.version_mut() = answered.version();
            *answer.headers_mut() = std::mem::take(answered.headers_mut());
            *answer.extensions_mut() = std::mem::take(answered.extensions_mut());
            Ok(answer.map(|()| Body::new(Paced::new(Arriving(answered), stall, failed))))
        })
    }
}

/// The body of an answer, as reqwest gives it. What reqwest itself would make of it is boxed once more.
struct Arriving(reqwest::Response);

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        // A wait for a piece holds nothing that would be lost with it.
        let piece = ready!(pin!(self.0.chunk()).poll(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)).transpose())
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .content_length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Takes the url of a proxy.
///
/// What is wrong with it is told without its text, which may hold a password.
fn proxy(url: &Secret) -> Result<Proxy, ConfigError> {
    let fault = || {
        ConfigError::new(
            "proxy",
            "is no url of an HTTP proxy; it looks like `http://proxy.example:3128`",
        )
    };
    // reqwest takes any scheme and goes on without a proxy where it does not know it.
    match url.expose().split_once("://") {
        Some(("http" | "https", _)) => Proxy::all(url.expose()).map_err(|_| fault()),
        _ => Err(fault()),
    }
}

/// Says what kept the answer from coming.
fn failed(error: reqwest::Error) -> TransportError {
    if let Some(refused) = refused(&error) {
        return TransportError::of_certificate(refused.fault.clone(), refused.error.clone());
    }
    let kind = match refusal(&error).or_else(|| own(&error)) {
        Some(kind) => kind,
        None if error.is_connect() && error.is_timeout() => TransportErrorKind::ConnectTimeout,
        None if error.is_connect() => TransportErrorKind::Connect,
        None if error.is_timeout() => TransportErrorKind::Timeout,
        None if error.is_builder() => TransportErrorKind::Request,
        None => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind, error.without_url())
}

/// What the body of the request failed with.
fn own(error: &(dyn Error + 'static)) -> Option<TransportErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(own) = error.downcast_ref::<TransportError>() {
            return Some(own.kind());
        }
        next = error.source();
    }
    None
}

/// Whose certificate the other side would not have, if that is what went wrong.
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

/// Why the certificate of the appliance was not trusted, if it was not.
fn refused<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Refused> {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause)))) => cause.downcast_ref(),
        _ => error.source().and_then(refused),
    }
}

/// The error of rustls that `error` is or wraps. Errors of I/O may wrap each other, and their `source` leaves out the
/// one that they wrap.
fn tls_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    match error.downcast_ref::<io::Error>() {
        Some(outer) => outer.get_ref().and_then(|inner| tls_error(inner)),
        None => error.downcast_ref(),
    }
}

/// Whether the other side says by this alert that it wants a certificate, or another one than it was shown.
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
