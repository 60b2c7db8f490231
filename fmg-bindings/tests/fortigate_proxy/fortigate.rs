//! The client of one FortiGate.

use std::error::Error as _;
use std::time::Duration;

use fmg_bindings::fmg::gui;
use fmg_bindings::fortios::Method;
use fmg_bindings::fortios::cmdb::firewall::Address;
use fmg_bindings::{Error, File, Retry, path};
use fmg_sim::fault::{Fault, Rule};
use serde_json::json;

use super::{ADOM, DOWN, PROXY, builder, manager, received, sim, through};

fn depot() -> Address {
    Address {
        name: Some("depot".into()),
        ..Address::default()
    }
}

#[tokio::test]
async fn a_call_is_sent_as_the_guide_shows_it() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let fgt = through(&fmg);
    fgt.cmdb()
        .create(&depot())
        .vdom(fmg_bindings::vdom!("root"))
        .await
        .unwrap();
    fgt.monitor()
        .system()
        .status()
        .timeout(Duration::from_millis(90_500))
        .await
        .unwrap();
    fgt.monitor().system().status().timeout(None).await.unwrap();
    let sent: Vec<_> = received(&sim, PROXY)
        .into_iter()
        .map(|call| call.data.unwrap())
        .collect();
    let target = json!(["adom/demo/device/dev_001"]);
    let status = "/api/v2/monitor/system/status";
    assert_eq!(
        sent,
        [
            json!({
                "action": "post", "resource": "/api/v2/cmdb/firewall/address?vdom=root", "target": target,
                "payload": {"name": "depot"},
            }),
            json!({"action": "get", "resource": status, "target": target, "timeout": 91}),
            json!({"action": "get", "resource": status, "target": target, "timeout": 28_800}),
        ]
    );
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_device_without_a_connection_is_a_failed_connection() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let error = fmg.fortigate(ADOM, DOWN).monitor().system().status().await.unwrap_err();
    assert!(
        error.is_connect() && error.is_retryable() && !error.is_outcome_unknown(),
        "{error}"
    );
    assert_eq!(error.template(), Some("/api/v2/monitor/system/status"));
    let source = error.source().unwrap().to_string();
    assert_eq!(source, "FortiManager has no response of the device: -1: No tunnel");
    // It did not get the call, so that any call may be sent again.
    let retry = || {
        Retry::new()
            .attempts(3)
            .first_delay(Duration::from_millis(1))
            .without_jitter()
    };
    let down = fmg.fortigate(ADOM, DOWN);
    let error = down.cmdb().create(&depot()).retry(retry()).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_device_that_the_adom_does_not_have_is_a_missing_permission() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let none = fmg.fortigate(ADOM, fmg_bindings::device!("none"));
    let error = none.monitor().system().status().await.unwrap_err();
    assert!(error.is_permission() && error.code().is_some(), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("GET `/api/v2/monitor/system/status`: FortiManager answers -11"),
        "{error}"
    );
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_file_is_refused_before_anything_is_sent() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let fgt = through(&fmg);
    let upload = fgt.monitor().system().vmlicense_upload();
    let upload = upload
        .with(|call| call.file_content(File::from_bytes("licence.lic", "licence")))
        .await
        .unwrap_err();
    let download = fgt.monitor().system().config_revision_file().bytes().await.unwrap_err();
    for error in [upload, download] {
        assert!(error.to_string().contains("FortiManager forwards no file"), "{error}");
        assert!(!error.is_outcome_unknown());
    }
    assert!(sim.calls().is_empty(), "not even a login");
}

#[tokio::test]
async fn a_reply_is_read_as_strictly_as_it_is_asked_for() {
    let sim = sim().await;
    let fmg = manager(&sim);
    sim.fortios()
        .answer(
            "GET",
            "/api/v2/monitor/system/firmware",
            |_| json!({"current": {"version": {"major": 7}}}),
        )
        .unwrap();
    let fgt = through(&fmg);
    let reply = fgt.monitor().system().firmware().reply().await.unwrap();
    assert_eq!(reply.misfits().iter().count(), 1, "{:?}", reply.misfits());
    let error = fgt.monitor().system().firmware().strict().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    let error = fgt.monitor().system().firmware().reply_limit(10).await.unwrap_err();
    assert!(error.is_reply_too_long(), "{error}");
    fmg.close().await.unwrap();
}

/// No document shows what FortiManager does with a page of the device: it may be a text or fail.
#[tokio::test]
async fn a_page_of_the_device_is_no_success() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let page = "<html><body>login</body></html>";
    for response in [json!(page), json!(null), json!({}), json!([]), json!(7)] {
        let data = json!([{"response": response, "status": {"code": 0, "message": "OK"}, "target": "dev_001"}]);
        sim.fmg()
            .answer("exec", PROXY, move |_| fmg_sim::Answer::data(data.clone()))
            .unwrap();
        let error = through(&fmg).monitor().system().status().await.unwrap_err();
        assert!(error.is_decode() || error.http_status().is_some(), "{error:?}");
    }
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_reply_that_is_not_that_of_one_device_is_no_success() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let good =
        json!({"response": {"status": "success", "http_status": 200}, "status": {"code": 0}, "target": "dev_001"});
    let data = |entries: &[serde_json::Value]| json!(entries);
    for (data, expected) in [
        (data(&[]), "the reply contains nothing from the VDOM or device"),
        (data(&[good.clone(), good.clone()]), "several"),
        (
            data(&[json!({"response": {"status": "success"}, "target": "dev_001"})]),
            "does not say whether the call succeeded",
        ),
        (
            data(&[json!({"response": {"status": "success"}, "status": {"code": 0}, "target": "dev_999"})]),
            "from a device that was not in the request",
        ),
        (
            data(&[json!({"response": {}, "status": {"code": -7, "message": "timeout"}})]),
            "the request failed",
        ),
    ] {
        sim.fmg()
            .answer("exec", PROXY, move |_| fmg_sim::Answer::data(data.clone()))
            .unwrap();
        let error = through(&fmg).monitor().system().status().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.is_outcome_unknown(), "{error}");
    }
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn raw_calls_and_other_protocols_go_through_too() {
    let sim = sim().await;
    let gui = gui::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap();
    let fgt = through(&gui.json_rpc());
    let status = fgt
        .call(Method::Get, path!("/api/v2/monitor/system/status"))
        .await
        .unwrap();
    assert!(status["hostname"].is_string(), "{status}");
    gui.close().await.unwrap();

    let rest = builder(&sim).over_rest().build().unwrap();
    let error = through(&rest).monitor().system().status().await.unwrap_err();
    assert!(
        error.to_string().starts_with("GET `/api/v2/monitor/system/status`"),
        "{error}"
    );
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_clients_have_it_too() {
    use fmg_bindings::fmg;
    use fmg_bindings::fortigate_proxy::ProxyTarget;

    let sim = fmg_sim::Sim::builder().start_blocking().unwrap();
    let fmg = fmg::blocking::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap();
    let fgt = fmg.fortigate(ADOM, super::UP).in_vdom(fmg_bindings::vdom!("root"));
    fgt.monitor().system().status().send().unwrap();
    let each = fmg.fortigates([ProxyTarget::all(ADOM)]);
    let each = each
        .send(fmg_bindings::fortios::monitor::system::Status::new())
        .send()
        .unwrap();
    assert_eq!(each.len(), 2);
    fmg.close().unwrap();
}

/// A future of the client can be sent to another thread.
#[tokio::test]
async fn a_call_runs_in_a_task_of_its_own() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let fgt = through(&fmg);
    let call = tokio::spawn(async move { fgt.monitor().system().status().await.map(drop) });
    let outcome: Result<(), Error> = call.await.unwrap();
    outcome.unwrap();
    sim.faults().arm(Rule::new(Fault::Drop).url(PROXY).first(1));
    let retry = Retry::new().first_delay(Duration::from_millis(1));
    through(&fmg).monitor().system().status().retry(retry).await.unwrap();
    fmg.close().await.unwrap();
}
