//! Tests of each fault with a client.

use std::time::Duration;

use fmg_bindings::error::{ErrorKind, TransportErrorKind};
use fmg_bindings::{Error, fmg, fortios};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule, StatusCode};

/// The field is empty and listed as a misfit, or the call fails if it is strict.
#[tokio::test]
async fn a_misfit_leaves_its_field_empty() {
    let sim = Sim::start().await.unwrap();
    let client = fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap();
    let armed = sim
        .faults()
        .arm("url=*/firewall/address,do=misfit,field=subnet".parse().unwrap());
    let list = || client.address().list(fmg_bindings::adom!("demo"));
    let reply = list().reply().await.unwrap();
    assert_eq!(reply.misfits().total(), reply.value().len());
    let paths: Vec<_> = reply.misfits().iter().map(|misfit| misfit.path().to_owned()).collect();
    assert!(paths.iter().all(|path| path.contains(".subnet")), "{paths:?}");
    assert!(list().strict().await.unwrap_err().to_string().contains("subnet"));
    assert_eq!(armed.hits(), 2);
    armed.disarm();
    assert!(list().strict().await.is_ok());

    let device = fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .token(sim.fortios().token("api-admin").unwrap())
        .build()
        .unwrap();
    sim.faults()
        .arm("url=*/system/interface,do=misfit,field=speed".parse().unwrap());
    let reply = device.monitor().system().interface().reply().await.unwrap();
    assert!(!reply.value().is_empty());
    assert_eq!(reply.misfits().total(), reply.value().len());
    sim.faults().clear();
    sim.faults().arm("url=*/system/interface,do=misfit".parse().unwrap());
    let reply = device.monitor().system().interface().reply().await.unwrap();
    assert!(reply.misfits().total() > reply.value().len(), "every member");
}

#[tokio::test]
async fn a_redirect_to_the_login_is_reported() {
    let error = error_of(Fault::Html(StatusCode::FOUND)).await;
    assert!(error.is_redirect(), "{error}");
    assert!(error.redirect().is_some_and(|to| to.ends_with("/login")), "{error:?}");
}

/// The error of the bindings for a fault.
async fn error_of(fault: Fault) -> Error {
    let sim = Sim::start().await.unwrap();
    sim.faults().arm(Rule::new(fault).url("/sys/status"));
    let client = fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .api_key("key")
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    client.sys().status().await.unwrap_err()
}

#[tokio::test]
async fn the_bindings_distinguish_faults() {
    for fault in [Fault::Refuse, Fault::Drop, Fault::DropMidway, Fault::Truncate] {
        let error = error_of(fault).await;
        let ErrorKind::Transport(transport) = error.kind() else {
            panic!("{fault}: {error:?}");
        };
        assert_eq!(transport.kind(), TransportErrorKind::Interrupted, "{fault}: {error:?}");
    }
    assert!(error_of(Fault::Delay(Duration::from_secs(5))).await.is_timeout());
    for fault in [Fault::Garbage, Fault::Html(StatusCode::OK), Fault::ServerError] {
        let error = error_of(fault).await;
        assert!(!matches!(error.kind(), ErrorKind::Transport(_)), "{fault}: {error:?}");
    }
}
