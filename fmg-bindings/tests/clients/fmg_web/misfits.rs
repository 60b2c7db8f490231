//! Tests of values in a reply that do not fit, by every protocol of a FortiManager. A transport answers from memory,
//! since the simulator does not send such values.

use std::sync::{Arc, Mutex};

use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use fmg_bindings::fmg::TaskId;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use fmg_bindings::{Error, Misfit, Misfits, adom, fmg, name, package, url};
use serde_json::{Value, json};

use crate::fmg_web::fortimanager::{PASSWORD, USER};

const BASE: &str = "https://fmg.example";

/// Answers a request with the first entry whose key occurs in the path or the body.
#[derive(Clone, Debug)]
struct Canned {
    answers: Arc<Vec<(&'static str, Value)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    fn new(answers: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self {
            answers: Arc::new(answers.into_iter().collect()),
            asked: Arc::default(),
        }
    }

    fn json_rpc(&self) -> fmg::Builder {
        fmg::Client::builder(BASE)
            .credentials(USER, PASSWORD)
            .transport(self.clone())
    }

    fn gui(&self) -> fmg::gui::Builder {
        fmg::gui::Client::builder(BASE)
            .credentials(USER, PASSWORD)
            .transport(self.clone())
    }
}

impl Transport for Canned {
    fn send(&self, request: Request<Body>, _: Limits) -> Sending<'_> {
        let body = String::from_utf8_lossy(request.body().as_bytes().unwrap()).into_owned();
        let asked = format!("{} {body}", request.uri());
        let id = serde_json::from_str::<Value>(&body)
            .map(|body| body["id"].clone())
            .unwrap_or_default();
        let found = self.answers.iter().find(|(word, _)| asked.contains(word));
        let mut answer = found.unwrap_or_else(|| panic!("{asked}")).1.clone();
        if answer["id"] == "same" {
            answer["id"] = id;
        }
        self.asked.lock().unwrap().push(asked);
        let answer = Response::builder()
            .header("set-cookie", "CURRENT_SESSION=s3cr3t")
            .header("set-cookie", "HTTP_CSRF_TOKEN=t0k3n")
            .body(Body::from(answer.to_string()))
            .unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fn ok(data: Value) -> Value {
    let mut reply = json!({"id": "same", "result": [{"status": {"code": 0, "message": "OK"}, "url": "/"}]});
    reply["result"][0]["data"] = data;
    reply
}

fn login() -> (&'static str, Value) {
    let mut reply =
        json!({"id": "same", "result": [{"status": {"code": 0, "message": "OK"}, "url": "/sys/login/user"}]});
    reply["session"] = json!("s3cr3t");
    ("/sys/login/user", reply)
}

fn gui_login() -> (&'static str, Value) {
    (
        "userauth",
        json!({"result": [{"status": {"code": 0, "message": ""}, "url": "/gui/userauth"}]}),
    )
}

fn paths(misfits: &Misfits) -> Vec<&str> {
    misfits.iter().map(Misfit::path).collect()
}

#[track_caller]
fn misfit(error: &Error) -> Option<&str> {
    match error.kind() {
        ErrorKind::Decode(error) => {
            assert_eq!(error.kind(), DecodeErrorKind::Mismatch, "{error}");
            error.path()
        }
        _ => panic!("{error:?}"),
    }
}

/// Policies as firmware has sent them, each with a value that does not fit its field.
fn policies() -> Value {
    ok(json!([
        {"policyid": 1, "_hitcount": u64::MAX, "disclaimer": "user"},
        {"policyid": 7, "http-policy-redirect": "legacy", "oid": 18_446_744_073_709_551_615_u64},
        {"policyid": 8, "nat": "hunter2", "srcintf": ["any", {"a": "hunter2"}]},
    ]))
}

#[tokio::test]
async fn a_policy_keeps_all_values_that_fit() {
    let canned = Canned::new([login(), ("firewall/policy", policies())]);
    let fmg = canned.json_rpc().build().unwrap();
    let call = || fmg.policy().list(adom!("demo"), package!("ppkg_001"));
    let reply = call().reply().await.unwrap();
    assert_eq!(
        paths(reply.misfits()),
        ["result[0].data[2].nat", "result[0].data[2].srcintf[1]"]
    );
    let shown = format!("{:?} {}", reply.misfits(), reply.misfits().listed()[0]);
    assert!(!shown.contains("hunter2"), "{shown}");
    let policies = reply.into_value();
    assert_eq!(policies.len(), 3);
    assert_eq!(policies[0].hit_count.get(), Some(&u64::MAX));
    assert_eq!(
        policies[0].disclaimer.get(),
        Some(&fmg::policy::PolicyDisclaimer::User.into())
    );
    assert_eq!(
        policies[1].http_policy_redirect.get(),
        Some(&fmg::policy::PolicyHttpRedirect::Legacy.into())
    );
    assert_eq!(policies[1].oid.get(), Some(&u64::MAX));
    assert_eq!(policies[2].srcintf.as_deref(), Some(&["any".to_owned()][..]));
    assert!(policies[2].nat.is_keep());

    assert_eq!(
        misfit(&call().strict().await.unwrap_err()),
        Some("result[0].data[2].nat")
    );
    let strict = canned.json_rpc().strict().build().unwrap();
    let error = strict
        .policy()
        .list(adom!("demo"), package!("ppkg_001"))
        .await
        .unwrap_err();
    assert_eq!(misfit(&error), Some("result[0].data[2].nat"));
}

#[tokio::test]
async fn the_error_of_a_task_line_may_be_a_number_or_a_text() {
    let lines = ok(json!([
        {"err": 18_446_744_073_709_551_605_u64, "name": "fgt-1"},
        {"err": -11, "name": "fgt-2"},
        {"err": 0, "name": "fgt-3"},
    ]));
    let fmg = Canned::new([login(), ("/task/task", lines)])
        .json_rpc()
        .build()
        .unwrap();
    let lines = fmg.task().lines(TaskId::new(77)).strict().await.unwrap();
    let codes: Vec<_> = lines.iter().map(|line| line.err.unwrap().value()).collect();
    assert_eq!(codes, [-11, -11, 0]);
}

#[tokio::test]
async fn the_reply_to_an_option_is_not_an_empty_table() {
    let syntax = json!({"firewall address": {"alimit": 0, "attr": {}}});
    for data in [syntax, json!(17), json!("8e4f")] {
        let fmg = Canned::new([login(), ("firewall/address", ok(data))])
            .json_rpc()
            .build()
            .unwrap();
        let error = fmg.address().list(adom!("demo")).await.unwrap_err();
        assert_eq!(misfit(&error), Some("result[0].data"));
        assert!(error.to_string().contains("`option`"), "{error}");
    }
}

#[tokio::test]
async fn a_login_and_a_commit_require_session_and_task_id() {
    let odd = json!({"id": "same", "session": {"is": "s3cr3t"}, "result": [{"status": {"code": 0}}]});
    let fmg = Canned::new([("/sys/login/user", odd)]).json_rpc().build().unwrap();
    let error = fmg.login().await.unwrap_err();
    assert_eq!(misfit(&error), Some("session"));
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));

    let committed = |task: Value| {
        let status = json!({"code": 0, "message": "OK"});
        json!({"id": "same", "result": [{"status": status, "taskid": task, "url": "/"}]})
    };
    let commit = |task| {
        Canned::new([login(), ("workspace/commit", committed(task))])
            .json_rpc()
            .build()
            .unwrap()
    };
    let started = commit(json!("77"))
        .workspace()
        .commit_adom(adom!("demo"))
        .await
        .unwrap();
    assert_eq!(started.task, Some(TaskId::new(77)));
    let error = commit(json!("soon"))
        .workspace()
        .commit_adom(adom!("demo"))
        .await
        .unwrap_err();
    assert_eq!(misfit(&error), Some("result[0].taskid"));
}

#[tokio::test]
async fn an_odd_key_does_not_fail_a_successful_write() {
    let fmg = Canned::new([login(), ("firewall/address", ok(json!(["host_001"])))])
        .json_rpc()
        .build()
        .unwrap();
    let row = fmg::address::Address::default();
    let reply = fmg
        .address()
        .update(adom!("demo"), name!("host_001"), row)
        .reply()
        .await
        .unwrap();
    assert_eq!(
        (reply.value().is_none(), paths(reply.misfits())),
        (true, vec!["result[0].data[0]"])
    );
}

#[tokio::test]
async fn rest_calls_report_misfits() {
    let status = ok(json!({"Hostname": "fmg-1", "Major": "seven"}));
    let canned = Canned::new([("/jsonrpc", status)]);
    let fmg = canned.json_rpc().over_rest().build().unwrap();
    // As a typed request, and as a call of the REST API itself.
    let typed = fmg.sys().status().reply().await.unwrap();
    assert_eq!(typed.value().hostname.as_deref(), Some("fmg-1"));
    let own = fmg.rest().status().reply().await.unwrap();
    for misfits in [typed.misfits(), own.misfits()] {
        assert_eq!(paths(misfits), ["result[0].data.Major"]);
    }
    let strict = canned.json_rpc().over_rest().strict().build().unwrap();
    for error in [
        fmg.sys().status().strict().await.unwrap_err(),
        fmg.rest().status().strict().await.unwrap_err(),
        strict.sys().status().await.unwrap_err(),
        strict.rest().status().await.unwrap_err(),
    ] {
        assert_eq!(misfit(&error), Some("result[0].data.Major"));
    }
}

#[tokio::test]
async fn gui_calls_report_misfits() {
    let events = ok(json!({"records": [{"operation": "login"}, 7], "totalNumber": "many"}));
    let mut adom = ok(json!({"name": "demo", "oid": "x"}));
    adom["id"] = json!(1);
    let canned = Canned::new([
        gui_login(),
        ("/gui/sys/uptime", ok(json!({"uptimeSeconds": [1, 2]}))),
        ("/gui/sys/event-log", events),
        ("dvmdb%2Fadom", json!({"code": 0, "message": null, "data": adom})),
    ]);
    let gui = canned.gui().build().unwrap();
    let reply = gui.sys().uptime().reply().await.unwrap();
    assert_eq!(reply.misfits().total(), 1);
    let expected = "result[0].data.uptimeSeconds";
    assert_eq!(paths(reply.misfits()), [expected]);
    let error = gui.sys().uptime().strict().await.unwrap_err();
    assert_eq!(misfit(&error), Some(expected));
    let error = canned.gui().strict().build().unwrap().sys().uptime().await.unwrap_err();
    assert_eq!(misfit(&error), Some(expected));

    // Without a total number, a page that is not full is the last.
    let mut pages = gui.log().events().pages(10);
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 1);
    let expected = ["result[0].data.records[1]", "result[0].data.totalNumber"];
    assert_eq!(paths(pages.misfits()), expected);
    assert!(pages.next().await.unwrap().is_none());
    assert!(gui.log().events().strict().pages(10).next().await.is_err());

    let fmg = gui.json_rpc();
    let reply = fmg.dvmdb().get_adom(adom!("demo")).reply().await.unwrap();
    assert_eq!(paths(reply.misfits()), ["result[0].data.oid"]);
    assert!(fmg.dvmdb().get_adom(adom!("demo")).strict().await.is_err());
}

#[derive(Debug, serde::Deserialize)]
struct Own {
    #[serde(rename = "Major")]
    #[allow(dead_code, reason = "it never fits")]
    major: i64,
}

#[tokio::test]
async fn untyped_and_own_types_have_no_misfits() {
    let canned = Canned::new([login(), ("/sys/status", ok(json!({"Major": "seven"})))]);
    let fmg = canned.json_rpc().build().unwrap();
    let raw = fmg.call(fmg::Method::Get, url!("/sys/status")).reply().await.unwrap();
    assert!(raw.misfits().is_empty());

    let error = fmg.sys().status().read_as::<Own>().await.unwrap_err();
    assert_eq!(misfit(&error), Some("result[0].data.Major"));
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_clients_report_misfits() {
    let canned = Canned::new([
        login(),
        ("/sys/status", ok(json!({"Hostname": "fmg-1", "Major": "seven"}))),
    ]);
    let builder = || {
        fmg::blocking::Client::builder(BASE)
            .credentials(USER, PASSWORD)
            .transport(canned.clone())
    };
    let fmg = builder().build().unwrap();
    let reply = fmg.sys().status().reply().unwrap();
    assert_eq!(paths(reply.misfits()), ["result[0].data.Major"]);
    assert!(fmg.sys().status().strict().send().is_err());
    assert!(builder().strict().build().unwrap().sys().status().send().is_err());
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn one_event_per_reply_reports_misfits_without_values() {
    let notes = crate::notes::Notes::default();
    let _guard = notes.listen();
    let canned = Canned::new([
        login(),
        ("firewall/policy", policies()),
        ("/sys/status", ok(json!({"Major": 7}))),
    ]);
    let fmg = canned.json_rpc().build().unwrap();
    fmg.sys().status().await.unwrap();
    assert!(!notes.text().contains("did not fit"));
    fmg.policy().list(adom!("demo"), package!("ppkg_001")).await.unwrap();
    let text = notes.text();
    let told: Vec<_> = text.lines().filter(|line| line.contains("did not fit")).collect();
    assert_eq!(told.len(), 1, "{text}");
    for part in [
        "WARN",
        "count=2",
        "result[0].data[2].nat",
        "result[0].data[2].srcintf[1]",
    ] {
        assert!(told[0].contains(part), "{part}: {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

/// A reply without a status needs a known member: other JSON is not an empty licence.
#[tokio::test]
async fn a_licence_needs_a_known_member() {
    let asked = async |answer: Value| {
        let canned = Canned::new([gui_login(), ("SysDashboard", answer)]);
        canned.gui().build().unwrap().sys().license().await
    };
    assert_eq!(asked(json!({"max_num_dev": 100})).await.unwrap().max_devices, Some(100));
    for answer in [
        json!({"data": []}),
        json!({"data": {"max_num_dev": 100}}),
        json!({"type": "about:blank", "title": "Unauthorized"}),
        json!({"status": "error", "result": [{"status": {"code": 0, "message": "OK"}}]}),
        json!({"status": "error", "max_num_dev": 100}),
        json!({"status": "error", "result": [{"data": [], "status": {"code": 0, "message": "OK"}}]}),
    ] {
        assert!(asked(answer.clone()).await.unwrap_err().is_decode(), "{answer}");
    }
}
