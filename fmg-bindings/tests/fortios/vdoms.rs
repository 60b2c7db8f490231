//! Calls in one VDOM, in several and in all.

use fmg_bindings::fortios::{Conditional, Method, VdomName, Vdoms};
use fmg_bindings::{Error, path, vdom};
use serde_json::{Value, json};

use crate::appliance::{Answer, Received};
use crate::fortigate::{Admin, Firmware, FortiGate, PASSWORD, POLICY, TOKEN, form, page};

fn queries(appliance: &FortiGate) -> Vec<String> {
    appliance
        .received()
        .into_iter()
        .map(|received| received.query)
        .collect()
}

/// Answers for each VDOM of `vdom=` in an envelope of its own, as FortiOS does for several; `edge` is out of bounds.
fn each(received: &Received) -> Option<Answer> {
    let (_, vdoms) = form(&received.query).into_iter().find(|(name, _)| name == "vdom")?;
    let vdoms = if vdoms == "*" {
        "root,edge,lab".to_owned()
    } else {
        vdoms
    };
    let envelopes: Vec<Value> = vdoms
        .split(',')
        .map(|vdom| match vdom {
            "edge" => json!({"vdom": vdom, "status": "error", "http_status": 403, "error": -37}),
            _ => json!({"vdom": vdom, "status": "success", "results": [{"policyid": vdom.len()}]}),
        })
        .collect();
    match envelopes.as_slice() {
        [lone] => Some(Answer::Json(lone.clone())),
        _ => Some(Answer::Json(json!(envelopes))),
    }
}

#[tokio::test]
async fn the_vdom_of_a_call_takes_the_place_of_that_of_the_client() {
    let appliance = FortiGate::start(Firmware::Key);
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
        "login and logout are of no VDOM"
    );
}

#[tokio::test]
async fn each_vdom_has_an_outcome_of_its_own() {
    let appliance = FortiGate::start_with(Firmware::Key, Admin::default(), each);
    let fgt = appliance.builder().vdom(vdom!("root")).token(TOKEN).build().unwrap();
    for vdoms in [Vdoms::all(), Vdoms::from([vdom!("root"), vdom!("edge"), vdom!("lab")])] {
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
        assert_eq!(told, [("root", Ok(1)), ("edge", Err(Some(403))), ("lab", Ok(1))]);
        let error = outcomes[1].outcome.as_ref().unwrap_err();
        assert!(error.is_permission() && error.to_string().contains(POLICY), "{error}");
    }
    let lone = fgt.monitor().firewall().policy().each_vdom(vdom!("lab")).await.unwrap();
    assert_eq!((lone.len(), lone[0].vdom.as_str()), (1, "lab"));
    assert_eq!(queries(&appliance), ["vdom=*", "vdom=root,edge,lab", "vdom=lab"]);
}

#[tokio::test]
async fn the_older_spelling_of_all_vdoms_can_be_had() {
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
async fn several_answers_to_a_call_in_one_vdom_are_an_error() {
    let appliance = FortiGate::start_with(Firmware::Key, Admin::default(), |received| {
        let one = crate::fortigate::envelope(received, &json!([]));
        Some(Answer::Json(json!([one, one])))
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
async fn what_has_not_changed_is_not_answered_again() {
    let appliance = FortiGate::start_with(Firmware::Key, Admin::default(), |received| {
        if received.header("if-none-match") == Some("\"7f\"") {
            return Some(page(304, "text/html", &[], String::new()));
        }
        let body = crate::fortigate::envelope(received, &json!([{"serial": "FGT"}])).to_string();
        let response = hyper::Response::builder().header("etag", "\"7f\"");
        Some(Answer::Http(response.body(body.into()).unwrap()))
    });
    let fgt = appliance.token_client();
    let first = fgt.monitor().system().ha_checksums().reply().await.unwrap();
    let etag = first.etag().unwrap().clone();
    assert_eq!(appliance.received()[0].header("if-none-match"), None);
    let again = fgt.monitor().system().ha_checksums().if_changed(&etag).await.unwrap();
    assert!(again.is_unchanged());
    let old = fmg_bindings::fortios::ETag::from_text("\"7e\"").unwrap();
    let Conditional::Changed { value, etag } = fgt.monitor().system().ha_checksums().if_changed(&old).await.unwrap()
    else {
        panic!("it has changed");
    };
    assert_eq!((value.len(), etag.unwrap().to_string().as_str()), (1, "\"7f\""));
}
