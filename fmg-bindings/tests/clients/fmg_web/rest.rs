//! Tests of the REST API.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::error::{EncodeErrorKind, ErrorKind, NotInRest};
use fmg_bindings::fmg::{Filter, Query, address};
use fmg_bindings::{Credentials, Error, adom, name, package};
use fmg_sim::fault::{Fault, Rule};

use crate::fmg_web::fortimanager::{FortiManager, PASSWORD, USER};

fn not_in_rest(error: &Error) -> Option<NotInRest> {
    let ErrorKind::Encode(error) = error.kind() else {
        return None;
    };
    match error.kind() {
        EncodeErrorKind::NotInRest(reason) => Some(reason),
        _ => None,
    }
}

#[tokio::test]
async fn typed_requests_return_the_same_as_by_json_rpc() {
    let sim = FortiManager::start();
    let rest = sim.rest();
    let json_rpc = sim.builder().credentials(USER, PASSWORD).build().unwrap();
    let (one, other) = (
        rest.sys().status().await.unwrap(),
        json_rpc.sys().status().await.unwrap(),
    );
    assert!(one.hostname.is_some());
    assert_eq!((one.hostname, one.serial_number), (other.hostname, other.serial_number));

    let (one, other) = (
        rest.dvmdb().get_adom(adom!("demo")),
        json_rpc.dvmdb().get_adom(adom!("demo")),
    );
    let (one, other) = (one.await.unwrap(), other.await.unwrap());
    assert_eq!((one.name, one.oid, one.mode), (other.name, other.oid, other.mode));
    let rows = rest.address().list(adom!("demo")).await.unwrap();
    assert!(!rows.is_empty());

    let asked: Vec<_> = sim
        .asked()
        .into_iter()
        .filter(|asked| asked.contains("/jsonrpc/"))
        .collect();
    assert_eq!(
        asked,
        [
            "GET /jsonrpc/sys/status",
            "GET /jsonrpc/dvmdb/adom/demo",
            "GET /jsonrpc/pm/config/adom/demo/obj/firewall/address",
        ]
    );
    json_rpc.close().await.unwrap();
    rest.close().await.unwrap();
    assert!(sim.fmg().sessions().len() <= 1, "all REST calls share one session");
}

#[tokio::test]
async fn a_request_that_rest_cannot_express_is_not_sent() {
    let sim = FortiManager::start();
    let rest = sim.rest();
    let address = address::Address::default();
    let refused = rest
        .address()
        .set(adom!("demo"), name!("a"), address)
        .await
        .unwrap_err();
    assert_eq!(not_in_rest(&refused), Some(NotInRest::Verb("set")));
    let text = refused.to_string();
    assert!(text.contains("send it by JSON-RPC") && text.contains("`set`"), "{text}");

    let filtered = rest.address().list(adom!("demo")).filter(Filter::eq("name", "a"));
    assert_eq!(not_in_rest(&filtered.await.unwrap_err()), Some(NotInRest::Beside));
    let slash = rest.address().get(adom!("demo"), name!("net/8"));
    assert_eq!(not_in_rest(&slash.await.unwrap_err()), Some(NotInRest::Slash));
    let remote = rest
        .dvmdb()
        .add_adoms(Vec::new())
        .with(|call| call.remote("deployment/proxy/1"));
    assert!(not_in_rest(&remote.await.unwrap_err()).is_some());
    assert!(sim.received().is_empty());
}

#[tokio::test]
async fn a_refusal_is_an_api_error() {
    let sim = FortiManager::start();
    let rest = sim.rest();
    let error = rest.address().get(adom!("demo"), name!("no such")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = rest.package().get(adom!("nowhere"), package!("p")).await.unwrap_err();
    assert!(error.code().is_some(), "{error}");

    let stranger = sim.builder().credentials(USER, "guess").over_rest().build().unwrap();
    let error = stranger.sys().status().await.unwrap_err();
    assert!(error.is_permission() && error.http_status() == Some(401), "{error}");
}

#[tokio::test]
async fn rest_has_calls_of_its_own() {
    let sim = FortiManager::start();
    // A JSON-RPC client has them too, with its own user and password.
    let fmg = sim.builder().credentials(USER, PASSWORD).build().unwrap();
    let status = fmg.rest().status().await.unwrap();
    assert!(status.hostname.is_some());
    let adom = fmg.rest().get_adom(adom!("demo")).await.unwrap();
    assert_eq!(adom.name.get().map(String::as_str), Some("demo"));
    assert!(fmg.rest().list_adoms().await.unwrap().len() > 1);
    assert_eq!(sim.asked().len(), 3, "no login");
}

#[tokio::test]
async fn rest_needs_user_and_password() {
    let sim = FortiManager::start();
    let keyed = sim.builder().api_key("key").build().unwrap();
    let error = keyed.rest().status().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(_)), "{error}");
    assert!(error.to_string().contains("no API key"), "{error}");
    let error = sim.builder().api_key("key").over_rest().build().unwrap_err();
    assert!(error.to_string().contains("credentials"), "{error}");

    let odd = sim.builder().credentials("a:b", "c");
    let error = odd.over_rest().build().unwrap_err();
    assert!(error.to_string().contains("colon"), "{error}");
    // JSON-RPC works without them.
    let odd = sim.builder().credentials("a:b", "c").build().unwrap();
    assert!(odd.rest().status().await.unwrap_err().to_string().contains("colon"));
    assert!(sim.received().is_empty());
}

#[tokio::test]
async fn every_protocol_reports_retry_after() {
    let sim = FortiManager::start();
    let (rest, gui) = (sim.rest(), sim.gui());
    gui.login().await.unwrap();
    let busy = Fault::TooManyRequests { retry_after: Some(7) };
    sim.faults().arm(Rule::new(busy));
    let folder = tempfile::tempdir().unwrap();
    let backup = rest.rest().backup().save_as(folder.path().join("x.dat")).await;
    for error in [
        rest.sys().status().await.unwrap_err(),
        backup.unwrap_err(),
        gui.sys().uptime().await.unwrap_err(),
        sim.gui().login().await.unwrap_err(),
    ] {
        assert!(error.is_rate_limited(), "{error:?}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)), "{error:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let sim = FortiManager::start();
    let rest = sim.builder().credentials(USER, "guess").over_rest().build().unwrap();
    for _ in 0..20 {
        let error = rest.sys().status().await.unwrap_err();
        assert_eq!(error.http_status(), Some(401), "{error}");
    }
    let backup = || rest.rest().backup().with(|backup| backup.passwd("x")).bytes();
    assert!(backup().await.unwrap_err().is_login_withheld());
    assert_eq!(sim.asked().len(), 1);
    // An explicit login allows the client to send it once more.
    rest.login().await.unwrap();
    assert!(!backup().await.unwrap_err().is_login_withheld());
    assert!(rest.sys().status().await.unwrap_err().is_login_withheld());
    assert_eq!(sim.asked().len(), 2);
}

#[tokio::test]
async fn refused_passwords_that_recur_are_not_sent_again() {
    let sim = FortiManager::start();
    let asked = AtomicUsize::new(0);
    let credentials = move || {
        let password = ["guess", "another"][asked.fetch_add(1, Ordering::Relaxed) % 2];
        async move { Ok(Credentials::new(USER, password)) }
    };
    let rest = sim.builder().credentials_from(credentials).over_rest().build().unwrap();
    for _ in 0..8 {
        rest.sys().status().await.unwrap_err();
    }
    assert_eq!(sim.asked().len(), 2);
}

#[tokio::test]
async fn a_client_uses_changed_credentials() {
    let sim = FortiManager::start();
    let password = Arc::new(Mutex::new("old"));
    let own = Arc::clone(&password);
    let credentials = move || {
        let password = *own.lock().unwrap();
        async move { Ok(Credentials::new(USER, password)) }
    };
    let rest = sim.builder().credentials_from(credentials).over_rest().build().unwrap();
    rest.sys().status().await.unwrap_err();
    *password.lock().unwrap() = PASSWORD;
    rest.sys().status().await.unwrap();
    assert_eq!(sim.asked().len(), 2);
}
