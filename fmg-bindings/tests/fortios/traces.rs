//! What `tracing` is told: the template, the status, the code, and nothing that fills them.

use fmg_bindings::fortios::{Method, Mkey};
use fmg_bindings::path;
use serde_json::json;

use crate::fortigate::{Admin, Firmware, FortiGate, PASSWORD, page};
use crate::notes::Notes;

// One thread, so that the subscriber of this thread sees everything.
#[tokio::test]
async fn a_call_is_told_by_template_method_and_status_alone() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let appliance = FortiGate::start_with(Firmware::Cookies, Admin::default(), |received| {
        received.path.starts_with("/api/v2/cmdb").then(|| {
            let cli_error = "node_check_object fail! for name nobody-may-see";
            let body = json!({"status": "error", "http_status": 500, "error": -651, "cli_error": cli_error});
            page(500, "application/json", &[], body.to_string())
        })
    });
    let fgt = appliance.client(PASSWORD);
    fgt.monitor().firewall().policy().await.unwrap();
    let mkey = Mkey::new("the-address-nobody-may-see").unwrap();
    let call = fgt.call(Method::Put, path!("/api/v2/cmdb/firewall/address/<mkey>"));
    call.query("q", "nobody-may-see")
        .body(json!({"psk": "nobody-may-see"}))
        .await
        .unwrap_err();
    fgt.close().await.unwrap();
    let text = notes.text();
    for part in [
        r#"method="GET" url="/api/v2/monitor/firewall/policy""#,
        r#"method="POST" url="/api/v2/authentication""#,
        r#"method="PUT" url="/api/v2/cmdb/firewall/address/<mkey>""#,
        r#"method="DELETE" url="/api/v2/authentication""#,
        "http_status=200",
        "http_status=500",
        "code=-651",
        "elapsed_ms=",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for part in [PASSWORD, "s3ss10n", "53C3487D", "nobody-may-see", "FGT61F"] {
        assert!(!text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("WARN"), "{text}");
}

#[tokio::test]
async fn only_the_last_clone_warns_about_an_open_session() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.client(PASSWORD);
    let clone = fgt.clone();
    fgt.login().await.unwrap();
    drop(fgt);
    assert!(!notes.text().contains("WARN"));
    drop(clone);
    assert!(notes.text().contains("WARN"), "{}", notes.text());
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    drop(appliance.token_client());
    assert!(!notes.text().contains("WARN"), "{}", notes.text());
}
