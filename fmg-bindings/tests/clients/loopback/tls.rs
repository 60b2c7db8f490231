//! Tests of trust in certificates, and of client authentication.

use std::error::Error as _;

use fmg_bindings::error::{ErrorKind, TransportErrorKind};
use fmg_bindings::{Error, fmg};

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::{Authority, Signed};
use crate::loopback::fortimanager::{FortiManager, KEY};

/// Starts an appliance that needs no login, with a certificate for `hosts`.
fn appliance(authority: &Authority, hosts: &[&str], clients: Option<&Authority>) -> Appliance {
    Appliance::start(authority.server(hosts, clients), ok)
}

fn ok(received: &Received) -> Answer {
    Answer::Json(received.reply(0, "OK", Some(serde_json::json!({"Hostname": "FMG-VM64"}))))
}

fn builder(appliance: &Appliance) -> fmg::Builder {
    fmg::Client::builder(appliance.url()).no_proxy().api_key(KEY)
}

/// The kind of the transport error.
#[track_caller]
fn transport_error(error: &Error) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_custom_authority_is_trusted_as_pem_bundle_or_der() {
    let (authority, other) = (Authority::new(), Authority::new());
    let appliance = appliance(&authority, &["127.0.0.1"], None);
    let bundle = format!("# two authorities\n{}\n{}", other.pem(), authority.pem());
    for certificate in [authority.pem().into_bytes(), bundle.into_bytes(), authority.der()] {
        let fmg = builder(&appliance).root_certificate(certificate).build().unwrap();
        let status = fmg.sys().status().await.unwrap();
        assert_eq!(status.hostname.as_deref(), Some("FMG-VM64"));
    }
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused_before_anything_is_sent() {
    let authority = Authority::new();
    let appliance = appliance(&authority, &["127.0.0.1"], None);
    let fmg = builder(&appliance)
        .root_certificate(Authority::new().pem())
        .build()
        .unwrap();
    let error = fmg.sys().status().await.unwrap_err();
    assert_eq!(transport_error(&error), TransportErrorKind::Certificate, "{error:?}");
    assert!(!error.is_retryable() && !error.is_timeout(), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("not trusted") && text.contains("root certificate"),
        "{text}"
    );
    assert!(error.source().is_some(), "the error of rustls is the source");
    assert!(appliance.received().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new();
    let appliance = appliance(&authority, &["fmg.example"], None);
    let fmg = builder(&appliance).root_certificate(authority.pem()).build().unwrap();
    let error = fmg.sys().status().await.unwrap_err();
    assert_eq!(transport_error(&error), TransportErrorKind::Certificate, "{error:?}");
}

#[tokio::test]
async fn only_the_danger_method_accepts_any_certificate() {
    let authority = Authority::new();
    let appliance = appliance(&authority, &["fmg.example"], None);
    let fmg = builder(&appliance).danger_accept_invalid_certs().build().unwrap();
    fmg.sys().status().await.unwrap();
}

#[tokio::test]
async fn a_client_certificate_is_sent_on_request() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let appliance = appliance(&authority, &["127.0.0.1"], Some(&clients));
    let trusting = || builder(&appliance).root_certificate(authority.pem());

    let own = clients.client("automation");
    let fmg = trusting().client_certificate(own.certificate, own.key).build().unwrap();
    fmg.sys().status().await.unwrap();

    // The appliance requires a client certificate, which is not a fault of its own certificate.
    let error = trusting().build().unwrap().sys().status().await.unwrap_err();
    assert_eq!(
        transport_error(&error),
        TransportErrorKind::ClientCertificate,
        "{error:?}"
    );
    assert!(!error.is_retryable(), "{error:?}");
    let foreign = Authority::new().client("automation");
    let fmg = trusting()
        .client_certificate(foreign.certificate, foreign.key)
        .build()
        .unwrap();
    let error = fmg.sys().status().await.unwrap_err();
    assert_eq!(
        transport_error(&error),
        TransportErrorKind::ClientCertificate,
        "{error:?}"
    );
    assert_eq!(appliance.received().len(), 1);
}

#[test]
fn an_invalid_certificate_is_refused_when_the_client_is_built() {
    let authority = Authority::new();
    let Signed { certificate, key } = authority.client("automation");
    let damaged = authority.pem().replacen("MII", "!!!", 1);
    let mut cut = authority.der();
    cut.truncate(cut.len() / 2);
    for (root, problem) in [
        (Vec::new(), "neither PEM text nor a certificate in DER"),
        (b"certificate".to_vec(), "neither PEM text nor a certificate in DER"),
        (cut, "damaged certificate"),
        (damaged.into_bytes(), "damaged PEM text"),
        (key.clone().into_bytes(), "PEM text without a certificate"),
    ] {
        let error = fmg::Client::builder("https://fmg.example")
            .api_key(KEY)
            .root_certificate(root)
            .build();
        let text = error.unwrap_err().to_string();
        assert!(text.contains("root certificate") && text.contains(problem), "{text}");
    }
    let other = authority.client("automation").key;
    for (certificate, key) in [
        ("", key.as_str()),
        (&certificate, ""),
        (&certificate, &other),
        ("x", "y"),
    ] {
        let error = fmg::Client::builder("https://fmg.example")
            .api_key(KEY)
            .client_certificate(certificate, key);
        let text = error.build().unwrap_err().to_string();
        assert!(text.contains("client certificate"), "{text}");
    }
}

#[tokio::test]
async fn an_api_key_is_sent_in_the_header_only() {
    let appliance = FortiManager::start();
    let fmg = appliance
        .builder()
        .api_key(KEY)
        .user_agent("inventory/2")
        .build()
        .unwrap();
    fmg.login().await.unwrap();
    fmg.sys().status().await.unwrap();
    fmg.close().await.unwrap();

    let received = appliance.received();
    assert_eq!(received.len(), 1, "neither login nor logout");
    let call = &received[0];
    assert_eq!(call.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(call.headers["content-type"], "application/json");
    assert_eq!(call.headers["user-agent"], "inventory/2");
    assert_eq!(call.path, "/jsonrpc");
    assert!(call.body.get("session").is_none(), "{}", call.body);
    assert!(!call.body.to_string().contains(KEY));
}
