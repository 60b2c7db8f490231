//! No answer came.

use std::error::Error;
use std::fmt;

use super::CertificateFault;

/// Why no answer came: what a [`Transport`](crate::transport::Transport) reports.
///
/// Neither its text nor its `Debug` repeats anything of the request.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
    /// The longest reply that is taken, in bytes, if this one was longer.
    limit: Option<u64>,
    /// What is wrong with the certificate that the appliance showed.
    certificate: Option<Box<CertificateFault>>,
}

/// What kept the answer from coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be set up. The request was not sent.
    Connect,
    /// No connection could be set up in the time allowed. The request was not sent.
    ConnectTimeout,
    /// The certificate that the appliance showed is not trusted, or is not for this host. The request was not sent.
    Certificate,
    /// The appliance wants a certificate of the client, or another than it was shown. It did not take the request.
    ClientCertificate,
    /// The answer did not come in the time allowed. Whether the appliance acted on the request is unknown.
    Timeout,
    /// The connection broke before the whole answer had come. Whether the appliance acted on the request is unknown.
    Interrupted,
    /// The request cannot be put into HTTP. It was not sent.
    Request,
    /// The body of the request broke off where it came from, such as a file that cannot be read to its end. The
    /// appliance has got a part of it at most.
    Body,
    /// The reply is longer than the client takes. The appliance has acted on the request.
    ReplyTooLong,
    /// Anything else. Whether the appliance acted on the request is unknown.
    Other,
}

impl TransportError {
    /// An error of this kind, with what caused it.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind,
            source: Some(source.into()),
            limit: None,
            certificate: None,
        }
    }

    /// The error that the certificate of the appliance is not trusted.
    #[cfg(feature = "reqwest")]
    pub(crate) fn of_certificate(fault: CertificateFault, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            certificate: Some(Box::new(fault)),
            ..Self::new(TransportErrorKind::Certificate, source)
        }
    }

    /// Why the certificate that the appliance showed is not trusted, and its fingerprint, if that is what went wrong and
    /// the transport knows it.
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

    /// The kind of the error of a transport that `error` is or wraps, such as that of a body that could not be sent.
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

    /// What kept the answer from coming.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether it is certain that the request did not reach the appliance, so that it may be sent again whatever its
    /// effect is.
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
            TransportErrorKind::Connect => "no connection to the appliance could be set up",
            TransportErrorKind::ConnectTimeout => {
                "no connection to the appliance could be set up within the time allowed"
            }
            TransportErrorKind::Certificate => {
                "the certificate of the appliance is not trusted; if it comes from an authority of your own, give \
                 that to the client as a root certificate"
            }
            TransportErrorKind::ClientCertificate => {
                "the appliance wants a client certificate, or another one than it was shown"
            }
            TransportErrorKind::Timeout => "no answer came within the time allowed",
            TransportErrorKind::Interrupted => "the connection broke before the whole answer had come",
            TransportErrorKind::Request => "the request cannot be put into HTTP",
            TransportErrorKind::Body => "what was to be sent broke off at its source",
            TransportErrorKind::ReplyTooLong => "the reply is longer than the client takes",
            TransportErrorKind::Other => "the request could not be carried out",
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
