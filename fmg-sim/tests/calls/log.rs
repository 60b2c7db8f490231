//! Tests of the log of calls.

use std::time::Duration;

use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Call, Clock, Product, Sim};
use serde_json::json;

use super::{Admin, ask, fortigate, https};

fn named(calls: &[Call]) -> Vec<(&str, &str, Option<&str>)> {
    let named = calls.iter();
    named
        .map(|call| (call.method.as_str(), call.url.as_str(), call.name.as_deref()))
        .collect()
}

#[tokio::test]
async fn every_entry_of_a_request_is_a_call() {
    let sim = Sim::start().await.unwrap();
    let admin = Admin::of(&sim).await;
    let entries = json!([
        {"url": "dvmdb/adom/demo", "fields": ["name"]},
        {"url": "/pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0\\/8"},
        {"url": "/no/such/url", "data": {"a": 1}},
    ]);
    admin.ask("get", &entries).await;
    let calls = sim.calls();
    assert_eq!(
        named(&calls),
        [
            ("exec", "/sys/login/user", Some("fmg::session::Login")),
            ("get", "/dvmdb/adom/demo", Some("fmg::dvmdb::GetAdom")),
            (
                "get",
                r"/pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0\/8",
                Some("fmg::address::Get")
            ),
            ("get", "/no/such/url", None),
        ]
    );
    let [login, adom, address, unknown] = calls.as_slice() else {
        panic!("there are four")
    };
    assert_eq!((login.request, login.user.as_deref()), (0, None));
    assert_eq!(login.member("passwd"), Some(&json!("admin")));
    assert!(login.is_success());
    assert_eq!((adom.request, adom.user.as_deref()), (1, Some("admin")));
    assert!(adom.session.is_some());
    assert_eq!(adom.template.as_deref(), Some("/dvmdb/adom/<adom>"));
    assert_eq!(
        (adom.value("adom"), &adom.members["fields"]),
        (Some("demo"), &json!(["name"]))
    );
    assert_eq!(adom.envelope, *json!({"verbose": 1}).as_object().unwrap());
    assert_eq!(address.value("name"), Some("Net_10.0.0.0/8"));
    assert_eq!(address.outcome.as_ref().unwrap().code, Some(-3));
    assert_eq!((unknown.request, &unknown.template), (1, &None));
    assert_eq!(unknown.data, Some(json!({"a": 1})));
    let outcome = unknown.outcome.as_ref().unwrap();
    assert_eq!(
        (outcome.code, outcome.message.as_deref()),
        (Some(-6), Some("Invalid url"))
    );
    assert_eq!(sim.received()[1].number, 1);
}

#[tokio::test]
async fn a_call_has_the_fault_that_hit_it() {
    let clock = Clock::new();
    clock.set_speed(0.0);
    let sim = Sim::builder().clock(clock.clone()).start().await.unwrap();
    let admin = Admin::of(&sim).await;
    clock.advance(Duration::from_secs(60));
    for fault in [Fault::ServerError, Fault::Drop] {
        let rule = sim.faults().arm(Rule::new(fault).url("/sys/status"));
        let body = json!({"id": 1, "method": "get", "params": [{"url": "/sys/status"}], "session": admin.session});
        let request = https(&sim)
            .post(format!("{}/jsonrpc", sim.fmg_url()))
            .body(body.to_string());
        let _ = request.send().await;
        rule.disarm();
    }
    let calls = sim.calls();
    assert_eq!(
        calls[1].at.duration_since(calls[0].at).unwrap(),
        Duration::from_secs(60)
    );
    assert_eq!((calls[1].fault, &calls[1].outcome), (Some(Fault::ServerError), &None));
    // This one was answered, but its response was lost.
    assert!(calls[2].is_success());
    assert_eq!(calls[2].fault, Some(Fault::Drop));
    assert!(
        calls[1..]
            .iter()
            .all(|call| call.name.as_deref() == Some("fmg::sys::Status"))
    );
}

/// A call as a line: protocol, method, url, name, user and outcome.
fn line(call: &Call) -> String {
    let outcome = call.outcome.as_ref().unwrap();
    format!(
        "{:?} {} {} {} {} {} {:?}",
        call.protocol,
        call.method,
        call.url,
        call.name.as_deref().unwrap_or("-"),
        call.user.as_deref().unwrap_or("-"),
        outcome.http_status,
        outcome.code,
    )
}

#[tokio::test]
async fn calls_of_rest_are_decoded() {
    let sim = Sim::start().await.unwrap();
    let basic = [("authorization", "Basic YWRtaW46YWRtaW4=")];
    ask(&sim, "GET", "/jsonrpc/sys/status", &basic, "").await;
    ask(&sim, "GET", "/jsonrpc/dvmdb/device?a=1", &basic, "").await;
    ask(&sim, "GET", "/jsonrpc/sys/status", &[], "").await;
    let lines: Vec<_> = sim.calls().iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "Rest GET /jsonrpc/sys/status fmg::rest::Status admin 200 Some(0)",
            // The specs declare this call only for JSON-RPC.
            "JsonRpc get /dvmdb/device fmg::dvmdb::ListDevices admin 200 Some(0)",
            "Rest GET /jsonrpc/sys/status fmg::rest::Status - 401 None",
        ]
    );
    assert_eq!(sim.calls()[1].data, Some(json!({"a": "1"})));
}

#[tokio::test]
async fn calls_of_the_gui_are_decoded() {
    let sim = Sim::start().await.unwrap();
    let login = json!({"url": "/gui/userauth", "method": "login", "params": {
        "username": "admin", "secretkey": "admin", "logintype": 0,
    }});
    let json = [("content-type", "application/json")];
    let reply = ask(&sim, "POST", "/cgi-bin/module/flatui_auth", &json, &login.to_string()).await;
    let cookies = reply.headers()["set-cookie"].to_str().unwrap().split(", ");
    let cookies: Vec<_> = cookies.map(|cookie| cookie.split(';').next().unwrap()).collect();
    let mut csrf = cookies.iter().filter_map(|pair| pair.strip_prefix("HTTP_CSRF_TOKEN="));
    let csrf = csrf.next().unwrap();
    let cookies = cookies.join("; ");
    let session = [("cookie", cookies.as_str()), ("xsrf-token", csrf)];
    let uptime = r#"{"url": "/gui/sys/uptime", "method": "get"}"#;
    let proxy = "/cgi-bin/module/flatui_proxy";
    ask(&sim, "POST", proxy, &session, uptime).await;
    let status = r#"{"id": 1, "method": "get", "params": [{"url": "/sys/status"}]}"#;
    ask(&sim, "POST", "/cgi-bin/module/flatui/json", &session, status).await;
    ask(&sim, "POST", proxy, &[], uptime).await;
    let lines: Vec<_> = sim.calls().iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "GuiProxy login /gui/userauth fmg::gui::session::Login - 200 Some(0)",
            "GuiProxy get /gui/sys/uptime fmg::gui::sys::Uptime admin 200 Some(0)",
            "JsonRpc get /sys/status fmg::sys::Status admin 200 Some(0)",
            "GuiProxy get /gui/sys/uptime fmg::gui::sys::Uptime - 401 None",
        ]
    );
    assert_eq!(sim.calls()[0].member("username"), Some(&json!("admin")));
}

#[tokio::test]
async fn calls_of_a_fortigate_are_decoded() {
    let sim = Sim::start().await.unwrap();
    fortigate(
        &sim,
        "GET",
        "/api/v2/monitor/firewall/session/select?count=20&vdom=root",
        None,
    )
    .await;
    let address = json!({"name": "a b", "subnet": "nonsense"});
    fortigate(
        &sim,
        "PUT",
        "/api/v2/cmdb/firewall/address/a%20b",
        Some(address.clone()),
    )
    .await;
    https(&sim)
        .get(format!("{}/api/v2/cmdb/no/table", sim.fortios_url()))
        .send()
        .await
        .unwrap();

    let calls = sim.calls();
    let [session, put, unknown] = calls.as_slice() else {
        panic!("{calls:?}")
    };
    assert_eq!(session.name.as_deref(), Some("fortios::monitor::firewall::Session"));
    assert_eq!(
        (session.product(), session.member("count"), session.member("vdom")),
        (Product::FortiGate, Some(&json!("20")), Some(&json!("root")))
    );
    assert!(session.is_success() && session.user.is_some());
    assert_eq!(put.name.as_deref(), Some("fortios::cmdb::requests::Update"));
    assert_eq!((put.value("mkey"), &put.data), (Some("a b"), &Some(address)));
    let outcome = put.outcome.as_ref().unwrap();
    assert_eq!(
        (outcome.http_status, put.url.as_str()),
        (404, "/api/v2/cmdb/firewall/address/a%20b")
    );
    assert_eq!((unknown.user.as_deref(), unknown.is_success()), (None, false));
}

#[tokio::test]
async fn sims_side_by_side_do_not_see_each_other() {
    let (one, other) = (Sim::start().await.unwrap(), Sim::start().await.unwrap());
    let status = Admin::of(&one).await.call("get", json!({"url": "/sys/status"})).await;
    assert_eq!(status["status"]["code"], 0);
    assert_eq!((one.calls().len(), other.calls().len()), (2, 0));
}

#[tokio::test]
async fn without_a_log_no_call_is_kept() {
    let sim = Sim::builder().keep_requests(0).start().await.unwrap();
    Admin::of(&sim).await;
    assert!(sim.calls().is_empty() && sim.received().is_empty());
}
