//! Tests of typed requests to the JSON url of the GUI.

use fmg_bindings::fmg::{Filter, Query, address};
use fmg_bindings::{Field, adom, name};
use fmg_sim::fault::{Fault, Rule, StatusCode};

use crate::fmg_web::fortimanager::{FortiManager, PASSWORD, USER};

const JSON: &str = "/cgi-bin/module/flatui/json";

#[tokio::test]
async fn reads_use_the_query_and_other_requests_are_posted() {
    let sim = FortiManager::start();
    let fmg = sim
        .builder()
        .credentials(USER, PASSWORD)
        .over_flat_ui()
        .build()
        .unwrap();
    let rows = fmg
        .address()
        .list(adom!("demo"))
        .fields(["name"])
        .filter(Filter::eq("name", "host_001"))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let change = address::Address {
        comment: Field::Set("a secret & more".into()),
        ..Default::default()
    };
    fmg.address()
        .update(adom!("demo"), name!("host_001"), change)
        .await
        .unwrap();
    fmg.workspace().commit_adom(adom!("demo")).await.unwrap();
    fmg.workspace().unlock_adom(adom!("demo")).await.unwrap();
    let changed = fmg.address().get(adom!("demo"), name!("host_001")).await.unwrap();
    assert_eq!(changed.comment.get().map(String::as_str), Some("a secret & more"));

    let received = sim.received();
    let carried: Vec<_> = received.iter().filter(|received| received.uri.path() == JSON).collect();
    let methods: Vec<_> = carried.iter().map(|received| received.method.as_str()).collect();
    assert_eq!(methods, ["GET", "POST", "POST", "POST", "POST", "GET"]);
    for received in carried {
        let query = received.uri.query().unwrap_or_default();
        assert_eq!(query.starts_with("req=%7B%22"), received.method == "GET", "{query}");
        assert!(!query.contains("secret"));
    }
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn wrapped_refusals_are_errors() {
    let sim = FortiManager::start();
    let fmg = sim
        .builder()
        .credentials(USER, PASSWORD)
        .over_flat_ui()
        .build()
        .unwrap();
    let error = fmg.address().get(adom!("demo"), name!("nobody")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.method(), Some("get"));
    let reply = fmg.sys().status().reply().await.unwrap();
    assert!(
        reply.json().starts_with('{') && reply.json().contains("result"),
        "{}",
        reply.json()
    );
    for fault in [
        Fault::DropMidway,
        Fault::Truncate,
        Fault::Garbage,
        Fault::Html(StatusCode::OK),
        Fault::Html(StatusCode::NOT_FOUND),
    ] {
        sim.faults().arm(Rule::new(fault).url(JSON).times(1));
        let error = fmg.sys().status().await.unwrap_err();
        assert!(
            error.is_decode() || error.is_transport() || error.http_status() == Some(404),
            "{fault:?}: {error}"
        );
    }
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_a_failed_login() {
    let sim = FortiManager::start();
    let fmg = sim.builder().credentials(USER, "guess").over_flat_ui().build().unwrap();
    assert!(fmg.login().await.unwrap_err().is_login_failed());
    let error = sim.builder().api_key("key").over_flat_ui().build().unwrap_err();
    assert!(error.to_string().contains("credentials"), "{error}");
}
