//! Tests of the request of a call, whatever its group.

use std::time::Duration;

use fmg_bindings::fortios::{self, Method, Path, VdomName};
use fmg_bindings::{Error, path, vdom};
use fmg_sim::fault::Fault;
use serde_json::json;

use crate::fortios::canned::{Canned, success};
use crate::fortios::fortigate::{Firmware, FortiGate, PASSWORD, POLICY, TOKEN, form, session_headers};

const ADDRESSES: &str = "/api/v2/cmdb/firewall/address";
pub(crate) const ADDRESS: &str = "/api/v2/cmdb/firewall/address/host%2F1";

/// A write: deletes an address.
pub(crate) async fn purge(fgt: &fortios::Client) -> Result<(), Error> {
    fgt.call(Method::Delete, Path::written(ADDRESS)).await.map(drop)
}

#[tokio::test]
async fn a_raw_call_sends_what_it_was_given() {
    let appliance = Canned::start(|_| success(&json!([{"policyid": 1}])));
    let fgt = appliance.token_client();
    let path = || path!("/api/v2/cmdb/firewall/address");
    let results = fgt
        .call(Method::Get, path())
        .query("filter", "type==fqdn,type==iprange")
        .query("filter", "name=@a b&c")
        .query("start", 0)
        .query("skip", true)
        .query("vdom", json!(null))
        .query("object", json!({"a": [1]}))
        .await
        .unwrap();
    assert_eq!(results[0]["policyid"], 1);
    fgt.call(Method::Post, path()).body(json!({"name": "a"})).await.unwrap();
    fgt.call(Method::Put, path()).query("action", "move").await.unwrap();

    let received = appliance.received();
    assert_eq!(
        form(&received[0].query),
        [
            ("filter", "type==fqdn,type==iprange"),
            ("filter", "name=@a b&c"),
            ("start", "0"),
            ("skip", "true"),
            ("object", r#"{"a":[1]}"#)
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert!(received[0].query.contains("%20"), "{}", received[0].query);
    let write = &received[1];
    assert_eq!((write.verb.as_str(), write.text()), ("POST", r#"{"name":"a"}"#));
    assert_eq!(write.header("content-type"), Some("application/json"));
    let bare = &received[2];
    assert_eq!(
        (bare.verb.as_str(), bare.query.as_str(), bare.text()),
        ("PUT", "action=move", "")
    );
    assert_eq!(
        bare.header("content-length"),
        Some("0"),
        "a write without a body has a content length of 0"
    );
    assert_eq!(bare.header("content-type"), None);
}

#[tokio::test]
async fn with_only_post_a_header_holds_the_method() {
    for firmware in [Firmware::Cookies, Firmware::Old] {
        let appliance = FortiGate::start(firmware);
        appliance.put("firewall/address", json!({"name": "host/1"}));
        let fgt = appliance
            .builder()
            .only_post()
            .credentials("api-admin", PASSWORD)
            .build()
            .unwrap();
        fgt.monitor().firewall().policy().await.unwrap();
        for (method, path) in [
            (Method::Put, ADDRESS),
            (Method::Delete, ADDRESS),
            (Method::Post, ADDRESSES),
        ] {
            let call = fgt.call(method, Path::written(path)).body(json!({"name": "host/1"}));
            call.await.unwrap();
        }
        let received = appliance.received();
        assert!(received.iter().all(|received| received.verb == "POST"));
        let calls: Vec<_> = received
            .iter()
            .filter(|received| received.path.starts_with("/api/v2/cmdb") || received.path == POLICY)
            .collect();
        let overrides: Vec<_> = calls.iter().map(|call| call.header("x-http-method-override")).collect();
        assert_eq!(overrides, [Some("GET"), Some("PUT"), Some("DELETE"), None]);
        for call in calls {
            let csrf_token = session_headers(call).unwrap().csrf_token;
            assert_eq!(
                call.header("x-csrftoken"),
                Some(&*csrf_token),
                "a request that looks like a write needs it"
            );
        }
    }
}

#[tokio::test]
async fn a_base_url_with_a_path_is_kept() {
    let appliance = Canned::start(|_| success(&json!([])));
    let builder = appliance.builder_of(format!("{}/gate/a/api/v2/", appliance.url()));
    let fgt = builder.token("t").build().unwrap();
    fgt.monitor().firewall().policy().await.unwrap();
    assert_eq!(appliance.received()[0].path, format!("/gate/a{POLICY}"));
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_opens_no_session() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.client(PASSWORD);
    // FortiOS would take it for two VDOMs.
    let two = VdomName::new("root,edge").unwrap();
    fgt.monitor().firewall().policy().vdom(two).await.unwrap_err();
    // One of three sets of parameters is required.
    let error = fgt.monitor().user().firewall_deauth().await.unwrap_err();
    assert!(error.to_string().contains("`user_type`"), "{error}");
    drop(fgt.monitor().firewall().policy());
    fgt.logout().await.unwrap();
    fgt.close().await.unwrap();
    assert!(appliance.received().is_empty());
}

#[tokio::test]
async fn a_call_can_be_changed_before_it_is_sent() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.token_client();
    let mut call = fgt.monitor().firewall().policy().with(|call| call).vdom(vdom!("edge"));
    let _ = call.request_mut();
    assert_eq!(
        format!("{:?}", call.request()),
        format!("{:?}", fortios::monitor::firewall::Policy::new())
    );
    let text = format!("{call:?}");
    assert!(text.contains("Get") && text.contains(POLICY), "{text}");
    call.await.unwrap();
    assert_eq!(appliance.received()[0].query, "vdom=edge");
}

#[tokio::test]
async fn the_results_can_be_read_as_a_type_of_the_caller() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Counters {
        policyid: u32,
        bytes: u64,
    }

    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.token_client();
    let expected = || {
        vec![Counters {
            policyid: 1,
            bytes: 5_068_160,
        }]
    };
    let counters: Vec<Counters> = fgt.monitor().firewall().policy().read_as().await.unwrap();
    assert_eq!(counters, expected());
    let counters: Vec<Counters> = fgt.send_as(&fortios::monitor::firewall::Policy::new()).await.unwrap();
    assert_eq!(counters, expected());
    let error = fgt
        .monitor()
        .firewall()
        .policy()
        .read_as::<Counters>()
        .await
        .unwrap_err();
    assert!(error.is_decode(), "{error:?}");

    let reply = fgt.monitor().firewall().policy().reply().await.unwrap();
    assert_eq!(reply.envelope().version.as_deref(), Some("v7.4.1"));
    assert!(reply.json().contains(r#""build":2463"#) && !format!("{reply:?}").contains("\"results\""));
}

#[tokio::test]
async fn the_timeout_of_a_call_replaces_that_of_the_client() {
    let short = Duration::from_millis(300);
    let appliance = FortiGate::start(Firmware::Key).with(POLICY, Fault::Delay(short * 2));
    let fgt = appliance.builder().token(TOKEN).timeout(short).build().unwrap();
    let error = fgt.monitor().firewall().policy().await.unwrap_err();
    assert!(
        error.is_timeout() && error.is_transport() && !error.is_connect(),
        "{error:?}"
    );
    fgt.monitor().firewall().policy().timeout(short * 200).await.unwrap();
    fgt.monitor().firewall().policy().timeout(None).await.unwrap();
}

/// In the form of the directories that devices return.
#[tokio::test]
async fn policy_routes_are_read_as_rows_or_as_a_count() {
    #[derive(serde::Deserialize)]
    struct Number {
        count: u64,
    }

    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.token_client();
    let router = fgt.monitor().router();
    let all = router.policy().await.unwrap().len() as u64;
    assert!(all > 0);
    let none = router.policy().with(|call| call.start(1).count(5)).await.unwrap();
    assert_eq!(none.len() as u64, all - 1);
    assert!(router.policy6().with(|call| call.count(0)).await.unwrap().is_empty());
    let number: Number = router
        .policy()
        .with(|call| call.count_only(true))
        .read_as()
        .await
        .unwrap();
    assert_eq!(number.count, all);
    // The reply is neither an empty table nor a table with an empty row.
    assert!(router.policy().with(|call| call.count_only(true)).await.is_err());
    assert!(router.policy6().with(|call| call.count_only(true)).await.is_err());
}
