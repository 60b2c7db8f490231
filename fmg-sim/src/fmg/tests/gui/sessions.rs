//! Tests of logins, of the session and the CSRF token of requests, and of refusals.

use std::time::Duration;

use super::*;

#[test]
fn a_login_sets_cookies_and_counts_as_a_session() {
    let bench = Bench::new();
    bench.fmg.set_login_max(2);
    let visitor = admin(&bench);
    assert!(bench.log_in("admin", "admin").is_ok());
    assert_eq!(log_in(&bench, "admin", "admin").err(), Some(-22));
    assert_eq!(log_in(&bench, "devops", "guess").err(), Some(-22));
    assert_eq!(log_in(&bench, "robot", "robot-api-key").err(), Some(-22));
    // A cookie is not accepted as a token.
    let body = json!({"id": 1, "method": "get", "params": [{"url": "/sys/status"}], "session": visitor.cookie});
    assert_eq!(bench.post(&body)["result"][0]["status"]["code"], -11);
    let referer = ("Referer", "https://192.0.2.1");
    let csrf = ("Xsrf-Token", visitor.csrf.as_str());
    for headers in [&[csrf][..], &[referer], &[csrf, ("Referer", "http://192.0.2.1")]] {
        assert_eq!(visitor.send("POST", "/p/logout-api/", headers, b"").0, 403);
    }
    let (status, _, body) = visitor.send("POST", "/p/logout-api/", &[csrf, referer], b"");
    let reply: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (status, reply),
        (200, json!({"result": [{"status": {"code": 0}, "data": {}}]}))
    );
    assert_eq!(visitor.post(PROXY, &json!({})).0, 401);
    assert_eq!(bench.fmg.sessions(), ["admin"]);
}

#[test]
fn an_invalid_login_opens_no_session() {
    let bench = Bench::new();
    let post = |kind: &str, body: &Value| {
        let request = Request::post(LOGIN).header("content-type", kind);
        let (status, body) = bench.send(request.body(Bytes::from(body.to_string())).unwrap());
        let reply: Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, reply["result"][0]["status"]["code"].as_i64())
    };
    let params = json!({"secretkey": "admin", "logintype": 0, "username": "admin"});
    let login = json!({"url": "/gui/userauth", "method": "login", "params": params});
    assert_eq!(post("text/plain", &login), (400, None));
    for (pointer, value, code) in [
        ("/url", json!("/gui/nonsense"), -6),
        ("/url", json!("/gui/sys/uptime"), -9),
        ("/method", json!("get"), -9),
        ("/method", json!(1), -8),
        ("/params", json!([]), -8),
        ("/params/logintype", json!(1), -10),
        ("/params/username", json!({}), -10),
        ("/params", json!({"logintype": 0, "username": "admin"}), -10),
    ] {
        let mut other = login.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        assert_eq!(post("application/json", &other), (200, Some(code)), "{other}");
    }
    let uptime = json!({"url": "/gui/sys/uptime", "method": "get"});
    assert_eq!(post("application/json; charset=utf-8", &uptime), (200, Some(-11)));
    assert!(bench.fmg.sessions().is_empty());
}

#[test]
fn a_post_needs_session_and_token_and_a_get_the_session() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let body = br#"{"url": "/gui/sys/uptime", "method": "get"}"#;
    let post = |headers: &[(&str, &str)]| visitor.send("POST", PROXY, headers, body).0;
    let csrf = visitor.csrf.as_str();
    assert_eq!(
        (post(&[("Xsrf-Token", csrf)]), post(&[("XSRF-TOKEN", csrf)])),
        (200, 200)
    );
    assert_eq!(
        (
            post(&[]),
            post(&[("Xsrf-Token", "guess")]),
            post(&[("X-CSRFToken", csrf)])
        ),
        (403, 403, 403)
    );
    let carried = br#"{"id": 1, "method": "get", "params": [{"url": "/sys/status"}]}"#;
    let forward = |header| {
        visitor
            .send("POST", "/cgi-bin/module/forward", &[(header, csrf)], carried)
            .0
    };
    assert_eq!((forward("X-CSRFToken"), forward("Xsrf-Token")), (200, 200));
    assert_eq!(
        visitor
            .get("/cgi-bin/module/flatui/SysDashboard?action=read&type=license")
            .0,
        200
    );
    // The cookie of one session and the token of another.
    let other = admin(&bench);
    assert_eq!(post(&[("Xsrf-Token", &other.csrf)]), 403);

    let nobody = Visitor {
        bench: &bench,
        cookie: "guess".to_owned(),
        csrf: csrf.to_owned(),
    };
    assert_eq!(nobody.send("POST", PROXY, &[("Xsrf-Token", csrf)], body).0, 401);
    let (status, headers, page) = nobody.get("/flatui/api/gui/download?filepath=a");
    assert_eq!(
        (status, &headers["location"]),
        (302, &http::HeaderValue::from_static("/p/login/"))
    );
    assert!(page.starts_with(b"<html>"));
    for (method, uri, status) in [
        ("POST", "/cgi-bin/module/flatui-proxy", 404),
        ("GET", PROXY, 405),
        ("GET", "/", 404),
        ("GET", "/cgi-bin/module/flatui/SysDashboard?action=read&type=other", 400),
        ("POST", "/p/logout-api", 404),
    ] {
        assert_eq!(
            visitor.send(method, uri, &[("Xsrf-Token", csrf)], b"").0,
            status,
            "{method} {uri}"
        );
    }
}

#[test]
fn an_idle_session_ends_and_a_fault_ends_one() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    bench.clock.advance(Duration::from_secs(900));
    assert!(visitor.call("get", "/gui/sys/uptime", json!(null)).is_ok());
    bench.clock.advance(Duration::from_secs(901));
    assert_eq!(visitor.post(PROXY, &json!({})).0, 401);
    let visitor = admin(&bench);
    let request = Request::post(PROXY)
        .header("cookie", format!("CURRENT_SESSION={}", visitor.cookie))
        .header("xsrf-token", &visitor.csrf)
        .extension(Injected::SessionExpired);
    assert_eq!(bench.send(request.body(Bytes::new()).unwrap()).0, 401);
    assert_eq!(visitor.post(PROXY, &json!({})).0, 401);
}

#[test]
fn calls_are_refused_as_those_of_json_rpc() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    assert_eq!(visitor.call("get", "/gui/sys/downtime", json!(null)), Err(-6));
    assert_eq!(visitor.call("change", "/gui/sys/uptime", json!(null)), Err(-9));
    assert_eq!(
        visitor.call("get", "/gui/adom/um/package/version", json!(null)),
        Err(-10)
    );
    assert_eq!(
        visitor.call("get", "/gui/adom/um/package/version", json!({"key": []})),
        Err(-10)
    );
    assert_eq!(
        visitor.call("get", "/gui/adom/um/package/version", json!(["key"])),
        Err(-8)
    );
    assert_eq!(
        visitor.call("get", "/gui/adom/um/package/version", json!({"key": "other"})),
        Err(-3)
    );
    assert_eq!(visitor.call("get", "/gui/adoms/999/dvm/psirt", json!(null)), Err(-3));
    assert_eq!(
        visitor.call("create", "/gui/adoms/165/pkgs/999/consistency-checker", json!(null)),
        Err(-3)
    );
    // The package of another ADOM.
    assert_eq!(
        visitor.call("create", "/gui/adoms/3/pkgs/3501/consistency-checker", json!(null)),
        Err(-3)
    );
    let reply: Value = serde_json::from_slice(&visitor.post(PROXY, &json!({"method": "get"})).1).unwrap();
    assert_eq!(reply["result"][0]["status"]["code"], -8);
    let body = json!({"url": "gui/sys/uptime/", "method": "get", "id": 7});
    let reply: Value = serde_json::from_slice(&visitor.post(PROXY, &body).1).unwrap();
    assert_eq!(
        (&reply["result"][0]["id"], &reply["result"][0]["url"]),
        (&json!(7), &json!("/gui/sys/info"))
    );
    let auditor = log_in(&bench, "auditor", "auditor").unwrap();
    assert!(auditor.call("get", "/gui/sys/session", json!(null)).is_ok());
    assert_eq!(
        auditor.call("create", "/gui/adoms/165/pkgs/3501/consistency-checker", json!(null)),
        Err(-11)
    );
}

#[test]
fn json_rpc_requests_use_the_session() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let carried = |method: &str, url: &str, data: Value| {
        let body = json!({"id": 2, "method": method, "params": [{"url": url, "data": data}], "session": "ignored"});
        let reply: Value = serde_json::from_slice(&visitor.post(LEGACY, &body).1).unwrap();
        assert_eq!(
            (&reply["code"], &reply["message"], &reply["data"]["id"]),
            (&json!(0), &json!(""), &json!(2))
        );
        reply["data"]["result"][0].clone()
    };
    assert_eq!(
        carried("exec", "/dvmdb/adom/demo/workspace/lock", json!({}))["status"]["code"],
        0
    );
    let address = json!({"name": "mine", "subnet": "192.0.2.0/24"});
    let table = "/pm/config/adom/demo/obj/firewall/address";
    assert_eq!(carried("add", table, address)["status"]["code"], 0);
    // Another session does not hold the lock, and does not see the change.
    assert_eq!(bench.admin().get(&format!("{table}/mine")), Err(-3));
    let lock = carried("get", "/dvmdb/adom/demo/workspace/lockinfo", json!({}));
    assert_eq!(lock["data"][0]["lock_user"], "admin");

    let uri = format!(
        "{LEGACY}?req=%7B%22id%22:2,%22method%22:%22get%22,%22params%22:[%7B%22url%22:%22{}%22,%22data%22:%7B%7D%7D]%7D",
        "pm/config/adom/demo/pkg/ppkg_001/firewall/policy/2"
    );
    let (status, _, body) = visitor.get(&uri);
    let reply: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (status, &reply["data"]["result"][0]["data"]["policyid"]),
        (200, &json!(2))
    );
    assert_eq!(visitor.get(LEGACY).0, 400);
    for none in ["{'id':2}", "%7B%7D"] {
        let (_, _, body) = visitor.get(&format!("{LEGACY}?req={none}"));
        let reply: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(reply["code"], -8);
    }
    let csrf = [("Xsrf-Token", visitor.csrf.as_str()), ("Referer", "https://192.0.2.1")];
    assert_eq!(visitor.send("POST", "/p/logout-api/", &csrf, b"").0, 200);
    let admin = bench.admin();
    assert_eq!(
        admin.call("exec", "/dvmdb/adom/demo/workspace/lock", json!({})),
        Ok(json!(null))
    );
}
