//! The error of a call without a response.

use std::error::Error;
use std::fmt;

use super::CertificateFault;

/// Why a call got no response, as a [`Transport`](crate::transport::Transport) reports it.
///
/// Neither its text nor its `Debug` form repeats anything of the request.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
    /// The limit of the reply in bytes, if the reply exceeds it.
    limit: Option<u64>,
    /// The problem of the appliance's certificate.
    certificate: Option<Box<CertificateFault>>,
}

/// Why a call got no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection failed. The request was not sent.
    Connect,
    /// The connection was not established within the timeout. The request was not sent.
    ConnectTimeout,
    /// The certificate of the appliance is not trusted, or is for another host. The request was not sent.
    Certificate,
    /// The appliance requires a client certificate, or another one than was sent. It did not accept the request.
    ClientCertificate,
    /// The response did not arrive within the timeout. Whether the appliance acted on the request is unknown.
    Timeout,
    /// The connection broke before the whole response arrived. Whether the appliance acted on the request is unknown.
    Interrupted,
    /// The request is not valid HTTP. It was not sent.
    Request,
    /// The body of the request ended early at its source, such as a file that cannot be read to its end. The appliance
    /// received at most a part of it.
    Body,
    /// The reply exceeds the limit. The appliance has acted on the request.
    ReplyTooLong,
    /// Any other error. Whether the appliance acted on the request is unknown.
    Other,
}

impl TransportError {
    /// An error of this kind with its cause.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind,
            source: Some(source.into()),
            limit: None,
            certificate: None,
        }
    }

    /// The error of an untrusted certificate of the appliance.
    #[cfg(feature = "reqwest")]
    pub(crate) fn of_certificate(fault: CertificateFault, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            certificate: Some(Box::new(fault)),
            ..Self::new(TransportErrorKind::Certificate, source)
        }
    }

    /// The certificate of the appliance with its fingerprint, and why it is not trusted, if that is the error and the
    /// transport knows it.
    #[must_use]
    pub fn certificate(&self) -> Option<&CertificateFault> {
        self.certificate.as_deref()
    }

    /// The reply is longer than `limit` bytes.
    #[must_use]
    pub fn reply_too_long(limit: u64) -> Self {
        Self {
            kind: TransportErrorKind::ReplyTooLong,
            source: None,
            limit: Some(limit),
            certificate: None,
        }
    }

    /// The kind of the transport error that `error` is or wraps, such as that of a body that could not be sent.
    pub(crate) fn kind_within(error: &(dyn Error + 'static)) -> Option<TransportErrorKind> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(own) = error.downcast_ref::<Self>() {
                return Some(own.kind);
            }
            next = error.source();
        }
        None
    }

    /// Why the call got no response.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the request certainly did not reach the appliance, so that it is safe to send it again.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        use TransportErrorKind::{
            Body, Certificate, ClientCertificate, Connect, ConnectTimeout, Interrupted, Other, ReplyTooLong, Request,
            Timeout,
        };
        match self.kind {
            Connect | ConnectTimeout | Certificate | ClientCertificate | Request => true,
            Timeout | Interrupted | Body | ReplyTooLong | Other => false,
        }
    }
}

impl From<TransportErrorKind> for TransportError {
    #[cold]
    fn from(kind: TransportErrorKind) -> Self {
        Self {
            kind,
            source: None,
            limit: None,
            certificate: None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(certificate) = &self.certificate {
            return certificate.fmt(f);
        }
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "could not connect to the appliance",
            TransportErrorKind::ConnectTimeout => "could not connect to the appliance within the timeout",
            TransportErrorKind::Certificate => {
                "the certificate of the appliance is not trusted; if it comes from an authority of your own, give \
                 that to the client as a root certificate"
            }
            TransportErrorKind::ClientCertificate => {
                "the appliance requires a client certificate, or another one than was sent"
            }
            TransportErrorKind::Timeout => "the response did not arrive within the timeout",
            TransportErrorKind::Interrupted => "the connection broke before the whole response arrived",
            TransportErrorKind::Request => "the request is not valid HTTP",
            TransportErrorKind::Body => "the body of the request ended early at its source",
            TransportErrorKind::ReplyTooLong => "the reply exceeds the limit",
            TransportErrorKind::Other => "the request failed",
        })?;
        match self.limit {
            Some(limit) => write!(f, " ({limit} bytes; `reply_limit` of the client or the call sets it)"),
            None => Ok(()),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
