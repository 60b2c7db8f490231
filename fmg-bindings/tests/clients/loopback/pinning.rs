//! Tests of certificates that no authority has signed: why they are not trusted, and how a pin accepts them.

use std::sync::Arc;

use fmg_bindings::error::{CertificateFault, CertificateProblem, ErrorKind, TransportErrorKind};
use fmg_bindings::{Error, fmg};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::rustls::crypto::aws_lc_rs::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion};

use crate::appliance::{Answer, Appliance};
use crate::authority::Authority;
use crate::loopback::fortimanager::KEY;

/// A self-signed certificate and its key.
struct SelfSigned {
    certificate: Vec<u8>,
    key: KeyPair,
}

impl SelfSigned {
    fn new(hosts: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Self {
        let hosts: Vec<String> = hosts.iter().copied().map(String::from).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        params.distinguished_name.push(DnType::CommonName, "FMG-VM0000000000");
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().to_vec();
        Self { certificate, key }
    }

    /// A certificate as factories create it: X.509 version 1, without extensions.
    fn of_version_1() -> Self {
        let Self { certificate, key } = Self::new(&[], |_| ());
        let [signed, algorithm, signature] = &elements(content(&certificate))[..] else {
            panic!("a certificate has three parts");
        };
        let members = elements(content(signed));
        // Without the version at the beginning, and without extensions at the end.
        let members = members.into_iter().filter(|member| !matches!(member[0], 0xA0 | 0xA3));
        let signed = sequence(&members.flatten().copied().collect::<Vec<_>>());
        let certificate = sequence(&[signed.as_slice(), algorithm, signature].concat());
        Self { certificate, key }
    }

    /// Starts an appliance with this certificate and the given key.
    fn shown_by(&self, key: &KeyPair, version: &'static SupportedProtocolVersion) -> Appliance {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let chain = vec![CertificateDer::from(self.certificate.clone())];
        // Unlike the usual method, this one does not check whether the two belong together.
        let shown = CertifiedKey::new(chain, any_supported_type(&key).unwrap());
        let config = ServerConfig::builder_with_protocol_versions(&[version])
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Shown(Arc::new(shown))));
        Appliance::start(Arc::new(config), |received| {
            Answer::Json(received.reply(0, "OK", Some(serde_json::json!({"Hostname": "FMG-VM64"}))))
        })
    }

    fn appliance(&self) -> Appliance {
        self.shown_by(&self.key, &TLS13)
    }
}

#[derive(Debug)]
struct Shown(Arc<CertifiedKey>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// The consecutive elements of DER. All of them have lengths of up to two bytes.
fn elements(mut der: &[u8]) -> Vec<&[u8]> {
    let mut elements = Vec::new();
    while !der.is_empty() {
        let (element, rest) = der.split_at(header_len(der) + len(der));
        elements.push(element);
        der = rest;
    }
    elements
}

fn content(element: &[u8]) -> &[u8] {
    &element[header_len(element)..]
}

fn header_len(element: &[u8]) -> usize {
    2 + usize::from(element[1].saturating_sub(0x80))
}

fn len(element: &[u8]) -> usize {
    match element[1] {
        0x81 => usize::from(element[2]),
        0x82 => usize::from(element[2]) << 8 | usize::from(element[3]),
        len => usize::from(len),
    }
}

fn sequence(content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[0x30, 0x82], &len[..], content].concat()
}

fn builder(appliance: &Appliance) -> fmg::Builder {
    fmg::Client::builder(appliance.url()).no_proxy().api_key(KEY)
}

async fn ask(builder: fmg::Builder) -> Result<fmg::sys::SystemInfo, Error> {
    builder.build().unwrap().sys().status().await
}

/// The certificate fault in the error, and its text.
#[track_caller]
fn fault(error: &Error) -> (CertificateFault, String) {
    let ErrorKind::Transport(transport) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(transport.kind(), TransportErrorKind::Certificate, "{error:?}");
    let fault = error.certificate().unwrap().clone();
    assert_eq!(transport.certificate(), Some(&fault));
    let text = error.to_string();
    assert!(
        text.contains("not trusted") && text.contains(&fault.fingerprint()),
        "{text}"
    );
    assert!(std::error::Error::source(error).is_some());
    (fault, text)
}

/// One certificate of each kind that only its fingerprint can accept, with the problem that it has as a trusted root.
fn own() -> Vec<(SelfSigned, CertificateProblem, &'static str)> {
    let authority = |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let expired = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    };
    let early = |params: &mut CertificateParams| params.not_before = date_time_ymd(2999, 1, 1);
    vec![
        (
            SelfSigned::new(&["127.0.0.1"], authority),
            CertificateProblem::AuthorityItself,
            "certificate of an authority (CA:TRUE)",
        ),
        (
            SelfSigned::new(&[], |_| ()),
            CertificateProblem::NoNames,
            "contains no host name",
        ),
        (
            SelfSigned::new(&["fmg.example"], |_| ()),
            CertificateProblem::OtherNames,
            "another host than that of the base url",
        ),
        (
            SelfSigned::new(&["127.0.0.1"], expired),
            CertificateProblem::Expired,
            "expired",
        ),
        (
            SelfSigned::new(&["127.0.0.1"], early),
            CertificateProblem::NotYetValid,
            "clocks",
        ),
    ]
}

#[tokio::test]
async fn each_cause_has_its_own_message() {
    let mut sentences = Vec::new();
    for (own, problem, part) in own() {
        let appliance = own.appliance();
        let error = ask(builder(&appliance).root_certificate(&own.certificate))
            .await
            .unwrap_err();
        let (found, text) = fault(&error);
        assert_eq!(found.problem(), problem, "{text}");
        assert!(text.contains(part), "{text}");
        assert_eq!(
            found.names().iter().any(|name| name == "fmg.example") && text.contains("fmg.example"),
            problem == CertificateProblem::OtherNames,
            "{text}"
        );
        assert!(appliance.received().is_empty());
        sentences.push(text.replace(&found.fingerprint(), ""));
    }
    sentences.sort_unstable();
    sentences.dedup();
    assert_eq!(sentences.len(), own().len());
}

#[tokio::test]
async fn an_unknown_certificate_is_reported_with_its_fingerprint_and_accepted_by_it() {
    let authority = Authority::new().pem();
    let certificates = own()
        .into_iter()
        .map(|(own, ..)| (own, CertificateProblem::UnknownAuthority));
    let factory = [(SelfSigned::of_version_1(), CertificateProblem::Unreadable)];
    for (own, problem) in certificates.chain(factory) {
        for version in [&TLS12, &TLS13] {
            let appliance = own.shown_by(&own.key, version);
            let error = ask(builder(&appliance).root_certificate(&authority)).await.unwrap_err();
            let (found, text) = fault(&error);
            // Its dates may be checked before its issuer.
            let dates = [
                CertificateProblem::Expired,
                CertificateProblem::NotYetValid,
                CertificateProblem::AuthorityItself,
            ];
            assert!(found.problem() == problem || dates.contains(&found.problem()), "{text}");
            let fingerprint = found.fingerprint();
            for pin in [fingerprint.clone(), fingerprint.replace(':', "").to_lowercase()] {
                let pinned = builder(&appliance)
                    .pin_certificate("00".repeat(32))
                    .pin_certificate(pin);
                let status = ask(pinned).await.unwrap();
                assert_eq!(status.hostname.as_deref(), Some("FMG-VM64"));
            }
        }
    }
}

#[tokio::test]
async fn no_other_certificate_is_accepted() {
    let (pinned, other) = (
        SelfSigned::new(&["127.0.0.1"], |_| ()),
        SelfSigned::new(&["127.0.0.1"], |_| ()),
    );
    let fingerprint = fingerprint(&pinned).await;
    let appliance = other.appliance();
    let error = ask(builder(&appliance).pin_certificate(&fingerprint))
        .await
        .unwrap_err();
    let (found, text) = fault(&error);
    assert_eq!(found.problem(), CertificateProblem::NotPinned);
    assert!(
        text.contains("not one of the pinned certificates") && !text.contains(&fingerprint),
        "{text}"
    );
    // A certificate of a given authority is accepted as well, that of another authority is not.
    let authority = Authority::new();
    let signed = Appliance::start(authority.server(&["127.0.0.1"], None), |received| {
        Answer::Json(received.reply(0, "OK", Some(serde_json::json!({}))))
    });
    let both = builder(&signed)
        .root_certificate(authority.pem())
        .pin_certificate(&fingerprint);
    ask(both).await.unwrap();
    let both = builder(&appliance)
        .root_certificate(authority.pem())
        .pin_certificate(&fingerprint);
    assert_eq!(
        fault(&ask(both).await.unwrap_err()).0.problem(),
        CertificateProblem::UnknownAuthority
    );
    assert!(appliance.received().is_empty());
}

#[tokio::test]
async fn a_pinned_certificate_needs_its_private_key() {
    for own in [SelfSigned::new(&["127.0.0.1"], |_| ()), SelfSigned::of_version_1()] {
        let fingerprint = fingerprint(&own).await;
        let stranger = KeyPair::generate().unwrap();
        for version in [&TLS12, &TLS13] {
            let appliance = own.shown_by(&stranger, version);
            let error = ask(builder(&appliance).pin_certificate(&fingerprint))
                .await
                .unwrap_err();
            assert!(error.is_transport() && !error.is_retryable(), "{error:?}");
            assert!(appliance.received().is_empty());
        }
    }
}

async fn fingerprint(own: &SelfSigned) -> String {
    let appliance = own.appliance();
    let error = ask(builder(&appliance).pin_certificate("00".repeat(32)))
        .await
        .unwrap_err();
    fault(&error).0.fingerprint()
}

#[test]
fn an_invalid_fingerprint_is_refused_when_the_client_is_built() {
    let builder = || fmg::Client::builder("https://fmg.example").api_key(KEY);
    for pin in ["", "AB", "sha256//abc", &"AB:".repeat(32), &"g".repeat(64)] {
        let text = builder().pin_certificate(pin).build().unwrap_err().to_string();
        assert!(
            text.contains("pinned certificate") && text.contains("64 hexadecimal digits"),
            "{text}"
        );
    }
    let any = builder().pin_certificate("ab".repeat(32)).danger_accept_invalid_certs();
    let text = any.build().unwrap_err().to_string();
    assert!(text.contains("accepts any certificate"), "{text}");
}

#[cfg(all(feature = "fortios", feature = "web"))]
#[tokio::test]
async fn every_client_can_pin() {
    let own = SelfSigned::of_version_1();
    let fingerprint = fingerprint(&own).await;
    let appliance = own.appliance();
    let fgt = fmg_bindings::fortios::Client::builder(appliance.url())
        .no_proxy()
        .token("token");
    let fgt = fgt.pin_certificate(&fingerprint).build().unwrap();
    let _ = fgt.monitor().system().ha_checksums().await;
    let gui = fmg::gui::Client::builder(appliance.url())
        .no_proxy()
        .credentials("admin", "x");
    let _ = gui.pin_certificate(&fingerprint).build().unwrap().login().await;
    let rest = fmg::Client::builder(appliance.url())
        .no_proxy()
        .credentials("admin", "x")
        .over_rest();
    let _ = rest.pin_certificate(&fingerprint).build().unwrap().sys().status().await;
    assert_eq!(appliance.received().len(), 3);
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_can_pin() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let own = SelfSigned::of_version_1();
    let fingerprint = runtime.block_on(fingerprint(&own));
    let appliance = own.appliance();
    let builder = fmg::blocking::Client::builder(appliance.url()).no_proxy().api_key(KEY);
    let fmg = builder.pin_certificate(fingerprint).build().unwrap();
    fmg.sys().status().send().unwrap();
}
