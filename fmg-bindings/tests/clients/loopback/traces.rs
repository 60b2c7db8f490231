//! Tests of `tracing` output: template and code, without values.

use fmg_bindings::fmg::AdomName;
use fmg_bindings::{fmg, url};

use crate::loopback::fortimanager::{FortiManager, HOSTNAME, PASSWORD};
use crate::notes::Notes;

// One thread, so that the subscriber of this thread sees everything.
#[tokio::test]
async fn a_call_is_traced_by_template_method_and_code_only() {
    let notes = Notes::default();
    let _guard = notes.listen();
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    fmg.sys().status().await.unwrap();
    let adom = AdomName::new("the-adom-nobody-may-see").unwrap();
    fmg.call(fmg::Method::Get, url!("/dvmdb/adom/<adom>"))
        .await
        .unwrap_err();
    fmg.call(fmg::Method::Get, url!("/sys/nonsense")).await.unwrap_err();
    let text = notes.text();
    for part in [
        r#"method="get" url="/sys/status""#,
        r#"url="/dvmdb/adom/<adom>""#,
        "code=0",
        "code=-3",
        r#"url="/sys/nonsense""#,
        "code=-6",
        "elapsed_ms=",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let session = &*appliance.sent_sessions()[0];
    for part in [PASSWORD, session, "nobody-may-see", HOSTNAME] {
        assert!(!text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn only_the_last_clone_warns_about_an_open_session() {
    let notes = Notes::default();
    let _guard = notes.listen();
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    let clone = fmg.clone();
    fmg.login().await.unwrap();
    drop(fmg);
    assert!(!notes.text().contains("WARN"));
    drop(clone);
    assert!(notes.text().contains("WARN"), "{}", notes.text());

    let notes = Notes::default();
    let _guard = notes.listen();
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    fmg.close().await.unwrap();
    assert!(!notes.text().contains("WARN"), "{}", notes.text());
}
