//! The certificates of a sim: an authority of its own, made at start, and the server certificate that it signs. Keys
//! are kept in memory only.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The time before its creation from which a certificate is valid, for clients whose clocks are behind.
const BEFORE: Duration = Duration::from_secs(24 * 60 * 60);
/// The time after its creation until which a certificate is valid. Some clients refuse a validity of more than 825
/// days.
const AFTER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The TLS configuration of the server, and the certificate that clients have to trust.
pub(crate) struct Identity {
    pub(crate) tls: Arc<ServerConfig>,
    /// The certificate of the authority.
    pub(crate) pem: String,
}

/// Makes an authority, and a server certificate for the loopback names and `addresses`.
pub(crate) fn make(addresses: &[IpAddr]) -> Result<Identity, Box<dyn std::error::Error + Send + Sync>> {
    let mut params = dated();
    // A client may trust the authorities of several sims. If two had the same name, it could check with the wrong one.
    let key = KeyPair::generate()?;
    let number = fastrand::u64(..);
    params
        .distinguished_name
        .push(DnType::CommonName, format!("fmg-sim authority {number:016x}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = params.self_signed(&key)?;
    let issuer = Issuer::new(params, key);

    let mut params = dated();
    params.distinguished_name.push(DnType::CommonName, "fmg-sim");
    params.subject_alt_names = names(addresses)?;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;

    let chain = vec![certificate.der().clone()];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    // Named, because rustls chooses no default if a program links several providers.
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Identity {
        tls: Arc::new(tls),
        pem: authority.pem(),
    })
}

fn dated() -> CertificateParams {
    let now = SystemTime::now();
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = now.checked_sub(BEFORE).unwrap_or(now).into();
    params.not_after = now.checked_add(AFTER).unwrap_or(now).into();
    params
}

fn names(addresses: &[IpAddr]) -> Result<Vec<SanType>, rcgen::Error> {
    let mut names = vec![
        SanType::DnsName(Ia5String::try_from("localhost")?),
        SanType::IpAddress([127, 0, 0, 1].into()),
        SanType::IpAddress(std::net::Ipv6Addr::LOCALHOST.into()),
    ];
    for address in addresses {
        let name = SanType::IpAddress(*address);
        // An unspecified address is only for listening; no client connects to it.
        if !address.is_unspecified() && !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}
