//! Tests of taught calls.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::{Permit, User};
use fmg_sim::{Answer, Call, Product, Protocol, Sim, StatusCode, TeachError};
use serde_json::{Value, json};

use super::{Admin, ask, fortigate, https};

const BASIC: [(&str, &str); 1] = [("authorization", "Basic YWRtaW46YWRtaW4=")];

/// A closure that counts its calls.
fn counting(asked: &Arc<AtomicUsize>) -> impl FnMut(&Call) -> Answer + Send + use<> {
    let asked = Arc::clone(asked);
    move |_| {
        asked.fetch_add(1, Ordering::Relaxed);
        Answer::done()
    }
}

#[tokio::test]
async fn a_closure_gets_the_call_and_answers_it() {
    let sim = Sim::start().await.unwrap();
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let level = move |call: &Call| {
        *keep.lock().unwrap() = Some(call.clone());
        Answer::data(json!({"level": call.value("host")})).member("taskid", 7)
    };
    sim.fmg().answer("exec", "/probe/<host>/level", level).unwrap();
    let admin = Admin::of(&sim).await;
    let entry = json!({"url": "probe/a\\/b/level", "data": {"depth": 3}, "option": ["x"]});
    let reply = admin.ask("exec", &json!([entry])).await;
    let good = json!({"code": 0, "message": "OK"});
    assert_eq!(
        reply,
        json!({"id": 7, "result": [
            {"data": {"level": "a/b"}, "taskid": 7, "status": good, "url": "probe/a\\/b/level"},
        ]})
    );
    let call = seen.lock().unwrap().take().unwrap();
    assert_eq!((call.protocol, call.method.as_str()), (Protocol::JsonRpc, "exec"));
    assert_eq!(call.user.as_deref(), Some("admin"));
    assert!(call.session.is_some() && call.outcome.is_none());
    assert_eq!(
        (call.data, &call.members["option"]),
        (Some(json!({"depth": 3})), &json!(["x"]))
    );

    let sent = sim.calls().pop().unwrap();
    assert_eq!(
        (sent.template.as_deref(), sent.name.as_deref()),
        (Some("/probe/<host>/level"), None)
    );
    assert!(sent.is_success());

    // The same over REST, whose query is the data.
    let reply = ask(&sim, "POST", "/jsonrpc/probe/c/level?depth=4", &BASIC, "").await;
    let reply: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert_eq!(reply["result"][0]["data"]["level"], "c");
    assert_eq!(seen.lock().unwrap().take().unwrap().data, Some(json!({"depth": "4"})));
}

#[tokio::test]
async fn the_latest_taught_call_answers_before_a_built_in_one() {
    let sim = Sim::start().await.unwrap();
    let admin = Admin::of(&sim).await;
    let status = async || admin.call("get", json!({"url": "/sys/status"})).await["data"].take();
    assert!(status().await["Version"].is_string());
    sim.fmg().answer("get", "/sys/status", |_| json!(1)).unwrap();
    assert_eq!(status().await, 1);
    sim.fmg().answer("get", "/sys/status", |_| json!(2)).unwrap();
    assert_eq!(status().await, 2);
    // The call still has its name in the specs.
    assert_eq!(sim.calls().pop().unwrap().name.as_deref(), Some("fmg::sys::Status"));
    // Another method is another call, and another sim was not taught.
    assert_eq!(
        admin.call("delete", json!({"url": "/sys/status"})).await["status"]["code"],
        -9
    );
    let other = Sim::start().await.unwrap();
    let other = Admin::of(&other).await.call("get", json!({"url": "/sys/status"})).await;
    assert!(other["data"]["Version"].is_string());
}

#[tokio::test]
async fn a_placeholder_matches_what_it_does_in_the_specs() {
    let packages = json!([{"name": "branches", "type": "folder", "subobj": [{"name": "ppkg_001"}]}]);
    let state = json!({"fmg": {"packages": {"demo": packages}}});
    let sim = Sim::builder().state(state.as_object().cloned().unwrap());
    let sim = sim.start().await.unwrap();
    let package = |call: &Call| json!(call.value("package"));
    let policies = "/pm/config/adom/<adom>/pkg/<package>/firewall/policy";
    sim.fmg().answer("get", policies, package).unwrap();
    let admin = Admin::of(&sim).await;
    let get = async |url: &str| admin.call("get", json!({ "url": url })).await;
    let url = "/pm/config/adom/demo/pkg/branches/ppkg_001/firewall/policy";
    assert_eq!(get(url).await["data"], "branches/ppkg_001");
    // The FortiManager checks whether the package exists.
    let url = "/pm/config/adom/demo/pkg/nowhere/firewall/policy";
    assert_eq!(get(url).await["status"]["code"], -3);
}

#[tokio::test]
async fn sessions_and_permissions_are_checked_first() {
    let sim = Sim::start().await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    sim.fmg().answer("get", "/probe/<adom>", counting(&asked)).unwrap();
    sim.fmg().answer("exec", "/probe/<adom>", counting(&asked)).unwrap();
    sim.fmg()
        .add_user(User::new("reader", "r").permit(Permit::Read).adoms(["demo"]));
    let reader = Admin::by(&sim, "reader", "r").await;
    let code = async |method: &str, url: &str| {
        let reply = reader.call(method, json!({ "url": url })).await;
        reply["status"]["code"].as_i64().unwrap()
    };
    assert_eq!(code("get", "/probe/demo").await, 0);
    assert_eq!(code("exec", "/probe/demo").await, -11);
    assert_eq!(code("get", "/probe/root").await, -11);
    assert_eq!(
        Admin::of(&sim)
            .await
            .call("get", json!({"url": "/probe/nowhere"}))
            .await["status"]["code"],
        -6
    );
    sim.fmg().end_sessions();
    assert_eq!(code("get", "/probe/demo").await, -11);
    assert_eq!(ask(&sim, "GET", "/jsonrpc/probe/demo", &[], "").await.status(), 401);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn faults_hit_taught_calls_too() {
    let sim = Sim::start().await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    sim.fmg().answer("exec", "/probe/lock", counting(&asked)).unwrap();
    let admin = Admin::of(&sim).await;
    for (fault, code) in [(Fault::LockedByAnother, -10_147), (Fault::SessionExpired, -11)] {
        let rule = sim.faults().arm(Rule::new(fault).url("/probe/lock"));
        let reply = admin.call("exec", json!({"url": "/probe/lock"})).await;
        assert_eq!((reply["status"]["code"].as_i64(), rule.hits()), (Some(code), 1));
        rule.disarm();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn an_answer_can_be_a_refusal_or_the_whole_response() {
    let sim = Sim::start().await.unwrap();
    let admin = Admin::of(&sim).await;
    let teach = |name: &str, answer: Answer| {
        let url = format!("/probe/{name}");
        sim.fmg().answer("get", &url, move |_| answer.clone()).unwrap();
    };
    teach("no", Answer::status(-3, "Object does not exist"));
    teach(
        "busy",
        Answer::status(-2, "busy").http_status(StatusCode::SERVICE_UNAVAILABLE),
    );
    teach("page", Answer::http(StatusCode::BAD_GATEWAY));
    teach("raw", Answer::raw("application/json", "{\"result\": 5}"));
    teach("file", Answer::file("a\"b.txt", "content"));
    let no = admin.call("get", json!({"url": "/probe/no"})).await;
    assert_eq!(no["status"], json!({"code": -3, "message": "Object does not exist"}));
    let whole = async |urls: &[&str]| {
        let entries: Vec<_> = urls.iter().map(|url| json!({ "url": url })).collect();
        let body = json!({"id": 7, "method": "get", "params": entries, "session": admin.session});
        let request = https(&sim).post(format!("{}/jsonrpc", sim.fmg_url()));
        let response = request.body(body.to_string()).send().await.unwrap();
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        let name = response.headers().get("content-disposition").cloned();
        let name = name.map(|name| name.to_str().unwrap().to_owned());
        (response.status().as_u16(), kind, name, response.text().await.unwrap())
    };
    let (status, _, _, text) = whole(&["/probe/busy"]).await;
    assert_eq!((status, text.contains("\"code\":-2")), (503, true));
    let (status, kind, _, text) = whole(&["/probe/page"]).await;
    assert_eq!(
        (status, kind.as_str(), text.contains("502 Bad Gateway")),
        (502, "text/html", true)
    );
    let (status, kind, _, text) = whole(&["/sys/status", "/probe/raw", "/probe/no"]).await;
    assert_eq!(
        (status, kind.as_str(), text.as_str()),
        (200, "application/json", "{\"result\": 5}")
    );
    let (_, _, name, text) = whole(&["/probe/file"]).await;
    assert_eq!(
        (name.as_deref(), text.as_str()),
        (Some("attachment; filename*=UTF-8''a%22b%2Etxt"), "content")
    );
    let calls = sim.calls();
    let busy = calls
        .iter()
        .find(|call| call.url == "/probe/busy")
        .unwrap()
        .outcome
        .clone()
        .unwrap();
    assert_eq!((busy.http_status, busy.code), (503, Some(-2)));
}

#[tokio::test]
async fn a_closure_can_use_the_sim_and_can_panic() {
    let sim = Arc::new(Sim::start().await.unwrap());
    let inner = Arc::downgrade(&sim);
    let look = move |_: &Call| {
        let sim = inner.upgrade().unwrap();
        sim.fmg().end_sessions();
        json!([sim.calls().len(), sim.fmg().rows("/dvmdb/adom").len() > 1])
    };
    sim.fmg().answer("get", "/probe/look", look).unwrap();
    sim.fmg()
        .answer("get", "/probe/fail", |_| -> Value { panic!("as asked") })
        .unwrap();
    let admin = Admin::of(&sim).await;
    assert_eq!(
        admin.call("get", json!({"url": "/probe/look"})).await["data"],
        json!([2, true])
    );
    let admin = Admin::of(&sim).await;
    let body = json!({"method": "get", "params": [{"url": "/probe/fail"}], "session": admin.session});
    let request = https(&sim).post(format!("{}/jsonrpc", sim.fmg_url()));
    let response = request.body(body.to_string()).send().await.unwrap();
    assert_eq!(response.status(), 500);
    let text = response.text().await.unwrap();
    assert_eq!(text, "the closure that answers `get /probe/fail` panicked: as asked\n");
}

#[tokio::test]
async fn calls_of_rest_and_of_the_gui_can_be_taught() {
    let sim = Sim::start().await.unwrap();
    let fmg = sim.fmg();
    let upload = |call: &Call| {
        json!([
            call.value("what"),
            call.member("a"),
            call.file.as_ref().map(bytes::Bytes::len)
        ])
    };
    fmg.answer_by(Protocol::Rest, "POST", "/jsonrpc/probe/<what>", upload)
        .unwrap();
    fmg.answer_by(Protocol::GuiProxy, "reload", "/gui/probe/<what>", |call| {
        json!(call.member("x"))
    })
    .unwrap();
    let page = |call: &Call| Answer::raw("text/plain", format!("{:?}", call.member("q")));
    fmg.answer_by(Protocol::Gui, "GET", "/flatui/probe", page).unwrap();
    let get = async |response: reqwest::Response| response.text().await.unwrap();
    let reply = get(ask(&sim, "POST", "/jsonrpc/probe/b?a=1", &BASIC, "file").await).await;
    let reply: Value = serde_json::from_str(&reply).unwrap();
    assert_eq!(reply["result"][0]["data"], json!(["b", "1", 4]));
    assert_eq!(reply["result"][0]["url"], "/probe/b");

    let login = json!({"url": "/gui/userauth", "method": "login", "params": {
        "username": "admin", "secretkey": "admin", "logintype": 0,
    }});
    let json = [("content-type", "application/json")];
    let cookies = ask(&sim, "POST", "/cgi-bin/module/flatui_auth", &json, &login.to_string()).await;
    let cookies = cookies.headers()["set-cookie"].to_str().unwrap().split(", ");
    let cookies: Vec<_> = cookies.map(|cookie| cookie.split(';').next().unwrap()).collect();
    let mut csrf = cookies.iter().filter_map(|pair| pair.strip_prefix("HTTP_CSRF_TOKEN="));
    let csrf = csrf.next().unwrap().to_owned();
    let cookies = cookies.join("; ");
    let session = [("cookie", cookies.as_str()), ("xsrf-token", csrf.as_str())];
    let body = r#"{"url": "/gui/probe/y", "method": "reload", "params": {"x": [1]}, "id": 4}"#;
    let reply = get(ask(&sim, "POST", "/cgi-bin/module/flatui_proxy", &session, body).await).await;
    let reply: Value = serde_json::from_str(&reply).unwrap();
    assert_eq!(
        reply,
        json!({"result": [{"data": [1], "id": 4, "status": {"code": 0, "message": ""}, "url": "/gui/probe/y"}]})
    );
    let reply = get(ask(&sim, "GET", "/flatui/probe?q=z", &session, "").await).await;
    assert_eq!(reply, "Some(String(\"z\"))");
    assert_eq!(ask(&sim, "GET", "/flatui/probe", &[], "").await.status(), 302);
    let names: Vec<_> = sim.calls().into_iter().filter_map(|call| call.template).collect();
    assert_eq!(
        names,
        [
            "/jsonrpc/probe/<what>",
            "/gui/userauth",
            "/gui/probe/<what>",
            "/flatui/probe",
            "/flatui/probe"
        ]
    );
}

#[tokio::test]
async fn a_fortigate_can_be_taught() {
    let sim = Sim::start().await.unwrap();
    let fan = |call: &Call| match call.value("name") {
        Some("a b") => Answer::data(json!({"vdom": call.vdom, "data": call.data, "q": call.member("q")})),
        _ => Answer::status(-3, "no such fan"),
    };
    sim.fortios()
        .answer("POST", "/api/v2/monitor/system/fan/<name>", fan)
        .unwrap();
    let path = "/api/v2/monitor/system/fan/a%20b?q=1";
    let (status, reply) = fortigate(&sim, "POST", path, Some(json!({"rpm": 1}))).await;
    assert_eq!(
        (status, &reply["status"], &reply["http_method"]),
        (200, &json!("success"), &json!("POST"))
    );
    assert_eq!(reply["results"], json!({"vdom": "root", "data": {"rpm": 1}, "q": "1"}));
    let (status, reply) = fortigate(&sim, "POST", &format!("{path}&vdom=root,edge,nowhere"), None).await;
    let vdoms: Vec<_> = reply
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["results"]["vdom"].clone())
        .collect();
    assert_eq!((status, vdoms), (200, vec![json!("root"), json!("edge"), Value::Null]));
    let (status, reply) = fortigate(&sim, "POST", "/api/v2/monitor/system/fan/c", None).await;
    assert_eq!(
        (status, &reply["error"], &reply["cli_error"], &reply["http_status"]),
        (500, &json!(-3), &json!("no such fan"), &json!(500))
    );
    assert_eq!(fortigate(&sim, "GET", path, None).await.0, 404);
    let url = format!("{}{path}", sim.fortios_url());
    assert_eq!(https(&sim).post(url).send().await.unwrap().status(), 401);
    sim.fortios()
        .answer("GET", "/api/v2/cmdb/firewall/address", |_| {
            Answer::http(StatusCode::BAD_GATEWAY)
        })
        .unwrap();
    assert_eq!(
        fortigate(&sim, "GET", "/api/v2/cmdb/firewall/address", None).await.0,
        502
    );
    let outcome = sim.calls()[2].outcome.clone().unwrap();
    assert_eq!(
        (outcome.http_status, outcome.code, outcome.message.as_deref()),
        (500, Some(-3), Some("no such fan"))
    );
}

#[tokio::test]
async fn a_closure_answers_on_tables_of_its_kind_only() {
    let sim = Sim::start().await.unwrap();
    let (rows, children) = (Arc::default(), Arc::default());
    let fortios = sim.fortios();
    fortios
        .answer("DELETE", "/api/v2/cmdb/<path>/<name>/<mkey>", counting(&rows))
        .unwrap();
    fortios
        .answer(
            "DELETE",
            "/api/v2/cmdb/<path>/<complex>/<child_name>",
            counting(&children),
        )
        .unwrap();
    for path in ["router/bgp/neighbor", "firewall/address/depot", "router/bgp/network"] {
        let (status, _) = fortigate(&sim, "DELETE", &format!("/api/v2/cmdb/{path}"), None).await;
        assert_eq!(status, 200, "{path}");
    }
    assert_eq!((rows.load(Ordering::Relaxed), children.load(Ordering::Relaxed)), (1, 2));
    let calls = sim.calls();
    let names: Vec<_> = calls.iter().filter_map(|call| call.name.as_deref()).collect();
    let purged = "fortios::cmdb::requests::PurgeComplexChildren";
    assert_eq!(names, [purged, "fortios::cmdb::requests::Delete", purged]);
}

#[tokio::test]
async fn logins_cannot_be_taught() {
    let sim = Sim::start().await.unwrap();
    let error = sim
        .fmg()
        .answer("exec", "/sys/login/user", |_| Answer::done())
        .unwrap_err();
    assert!(error.to_string().contains("arm a fault"), "{error}");
    let proxy = "/cgi-bin/module/flatui_proxy";
    let error = sim
        .fmg()
        .answer_by(Protocol::Gui, "POST", proxy, |_| Answer::done())
        .unwrap_err();
    assert!(matches!(error, TeachError::Session { .. }), "{error}");
    let error = sim
        .fortios()
        .answer("POST", "/api/v2/authentication", |_| Answer::done())
        .unwrap_err();
    assert!(matches!(error, TeachError::Session { .. }), "{error}");
    // Nor by a template that matches the login.
    sim.fmg().answer("exec", "/sys/<a>/<b>", |_| json!(1)).unwrap();
    sim.fortios().answer("POST", "/api/v2/<a>", |_| json!(1)).unwrap();
    assert_eq!(
        Admin::of(&sim).await.call("exec", json!({"url": "/sys/x/y"})).await["data"],
        1
    );
    let error = sim
        .fmg()
        .answer_by(Protocol::FortiOs, "GET", "/api/v2/x", |_| json!(1))
        .unwrap_err();
    assert_eq!(
        error,
        TeachError::Product {
            protocol: Protocol::FortiOs,
            product: Product::FortiManager
        }
    );
    assert_eq!(error.to_string(), "a FortiManager does not speak FortiOS");
}
