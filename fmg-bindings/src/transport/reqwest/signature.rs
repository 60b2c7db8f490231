//! Verifies that the server has the key of its certificate.

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::verify_tls13_signature_with_raw_key;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// All signature schemes, for a client that accepts any certificate.
pub(super) const ALL_SCHEMES: [SignatureScheme; 13] = [
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::ECDSA_SHA1_Legacy,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::ED25519,
    SignatureScheme::ED448,
];

/// Verifies a signature of TLS 1.2.
pub(super) fn verify_tls12(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    if is_readable(certificate) {
        return verify_tls12_signature(message, certificate, signed, algorithms);
    }
    let key = public_key(certificate)?;
    let key = webpki::RawPublicKeyEntity::try_from(&key).map_err(|_| Error::from(CertificateError::BadEncoding))?;
    let of_scheme = algorithms.mapping.iter().filter(|(scheme, _)| *scheme == signed.scheme);
    // The scheme does not determine the curve of the key, so several algorithms are tried.
    let fits = of_scheme
        .flat_map(|(_, candidates)| candidates.iter())
        .any(|algorithm| key.verify_signature(*algorithm, message, signed.signature()).is_ok());
    if fits {
        Ok(HandshakeSignatureValid::assertion())
    } else {
        Err(CertificateError::BadSignature.into())
    }
}

/// Verifies a signature of TLS 1.3.
pub(super) fn verify_tls13(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    if is_readable(certificate) {
        return verify_tls13_signature(message, certificate, signed, algorithms);
    }
    verify_tls13_signature_with_raw_key(message, &public_key(certificate)?, signed, algorithms)
}

/// Whether rustls can parse the certificate. It accepts only X.509 version 3, strictly.
fn is_readable(certificate: &CertificateDer<'_>) -> bool {
    webpki::EndEntityCert::try_from(certificate).is_ok()
}

/// The public key in a certificate of any version.
///
/// Certificate parsers check every field strictly, and factory certificates often fail these checks. For a pinned
/// certificate only the key matters, so this function parses only the path to the key.
fn public_key<'c>(certificate: &'c CertificateDer<'_>) -> Result<SubjectPublicKeyInfoDer<'c>, Error> {
    subject_public_key_info(certificate)
        .map(SubjectPublicKeyInfoDer::from)
        .ok_or_else(|| CertificateError::BadEncoding.into())
}

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xA0;

/// The number of elements before the public key: serial number, signature algorithm, issuer, validity, subject.
const BEFORE_KEY: usize = 5;

fn subject_public_key_info(certificate: &[u8]) -> Option<&[u8]> {
    let (_, signed, _) = element(certificate).filter(|(tag, ..)| *tag == SEQUENCE)?;
    let (_, mut rest, _) = element(signed).filter(|(tag, ..)| *tag == SEQUENCE)?;
    // A certificate of version 1 has no version element.
    if rest.first() == Some(&VERSION) {
        rest = rest.get(element(rest)?.2..)?;
    }
    for _ in 0..BEFORE_KEY {
        rest = rest.get(element(rest)?.2..)?;
    }
    let (tag, _, len) = element(rest)?;
    rest.get(..len).filter(|_| tag == SEQUENCE)
}

/// The first element of `der`: its tag, its content, and its total length.
fn element(der: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (len, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
        if digits.len() > size_of::<u32>() {
            return None;
        }
        (
            digits.iter().fold(0, |len, digit| (len << 8) | usize::from(*digit)),
            rest,
        )
    };
    let content = rest.get(..len)?;
    Some((tag, content, der.len() - rest.len() + len))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, KeyPair, PublicKeyData};

    use super::subject_public_key_info;

    #[test]
    fn the_public_key_of_a_certificate_is_found() {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["fmg.example".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        let spki = key.subject_public_key_info();
        assert_eq!(subject_public_key_info(certificate.der()), Some(&*spki));
        for end in 0..spki.len() {
            assert_eq!(subject_public_key_info(&certificate.der()[..end]), None);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), long in 0x80_u8..) {
            let _ = subject_public_key_info(&bytes);
            let _ = subject_public_key_info(&[&[0x30, long][..], &bytes].concat());
        }
    }
}
