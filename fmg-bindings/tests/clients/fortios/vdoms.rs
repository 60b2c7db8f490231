//! Tests of calls in one VDOM, in several and in all.

use fmg_bindings::error::ErrorKind;
use fmg_bindings::fortios::{Conditional, Method, VdomName, Vdoms};
use fmg_bindings::{Error, path, vdom};
use serde_json::{Value, json};

use crate::appliance::Answer;
use crate::fortios::canned::Canned;
use crate::fortios::fortigate::{Firmware, FortiGate, PASSWORD, POLICY, TOKEN};

fn queries(appliance: &FortiGate) -> Vec<String> {
    appliance
        .received()
        .into_iter()
        .map(|received| received.query)
        .collect()
}

#[tokio::test]
async fn the_vdom_of_a_call_replaces_that_of_the_client() {
    let appliance = FortiGate::start_with(Firmware::Key, json!({"vdoms": ["e&dge/1", "own"]}));
    let fgt = appliance
        .builder()
        .vdom(vdom!("root"))
        .credentials("api-admin", PASSWORD)
        .build()
        .unwrap();
    fgt.monitor().firewall().policy().await.unwrap();
    let named = VdomName::new("e&dge/1").unwrap();
    fgt.monitor().firewall().policy().vdom(named).await.unwrap();
    fgt.call(Method::Get, path!("/api/v2/cmdb/firewall/address"))
        .query("vdom", "own")
        .await
        .unwrap();
    fgt.close().await.unwrap();
    assert_eq!(
        queries(&appliance),
        ["", "vdom=root", "vdom=e%26dge%2F1", "vdom=own", ""],
        "login and logout name no VDOM"
    );
}

#[tokio::test]
async fn each_vdom_has_its_own_outcome() {
    // The administrator has no access to `edge`.
    let user = json!({"name": "robot", "token": TOKEN, "profile": "prof_admin", "vdoms": ["root", "lab"]});
    let appliance = FortiGate::start_with(Firmware::Key, json!({"api_users": [user]}));
    let fgt = appliance.builder().vdom(vdom!("root")).token(TOKEN).build().unwrap();
    let named = Vdoms::from([vdom!("root"), vdom!("edge"), vdom!("lab")]);
    for (vdoms, expected) in [
        (Vdoms::all(), vec![("lab", Ok(0)), ("root", Ok(1))]),
        (named, vec![("root", Ok(1)), ("edge", Err(Some(403))), ("lab", Ok(0))]),
    ] {
        let outcomes = fgt
            .monitor()
            .firewall()
            .policy()
            .read_as::<Vec<Value>>()
            .each_vdom(vdoms)
            .await
            .unwrap();
        let told: Vec<_> = outcomes
            .iter()
            .map(|each| {
                (
                    each.vdom.as_str(),
                    each.outcome.as_ref().map(Vec::len).map_err(Error::http_status),
                )
            })
            .collect();
        assert_eq!(told, expected);
        for error in outcomes.iter().filter_map(|each| each.outcome.as_ref().err()) {
            assert!(error.is_permission() && error.to_string().contains(POLICY), "{error}");
        }
    }
    let lone = fgt.monitor().firewall().policy().each_vdom(vdom!("lab")).await.unwrap();
    assert_eq!((lone.len(), lone[0].vdom.as_str()), (1, "lab"));
    assert_eq!(queries(&appliance), ["vdom=*", "vdom=root,edge,lab", "vdom=lab"]);
}

#[tokio::test]
async fn the_older_spelling_of_all_vdoms_can_be_sent() {
    let appliance = FortiGate::start(Firmware::Old);
    let fgt = appliance.token_client();
    fgt.monitor()
        .firewall()
        .policy()
        .each_vdom(Vdoms::global())
        .await
        .unwrap();
    assert_eq!(queries(&appliance), ["global=1"]);
}

#[tokio::test]
async fn a_vdom_that_has_not_answered_is_a_separate_error() {
    let answer = |vdom: &str| json!({"vdom": vdom, "status": "success", "results": []});
    for (answers, failed) in [
        (json!([answer("root"), answer("edge")]), vec![]),
        (json!([answer("root")]), vec!["edge"]),
        (answer("edge"), vec!["root"]),
        (json!([answer("root"), answer("lab")]), vec!["edge", "lab"]),
        (
            json!([answer("root"), answer("edge"), answer("root")]),
            vec!["root", "root"],
        ),
    ] {
        let appliance = Canned::start(move |_| Answer::Json(answers.clone()));
        let vdoms = Vdoms::from([vdom!("root"), vdom!("edge")]);
        let fgt = appliance.token_client();
        let outcomes = fgt.monitor().firewall().policy().each_vdom(vdoms).await.unwrap();
        let mut not_done: Vec<_> = outcomes
            .iter()
            .filter(|each| each.outcome.is_err())
            .map(|each| each.vdom.as_str())
            .collect();
        not_done.sort_unstable();
        assert_eq!(not_done, failed);
        for error in outcomes.iter().filter_map(|each| each.outcome.as_ref().err()) {
            assert!(error.is_decode() && error.to_string().contains(POLICY), "{error}");
        }
    }
}

#[tokio::test]
async fn several_responses_to_a_call_in_one_vdom_are_an_error() {
    let appliance = Canned::start(|_| {
        let one = json!({"vdom": "root", "status": "success", "results": []});
        Answer::Json(json!([one, one]))
    });
    let error = appliance
        .token_client()
        .monitor()
        .firewall()
        .policy()
        .await
        .unwrap_err();
    assert!(error.is_decode(), "{error:?}");
}

#[tokio::test]
async fn unchanged_data_is_not_sent_again() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.token_client();
    let first = fgt.monitor().system().ha_checksums().reply().await.unwrap();
    let etag = first.etag().unwrap().clone();
    assert_eq!(appliance.received()[0].header("if-none-match"), None);
    let again = fgt.monitor().system().ha_checksums().if_changed(&etag).await.unwrap();
    assert!(again.is_unchanged());
    let old = fmg_bindings::fortios::ETag::from_text("\"7e\"").unwrap();
    let Conditional::Changed { value, etag: now } =
        fgt.monitor().system().ha_checksums().if_changed(&old).await.unwrap()
    else {
        panic!("it has changed");
    };
    assert!(!value.is_empty());
    assert_eq!((&value, now), (first.value(), Some(etag)));
}

#[tokio::test]
async fn a_call_with_a_vdom_parameter_is_not_made_in_several() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.builder().token(TOKEN).build().unwrap();
    for name in ["vdom", "global"] {
        let call = fgt
            .call(Method::Get, path!("/api/v2/cmdb/firewall/address"))
            .query(name, "root");
        let error = call.each_vdom([vdom!("root"), vdom!("lab")]).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Encode(_)), "{error}");
    }
    assert_eq!(appliance.received().len(), 0);
}
