//! One request to many FortiGates.

use std::time::Duration;

use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use fmg_bindings::fortigate_proxy::{FromDevice, ProxyTarget};
use fmg_bindings::fortios::cmdb::firewall::Address;
use fmg_bindings::fortios::monitor::system::{Firmware, Status, VmlicenseUpload};
use fmg_bindings::{File, Retry, device, mkey, name, vdom};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use serde_json::json;

use super::{ADOM, DOWN, PROXY, UP, manager, received, sim};

fn names<T>(replies: &[FromDevice<T>]) -> Vec<(&str, bool)> {
    replies
        .iter()
        .map(|each| (&*each.device, each.outcome.is_ok()))
        .collect()
}

#[tokio::test]
async fn each_device_has_an_outcome_of_its_own() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let none = device!("none");
    let targets = [&UP, &none, &DOWN].map(|device| ProxyTarget::device(ADOM, device));
    let gates = fmg
        .fortigates(targets)
        .vdom(vdom!("root"))
        .wait_for_each(Duration::from_secs(5));
    let replies = gates.send(Status::new()).await.unwrap();
    assert_eq!(
        names(&replies),
        [("dev_001", true), ("dev_002", false), ("none", false)]
    );
    assert_eq!(replies[0].envelope.vdom.as_deref(), Some("root"));
    assert!(replies[1].outcome.as_ref().unwrap_err().is_connect());
    let missing = replies[2].outcome.as_ref().unwrap_err();
    let ErrorKind::Decode(decode) = missing.kind() else {
        panic!("{missing:?}")
    };
    assert_eq!(decode.kind(), DecodeErrorKind::NoAnswer);
    assert_eq!(missing.template(), Some("/api/v2/monitor/system/status"));

    let sent = received(&sim, PROXY);
    let data = sent[0].data.as_ref().unwrap();
    assert_eq!(data["timeout"], 5);
    assert_eq!(data["resource"], "/api/v2/monitor/system/status?vdom=root");
    assert_eq!(
        data["target"],
        json!([
            "adom/demo/device/dev_001",
            "adom/demo/device/none",
            "adom/demo/device/dev_002"
        ])
    );
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_group_stands_for_its_devices() {
    let sim = sim().await;
    let branch = Sim::start().await.unwrap();
    sim.fmg().connect_device("dev_001", branch.fortios());
    branch
        .fortios()
        .answer(
            "GET",
            "/api/v2/monitor/system/firmware",
            |_| json!({"current": {"version": "v9.9.9"}}),
        )
        .unwrap();
    let fmg = manager(&sim);
    let replies = fmg
        .fortigates([ProxyTarget::all(ADOM)])
        .send(Firmware::new())
        .await
        .unwrap();
    assert_eq!(names(&replies), [("dev_001", true), ("dev_002", false)]);
    let firmware = replies[0].outcome.as_ref().unwrap().as_ref().unwrap();
    let current = firmware.current.as_ref().unwrap();
    assert_eq!(current.version.as_deref(), Some("v9.9.9"));

    let none = fmg.fortigates([ProxyTarget::group(ADOM, name!("none"))]);
    assert!(none.send(Firmware::new()).await.unwrap_err().is_permission());
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_one_device_is_its_outcome() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let gates = fmg.fortigates([ProxyTarget::device(ADOM, UP)]).vdom(vdom!("none"));
    let replies = gates.send(Status::new()).await.unwrap();
    let refused = replies[0].outcome.as_ref().unwrap_err();
    assert!(matches!(refused.kind(), ErrorKind::Rest(_)), "{refused:?}");
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_file_is_refused_before_anything_is_sent() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let upload = VmlicenseUpload::new().file_content(File::from_bytes("licence.lic", "licence"));
    let error = fmg
        .fortigates([ProxyTarget::all(ADOM)])
        .send(&upload)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("FortiManager forwards no file"), "{error}");
    assert!(sim.calls().is_empty());
}

#[tokio::test]
async fn a_task_asks_the_devices_and_its_results_are_read_later() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let gates = fmg.fortigates([UP, DOWN].map(|device| ProxyTarget::device(ADOM, device)));
    let started = gates.send_as_task(Status::new()).start().await.unwrap();
    let task = started.task().unwrap().id();
    let early = gates.results::<Status>(task).await.unwrap_err();
    assert!(early.code().is_some(), "{early}");
    sim.clock().advance(Duration::from_secs(60));
    assert!(started.wait().await.unwrap().is_success());
    let replies = gates.results::<Status>(task).await.unwrap();
    assert_eq!(names(&replies), [("dev_001", true), ("dev_002", false)]);
    let sent = received(&sim, PROXY);
    assert_eq!(
        sent[0].data.as_ref().unwrap()["flags"],
        json!(["create_task", "nonblocking"])
    );
    fmg.close().await.unwrap();
}

/// A reply of one device that makes no sense does not cost those of the others.
#[tokio::test]
async fn an_odd_reply_is_the_outcome_of_its_device() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let gates = fmg.fortigates([UP, DOWN].map(|device| ProxyTarget::device(ADOM, device)));
    let good = json!({"response": {"status": "success", "results": {}}, "status": {"code": 0}, "target": "dev_001"});
    let odd = |status: serde_json::Value, target: serde_json::Value| json!({"status": status, "target": target});
    for (entry, expected) in [
        (
            odd(json!({"code": -1, "message": null}), json!("dev_002")),
            [("dev_001", true), ("dev_002", false)],
        ),
        (
            odd(json!({"code": "-1"}), json!("dev_002")),
            [("dev_001", true), ("dev_002", false)],
        ),
        (
            odd(json!({}), json!("dev_002")),
            [("dev_001", true), ("dev_002", false)],
        ),
        (
            odd(json!("?"), json!("dev_002")),
            [("dev_001", true), ("dev_002", false)],
        ),
        // Two replies of one device: it is unknown which one counts.
        (good.clone(), [("dev_001", false), ("dev_001", false)]),
    ] {
        let data = json!([good, entry]);
        sim.fmg()
            .answer("exec", PROXY, move |_| fmg_sim::Answer::data(data.clone()))
            .unwrap();
        let replies = gates.send(Status::new()).await.unwrap();
        assert_eq!(names(&replies)[..2], expected, "{replies:?}");
    }
    for entry in [json!(null), odd(json!({"code": 0}), json!(7))] {
        let data = json!([good, entry]);
        sim.fmg()
            .answer("exec", PROXY, move |_| fmg_sim::Answer::data(data.clone()))
            .unwrap();
        let replies = gates.send(Status::new()).await.unwrap();
        assert_eq!(names(&replies), [("dev_001", true), ("", false), ("dev_002", false)]);
    }
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_request_to_no_device_is_refused_before_anything_is_sent() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let error = fmg.fortigates([]).send(Status::new()).await.unwrap_err();
    assert!(error.to_string().contains("no device or group"), "{error}");
    assert!(sim.calls().is_empty());
}

/// Some devices may have carried it out, and the reply to the second attempt would say that nothing is there.
#[tokio::test]
async fn a_write_to_devices_is_not_repeated() {
    let sim = sim().await;
    let retry = || Retry::new().first_delay(Duration::from_millis(1));
    let fmg = manager(&sim);
    let fgt = fmg.fortigate(ADOM, UP);
    let gates = fmg.fortigates([ProxyTarget::device(ADOM, UP)]);
    sim.faults().arm(Rule::new(Fault::Truncate).url(PROXY));
    let delete = fgt.cmdb().delete::<Address>(mkey!("none"));
    let delete = gates.send(delete.request()).retry(retry()).await.unwrap_err();
    assert!(delete.is_outcome_unknown() && delete.attempts() == 1, "{delete}");
    let read = gates.send(Status::new()).retry(retry()).await.unwrap_err();
    assert!(read.attempts() > 1, "{read}");
    fmg.forget_session();
}
