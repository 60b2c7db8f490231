//! The certificate of a sim: an authority of its own, made at start, and what it signs. No key is ever written down.

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

/// How long before its making a certificate is valid: the clock of a client may be a little behind.
const BEFORE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long after its making it is. Some clients refuse a server certificate that is valid for more than 825 days.
const AFTER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What a server shows, and what a client has to trust.
pub(crate) struct Identity {
    pub(crate) tls: Arc<ServerConfig>,
    /// The certificate of the authority.
    pub(crate) pem: String,
}

/// Makes an authority, and a certificate for the loopback names and `addresses`.
pub(crate) fn make(addresses: &[IpAddr]) -> Result<Identity, Box<dyn std::error::Error + Send + Sync>> {
    let mut params = dated();
    // A client may keep authorities of several sims: of two with one name, one looks like a forger of the other.
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
    // Named, because a program that holds several providers has no default one.
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
        // An unspecified address is one to listen at, not one to be called by.
        if !address.is_unspecified() && !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}
