//! Tests of `tracing` output: template, status and code, without values.

use fmg_bindings::fortios::{Method, Mkey};
use fmg_bindings::path;
use serde_json::json;

use crate::fortios::fortigate::{Firmware, FortiGate, PASSWORD, session_headers};
use crate::notes::Notes;

// One thread, so that the subscriber of this thread sees everything.
#[tokio::test]
async fn a_call_is_traced_by_template_method_and_status_only() {
    let notes = Notes::default();
    let _guard = notes.listen();
    let appliance = FortiGate::start(Firmware::Cookies);
    appliance.put("firewall/address", json!({"name": "the-address-nobody-may-see"}));
    let fgt = appliance.client(PASSWORD);
    fgt.monitor().firewall().policy().await.unwrap();
    let mkey = Mkey::new("the-address-nobody-may-see").unwrap();
    let path = || path!("/api/v2/cmdb/firewall/address/<mkey>");
    // The first refusal repeats the value.
    for member in ["associated-interface", "type"] {
        let call = fgt.call(Method::Put, path()).query("q", "nobody-may-see");
        let error = call.body(json!({member: "nobody-may-see"})).await.unwrap_err();
        let repeats = error.message().unwrap().contains("nobody-may-see");
        assert_eq!(repeats, member != "type", "{error:?}");
    }
    fgt.close().await.unwrap();
    let text = notes.text();
    for part in [
        r#"method="GET" url="/api/v2/monitor/firewall/policy""#,
        r#"method="POST" url="/api/v2/authentication""#,
        r#"method="PUT" url="/api/v2/cmdb/firewall/address/<mkey>""#,
        r#"method="DELETE" url="/api/v2/authentication""#,
        "http_status=200",
        "http_status=500",
        "code=-3",
        "code=-651",
        "elapsed_ms=",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let session = session_headers(appliance.received().last().unwrap()).unwrap();
    let serial = "FGVMEVSIM0000001";
    for part in [PASSWORD, &*session.key, &*session.csrf_token, "nobody-may-see", serial] {
        assert!(!text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("WARN"), "{text}");
}

#[tokio::test]
async fn only_the_last_clone_warns_about_an_open_session() {
    let notes = Notes::default();
    let _guard = notes.listen();
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.client(PASSWORD);
    let clone = fgt.clone();
    fgt.login().await.unwrap();
    drop(fgt);
    assert!(!notes.text().contains("WARN"));
    drop(clone);
    assert!(notes.text().contains("WARN"), "{}", notes.text());
    let notes = Notes::default();
    let _guard = notes.listen();
    drop(appliance.token_client());
    assert!(!notes.text().contains("WARN"), "{}", notes.text());
}
