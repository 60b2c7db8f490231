//! Tests of envelopes, and of refused requests.

use fmg_bindings::fmg::{Method, sys};
use fmg_bindings::{Code, adom, url};
use fmg_sim::Sim;
use serde_json::json;

use super::admin;

#[tokio::test]
async fn calls_and_members_without_a_spec_are_refused() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let error = fmg.call(Method::Get, url!("/sys/nonsense")).await.unwrap_err();
    assert!(error.is_invalid_url(), "{error}");
    let error = fmg.call(Method::Delete, url!("/sys/status")).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::COMMAND_INVALID_FOR_URL));
    let error = fmg.package().list(adom!("not-existing")).await.unwrap_err();
    assert!(error.is_invalid_url(), "{error}");
    let address = url!("/pm/config/adom/root/obj/firewall/address");
    let error = fmg
        .call(Method::Add, address)
        .data(json!({"name": "a", "color": 33}))
        .await
        .unwrap_err();
    assert!(error.is_invalid_data(), "{error}");
}

#[tokio::test]
async fn replies_of_system_calls_are_decoded() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let backup = || sys::Backup::new("fmg.dat", "192.0.2.1", "scp");
    let error = fmg.send(backup()).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::DATA_INVALID_FOR_URL));
    assert!(error.to_string().contains("Backup password must be set"), "{error}");
    let started = fmg.send(backup().passwd("secret")).await.unwrap();
    let task = fmg.task().get(started.task.unwrap()).await.unwrap();
    assert_eq!(task.user.as_deref(), Some("admin"));
    fmg.sys()
        .reboot()
        .with(|call| call.message("for the test"))
        .await
        .unwrap();
    assert!(fmg.sys().status().await.unwrap_err().is_permission());
}

#[tokio::test]
async fn the_initial_state_is_as_documented() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    assert_eq!(fmg.sys().performance().await.unwrap().cpu.unwrap().cpu_count, Some(4));
    assert!(fmg.sys().license().await.unwrap().count.is_some());
    assert_eq!(fmg.sys().ha_status().await.unwrap().members.unwrap().len(), 1);
}
