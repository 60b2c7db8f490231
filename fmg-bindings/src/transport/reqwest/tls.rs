//! TLS: the trusted certificates of appliances, and the client certificate.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, OtherError, RootCertStore,
    SignatureScheme,
};

use super::Settings;
use super::signature;
use crate::error::{CertificateFault, CertificateProblem, ConfigError};
use crate::secret::Secret;

/// The beginning of PEM text.
const PEM_MARK: &[u8] = b"-----BEGIN ";

/// A fingerprint: SHA-256 of the DER form of a certificate.
type Fingerprint = [u8; 32];

/// The TLS configuration of a client.
pub(super) fn config(settings: &Settings) -> Result<ClientConfig, ConfigError> {
    // The program may have chosen a provider for the whole process.
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
    let verifier = Verifier {
        trust: trust(settings, &provider)?,
        pins: settings
            .pins
            .iter()
            .map(|pin| fingerprint_in(pin))
            .collect::<Result<_, _>>()?,
        algorithms: provider.signature_verification_algorithms,
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError::new("TLS", "cannot be configured").because(error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &settings.identity {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let (chain, key) = identity(pem)?;
            builder.with_client_auth_cert(chain, key).map_err(unfit_identity)?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn trust(settings: &Settings, provider: &Arc<CryptoProvider>) -> Result<Trust, ConfigError> {
    if settings.accept_invalid_certificates {
        return match settings.pins.as_slice() {
            [] => Ok(Trust::Anything),
            _ => Err(ConfigError::new(
                "pinned certificate",
                "has no effect in a client that accepts any certificate; remove one of the two settings",
            )),
        };
    }
    if settings.roots.is_empty() {
        if !settings.pins.is_empty() {
            return Ok(Trust::Pinned);
        }
        let verifier = rustls_platform_verifier::Verifier::new(Arc::clone(provider)).map_err(|error| {
            let problem = "cannot be configured, probably because this system has no trusted certificates";
            ConfigError::new("TLS", problem).because(error)
        })?;
        return Ok(Trust::Authorities(Arc::new(verifier)));
    }
    let mut roots = RootCertStore::empty();
    for text in &settings.roots {
        for certificate in certificates(text)? {
            let unreadable = "is neither PEM text nor a certificate in DER, or holds a damaged certificate; one that no \
                              authority has issued can be pinned instead";
            roots
                .add(certificate)
                .map_err(|error| ConfigError::new("root certificate", unreadable).because(error))?;
        }
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(provider)).build();
    let verifier = verifier.map_err(|error| ConfigError::new("root certificate", "cannot be used").because(error))?;
    Ok(Trust::Authorities(verifier))
}

/// Parses root certificates: a PEM bundle, or one certificate in DER.
fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let fault = |problem| ConfigError::new("root certificate", problem);
    if !text.windows(PEM_MARK.len()).any(|window| window == PEM_MARK) {
        return Ok(vec![CertificateDer::from(text.to_vec())]);
    }
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(text)
        .collect::<Result<_, _>>()
        .map_err(|error| fault("is damaged PEM text").because(error))?;
    if certificates.is_empty() {
        return Err(fault("is PEM text without a certificate"));
    }
    Ok(certificates)
}

/// The client certificate with its intermediate certificates, and its key.
fn identity(pem: &Secret) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), ConfigError> {
    let pem = pem.expose().as_bytes();
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(unfit_identity)?;
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(unfit_identity)?;
    if chain.is_empty() {
        return Err(unfit_identity("there is no certificate"));
    }
    Ok((chain, key))
}

fn unfit_identity(error: impl Into<Box<dyn Error + Send + Sync>>) -> ConfigError {
    ConfigError::new(
        "client certificate",
        "is not PEM text with a certificate and the private key that belongs to it",
    )
    .because(error)
}

/// Parses a fingerprint: hexadecimal digits, with or without colons between the bytes.
fn fingerprint_in(text: &str) -> Result<Fingerprint, ConfigError> {
    let problem =
        "is not a SHA-256 fingerprint, which has 64 hexadecimal digits, with or without colons between the bytes";
    let fault = || ConfigError::new("pinned certificate", problem);
    let text = text.trim();
    let digits: String = if text.contains(':') {
        let bytes: Vec<_> = text.split(':').collect();
        if bytes.iter().any(|byte| byte.len() != 2) {
            return Err(fault());
        }
        bytes.concat()
    } else {
        text.to_owned()
    };
    let mut fingerprint = Fingerprint::default();
    if digits.len() != 2 * fingerprint.len() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(fault());
    }
    for (byte, at) in fingerprint.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| fault())?;
    }
    Ok(fingerprint)
}

fn fingerprint_of(certificate: &CertificateDer<'_>) -> Fingerprint {
    let mut fingerprint = Fingerprint::default();
    // SHA-256 is available as the hash of a cipher suite that every provider has.
    if let Some(suite) = aws_lc_rs::cipher_suite::TLS13_AES_128_GCM_SHA256.tls13() {
        let hash = suite.common.hash_provider.hash(certificate);
        fingerprint.copy_from_slice(hash.as_ref());
    }
    fingerprint
}

/// Decides which certificates are accepted.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    /// The pinned certificates, which are accepted without further checks.
    pins: Vec<Fingerprint>,
    algorithms: WebPkiSupportedAlgorithms,
}

/// The certificates that are accepted without being pinned.
#[derive(Debug)]
enum Trust {
    /// Certificates of trusted authorities: those of the system, or those of the settings.
    Authorities(Arc<dyn ServerCertVerifier>),
    /// None.
    Pinned,
    /// All.
    Anything,
}

/// Why a certificate is not accepted: as a text, and as the error of rustls.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) fault: CertificateFault,
    pub(super) error: TlsError,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for Refused {}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let fingerprint = fingerprint_of(certificate);
        if self.pins.contains(&fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        let error = match &self.trust {
            Trust::Anything => return Ok(ServerCertVerified::assertion()),
            Trust::Pinned => CertificateError::ApplicationVerificationFailure.into(),
            Trust::Authorities(verifier) => {
                match verifier.verify_server_cert(certificate, intermediates, host, ocsp_response, now) {
                    Err(error @ TlsError::InvalidCertificate(_)) => error,
                    result => return result,
                }
            }
        };
        let (problem, names) = match &self.trust {
            Trust::Pinned => (CertificateProblem::NotPinned, Vec::new()),
            _ => problem(&error),
        };
        let fault = CertificateFault::new(problem, fingerprint, names);
        let refused = OtherError(Arc::new(Refused { fault, error }));
        Err(CertificateError::Other(refused).into())
    }

    // The signature is verified for pinned certificates, too, because an attacker can send the certificate of an
    // appliance.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        match &self.trust {
            Trust::Anything => Ok(HandshakeSignatureValid::assertion()),
            _ => signature::verify_tls12(message, certificate, signature, &self.algorithms),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        match &self.trust {
            Trust::Anything => Ok(HandshakeSignatureValid::assertion()),
            _ => signature::verify_tls13(message, certificate, signature, &self.algorithms),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        match &self.trust {
            // No signature is verified.
            Trust::Anything => signature::ALL_SCHEMES.to_vec(),
            _ => self.algorithms.supported_schemes(),
        }
    }
}

/// The problem of a certificate, and its names if it is for another host.
fn problem(error: &TlsError) -> (CertificateProblem, Vec<String>) {
    let TlsError::InvalidCertificate(error) = error else {
        return (CertificateProblem::Other, Vec::new());
    };
    let problem = match error {
        CertificateError::UnknownIssuer => CertificateProblem::UnknownAuthority,
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            CertificateProblem::NoNames
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            return (
                CertificateProblem::OtherNames,
                presented.iter().map(|name| plain(name)).collect(),
            );
        }
        CertificateError::NotValidForName => CertificateProblem::OtherNames,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateProblem::NotYetValid,
        CertificateError::Revoked => CertificateProblem::Revoked,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            CertificateProblem::OtherPurpose
        }
        CertificateError::BadEncoding => CertificateProblem::Unreadable,
        CertificateError::Other(OtherError(error)) => match error.downcast_ref() {
            Some(webpki::Error::CaUsedAsEndEntity) => CertificateProblem::AuthorityItself,
            Some(webpki::Error::UnsupportedCertVersion) => CertificateProblem::Unreadable,
            _ => CertificateProblem::Other,
        },
        _ => CertificateProblem::Other,
    };
    (problem, Vec::new())
}

/// A name without the type that webpki writes around it: `DnsName("fmg.example")`.
fn plain(name: &str) -> String {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{CertificateDer, fingerprint_in, fingerprint_of, plain};

    #[test]
    fn a_fingerprint_is_sha_256() {
        // The example of FIPS 180-2.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let certificate = CertificateDer::from(b"abc".to_vec());
        assert_eq!(fingerprint_of(&certificate), fingerprint_in(abc).unwrap());
    }

    #[test]
    fn a_fingerprint_is_parsed_in_every_form() {
        let bytes: Vec<String> = (0..32).map(|byte| format!("{byte:02x}")).collect();
        let expected = std::array::from_fn(|index| u8::try_from(index).unwrap());
        for text in [
            bytes.concat(),
            bytes.join(":"),
            bytes.concat().to_uppercase(),
            format!(" {}\n", bytes.join(":").to_uppercase()),
        ] {
            assert_eq!(fingerprint_in(&text).unwrap(), expected, "{text}");
        }
        for text in [
            "",
            &bytes[..31].concat(),
            &format!("{}0", bytes.concat()),
            &bytes.join("-"),
            &bytes.join(":").replacen("00:", "0:0", 1),
            &bytes.concat().replacen('0', "x", 1),
            &bytes.concat().replacen("00", "é", 1),
        ] {
            let error = fingerprint_in(text).unwrap_err().to_string();
            assert!(
                error.contains("pinned certificate") && error.contains("64"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn names_are_plain() {
        assert_eq!(plain("DnsName(\"fmg.example\")"), "fmg.example");
        assert_eq!(plain("IpAddress(10.0.0.1)"), "10.0.0.1");
        assert_eq!(plain("fmg.example"), "fmg.example");
    }
}
